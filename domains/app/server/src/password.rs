//! Passwords: argon2id, hashed off the async threads, at most two at a time.

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use hobnail_contact::account;
use hobnail_cx::{Cx, secrets::random_text};
use hobnail_wire::{AccountId, Fault, Outcome, codes};
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

/// Sets an account's password.
pub async fn set(cx: &Cx, account_id: AccountId, password: String) -> Outcome<()> {
    strong_enough(&password)?;
    let hash = hash(password).await?;
    cx.tx(async move |tx| account::set_password_hash(tx, account_id, &hash).await).await
}

pub(crate) async fn hash(password: String) -> Outcome<String> {
    let salt = random_text(22).map_err(Fault::internal)?;
    off_thread(move || {
        let salt = SaltString::from_b64(&salt).map_err(|e| Fault::internal(e.to_string()))?;
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
