//! The readers. Each takes the text of a file and gives back what its language says is in it.

use std::io::Write;
use std::process::{Command, Stdio};

use tree_sitter::{Node, Parser};

use crate::Found;

/// What Packer and Terraform would read: attributes, templates evaluated.
pub fn hcl(text: &str) -> Found {
    let body: hcl::Body = hcl::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let context = hcl::eval::Context::new();
    body.into_attributes()
        .map(|attribute| {
            use hcl::eval::Evaluate;
            let value = attribute.expr.evaluate(&context).unwrap_or_else(|e| panic!("{e}\n{text}"));
            (attribute.key.to_string(), value.as_str().expect("a text").to_owned())
        })
        .collect()
}

/// What a shell has in these variables after it has read the file. Only its own built-ins are used.
pub fn shell<'a>(shell: &str, text: &str, names: impl Iterator<Item = &'a String>) -> Found {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    // The end of a value is marked, so that a line end at its end is seen.
    let script = ". \"$1\" || exit 9; shift; for name; do eval \"value=\\$$name\"; printf '%s\\0%s\\0' \"$name\" \"$value\"; done";
    let output = Command::new(shell)
        .args(["-c", script, shell])
        .arg(file.path())
        .args(names)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{shell} does not start: {e}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{shell}: {errors}\n{text}");
    let out = String::from_utf8(output.stdout).unwrap();
    let parts: Vec<&str> = out.split('\0').collect();
    parts.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

/// What PowerShell would assign: statements of the form `$env:NAME = 'literal'` and nothing else, where the literal is one
/// token of the grammar from its first quote to its last.
pub fn powershell(text: &str) -> Found {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let script = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree = parser.parse(script, None).unwrap();
    let root = tree.root_node();
    assert!(!root.has_error(), "{}\n{text}", root.to_sexp());
    let mut assignments = Vec::new();
    collect(root, "assignment_expression", &mut assignments);
    let mut literals = Vec::new();
    collect(root, "verbatim_string_characters", &mut literals);
    assert_eq!(assignments.len(), literals.len(), "{}", root.to_sexp());
    let bytes = script.as_bytes();
    let mut end = 0;
    let mut found = Found::new();
    for (assignment, literal) in assignments.into_iter().zip(literals) {
        // Between two statements there is a line end and nothing that could be run.
        assert_eq!(script[end..assignment.start_byte()].trim_matches('\n'), "", "{text}");
        end = literal.end_byte();
        assert_eq!(assignment.end_byte(), end, "{text}");
        let head = &script[assignment.start_byte()..literal.start_byte()];
        let name = head.strip_prefix("$env:").and_then(|h| h.strip_suffix(" = ")).unwrap_or_else(|| panic!("{head}"));
        found.insert(name.to_owned(), unquoted(literal.utf8_text(bytes).unwrap()));
    }
    assert_eq!(script[end..].trim_matches('\n'), "", "{text}");
    found
}

fn collect<'a>(node: Node<'a>, kind: &str, found: &mut Vec<Node<'a>>) {
    if node.kind() == kind {
        found.push(node);
        if kind.ends_with("characters") {
            return;
        }
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        collect(child, kind, found);
    }
}

/// The tokenizer's rule for a literal in single quotes: any of these five ends it, unless any of the five follows; then
/// the second of the two is text.
// QUIRK(powershell, 2026-11): typographic quotes count as well.
// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
fn unquoted(literal: &str) -> String {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}');
    let mut chars = literal.chars().peekable();
    assert!(chars.next().is_some_and(quote), "{literal}");
    let mut out = String::new();
    while let Some(c) = chars.next() {
        if !quote(c) {
            out.push(c);
        } else if let Some(second) = chars.next_if(|next| quote(*next)) {
            out.push(second);
        } else {
            assert_eq!(chars.next(), None, "the literal ends early: {literal}");
            return out;
        }
    }
    panic!("the literal does not end: {literal}")
}
