//! Encryption and signature of HTTP callbacks, byte for byte as the platform's.
//!
//! ```text
//! plain   = 16 random bytes | length of msg, uint32 big endian | msg | key id
//! padded  = plain with n bytes of value n, n = 1..32, to a multiple of 32
//! encrypt = base64(AES-256-CBC(key = base64(aes_key + "="), iv = key[0..16]))
//! sign    = hex(SHA-1(token, timestamp, nonce and encrypt, sorted and joined))
//! ```
//!
//! Receivers are forgiven: line breaks inside `encrypt` (they are signed as sent), and padding that is none.

use aes::Aes256;
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use cbc::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit, block_padding::NoPadding};
use sha1::{Digest, Sha1};

/// 43 characters leave two bits over, which a strict decoder refuses.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
const BLOCK: usize = 32;

/// The keys of one subscription.
pub struct Crypto {
    token: String,
    key: [u8; 32],
}

impl Crypto {
    /// `None` when `aes_key` is not 43 letters and digits.
    pub fn new(token: &str, aes_key: &str) -> Option<Crypto> {
        if aes_key.len() != 43 || !aes_key.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let key = LENIENT.decode(aes_key).ok()?.try_into().ok()?;
        Some(Crypto { token: token.to_owned(), key })
    }

    /// `random`: 16 bytes.
    pub fn encrypt(&self, random: &str, msg: &str, key_id: &str) -> String {
        let mut plain = Vec::with_capacity(random.len() + 4 + msg.len() + key_id.len() + BLOCK);
        plain.extend_from_slice(random.as_bytes());
        plain.extend_from_slice(&(msg.len() as u32).to_be_bytes());
        plain.extend_from_slice(msg.as_bytes());
        plain.extend_from_slice(key_id.as_bytes());
        let pad = BLOCK - plain.len() % BLOCK;
        plain.resize(plain.len() + pad, pad as u8);
        let (key, iv) = (&self.key, &self.key[..16]);
        STANDARD.encode(cbc::Encryptor::<Aes256>::new(key.into(), iv.into()).encrypt_padded_vec_mut::<NoPadding>(&plain))
    }

    /// Message and key id; `None` when it was not encrypted with this key.
    pub fn decrypt(&self, encrypt: &str) -> Option<(String, String)> {
        let text: String = encrypt.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let bytes = LENIENT.decode(text).ok()?;
        let (key, iv) = (&self.key, &self.key[..16]);
        let mut plain = cbc::Decryptor::<Aes256>::new(key.into(), iv.into()).decrypt_padded_vec_mut::<NoPadding>(&bytes).ok()?;
        let pad = usize::from(*plain.last()?);
        if (1..=BLOCK).contains(&pad) {
            plain.truncate(plain.len().saturating_sub(pad));
        }
        let length: [u8; 4] = plain.get(16..20)?.try_into().ok()?;
        let end = 20_usize.checked_add(u32::from_be_bytes(length) as usize)?;
        let msg = String::from_utf8(plain.get(20..end)?.to_vec()).ok()?;
        let key_id = String::from_utf8(plain.get(end..)?.to_vec()).ok()?;
        Some((msg, key_id))
    }

