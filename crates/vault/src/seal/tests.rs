//! Files are sealed and opened, and everything that must not work does not.

use age::secrecy::ExposeSecret;

use super::*;

const PHRASE: &str = "correct horse EXAMPLE battery";
const DOCUMENT: &[u8] = b"{\"version\": 1}\n";

fn secret(text: &str) -> SecretString {
    Secret::new(text.to_owned())
}

fn pair() -> (String, String) {
    let identity = x25519::Identity::generate();
    (identity.to_public().to_string(), identity.to_string().expose_secret().to_owned())
}

fn refusal(name: &str) -> SealError {
    seal(DOCUMENT, &Lock::Recipients(vec![name.to_owned()])).unwrap_err()
}

fn content(result: Result<SecretBytes, SealError>) -> Result<Vec<u8>, SealError> {
    result.map(|s| s.expose("compared in a test").clone())
}

#[test]
fn each_recipient_opens_it_and_nobody_else() {
    let ((alice, alice_key), (bob, bob_key), (_, other)) = (pair(), pair(), pair());
    let sealed = seal(DOCUMENT, &Lock::Recipients(vec![alice.clone(), bob, alice])).unwrap();
    assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") && sealed.is_ascii());
    assert_eq!(kind(&sealed), Ok(LockKind::Recipients));
    for key in [&alice_key, &bob_key] {
        let text = format!("# made by a test\r\n\r\n{other}\r\n{key}\r\n");
        assert_eq!(content(open(&sealed, &Key::Identities(secret(&text)))).as_deref(), Ok(DOCUMENT));
    }
    let wrong = open(&sealed, &Key::Identities(secret(&other)));
    assert_eq!(wrong.unwrap_err(), SealError::WrongKey);
    let phrase = open(&sealed, &Key::Passphrase(secret(PHRASE)));
    assert_eq!(phrase.unwrap_err(), SealError::NeedsIdentity);
    // What a mail program or a clipboard puts around it does no harm.
    let mailed = format!("\u{feff}\r\n\r\n{}\r\n \r\n", sealed.replace('\n', "\r\n").trim_end());
    assert_eq!(content(open(mailed, &Key::Identities(secret(&alice_key)))).as_deref(), Ok(DOCUMENT));
}

#[test]
fn a_passphrase_opens_it_and_no_other_does() {
    let sealed = seal(DOCUMENT, &Lock::Passphrase(secret(PHRASE))).unwrap();
    assert_eq!(kind(&sealed), Ok(LockKind::Passphrase));
    assert_eq!(content(open(&sealed, &Key::Passphrase(secret(PHRASE)))).as_deref(), Ok(DOCUMENT));
    let wrong = open(&sealed, &Key::Passphrase(secret(&format!("{PHRASE} "))));
    assert_eq!(wrong.unwrap_err(), SealError::WrongPassphrase);
    let key = open(&sealed, &Key::Identities(secret(&pair().1)));
    assert_eq!(key.unwrap_err(), SealError::NeedsPassphrase);
}

#[test]
fn hardware_recipients_are_taken() {
    // Test vectors of the specification's "tag" type; the private parts live in hardware.
    let p256 = "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e";
    let sealed = seal(DOCUMENT, &Lock::Recipients(vec![p256.to_owned(), pair().0])).unwrap();
    assert_eq!(kind(sealed), Ok(LockKind::Recipients));
}

#[test]
fn recipients_that_need_another_program_are_refused() {
    let plugin = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t";
    assert!(matches!(refusal(plugin), SealError::PluginRecipient { plugin, .. } if plugin == "yubikey"));
    assert!(matches!(refusal("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXAMPLE"), SealError::SshRecipient(_)));
    assert!(matches!(refusal("sk-ssh-ed25519@openssh.com AAAA"), SealError::SshRecipient(_)));
    assert!(matches!(refusal("age1pq1qqqq"), SealError::UnknownRecipient(_)));
}

