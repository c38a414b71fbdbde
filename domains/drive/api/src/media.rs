//! Media files: uploaded once, used in messages by their `media_id`, as often as wanted.

use hobnail_wire::{Upload, endpoint, endpoints, wire};

/// Uploads a media file.
///
/// | `type` | up to | formats |
/// |---|---|---|
/// | `image` | 20 MB | jpg, gif, png, bmp |
/// | `voice` | 2 MB | amr, mp3, wav |
/// | `video` | 20 MB | mp4 |
/// | `file` | 20 MB | doc, docx, xls, xlsx, ppt, pptx, zip, pdf, rar |
///
/// <https://open.dingtalk.com/document/development/upload-media-files>
#[wire]
pub struct MediaUpload {
    /// `image`, `voice`, `video` or `file`; in the query or in the body.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub media: Option<Upload>,
}

#[wire]
pub struct MediaUploadReply {
    #[serde(rename = "type")]
    pub kind: String,
    /// Valid inside the corp for good.
    pub media_id: String,
    /// Milliseconds.
    pub created_at: i64,
}

endpoint!(MediaUpload => MediaUploadReply, Oapi POST "/media/upload", files, scope "qyapi_base");

endpoints![MediaUpload];
