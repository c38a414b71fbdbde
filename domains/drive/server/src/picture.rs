//! Pictures: measured, decoded within a cap, and made into a preview.
//!
//! The size is read from the header first: a small file can claim any number of pixels, and decoding is what costs memory.
//! At most two are decoded at a time, off the async threads. The preview is drawn anew from the pixels, so nothing that was
//! hidden in the file is in it.

use std::io::Cursor;

use bytes::Bytes;
use hobnail_wire::{Fault, Outcome, codes};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation};
use tokio::sync::Semaphore;

/// A decoded picture takes up to eight bytes a pixel.
static DECODING: Semaphore = Semaphore::const_new(2);

/// Pixels of a preview's longer side: a card of the inbox on a dense screen.
const PREVIEW: u32 = 1200;

pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub preview: Bytes,
    pub preview_mime: &'static str,
}

/// Refuses what can't be decoded, and what has more than `most` pixels.
pub async fn read(bytes: Bytes, most: u64) -> Outcome<Picture> {
    let _turn = DECODING.acquire().await.map_err(Fault::internal)?;
    tokio::task::spawn_blocking(move || decode(&bytes, most)).await.map_err(Fault::internal)?
}

fn decode(bytes: &[u8], most: u64) -> Outcome<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Fault::internal)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(most.saturating_mul(8).saturating_add(1 << 20));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most {
        return Err(Fault::new(&codes::FILE_SIZE_INVALID)
            .field("media")
            .detail(format!("图片 {width}×{height} 像素，最多 {most} 像素")));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    if image.width().max(image.height()) > PREVIEW {
        image = image.thumbnail(PREVIEW, PREVIEW);
    }
    image.apply_orientation(orientation);
    let turned = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let mut out = Vec::new();
    let preview_mime = if image.color().has_alpha() {
        image.write_to(&mut Cursor::new(&mut out), ImageFormat::Png).map_err(Fault::internal)?;
        "image/png"
    } else {
        let rgb = image.to_rgb8();
        rgb.write_with_encoder(JpegEncoder::new_with_quality(&mut out, 82)).map_err(Fault::internal)?;
        "image/jpeg"
    };
    Ok(Picture { width, height, preview: out.into(), preview_mime })
}

fn unreadable() -> Fault {
    Fault::new(&codes::FILE_TYPE_INVALID).field("media").detail("图片无法解码")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut out), ImageFormat::Png).unwrap();
        out
    }

    #[test]
    fn a_preview_is_smaller_and_of_the_same_shape() {
        let picture = decode(&png(3000, 1500), 40_000_000).unwrap();
        assert_eq!((picture.width, picture.height, picture.preview_mime), (3000, 1500, "image/jpeg"));
        let preview = image::load_from_memory(&picture.preview).unwrap();
        assert_eq!((preview.width(), preview.height()), (1200, 600));
    }

    #[test]
    fn too_many_pixels_are_refused_from_the_header() {
        // Nothing but a header that claims 60,000 × 60,000 pixels.
        let bomb = b"GIF89a\x60\xEA\x60\xEA\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
        assert_eq!(decode(bomb, 40_000_000).err().unwrap().code().errcode, 40006);
        assert_eq!(decode(&png(10, 11), 109).err().unwrap().code().errcode, 40006);
    }

    #[test]
    fn half_a_picture_is_refused() {
        let whole = png(50, 50);
        assert_eq!(decode(&whole[..whole.len() / 2], 40_000_000).err().unwrap().code().errcode, 40005);
    }
}