    pub fn sign(&self, timestamp: &str, nonce: &str, encrypt: &str) -> String {
        let mut parts = [self.token.as_str(), timestamp, nonce, encrypt];
        parts.sort_unstable();
        let digest = Sha1::digest(parts.concat());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MSG: &str = r#"{"EventType":"user_add_org","CorpId":"dinghobnailcorp","TimeStamp":"1700000000000","UserId":["u001"],"BizId":"b1","姓名":"王"}"#;
    const APP: &str = "dinghobnailapp01";

    fn ours() -> Crypto {
        Crypto::new("hobnailtoken", "hobnail0hobnail0hobnail0hobnail0hobnail0abc").unwrap()
    }

    #[test]
    fn what_is_sent_is_byte_for_byte_the_platforms() {
        let crypto = ours();
        let encrypt = crypto.encrypt("0123456789abcdef", MSG, APP);
        assert_eq!(
            encrypt,
            "VdpYyCgGPzLnSBkSkS6W05015E4tk9xRiMXUW9IDjhrFksU3ZJUOY6CN9b9AH49qeJt21UUhJYfeaZjzZs37/5Uzaji+Guq14UkCs+NBsRhq8TVQMgeyDBdxzL0jEr2Q1yMPUD+SptymkDDC5gUftxbvDo9E5VZIaEeAIvspxRGk2Ttc0ZFnlItkCvKxt930ZVakIHfYeY3cFJlPKcyITQaSUj6prFvhW2efNTaS8YPuQBVNywR4HChYcx1iFkmK"
        );
        assert_eq!(crypto.sign("1700000000123", "Qw8rTy2u", &encrypt), "6fdc2e646e49ede545d968fc0c4412ba55612e3d");
        let check = crypto.encrypt("0123456789abcdef", r#"{"EventType":"check_url"}"#, APP);
        assert_eq!(check, "VdpYyCgGPzLnSBkSkS6W01owG1P6vP3KIUOxyhw91Vxn7vK5EU3Ji2er8A4dD3ER0vWBcvCMVZQOJDmLS5+VWA==");
        assert_eq!(crypto.sign("1700000000123", "Qw8rTy2u", &check), "c9edba7ec0a98b48bc5c6e2fce2c00bf0b7a5a7d");
        assert_eq!(crypto.decrypt(&encrypt), Some((MSG.to_owned(), APP.to_owned())));
    }

    #[test]
    fn answers_are_read_with_and_without_line_breaks() {
        let crypto = ours();
        let answer = "344LFJLxFnPNPdYtit+pfjoxkrUk3L9b1QES4IGt0YaPpw+LDnyxW7m+LctgFGY8sjhdOUCHbJGvL3nDR4ynlg==";
        assert_eq!(crypto.decrypt(answer), Some(("success".into(), APP.into())));
        assert_eq!(crypto.sign("1700000000456", "n0nceN0nce", answer), "0e308a436308e7e5cacdcb5cdc1a1f880e143b77");
        let broken = format!("{}\n{}\n", &answer[..76], &answer[76..]);
        assert_eq!(crypto.decrypt(&broken), Some(("success".into(), APP.into())));
        assert_eq!(crypto.sign("1700000000", "n0nceN0nce", &broken), "b4dbd9c9927f744a894d7ef771f19038f14a046e");
    }

    /// Captured from the real platform.
    #[test]
    fn the_platforms_own_samples_are_read() {
        let crypto = Crypto::new("123456", "1234567890123456789012345678901234567890123").unwrap();
        let encrypt = "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==";
        assert_eq!(crypto.decrypt(encrypt), Some(("success".into(), "dingsnotzck6pm5veliw".into())));
        assert_eq!(crypto.sign("1614767836", "A7Co0cJLMzIDtMMI", encrypt), "9a95a004dd16f5c307e849b994173f76aa26e5eb");
        let crypto = Crypto::new("mryue", "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7").unwrap();
        let encrypt = "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3";
        let (msg, key_id) = crypto.decrypt(encrypt).unwrap();
        assert!(msg.contains("check_url") && key_id == "ding6ccabc44d2c8d38b");
        assert_eq!(crypto.sign("1608001896814", "WL4PK6yA", encrypt), "03044561471240d4a14bb09372dfcfd4fd0e40cb");
    }

    #[test]
    fn an_aligned_text_gets_a_whole_block_and_rubbish_nothing() {
        let crypto = ours();
        let encrypt = crypto.encrypt("0123456789abcdef", &"x".repeat(28), APP);
        assert_eq!(STANDARD.decode(&encrypt).unwrap().len(), 96);
        assert_eq!(crypto.decrypt(&encrypt).unwrap().0, "x".repeat(28));
        for bad in ["", "AAAA", "!!", "success", &STANDARD.encode([7u8; 64])] {
            assert_eq!(crypto.decrypt(bad), None, "{bad}");
        }
        assert!(Crypto::new("t", "short").is_none() && Crypto::new("t", &"+".repeat(43)).is_none());
    }
}
