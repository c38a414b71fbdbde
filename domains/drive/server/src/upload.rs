//! Accepting a media file.
//!
//! What a caller says about a file counts for nothing but its name: the type is read off the bytes. A picture is decoded, so
//! that one that no client could show is refused here and not in somebody's inbox, and a preview is made of it. The file is
//! written first and its row after it; a kill in between leaves a file that nobody can reach,
//! and that [`crate::retention`] removes.

use hobnail_cx::{Cx, crash, secrets::random_text};
use hobnail_drive_api::media::{MediaUpload, MediaUploadReply};
use hobnail_wire::{Fault, Outcome, codes};

use crate::{
    format::{self, Kind},
    media::{key, preview_key},
    picture,
    store::media::{self, Media},
};

/// The reply means that the file and its row are durable.
pub async fn upload(cx: Cx, req: MediaUpload) -> Outcome<MediaUploadReply> {
    let app = cx.caller.app()?.clone();
    let kind = kind(req.kind.as_deref())?;
    let part = cx.uploaded(req.media.as_ref()).ok_or_else(|| Fault::new(&codes::MEDIA_MISSING).field("media"))?;
    let bytes = part.bytes.clone();
    check_size(&cx, kind, bytes.len())?;
    let name = plain_name(&part.name);
    let mime = format::find(kind, &bytes, &name).ok_or_else(|| {
        Fault::new(&codes::FILE_TYPE_INVALID).field("media").detail(format!("{} 支持 {}", kind.as_str(), kind.formats()))
    })?;
    let picture = match kind {
        Kind::Image => Some(picture::read(bytes.clone(), cx.core.limits.upload_image_pixels).await?),
        _ => None,
    };
    let random = random_text(24).map_err(Fault::internal)?;
    let media = Media {
        media_id: media::id_of(&random),
        agent_id: app.agent_id,
        kind: kind.as_str().into(),
        mime: mime.into(),
        name,
        size: bytes.len() as i64,
        width: picture.as_ref().map(|p| p.width.into()),
        height: picture.as_ref().map(|p| p.height.into()),
        preview: picture.as_ref().map(|p| p.preview_mime.into()),
        key: random,
        created_ms: cx.now_ms(),
    };
    cx.core.files.put(&key(&app.corp, &media.key), bytes).await?;
    if let Some(picture) = picture {
        cx.core.files.put(&preview_key(&app.corp, &media.key), picture.preview).await?;
    }
    crash::point("media.upload.before_row");
    let reply = MediaUploadReply { kind: media.kind.clone(), media_id: media.media_id.clone(), created_at: media.created_ms };
    cx.tx(async move |tx| media::insert(tx, &app.corp, &media).await).await?;
    Ok(reply)
}

fn kind(text: Option<&str>) -> Outcome<Kind> {
    text.and_then(Kind::of)
        .ok_or_else(|| Fault::new(&codes::MEDIA_TYPE_INVALID).field("type").detail("取值为 image、voice、video 或 file"))
}

fn check_size(cx: &Cx, kind: Kind, size: usize) -> Outcome<()> {
    let limits = &cx.core.limits;
    let most = if kind == Kind::Voice { limits.upload_voice_bytes } else { limits.upload_bytes };
    match size {
        0 => Err(Fault::new(&codes::MEDIA_EMPTY).field("media")),
        _ if size > most => Err(Fault::new(&codes::MEDIA_TOO_LARGE)
            .field("media")
            .detail(format!("{} 最大 {most} 字节，实际 {size}", kind.as_str()))),
        _ => Ok(()),
    }
}

/// The last part of a path, without control characters, of at most 120 characters.
fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: Vec<char> = last.trim().chars().filter(|c| !c.is_control()).collect();
    // The end is kept: it says what the file is.
    let name: String = clean[clean.len().saturating_sub(120)..].iter().collect();
    if name.is_empty() { "media".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_is_no_path() {
        for (given, kept) in [
            ("C:\\Users\\我\\报表.pdf", "报表.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb\0.zip", "ab.zip"),
            ("", "media"),
            ("dir/", "media"),
        ] {
            assert_eq!(plain_name(given), kept);
        }
        assert_eq!(plain_name(&("长".repeat(500) + ".pdf")).chars().count(), 120);
    }
}
