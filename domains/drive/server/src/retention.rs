//! Files that nobody needs any more.
//!
//! A file that is past its retention goes unless something that is kept carries it; those who know ask through [`Keeps`]. Its
//! row goes first, in the transaction that asked, and its bytes after the commit, so that no row is ever without its file. A
//! kill in between, as one between an upload's file and its row, leaves a file without a row: an orphan, which is found by
//! looking at the files themselves.

use std::{future::Future, pin::Pin, time::SystemTime};

use futures_util::StreamExt;
use hobnail_contact::corp;
use hobnail_cx::{Cx, Retention, Stored};
use hobnail_store::Tx;
use hobnail_wire::{CorpId, Outcome};

use crate::{
    media::{key, preview_key},
    store::media::{self, Old},
};

/// For each of these files of a corp, whether something that is kept carries it.
pub type Keeps =
    for<'a> fn(&'a mut Tx, &'a CorpId, &'a [String]) -> Pin<Box<dyn Future<Output = Outcome<Vec<bool>>> + Send + 'a>>;

/// Files looked at in one transaction.
const FILES: i64 = 100;
/// An orphan may be an upload of which the row has not come yet; after an hour it has.
const ORPHAN_MS: i64 = 3_600_000;
/// How often orphans are looked for.
pub(crate) const ORPHANS_EVERY_MS: i64 = 6 * 3_600_000;

/// Removes files past their retention, in every organisation.
pub(crate) async fn media(cx: Cx, keeps: Vec<Keeps>) -> Outcome<()> {
    let Some(before_ms) = Retention::before(cx.now_ms(), cx.core.retention.media_hours) else { return Ok(()) };
    let mut after = None;
    loop {
        let corps = corp::page(&mut cx.db(), after.as_ref(), 100).await?;
        for corp in &corps {
            of_corp(&cx, &corp.corp_id, before_ms, &keeps).await?;
        }
        match corps.into_iter().next_back() {
            Some(last) => after = Some(last.corp_id),
            None => return Ok(()),
        }
    }
}

async fn of_corp(cx: &Cx, corp: &CorpId, before_ms: i64, keeps: &[Keeps]) -> Outcome<()> {
    let mut after = (0, String::new());
    while !cx.core.ending.is_stopping() {
        let old = media::older(&mut cx.db(), corp, before_ms, &after, FILES).await?;
        let Some(last) = old.last() else { break };
        after = (last.created_ms, last.media_id.clone());
        let (in_corp, keeps) = (corp.clone(), keeps.to_vec());
        let ids: Vec<String> = old.iter().map(|media| media.media_id.clone()).collect();
        let removed = cx.tx(async move |tx| {
            let mut kept = vec![false; ids.len()];
            for asked in &keeps {
                let carried = asked(tx, &in_corp, &ids).await?;
                kept.iter_mut().zip(carried).for_each(|(kept, carried)| *kept |= carried);
            }
            let gone: Vec<String> = ids.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|(id, _)| id.clone()).collect();
            media::remove(tx, &in_corp, &gone).await?;
            Ok(gone)
        });
        let removed = removed.await?;
        for media in old.iter().filter(|media| removed.contains(&media.media_id)) {
            remove_bytes(cx, corp, media).await?;
        }
    }
    Ok(())
}

async fn remove_bytes(cx: &Cx, corp: &CorpId, media: &Old) -> Outcome<()> {
    cx.core.files.remove(&key(corp, &media.key)).await?;
    if media.preview.is_some() {
        cx.core.files.remove(&preview_key(corp, &media.key)).await?;
    }
    Ok(())
}

/// Removes files without a row.
pub(crate) async fn orphans(cx: Cx) -> Outcome<()> {
    let mut files = cx.core.files.list("media").chunks(FILES as usize);
    let mut removed = 0;
    while let Some(chunk) = files.next().await {
        for file in chunk {
            let file = file?;
            if is_old(&cx, &file) && !is_known(&cx, &file.key).await? && cx.core.files.remove(&file.key).await? {
                removed += 1;
            }
        }
        if cx.core.ending.is_stopping() {
            break;
        }
    }
    if removed > 0 {
        tracing::info!(removed, "files without a row were removed");
    }
    Ok(())
}

/// Old by the server's clock, which may have been moved; then it must also be from before this process, or old by the
/// machine's: an upload that is on its way is neither.
fn is_old(cx: &Cx, file: &Stored) -> bool {
    let machine_ms = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64);
    let settled = file.written_ms < cx.core.started_ms || machine_ms - file.written_ms > ORPHAN_MS;
    settled && cx.now_ms() - file.written_ms > ORPHAN_MS
}

/// Keys are `media/<corp>/<key>` and the same with `.preview`.
async fn is_known(cx: &Cx, path: &str) -> Outcome<bool> {
    let mut parts = path.splitn(3, '/').skip(1);
    let (Some(corp), Some(name)) = (parts.next(), parts.next()) else { return Ok(true) };
    let id = media::id_of(name.strip_suffix(".preview").unwrap_or(name));
    let found = media::find_many(&mut cx.db(), &corp.into(), &[id]).await?;
    Ok(found.into_iter().flatten().next().is_some())
}
