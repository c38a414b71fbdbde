//! Passwords: argon2id, hashed off the async threads, at most two at a time.

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use hobnail_cx::secrets::random_text;
use hobnail_wire::{Fault, Outcome, codes};
use tokio::sync::Semaphore;

/// Hashing takes 19 MiB and tens of milliseconds of a core each.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Checked against when there is no account, so that the time taken tells nothing.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aG9ibmFpbGhvYm5haWw$4rEXQ1pWkW6l9C9mXQm1sU8gq5zW8l2yN2rKQvJ6zqQ";

/// At least eight characters, not only digits.
pub fn strong_enough(password: &str) -> Outcome<()> {
    if password.chars().count() < 8 || password.chars().all(|c| c.is_ascii_digit()) {
        return Err(Fault::new(&codes::PASSWORD_WEAK).field("next"));
    }
    Ok(())
}

/// What is kept of a password. Slow by intent, so it is made before a transaction, never inside one.
pub async fn hash(password: String) -> Outcome<String> {
    let salt = random_text(16).map_err(Fault::internal)?;
    off_thread(move || {
        let salt = SaltString::encode_b64(salt.as_bytes()).map_err(|e| Fault::internal(e.to_string()))?;
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|e| Fault::internal(e.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the account's; an account without one has none that fits.
pub(crate) async fn fits(password: String, hash: Option<String>) -> Outcome<bool> {
    off_thread(move || {
        let known = hash.is_some();
        let text = hash.as_deref().unwrap_or(NOBODY);
        let parsed = PasswordHash::new(text).map_err(|e| Fault::internal(e.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

async fn off_thread<T: Send + 'static>(f: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    let _turn = HASHING.acquire().await.map_err(Fault::internal)?;
    tokio::task::spawn_blocking(f).await.map_err(Fault::internal)?
}
