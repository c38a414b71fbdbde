//! `POST snapshots` and `POST snapshots/{name}/restore`: a named state, and back to it. SQLite only.

use hobnail_wire::{Empty, endpoint, endpoints, wire};

/// Keeps the state under a name; one of the same name is replaced.
#[wire]
pub struct SnapshotMake {
    /// Letters, digits, `-` and `_`.
    #[limit(min_len = 1, max_len = 64)]
    pub name: String,
}

endpoint!(SnapshotMake => Empty, Console POST "/_hobnail/v1/snapshots", dev);

/// The snapshots that are kept.
#[wire]
pub struct SnapshotsGet {}

#[wire]
pub struct SnapshotsGetReply {
    pub names: Vec<String>,
}

endpoint!(SnapshotsGet => SnapshotsGetReply, Console GET "/_hobnail/v1/snapshots", dev);

/// Goes back to a named state, the clock included.
#[wire]
pub struct SnapshotRestore {
    #[limit(min_len = 1, max_len = 64)]
    pub name: String,
}

endpoint!(SnapshotRestore => Empty, Console POST "/_hobnail/v1/snapshots/{name}/restore", dev);
endpoints![SnapshotMake, SnapshotsGet, SnapshotRestore];
