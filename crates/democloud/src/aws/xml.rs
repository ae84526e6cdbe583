//! XML that is well-formed by construction.
//!
//! In: names that are written here and texts from anywhere. Out: elements. Texts are escaped, and characters that
//! XML cannot hold become U+FFFD.

/// An element with a text in it.
pub(crate) fn text(name: &str, content: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(content))
}

/// An element with elements in it.
pub(crate) fn nest(name: &str, inside: &str) -> String {
    if inside.is_empty() { format!("<{name}/>") } else { format!("<{name}>{inside}</{name}>") }
}

/// Elements with texts, one after the other.
pub(crate) fn texts(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, content)| text(name, content)).collect()
}

fn escaped(content: &str) -> String {
    let legal: String = content.chars().map(|c| if is_legal(c) { c } else { '\u{fffd}' }).collect();
    quick_xml::escape::escape(legal).into_owned()
}

fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_break_out() {
        assert_eq!(text("a", "<b>&\u{0}\""), "<a>&lt;b&gt;&amp;\u{fffd}&quot;</a>");
        assert_eq!(nest("a", ""), "<a/>");
    }
}
