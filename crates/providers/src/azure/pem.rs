//! PEM text: its blocks, however their lines were mistreated on the way.
//!
//! In: a text. Out: its blocks in order. Deliberately absent: what is inside a block.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The label under which a PKCS#12 file is kept as text.
pub(super) const PKCS12: &str = "PKCS12";

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";
/// More blocks than a chain of certificates has are not looked at.
const MOST: usize = 64;

/// A PEM block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// What stands after BEGIN.
    pub label: &'a str,
    body: &'a str,
    /// Where it starts and ends in the text, in bytes.
    pub span: (usize, usize),
}

impl Block<'_> {
    /// It has headers of its own, which only keys of the older encryption have (RFC 1421).
    pub(super) fn has_headers(&self) -> bool {
        self.body.contains(':')
    }

    /// The bytes inside; nothing when it is no base64. Line feeds that came as the two signs `\n` count as such.
    pub(super) fn bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        let body = Zeroizing::new(self.body.replace("\\r", "").replace("\\n", "\n"));
        let body: Zeroizing<String> = Zeroizing::new(body.chars().filter(|c| !c.is_whitespace()).collect());
        STANDARD.decode(body.as_bytes()).ok().map(Zeroizing::new)
    }
}

/// The blocks of a text, and whether one begins that does not end.
pub(super) fn blocks(text: &str) -> (Vec<Block<'_>>, bool) {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(BEGIN).map(|found| from + found) {
        if out.len() >= MOST {
            break;
        }
        let after = start + BEGIN.len();
        let Some(dashes) = text[after..].find(DASHES).filter(|n| *n <= 40) else { return (out, true) };
        let label = &text[after..after + dashes];
        let body = after + dashes + DASHES.len();
        let end = format!("-----END {label}{DASHES}");
        let Some(length) = text[body..].find(&end) else { return (out, true) };
        from = body + length + end.len();
        out.push(Block { label, body: &text[body..body + length], span: (start, from) });
    }
    (out, false)
}

/// A PEM block of these bytes, in lines of 64 characters.
pub(super) fn written(label: &str, bytes: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(bytes));
    let mut out = format!("{BEGIN}{label}{DASHES}\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(&format!("-----END {label}{DASHES}\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_in_any_order_and_form() {
        let good = format!("Bag Attributes\n{}{}", written("CERTIFICATE", b"one"), written("PRIVATE KEY", &[7; 100]));
        for text in [good.clone(), good.replace('\n', "\\n"), good.replace('\n', " "), good.replace('\n', "\\r\\n")] {
            let (blocks, cut) = blocks(&text);
            assert!(!cut);
            assert_eq!(blocks.iter().map(|b| b.label).collect::<Vec<_>>(), ["CERTIFICATE", "PRIVATE KEY"]);
            assert_eq!(blocks[0].bytes().unwrap().as_slice(), b"one");
            assert_eq!(blocks[1].bytes().unwrap().as_slice(), [7; 100]);
        }
    }

    #[test]
    fn what_is_cut_or_no_base64() {
        let whole = written("CERTIFICATE", b"one");
        assert_eq!(blocks(&whole[..whole.len() - 8]), (Vec::new(), true));
        assert_eq!(blocks("-----BEGIN CERT"), (Vec::new(), true));
        assert_eq!(blocks("no block"), (Vec::new(), false));
        let (found, _) = blocks("-----BEGIN CERTIFICATE-----\n§§\n-----END CERTIFICATE-----");
        assert!(found[0].bytes().is_none());
        let many = "-----BEGIN A-----\n-----END A-----\n".repeat(1000);
        assert_eq!(blocks(&many).0.len(), MOST);
    }
}
