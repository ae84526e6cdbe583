//! Certificates in every container, made here and, where it is installed, by another tool.

use std::process::Command;
use std::sync::LazyLock;

use rand_chacha::rand_core::SeedableRng as _;
use p12_keystore::{EncryptionAlgorithm, KeyStore, KeyStoreEntry, PrivateKeyChain};
use rcgen::{CertificateParams, DnType, KeyPair};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use time::macros::datetime;

use super::*;

fn rsa(bits: usize, seed: u64) -> rsa::RsaPrivateKey {
    rsa::RsaPrivateKey::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(seed), bits).unwrap()
}

static KEY: LazyLock<rsa::RsaPrivateKey> = LazyLock::new(|| rsa(2048, 31));
static OTHER: LazyLock<rsa::RsaPrivateKey> = LazyLock::new(|| rsa(2048, 32));

pub(in crate::azure) fn key_pem() -> String {
    KEY.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

pub(in crate::azure) fn other_key_pem() -> String {
    OTHER.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

/// A certificate for a key, valid in the year 2026.
pub(in crate::azure) fn certificate_pem(key: &str) -> String {
    let pair = KeyPair::from_pem(key).unwrap();
    let mut wanted = CertificateParams::default();
    (wanted.not_before, wanted.not_after) = (datetime!(2026-01-01 0:00 UTC), datetime!(2026-12-31 0:00 UTC));
    wanted.distinguished_name.push(DnType::CommonName, "builder EXAMPLE");
    wanted.self_signed(&pair).unwrap().pem()
}

pub(in crate::azure) fn both_pem() -> String {
    format!("{}{}", key_pem(), certificate_pem(&key_pem()))
}

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

fn read(text: &str, password: Option<&str>) -> Result<Certificate, Fault> {
    let password = password.map(secret);
    Certificate::read(&secret(text), password.as_ref())
}

#[track_caller]
fn fault(text: &str, password: Option<&str>) -> Fault {
    read(text, password).map(|c| c.leaf().thumbprint()).unwrap_err()
}

/// A PKCS#12 file of the same key and certificate.
pub(in crate::azure) fn pfx(algorithm: EncryptionAlgorithm, password: &str) -> Vec<u8> {
    let der = |pem: &str| pem::blocks(pem).0[0].bytes().unwrap().to_vec();
    let key = p12_keystore::PrivateKey::from_der(&der(&key_pem())).unwrap();
    let certificate = p12_keystore::Certificate::from_der(&der(&certificate_pem(&key_pem()))).unwrap();
    let mut store = KeyStore::new();
    store.add_entry("builder", KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new("1", key, [certificate])));
    store.writer(password).encryption_algorithm(algorithm).encryption_iterations(50).mac_iterations(50).write().unwrap()
}

#[test]
fn pem_in_any_order() {
    let certificate = certificate_pem(&key_pem());
    let pkcs1 = KEY.to_pkcs1_pem(LineEnding::LF).unwrap().to_string();
    let other = certificate_pem(&other_key_pem());
    for text in [
        both_pem(),
        format!("{certificate}{}", key_pem()),
        format!("{pkcs1}{certificate}"),
        format!("{other}{}{certificate}", key_pem()),
        format!("Bag Attributes\n  localKeyID: 01\n{}subject=CN = x\n{certificate}", key_pem()),
        both_pem().replace('\n', "\r\n"),
        both_pem().replace('\n', "\\n"),
    ] {
        let read = read(&text, None).unwrap();
        assert_eq!(read.leaf().key_bits(), Some(2048));
        assert_eq!(read.leaf().not_after, datetime!(2026-12-31 0:00 UTC));
        assert!(read.leaf().subject.contains("builder EXAMPLE"));
        assert!(!format!("{read:?}").contains("BEGIN"));
    }
}

#[test]
fn what_cannot_be_used() {
    let certificate = certificate_pem(&key_pem());
    assert_eq!(fault("", None), Fault::NotPem);
    assert_eq!(fault("no pem", None), Fault::NotPem);
    assert_eq!(fault(&certificate, None), Fault::NoKey);
    assert_eq!(fault(&key_pem(), None), Fault::NoCertificate);
    assert_eq!(fault(&format!("{}{certificate}", other_key_pem()), None), Fault::Mismatch);
    assert_eq!(fault(&certificate[..certificate.len() - 10], None), Fault::Cut);
    let short = rsa(1024, 33).to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    assert_eq!(fault(&format!("{short}{certificate}"), None), Fault::Size(1024));
    let elliptic = KeyPair::generate().unwrap();
    let own = CertificateParams::default().self_signed(&elliptic).unwrap().pem();
    assert_eq!(fault(&format!("{}{own}", elliptic.serialize_pem()), None), Fault::NotRsa);
    let sec1 = format!("{}{own}", pem::written("EC PRIVATE KEY", &[1; 60]));
    assert_eq!(fault(&sec1, None), Fault::NotRsa);
    let old = both_pem().replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n", 1);
    assert_eq!(fault(&old, None), Fault::OldEncryption);
    let damaged = pem::written("PRIVATE KEY", &[0x30, 3, 2, 1, 0]);
    assert_eq!(fault(&format!("{damaged}{certificate}"), None), Fault::Damaged);
    assert_eq!(fault(&pem::written(pem::PKCS12, &[0x30, 0x80, 2, 1, 3]), None), Fault::Locked(Locked::Ber));
    assert_eq!(fault(&pem::written(pem::PKCS12, &[0x30, 3, 2, 1, 3]), None), Fault::Locked(Locked::Damaged));
    assert_eq!(fault(&pem::written(pem::PKCS12, &vec![0x30; 200_000]), None), Fault::Locked(Locked::TooMuchWork));
}

#[test]
fn pkcs12_and_its_password() {
    for algorithm in [
        EncryptionAlgorithm::PbeWithHmacSha256AndAes256,
        EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc,
        EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc,
    ] {
        let block = pem::written(pem::PKCS12, &pfx(algorithm, "pässword"));
        let own = read(&both_pem(), None).unwrap();
        assert_eq!(read(&block, Some("pässword")).unwrap().leaf(), own.leaf());
        assert_eq!(fault(&block, None), Fault::Locked(Locked::PasswordNeeded));
        assert_eq!(fault(&block, Some("other")), Fault::Locked(Locked::PasswordWrong));
        let open = pem::written(pem::PKCS12, &pfx(algorithm, ""));
        assert!(read(&open, None).is_ok() && read(&open, Some("")).is_ok());
    }
    let mut cut = pfx(EncryptionAlgorithm::PbeWithHmacSha256AndAes256, "");
    cut.truncate(cut.len() - 20);
    assert_eq!(fault(&pem::written(pem::PKCS12, &cut), None), Fault::Locked(Locked::Damaged));
}

#[test]
fn a_file_that_asks_for_endless_work_is_not_opened() {
    let mut file = pfx(EncryptionAlgorithm::PbeWithHmacSha256AndAes256, "");
    // The rounds of the seal are the last number of the file: 50.
    let last = file.len() - 1;
    assert_eq!(&file[last - 2..], [2, 1, 50]);
    file.truncate(last - 2);
    file.extend([2, 4, 0x7f, 0xff, 0xff, 0xff]);
    // Three bytes more in the two lengths that hold them.
    let length = |file: &mut Vec<u8>, at: usize| {
        let sum = u16::from_be_bytes([file[at], file[at + 1]]) + 3;
        file[at..at + 2].copy_from_slice(&sum.to_be_bytes());
    };
    length(&mut file, 2);
    let started = std::time::Instant::now();
    let why = fault(&pem::written(pem::PKCS12, &file), Some("x"));
    assert!(matches!(why, Fault::Locked(Locked::TooMuchWork | Locked::Damaged)), "{why:?}");
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn assertions() {
    let certificate = read(&both_pem(), None).unwrap();
    let audience = "https://login.microsoftonline.com/t/oauth2/v2.0/token";
    let at = datetime!(2026-11-24 12:00 UTC);
    let assertion = certificate.assertion(audience, "client", at, "one").unwrap();
    let text = assertion.expose("test");
    let parts: Vec<&str> = text.split('.').collect();
    let json = |part: &str| serde_json::from_slice::<serde_json::Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let x5t = URL_SAFE_NO_PAD.encode(hex::decode(certificate.leaf().thumbprint()).unwrap());
    assert_eq!(json(parts[0]), json!({"alg": "RS256", "typ": "JWT", "x5t": x5t}));
    let (now, end) = (at.unix_timestamp(), at.unix_timestamp() + 600);
    let claims = json!({"aud": audience, "exp": end, "iat": now, "iss": "client", "jti": "one", "nbf": now, "sub": "client"});
    assert_eq!(json(parts[1]), claims);
    let (_, parsed) = X509Certificate::from_der(&certificate.leaf().der).unwrap();
    let key = parsed.public_key().subject_public_key.data.to_vec();
    let signed = format!("{}.{}", parts[0], parts[1]);
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(signed.as_bytes(), &signature).unwrap();
}

/// What `openssl` makes of a text on its standard input; nothing where it is not installed.
fn openssl(arguments: &[&str], input: &str) -> Option<Vec<u8>> {
    use std::io::Write as _;
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    output.status.success().then_some(output.stdout)
}

#[test]
fn files_of_openssl() {
    // Where it is not installed, there is nothing to compare with; the other tests read the same containers.
    if openssl(&["version"], "").is_none() {
        return;
    }
    let own = read(&both_pem(), None).unwrap();
    let mut seen = 0;
    for more in [
        &["-keypbe", "AES-256-CBC", "-certpbe", "AES-256-CBC", "-macalg", "sha256"][..],
        &["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC", "-macalg", "sha512"],
        &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
        &["-keypbe", "NONE", "-certpbe", "NONE"],
        &["-keypbe", "AES-256-CBC", "-certpbe", "AES-256-CBC", "-nomac"],
        &["-legacy"],
    ] {
        let arguments = [&["pkcs12", "-export", "-passout", "pass:EXAMPLE"][..], more].concat();
        let Some(file) = openssl(&arguments, &both_pem()) else { continue };
        seen += 1;
        let block = pem::written(pem::PKCS12, &file);
        assert_eq!(read(&block, Some("EXAMPLE")).unwrap().leaf(), own.leaf(), "{more:?}");
        if more[1..].first() != Some(&"NONE") {
            assert_eq!(fault(&block, Some("other")), Fault::Locked(Locked::PasswordWrong), "{more:?}");
            assert_eq!(fault(&block, None), Fault::Locked(Locked::PasswordNeeded), "{more:?}");
        }
    }
    assert!(seen >= 4, "openssl made {seen} of the files");
    for (more, opens) in [
        (&["-v2", "aes-256-cbc"][..], true),
        (&["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"], true),
        (&["-scrypt"], true),
        (&["-v1", "PBE-SHA1-3DES"], true),
        (&["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"], false),
    ] {
        let arguments = [&["pkcs8", "-topk8", "-passout", "pass:EXAMPLE"][..], more].concat();
        let Some(key) = openssl(&arguments, &key_pem()) else { continue };
        let text = format!("{}{}", String::from_utf8(key).unwrap(), certificate_pem(&key_pem()));
        assert_eq!(fault(&text, None), Fault::Locked(Locked::PasswordNeeded), "{more:?}");
        if opens {
            assert_eq!(read(&text, Some("EXAMPLE")).unwrap().leaf(), own.leaf(), "{more:?}");
            assert_eq!(fault(&text, Some("other")), Fault::Locked(Locked::PasswordWrong), "{more:?}");
        } else {
            assert_eq!(fault(&text, Some("EXAMPLE")), Fault::Locked(Locked::Unsupported), "{more:?}");
        }
    }
    let fingerprint = openssl(&["x509", "-noout", "-fingerprint", "-sha1"], &certificate_pem(&key_pem())).unwrap();
    let fingerprint = String::from_utf8(fingerprint).unwrap().replace(':', "");
    assert!(fingerprint.contains(&own.leaf().thumbprint()), "{fingerprint}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn reading_is_total(at in 0_usize..4000, byte in proptest::prelude::any::<u8>(), cut in 0_usize..4000) {
        static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| pfx(EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, ""));
        let mut file = FILE.clone();
        let length = file.len();
        file[at % length] = byte;
        let _ = read(&pem::written(pem::PKCS12, &file), None);
        file.truncate(cut % length);
        let _ = read(&pem::written(pem::PKCS12, &file), None);
        let _ = read(&pem::written("ENCRYPTED PRIVATE KEY", &file), Some("x"));
        let _ = read(&pem::written("PRIVATE KEY", &file), None);
        let _ = read(&pem::written("CERTIFICATE", &file), None);
    }
}
