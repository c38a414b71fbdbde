//! Media files as other domains use them.

use hobnail_cx::{Core, File};
use hobnail_store::Query;
use hobnail_wire::{CorpId, Outcome};

use crate::store::media::{self, Media};

/// Those of `media_ids` that the corp has, each in its place; another corp's do not exist.
pub async fn find(q: &mut impl Query, corp: &CorpId, media_ids: &[String]) -> Outcome<Vec<Option<Media>>> {
    media::find_many(q, corp, media_ids).await
}

/// The file as it was uploaded. Pictures are shown, everything else is saved under its name.
pub async fn open(core: &Core, corp: &CorpId, media: &Media) -> Outcome<File> {
    let bytes = core.files.get(&key(corp, &media.key)).await?;
    let save_as = (media.kind != "image").then(|| media.name.clone());
    Ok(File { bytes, mime: media.mime.clone(), save_as })
}

/// A picture's preview; `None` for what has none.
pub async fn open_preview(core: &Core, corp: &CorpId, media: &Media) -> Outcome<Option<File>> {
    let Some(mime) = media.preview.clone() else { return Ok(None) };
    let bytes = core.files.get(&preview_key(corp, &media.key)).await?;
    Ok(Some(File { bytes, mime, save_as: None }))
}

pub(crate) fn key(corp: &CorpId, key: &str) -> String {
    format!("media/{corp}/{key}")
}

pub(crate) fn preview_key(corp: &CorpId, key: &str) -> String {
    format!("media/{corp}/{key}.preview")
}
