//! `multipart/form-data`: texts go into the arguments, files beside them.
//!
//! A part with a file name is a file. The body was read before, within the limit of its size, so nothing here can grow; the
//! number of parts is bounded all the same.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use futures_util::stream;
use hobnail_cx::FilePart;
use hobnail_wire::{Args, Fault, Outcome, Upload, codes};
use multer::Multipart;

use crate::collect::header_text;

/// Parts of one body.
const PARTS: usize = 100;

/// Adds the texts to `args`, and for each file its handle; gives the files.
pub async fn read(headers: &HeaderMap, body: Bytes, args: &mut Args) -> Outcome<Vec<FilePart>> {
    let declared = header_text(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let boundary = multer::parse_boundary(&declared).map_err(|_| refused("Content-Type 缺少 boundary"))?;
    let mut parts = Multipart::new(stream::iter([Ok::<_, Infallible>(body)]), boundary);
    let mut files = Vec::new();
    for _ in 0..PARTS {
        let Some(part) = parts.next_field().await.map_err(|_| refused("multipart 请求体不完整"))? else { return Ok(files) };
        let field = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| refused("multipart 请求体不完整"))?;
        match file_name {
            Some(name) => {
                args.insert(field, Upload::at(files.len()))?;
                files.push(FilePart { name, bytes });
            }
            None => {
                let text = std::str::from_utf8(&bytes).map_err(|_| Fault::new(&codes::BAD_CHARS).field(&field))?;
                args.insert(field, text)?;
            }
        }
    }
    Err(refused("multipart 请求体的部分过多"))
}

fn refused(why: &'static str) -> Fault {
    Fault::new(&codes::BAD_FORMAT).detail(why)
}