#[test]
fn what_is_no_recipient_is_refused_and_no_private_key_is_repeated() {
    let (public, private) = pair();
    for wrong in ["age1", "somebody@example.com", &public[..30], &format!("{public}q"), "age1qqqq", "\u{1b}[31m"] {
        let error = refusal(wrong);
        assert!(matches!(error, SealError::Recipient { .. }), "{wrong}: {error:?}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
    let error = refusal(&private);
    assert_eq!(error, SealError::PrivateRecipient);
    assert!(!error.to_string().contains(&private[20..]));
    for none in [vec![], vec![String::new()], vec![" \t".to_owned()]] {
        assert_eq!(seal(DOCUMENT, &Lock::Recipients(none)), Err(SealError::NoLock));
    }
    let many = (0..65).map(|_| pair().0).collect();
    assert_eq!(check(&Lock::Recipients(many)), Err(SealError::TooMany));
}

#[test]
fn weak_passphrases_are_refused() {
    for weak in ["", "short", "elevenchars", "aaaaaaaaaaaaaaaaaaaa", "            ", "abababababababab", "  padded    "]
    {
        assert_eq!(seal(DOCUMENT, &Lock::Passphrase(secret(weak))), Err(SealError::WeakPassphrase), "{weak}");
    }
    for odd in ["two lines\nof a phrase", "a tab\tin a passphrase", "a nul \0 in a passphrase"] {
        assert_eq!(check(&Lock::Passphrase(secret(odd))), Err(SealError::UntypablePassphrase));
    }
    assert_eq!(check(&Lock::Passphrase(secret("äöü Straße und Wörter"))), Ok(()));
}

#[test]
fn what_is_no_sealed_file_is_said_so() {
    let key = || Key::Identities(secret(&pair().1));
    let sealed = seal(DOCUMENT, &Lock::Recipients(vec![pair().0])).unwrap();
    for (file, word) in [
        (Vec::new(), "empty"),
        (b"{\"version\": 1}".to_vec(), "begin"),
        (b"age-encryption.org/v2\n-> X25519 a\n".to_vec(), "version"),
        (b"age-encryption.org/v1\n".to_vec(), "damaged"),
        (sealed.as_bytes()[..120].to_vec(), "damaged"),
        (sealed.replace("BEGIN AGE", "BEGIN PGP").into_bytes(), "begin"),
    ] {
        let error = open(&file, &key()).unwrap_err();
        assert!(matches!(&error, SealError::NotSealed(reason) if reason.contains(word)), "{word}: {error}");
    }
    assert_eq!(open(vec![b'a'; LARGEST_SEALED + 1], &key()).unwrap_err(), SealError::TooLarge);
    assert_eq!(seal(&vec![0; LARGEST_SEALED], &Lock::Recipients(vec![pair().0])), Err(SealError::TooLarge));
}

#[test]
fn every_changed_letter_is_noticed() {
    let (public, private) = pair();
    let sealed = seal(&[b'x'; 3000], &Lock::Recipients(vec![public])).unwrap();
    let head = sealed.find('\n').unwrap() + 1;
    let end = sealed.rfind("-----END").unwrap();
    for place in (head..end).step_by(37) {
        let mut bytes = sealed.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let result = open(&bytes, &Key::Identities(secret(&private)));
        assert!(result.is_err(), "a changed byte at {place} was not noticed");
    }
}

#[test]
fn work_is_bounded() {
    // The head of a file that asks for 2^30; only numbers and base64 of zeros, so nothing is derived from it.
    let file = "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                --- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef";
    let started = std::time::Instant::now();
    let error = open(file, &Key::Passphrase(secret(PHRASE))).unwrap_err();
    assert_eq!(error, SealError::TooMuchWork(30));
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn unusable_key_files_say_which_line_and_why() {
    let (public, private) = pair();
    let sealed = seal(DOCUMENT, &Lock::Recipients(vec![public.clone()])).unwrap();
    for (text, line, word) in [
        (format!("# key\n{public}\n"), 2, "public key"),
        (format!("{private}\n{}\n", &private[..40]), 2, "cut off"),
        ("AGE-PLUGIN-YUBIKEY-1XXXX".to_owned(), 1, "plugin"),
        ("AGE-SECRET-KEY-PQ-1XXXX".to_owned(), 1, "kind"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n".to_owned(), 1, "SSH"),
        (sealed.clone(), 1, "sealed file"),
        ("hello".to_owned(), 1, "no private key"),
    ] {
        match open(&sealed, &Key::Identities(secret(&text))).unwrap_err() {
            SealError::Identity { line: at, reason } => assert!(at == line && reason.contains(word), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open(&sealed, &Key::Identities(secret("# none\n\n"))).unwrap_err(), SealError::NoIdentity);
}

#[test]
fn nothing_secret_is_in_debug_or_messages() {
    let lock = format!("{:?} {:?}", Lock::Passphrase(secret(PHRASE)), Key::Identities(secret(PHRASE)));
    assert!(!lock.contains("horse"), "{lock}");
}
