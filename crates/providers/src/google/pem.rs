//! PEM text: finding the block of a private key, and writing it the way every reader accepts.
//!
//! In: a text that should hold a PEM block. Out: the block, or a repaired text. Deliberately absent: what is
//! inside the block.

/// A PEM block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    /// What stands after BEGIN.
    pub label: &'a str,
    /// What stands between the two marks.
    pub body: &'a str,
    /// There is text before it.
    pub preamble: bool,
}

/// Why there is no block of a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBlock {
    /// No block at all.
    Missing,
    /// A block that does not end.
    NoEnd,
    /// Blocks, but of certificates or public keys.
    Other,
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The first block whose label ends in `PRIVATE KEY`.
pub(super) fn private_block(text: &str) -> Result<Block<'_>, NoBlock> {
    let mut from = 0;
    let mut none = NoBlock::Missing;
    while let Some(found) = text[from..].find(BEGIN) {
        let start = from + found;
        let after = start + BEGIN.len();
        let Some(dashes) = text[after..].find(DASHES) else { return Err(NoBlock::NoEnd) };
        let label = &text[after..after + dashes];
        let body_start = after + dashes + DASHES.len();
        from = body_start;
        if !label.ends_with("PRIVATE KEY") {
            none = NoBlock::Other;
            continue;
        }
        let Some(length) = text[body_start..].find(&format!("-----END {label}{DASHES}")) else {
            return Err(NoBlock::NoEnd);
        };
        let body = &text[body_start..body_start + length];
        return Ok(Block { label, body, preamble: !text[..start].trim().is_empty() });
    }
    Err(none)
}

/// What was repaired in a PEM text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PemRepairs {
    /// The two characters `\n` stood where line feeds belong.
    pub unescaped: bool,
    /// The lines had run together.
    pub wrapped: bool,
}

/// The text with its line feeds put right, where they were not.
pub(super) fn repair(text: &str) -> (String, PemRepairs) {
    let mut repairs = PemRepairs::default();
    let mut out = text.to_owned();
    if out.contains("\\n") {
        repairs.unescaped = true;
        while out.contains("\\\\n") {
            out = out.replace("\\\\n", "\\n");
        }
        out = out.replace("\\r", "").replace("\\n", "\n");
    }
    if let Some(wrapped) = rewrapped(&out) {
        repairs.wrapped = true;
        out = wrapped;
    }
    (out, repairs)
}

/// The block in lines of 64 characters, when it stood in one line. Nothing when it was right.
fn rewrapped(text: &str) -> Option<String> {
    let block = private_block(text).ok()?;
    // A block with headers of its own (`Proc-Type`) is none that can be used; it stays as it is.
    let right = block.body.starts_with(['\n', '\r']) && block.body.ends_with('\n');
    let spaced = block.body.trim().contains(' ');
    if (right && !spaced) || block.body.contains(':') {
        return None;
    }
    let body: Vec<char> = block.body.chars().filter(|c| !c.is_whitespace()).collect();
    let lines: Vec<String> = body.chunks(64).map(|line| line.iter().collect()).collect();
    Some(format!("-----BEGIN {0}-----\n{1}\n-----END {0}-----\n", block.label, lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, repaired: &str, unescaped: bool, wrapped: bool) {
        let (out, repairs) = repair(text);
        assert_eq!(out, repaired);
        assert_eq!(repairs, PemRepairs { unescaped, wrapped });
    }

    #[test]
    fn repairs() {
        let good = "-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB\n-----END PRIVATE KEY-----\n";
        let joined = "-----BEGIN PRIVATE KEY-----\nAAAABBBB\n-----END PRIVATE KEY-----\n";
        check(good, good, false, false);
        check(&good.replace('\n', "\\n"), good, true, false);
        check(&good.replace('\n', "\\\\n"), good, true, false);
        check(&good.replace('\n', " "), joined, false, true);
        check(&good.replace('\n', ""), joined, false, true);
        check("no key", "no key", false, false);
    }

    #[test]
    fn blocks() {
        let of = |text| private_block(text).map(|b| (b.label, b.preamble));
        assert_eq!(of("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----"), Ok(("PRIVATE KEY", false)));
        assert_eq!(of("Bag\n-----BEGIN RSA PRIVATE KEY-----\nA\n-----END RSA PRIVATE KEY-----"), Ok(("RSA PRIVATE KEY", true)));
        let both = "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----";
        assert_eq!(of(both), Ok(("PRIVATE KEY", true)));
        assert_eq!(of("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----"), Err(NoBlock::Other));
        assert_eq!(of("-----BEGIN PRIVATE KEY-----\nA"), Err(NoBlock::NoEnd));
        assert_eq!(of("-----BEGIN PRIVATE"), Err(NoBlock::NoEnd));
        assert_eq!(of("AAAA"), Err(NoBlock::Missing));
    }
}
