//! The XML of AWS's query services, read strictly.
//!
//! In: the bytes of an answer. Out: a small tree, or what is wrong with them. Deliberately absent: document types,
//! entities of their own, name spaces (names are taken without their prefix), unlimited depth and size.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Its name without prefix.
    pub name: String,
    /// The text directly inside it.
    pub text: String,
    /// The elements directly inside it.
    pub children: Vec<Node>,
}

/// Why bytes are not a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Something else than XML, or XML with parts that no AWS answer has.
    Other,
    /// It ends before its last element does.
    Truncated,
}

const DEEPEST: usize = 40;
const MOST_NODES: usize = 200_000;

impl Node {
    /// The first element of this name directly inside.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The only element of this name directly inside; nothing when there are two.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<&Node> {
        let mut found = self.children.iter().filter(|c| c.name == name);
        match (found.next(), found.next()) {
            (Some(node), None) => Some(node),
            _ => None,
        }
    }

    /// The trimmed text of the element at the end of a path of names.
    #[must_use]
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        let node = path.iter().try_fold(self, |node, name| node.child(name))?;
        Some(node.text.trim())
    }

    /// The members of a list: `<list><item/>…</list>`.
    pub fn items<'a>(&'a self, list: &str, item: &'a str) -> impl Iterator<Item = &'a Node> {
        self.child(list).into_iter().flat_map(move |l| l.children.iter().filter(move |c| c.name == item))
    }
}

/// Reads a document.
///
/// # Errors
/// See [`Fault`].
pub fn read(body: &[u8]) -> Result<Node, Fault> {
    let cut = |e: std::str::Utf8Error| if e.error_len().is_none() { Fault::Truncated } else { Fault::Other };
    let text = std::str::from_utf8(body).map_err(cut)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Node> = Vec::new();
    let mut root: Option<Node> = None;
    let mut nodes = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| if open.is_empty() { Fault::Other } else { Fault::Truncated })?;
        match event {
            Event::Start(start) => {
                nodes += 1;
                if root.is_some() || open.len() >= DEEPEST || nodes > MOST_NODES {
                    return Err(Fault::Other);
                }
                open.push(named(&start));
            }
            Event::Empty(start) => {
                nodes += 1;
                if root.is_some() || nodes > MOST_NODES {
                    return Err(Fault::Other);
                }
                close(&mut open, &mut root, named(&start));
            }
            Event::End(_) => {
                let node = open.pop().ok_or(Fault::Other)?;
                close(&mut open, &mut root, node);
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::CData(text) => add(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let c = reference.resolve_char_ref().map_err(|_| Fault::Other)?;
                match (c, resolve_predefined_entity(&reference)) {
                    (Some(c), _) => add(&mut open, c.encode_utf8(&mut [0; 4]))?,
                    (None, Some(text)) => add(&mut open, text)?,
                    (None, None) => return Err(Fault::Other),
                }
            }
            Event::DocType(_) => return Err(Fault::Other),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ if !open.is_empty() => Err(Fault::Truncated),
        _ => Err(Fault::Other),
    }
}

fn named(start: &BytesStart<'_>) -> Node {
    let name = start.local_name();
    Node { name: name.as_ref().to_owned(), ..Node::default() }
}

fn close(open: &mut [Node], root: &mut Option<Node>, node: Node) {
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None => *root = Some(node),
    }
}

fn add(open: &mut [Node], text: &str) -> Result<(), Fault> {
    match open.last_mut() {
        Some(node) => node.text.push_str(text),
        // Outside the root element only white space may stand.
        None if text.trim().is_empty() => {}
        None => return Err(Fault::Other),
    }
    Ok(())
}

/// The name of the first element, also of a document that is cut off or broken further on.
#[must_use]
pub fn first_name(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => return Some(named(&start).name),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    // A tag that is itself cut off: what stands after the first `<` that begins a name.
    let start = text.split('<').skip(1).find(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let name: String = start.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect();
    Some(name.rsplit(':').next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_tree() {
        let node = read(b"<?xml version=\"1.0\"?>\n<a xmlns=\"x\"><b>1 &amp; &#50;</b><l><item/><item>z</item></l></a>\n").unwrap();
        assert_eq!(node.name, "a");
        assert_eq!(node.text_at(&["b"]), Some("1 & 2"));
        assert_eq!(node.items("l", "item").count(), 2);
    }

    fn check(body: &str, fault: Fault) {
        assert_eq!(read(body.as_bytes()), Err(fault), "{body}");
    }

    #[test]
    fn refuses_the_rest() {
        check("", Fault::Other);
        check("{}", Fault::Other);
        check("<a>", Fault::Truncated);
        check("<a><b>x</b>", Fault::Truncated);
        check("<a><b>x</", Fault::Truncated);
        check("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", Fault::Other);
        check("<a>&x;</a>", Fault::Other);
        check("<a/><a/>", Fault::Other);
        check("<a/>text", Fault::Other);
        check(&format!("{}{}", "<a>".repeat(50), "</a>".repeat(50)), Fault::Other);
        assert_eq!(read(b"<a>\xff</a>"), Err(Fault::Other));
    }

    #[test]
    fn names_the_first_element() {
        for (body, name) in [("<x:A b='c'>", Some("A")), ("<?xml?><RunInst", Some("RunInst")), ("no", None), ("{\"<\":1}", None)] {
            assert_eq!(first_name(body.as_bytes()).as_deref(), name, "{body}");
        }
    }
}
