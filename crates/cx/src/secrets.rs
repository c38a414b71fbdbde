//! What is made from the master key: sealed secrets, lookup hashes, tokens.
//!
//! Nothing in the database or a backup lets anyone in. Secrets that must be shown again are sealed (XChaCha20-Poly1305);
//! tokens are looked up by a keyed hash; an access token is itself a keyed hash of corp, app and serial, so it can be handed
//! out again without being stored. One subkey per use, so that no output of one can serve as another.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

type HmacSha256 = Hmac<Sha256>;

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("the master key must be 32 bytes, written as 64 hex digits")]
    Key,
    #[error("a sealed secret does not open with this master key")]
    Sealed,
    #[error("the system's random source failed: {0}")]
    Random(getrandom::Error),
}

/// Keys derived from the master key.
#[derive(Clone)]
pub struct Secrets {
    seal: XChaCha20Poly1305,
    token: HmacSha256,
    lookup: HmacSha256,
    ids: HmacSha256,
}

impl Secrets {
    pub fn new(master: &[u8; 32]) -> Self {
        let sub = |label: &str| -> [u8; 32] {
            let mut mac = hmac_key(master);
            mac.update(label.as_bytes());
            mac.finalize().into_bytes().into()
        };
        Secrets {
            seal: XChaCha20Poly1305::new(&sub("hobnail seal v1").into()),
            token: hmac_key(&sub("hobnail token v1")),
            lookup: hmac_key(&sub("hobnail lookup v1")),
            ids: hmac_key(&sub("hobnail ids v1")),
        }
    }

    /// From 64 hex digits.
    pub fn from_hex(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            return Err(SecretError::Key);
        }
        let mut key = [0u8; 32];
        for (i, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| SecretError::Key)?;
        }
        Ok(Self::new(&key))
    }

    /// A keyed token of 43 letters, digits, `-` and `_`, the same for the same parts.
    pub fn token(&self, kind: &str, parts: &[&str]) -> String {
        BASE64.encode(keyed(&self.token, kind, parts))
    }

    /// What a token or a secret is looked up by.
    pub fn lookup(&self, kind: &str, secret: &str) -> Vec<u8> {
        keyed(&self.lookup, kind, &[secret]).to_vec()
    }

    /// A short stable id of 22 letters, digits, `-` and `_` made from `parts`: union ids.
    pub fn stable_id(&self, kind: &str, parts: &[&str]) -> String {
        BASE64.encode(&keyed(&self.ids, kind, parts)[..16])
    }

    /// Seals a secret for the database; `about` (such as the corp and app it belongs to) must be the same when opened.
    pub fn seal(&self, about: &str, secret: &str) -> Result<Vec<u8>, SecretError> {
        let mut nonce = [0u8; 24];
        fill_random(&mut nonce)?;
        let payload = chacha20poly1305::aead::Payload { msg: secret.as_bytes(), aad: about.as_bytes() };
        let sealed = self.seal.encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| SecretError::Sealed)?;
        Ok([&nonce[..], &sealed].concat())
    }

    pub fn open(&self, about: &str, sealed: &[u8]) -> Result<String, SecretError> {
        if sealed.len() < 24 {
            return Err(SecretError::Sealed);
        }
        let (nonce, body) = sealed.split_at(24);
        let payload = chacha20poly1305::aead::Payload { msg: body, aad: about.as_bytes() };
        let plain = self.seal.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| SecretError::Sealed)?;
        String::from_utf8(plain).map_err(|_| SecretError::Sealed)
    }
}

fn hmac_key(key: &[u8]) -> HmacSha256 {
    <HmacSha256 as Mac>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
}

/// Every part with its length before it, so that no two lists of parts give the same text.
fn keyed(key: &HmacSha256, kind: &str, parts: &[&str]) -> [u8; 32] {
    let mut mac = key.clone();
    for part in std::iter::once(&kind).chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

fn fill_random(out: &mut [u8]) -> Result<(), SecretError> {
    getrandom::fill(out).map_err(SecretError::Random)
}

/// A random text of `len` letters and digits, from the system's source.
pub fn random_text(len: usize) -> Result<String, SecretError> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789Zz";
    let mut bytes = vec![0u8; len];
    fill_random(&mut bytes)?;
    Ok(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b & 63)])).collect())
}

/// 32 random bytes as 64 hex digits: a new master key.
pub fn new_master_key() -> Result<String, SecretError> {
    let mut bytes = [0u8; 32];
    fill_random(&mut bytes)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Compares two secrets in constant time.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(a, b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_secrets_open_only_with_the_same_key_and_subject() {
        let secrets = Secrets::new(&[7; 32]);
        let sealed = secrets.seal("corp/app", "s3cret").unwrap();
        assert_eq!(secrets.open("corp/app", &sealed).unwrap(), "s3cret");
        assert!(secrets.open("corp/other", &sealed).is_err());
        assert!(Secrets::new(&[8; 32]).open("corp/app", &sealed).is_err());
        assert!(!sealed.windows(6).any(|w| w == b"s3cret"));
    }

    #[test]
    fn parts_do_not_run_together() {
        let secrets = Secrets::new(&[7; 32]);
        assert_ne!(secrets.token("t", &["ab", "c"]), secrets.token("t", &["a", "bc"]));
        assert_ne!(secrets.lookup("a", "x"), secrets.lookup("b", "x"));
    }
}
