//! RSA keys of the demo: real ones, the same in every run, that protect nothing.
//!
//! In: a seed that everybody may know. Out: the private half as a person gets it, and the public half as a verifier
//! takes it. Computed and never stored, so that no key lies in the sources.

use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// A key in the forms that are needed.
pub(crate) struct Pair {
    /// PKCS#8 in PEM.
    pub private_pem: String,
    /// The public half as PKCS#1 DER.
    pub public_der: Vec<u8>,
    /// Its modulus and exponent, the most significant byte first.
    pub public_parts: (Vec<u8>, Vec<u8>),
    signer: RsaKeyPair,
}

impl Pair {
    /// The key of a seed; nothing when it could not be made, which a test holds never happens.
    pub fn of(seed: [u8; 32]) -> Option<Self> {
        let private = RsaPrivateKey::new(&mut ChaCha20Rng::from_seed(seed), 2048).ok()?;
        let public = RsaPublicKey::from(&private);
        Some(Self {
            private_pem: private.to_pkcs8_pem(LineEnding::LF).ok()?.to_string(),
            signer: RsaKeyPair::from_pkcs8(private.to_pkcs8_der().ok()?.as_bytes()).ok()?,
            public_der: public.to_pkcs1_der().ok()?.as_bytes().to_vec(),
            public_parts: (public.n().to_bytes_be(), public.e().to_bytes_be()),
        })
    }

    /// A signature as RS256 wants it.
    pub fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.signer.public().modulus_len()];
        self.signer.sign(&RSA_PKCS1_SHA256, &ring::rand::SystemRandom::new(), text, &mut signature).ok()?;
        Some(signature)
    }
}
