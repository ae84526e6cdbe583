//! AWS's own INI dialect, read without failing.
//!
//! In: text. Out: sections with their properties and lines. The rules are those of the AWS tools: a comment begins a
//! line, or stands behind white space; what is indented continues the property above or is one of its own parts;
//! sections of one name are one section and the last of two equal names wins. What the tools would refuse is skipped.

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What stands in the brackets, with single spaces.
    pub name: String,
    /// The line of its first header; 0 for properties before any header.
    pub line: usize,
    /// Its properties, names in lower case.
    pub properties: Vec<Property>,
}

/// A property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its line, from 1.
    pub line: usize,
    /// The line of an earlier property of the same name with another value, which this one replaces.
    pub replaces: Option<usize>,
}

/// Reads a text.
#[must_use]
pub fn read(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut current: Option<usize> = None;
    // True while an indented line belongs to a property.
    let mut inside = false;
    for (n, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with([' ', '\t']) && inside && !trimmed.starts_with('[') {
            continue;
        }
        if let Some(name) = header(trimmed) {
            current = Some(place(&mut sections, &name, n + 1));
            inside = false;
            continue;
        }
        let Some((name, value)) = property(trimmed) else { continue };
        let index = *current.get_or_insert_with(|| place(&mut sections, "", 0));
        inside = true;
        if let Some(section) = sections.get_mut(index) {
            put(section, name, value, n + 1);
        }
    }
    sections
}

fn header(line: &str) -> Option<String> {
    let inner = line.strip_prefix('[')?;
    let end = inner.find(']')?;
    let (name, rest) = (inner.get(..end)?, inner.get(end + 1..)?.trim_start());
    let comment = rest.is_empty() || rest.starts_with(['#', ';']);
    comment.then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn place(sections: &mut Vec<Section>, name: &str, line: usize) -> usize {
    if let Some(index) = sections.iter().position(|s| s.name == name) {
        return index;
    }
    sections.push(Section { name: name.to_owned(), line, properties: Vec::new() });
    sections.len() - 1
}

fn property(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./%@:+".contains(c);
    (!name.is_empty() && name.chars().all(plain)).then(|| (name, without_comment(value).trim().to_owned()))
}

/// Cuts a comment off: `#` or `;` behind white space. Next to the value they are part of it.
fn without_comment(value: &str) -> &str {
    let mut before = ' ';
    for (at, c) in value.char_indices() {
        if matches!(c, '#' | ';') && before.is_whitespace() {
            return value.get(..at).unwrap_or(value);
        }
        before = c;
    }
    value
}

fn put(section: &mut Section, name: String, value: String, line: usize) {
    let replaces = section.properties.iter().position(|p| p.name == name);
    let earlier = replaces.map(|at| section.properties.remove(at));
    let replaces = earlier.filter(|p| p.value != value).map(|p| p.line);
    section.properties.push(Property { name, value, line, replaces });
}

impl Section {
    /// The property of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|p| p.name == name && !p.value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, &[(&str, &str)])]) {
        let sections = read(text);
        let seen: Vec<(&str, Vec<(&str, &str)>)> = sections
            .iter()
            .map(|s| (s.name.as_str(), s.properties.iter().map(|p| (p.name.as_str(), p.value.as_str())).collect()))
            .collect();
        let expect: Vec<(&str, Vec<(&str, &str)>)> = expect.iter().map(|(n, p)| (*n, p.to_vec())).collect();
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn the_dialect() {
        check("", &[]);
        check("[a]\nname = value", &[("a", &[("name", "value")])]);
        check("[profile \ta \t] # Comment\nName \t=  \tval=ue # c", &[("profile a", &[("name", "val=ue")])]);
        check("[a]; adjacent\nn = v; part\nm = v# part\no = v ; c", &[("a", &[("n", "v; part"), ("m", "v# part"), ("o", "v")])]);
        check("[a]\ns3 =\n  aws_access_key_id = x\nn = v\n  continued", &[("a", &[("s3", ""), ("n", "v")])]);
        check("[a]\nn = 1\n[b]\n[a]\nn = 2", &[("a", &[("n", "2")]), ("b", &[])]);
        check("[broken\nn = 1\nkey : value\n= x\n[in valid] tail\n", &[("", &[("n", "1")])]);
        check("  [a]\n  n = 1", &[("a", &[("n", "1")])]);
        check("[a]\n]\n[", &[("a", &[])]);
    }

    #[test]
    fn says_what_was_replaced() {
        let sections = read("[a]\nn = 1\nn = 2\nn = 2");
        assert_eq!(sections[0].properties[0].replaces, None);
        assert_eq!(read("[a]\nn = 1\nn = 2")[0].properties[0].replaces, Some(2));
    }
}
