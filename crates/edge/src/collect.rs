//! From an HTTP request to [`Args`] and the credentials that came with it.

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use hobnail_cx::FilePart;
use hobnail_wire::{Args, Fault, Outcome, Style, codes};

use crate::multipart;

/// Everything that the call carries.
pub struct Collected {
    pub args: Args,
    /// The files of a multipart body, in the order in which `args` names them.
    pub files: Vec<FilePart>,
    /// `access_token` of the query or the body; on v1.0 the header first, which the older generation does not look at.
    pub token: Option<String>,
}

/// The header of v1.0.
pub const TOKEN_HEADER: &str = "x-acs-dingtalk-access-token";

/// `takes_files`: the endpoint reads `multipart/form-data`.
pub async fn collect(
    style: Style,
    query: Option<&str>,
    headers: &HeaderMap,
    body: Bytes,
    params: Vec<(&'static str, String)>,
    takes_files: bool,
) -> Outcome<Collected> {
    let mut args = Args::new();
    let mut files = Vec::new();
    if let Some(query) = query {
        args.add_query(query)?;
    }
    if multipart(headers) && takes_files {
        files = multipart::read(headers, body, &mut args).await?;
    } else if !body.is_empty() {
        if multipart(headers) {
            return Err(Fault::new(&codes::BAD_FORMAT).detail("该接口不接受 multipart/form-data"));
        }
        let first = body.trim_ascii_start().first();
        if first == Some(&b'<') {
            return Err(Fault::new(&codes::BAD_FORMAT).detail("请求体应为 JSON 或表单"));
        }
        if declared_json(headers) && !matches!(first, Some(b'{' | b'[' | 0xef) | None) {
            return Err(Fault::new(&codes::BAD_JSON).detail("请求体应为 JSON 对象"));
        }
        args.add_body(&body)?;
    }
    for (name, value) in params {
        args.insert(name, percent_decoded(&value)?)?;
    }
    let argument = args.take_text("access_token");
    let token = match style {
        Style::V1 => header_text(headers, TOKEN_HEADER).or(argument),
        Style::Oauth => bearer(headers).or(argument),
        _ => argument,
    };
    Ok(Collected { args, files, token })
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = header_text(headers, header::AUTHORIZATION.as_str())?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn declared_json(headers: &HeaderMap) -> bool {
    header_text(headers, header::CONTENT_TYPE.as_str()).is_some_and(|t| t.starts_with("application/json"))
}

fn multipart(headers: &HeaderMap) -> bool {
    header_text(headers, header::CONTENT_TYPE.as_str()).is_some_and(|t| t.starts_with("multipart/"))
}

pub fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
}

/// The value of one cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

fn percent_decoded(text: &str) -> Outcome<String> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok())).flatten();
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).map_err(|_| Fault::new(&codes::BAD_CHARS).detail("路径不是 UTF-8 文本"))
}
