//! Named states, as copies of the SQLite file beside it.
//!
//! Uploaded files are not copied: while there is a snapshot, none is removed, so whatever a copy names is there.

use std::path::PathBuf;

use hobnail_control_api::snapshots::{SnapshotMake, SnapshotRestore, SnapshotsGet, SnapshotsGetReply};
use hobnail_cx::{Core, Cx, Notice};
use hobnail_store::Backend;
use hobnail_wire::{Empty, Fault, Outcome, codes};

use super::clock;
use crate::{demo, server};

/// The folder of snapshots; refused on PostgreSQL.
fn folder(cx: &Cx) -> Outcome<PathBuf> {
    if cx.db().backend() != Backend::Sqlite {
        return Err(Fault::new(&codes::SQLITE_ONLY));
    }
    Ok(cx.core.data.join("snapshots"))
}

/// The file of a name; names make no paths.
fn file(cx: &Cx, name: &str) -> Outcome<PathBuf> {
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err(Fault::new(&codes::INVALID_PARAM).field("name").detail("只能包含字母、数字、- 和 _"));
    }
    Ok(folder(cx)?.join(format!("{name}.db")))
}

pub async fn make(cx: Cx, req: SnapshotMake) -> Outcome<Empty> {
    let file = file(&cx, &req.name)?;
    std::fs::create_dir_all(folder(&cx)?).map_err(Fault::internal)?;
    cx.core.files.keep_all();
    let fresh = file.with_extension("new");
    let _ = std::fs::remove_file(&fresh);
    cx.db().vacuum_into(&fresh).await?;
    std::fs::rename(&fresh, &file).map_err(Fault::internal)?;
    Ok(Empty {})
}

pub async fn list(cx: Cx, _: SnapshotsGet) -> Outcome<SnapshotsGetReply> {
    let Ok(entries) = std::fs::read_dir(folder(&cx)?) else { return Ok(SnapshotsGetReply { names: Vec::new() }) };
    let files = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<_> = files.filter_map(|name| name.strip_suffix(".db").map(str::to_owned)).collect();
    names.sort();
    Ok(SnapshotsGetReply { names })
}

pub async fn restore(cx: Cx, req: SnapshotRestore) -> Outcome<Empty> {
    let file = file(&cx, &req.name)?;
    if !file.exists() {
        return Err(Fault::new(&codes::SNAPSHOT_NOT_FOUND).field("name"));
    }
    cx.db().restore(&file).await?;
    server::bring_up_to_date(cx.db().clone()).await?;
    // Ids go on from here: the copy's counter may be behind what was handed out since.
    cx.core.ids.keep_ahead().await?;
    clock::reset(&cx.core);
    clock::restore(&cx.core).await?;
    cx.core.bus.send(Notice::Apps { corp: demo::CORP_ID.into() });
    cx.core.bus.wake();
    Ok(Empty {})
}

/// At start: files that a snapshot may name are kept.
pub fn keep_files(core: &Core) {
    let mut entries = std::fs::read_dir(core.data.join("snapshots")).into_iter().flatten();
    if entries.next().is_some() {
        core.files.keep_all();
    }
}
