//! Matching with `*` and `?`, as policies and filters write it.
//!
//! In: a pattern and a text. Out: whether it fits. Takes time linear in the product of both at worst, whatever
//! the pattern, since the patterns of filters come from the client.

/// True when the text fits the pattern; `*` stands for any characters, `?` for one.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            // Let the last star take one character more, and go on from there.
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The same without regard to case, as IAM compares actions.
pub(crate) fn fits_action(pattern: &str, action: &str) -> bool {
    fits(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("ec2:Describe*", "ec2:DescribeRegions", true),
            ("ec2:Describe*", "ec2:RunInstances", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a?c*e", "abcde", true),
            ("a?c*e", "abcdef", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "aab", true),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
        assert!(fits_action("EC2:runinstances", "ec2:RunInstances"));
        assert!(!fits(&"*a".repeat(200), &"a".repeat(150)));
    }
}
