//! Files. First room: media that apps upload to use in messages.
//!
//! ```text
//! upload    size, kind, what the bytes are, picture decoded, file stored, row written     upload
//! use       a message names a media_id: find                                              media
//! download  the domain that knows who may see it asks for the bytes: open, open_preview   media
//! ```
//!
//! Who may see a file is not judged here: a media file has no readers of its own, only the messages that carry it have.

mod format;
mod media;
mod picture;
mod retention;
mod store;
mod upload;

pub use media::{find, open, open_preview};
pub use retention::Keeps;
pub use store::media::Media;

use hobnail_cx::{Registry, retention::EVERY_MS};
use hobnail_jobs::Worker;
use hobnail_store::Migration;

/// The tables of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "drive", version: 1, name: "media", sql: include_str!("../migrations/0001_media.sql") },
    Migration { domain: "drive", version: 2, name: "retention", sql: include_str!("../migrations/0002_retention.sql") },
];

/// Enters the domain's endpoints.
pub fn routes(r: &mut Registry) {
    r.on(upload::upload);
}

/// Enters the domain's background work; `keeps` are those who know which files are still needed.
pub fn work(worker: &mut Worker, keeps: Vec<Keeps>) {
    worker.every("drive.retention", EVERY_MS, move |cx| retention::media(cx, keeps.clone()));
    worker.every("drive.orphans", retention::ORPHANS_EVERY_MS, retention::orphans);
}

/// Every statement of this domain, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    store::media::STATEMENTS.to_vec()
}
