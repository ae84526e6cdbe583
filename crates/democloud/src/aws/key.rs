//! The demo's access keys. They look like real ones, say EXAMPLE, and work nowhere else.
//!
//! In: the state of a story. Out: the console's CSV. The account is in the key id, as it is in a real one.

use crate::cloud::DemoKey;
use crate::story::{AwsTrouble, COMMON};

/// The secret of the key that the cloud knows: forty characters.
pub(crate) const SECRET: &str = "XOAPdemoEXAMPLEsecretEXAMPLEworksNowhere";

/// The secret of the key that was deleted.
const DELETED_SECRET: &str = "XOAPdemoEXAMPLEdeletedEXAMPLEgoneForEver";

/// The base32 alphabet of key ids.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A key id that holds an account: forty bits of account under a leading one, then seven bits of which `variant`
/// is a part; the rest says EXAMPLE.
/// Source: <https://awsteele.com/blog/2020/09/26/aws-access-key-format.html>.
pub(crate) fn key_id(account: &str, variant: u64) -> String {
    let number: u64 = account.parse().unwrap_or_default();
    let bits = (1 << 47) | (number << 7) | ((variant & 0xf) << 3);
    // Nine characters are the upper 45 of these 48 bits.
    let character = |n: u32| char::from(ALPHABET[usize::try_from((bits >> (43 - 5 * n)) & 0x1f).unwrap_or_default()]);
    let encoded: String = (0..9).map(character).collect();
    format!("AKIA{encoded}EXAMPLE")
}

/// The id of the key that the cloud knows.
pub(crate) fn known_key_id() -> String {
    key_id(&COMMON.aws.account, 5)
}

/// The key of a story.
pub(crate) fn key(trouble: &AwsTrouble) -> DemoKey {
    let (id, secret) =
        if trouble.key_deleted { (key_id(&COMMON.aws.account, 10), DELETED_SECRET) } else { (known_key_id(), SECRET) };
    DemoKey {
        file_name: "accessKeys.csv".to_owned(),
        bytes: format!("Access key ID,Secret access key\r\n{id},{secret}\r\n").into_bytes(),
        settings: vec![("region".to_owned(), "eu-central-1".to_owned())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The account in a key id, by the published way.
    fn account(id: &str) -> String {
        let value =
            id[4..].bytes().fold(0u128, |sum, c| (sum << 5) | ALPHABET.iter().position(|a| *a == c).unwrap() as u128);
        let z = (value >> 32) as u64;
        format!("{:012}", (z & 0x7fff_ffff_ff80) >> 7)
    }

    #[test]
    fn the_key_id_holds_the_account() {
        for number in ["123456789012", "000000000001", "999999999999"] {
            for variant in [0, 5, 15] {
                let id = key_id(number, variant);
                assert_eq!((id.len(), account(&id).as_str()), (20, number), "{id}");
                assert!(id.as_bytes()[4] >= b'Q' || id.as_bytes()[4] <= b'7', "{id}");
            }
        }
        assert_eq!(account("ASIAQNZGKIQY56JQ7WML"), "029608264753");
        assert_eq!((SECRET.len(), DELETED_SECRET.len()), (40, 40));
        assert_ne!(key_id("123456789012", 5), key_id("123456789012", 10));
    }
}
