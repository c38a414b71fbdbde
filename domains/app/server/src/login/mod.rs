//! One-time codes, and the APIs that tell who is behind one.
//!
//! ```text
//! free    a page on the workbench asks for a code; its server asks who opened it     free
//! admin   the admin console opens an app's own administration with a code            sso
//! sns     an outside site of the older generation got a code                         sns
//! oauth   an outside site got a code and exchanges it for a person's token           crate::oauth2
//! ```
//!
//! A code is random, kept as its keyed hash, good once and for five minutes, and only for the app (for `admin`, the corp) and the
//! purpose that it was made for: whoever else presents it learns nothing, and it stays good for its owner. Who has left since
//! is not told.

pub mod code;
pub mod free;
pub mod sns;
pub mod sso;

use hobnail_contact::member::{Admin, Card};

/// `sys_level` of the sign-in APIs.
fn level(card: &Card) -> i64 {
    match card.admin_level {
        Admin::Nobody if card.boss => 100,
        level => level.level(),
    }
}
