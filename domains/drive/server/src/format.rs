//! What a file is, read off its first bytes.
//!
//! The table holds the documented formats and no other: a page of HTML or a picture with scripts in it (SVG) is none of
//! them, whatever its name. Office documents share two containers; which of them a file is, its name says, for people and
//! their programs go by it too.

/// The documented kinds of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Image,
    Voice,
    Video,
    File,
}

impl Kind {
    pub fn of(text: &str) -> Option<Kind> {
        match text {
            "image" => Some(Kind::Image),
            "voice" => Some(Kind::Voice),
            "video" => Some(Kind::Video),
            "file" => Some(Kind::File),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::Voice => "voice",
            Kind::Video => "video",
            Kind::File => "file",
        }
    }

    /// For people.
    pub fn formats(self) -> &'static str {
        match self {
            Kind::Image => "jpg、gif、png、bmp",
            Kind::Voice => "amr、mp3、wav",
            Kind::Video => "mp4",
            Kind::File => "doc、docx、xls、xlsx、ppt、pptx、zip、pdf、rar",
        }
    }
}

/// The MIME type, when the bytes are of a format that this kind may have.
pub fn find(kind: Kind, bytes: &[u8], name: &str) -> Option<&'static str> {
    match kind {
        Kind::Image => image(bytes),
        Kind::Voice => voice(bytes),
        Kind::Video => is_mp4(bytes).then_some("video/mp4"),
        Kind::File => file(bytes, name),
    }
}

fn image(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'B', b'M', ..] => Some("image/bmp"),
        _ => None,
    }
}

fn voice(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'#', b'!', b'A', b'M', b'R', ..] => Some("audio/amr"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'I', b'D', b'3', ..] => Some("audio/mpeg"),
        // A frame's sync word, layer III.
        [0xFF, second, ..] if second & 0xE6 == 0xE2 => Some("audio/mpeg"),
        _ => None,
    }
}

/// QuickTime and pictures share the container; the brand tells them apart.
fn is_mp4(bytes: &[u8]) -> bool {
    let [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] = bytes else { return false };
    const BRANDS: [&[u8]; 8] = [b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"3gp", b"f4v"];
    BRANDS.iter().any(|known| brand.starts_with(known))
}

fn file(bytes: &[u8], name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [b'R', b'a', b'r', b'!', 0x1A, 0x07, ..] => Some("application/vnd.rar"),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => match ending.as_str() {
            "docx" => Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            "xlsx" => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            "pptx" => Some("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            "zip" | "" => Some("application/zip"),
            _ => None,
        },
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => match ending.as_str() {
            "doc" => Some("application/msword"),
            "xls" => Some("application/vnd.ms-excel"),
            "ppt" => Some("application/vnd.ms-powerpoint"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_names_only_among_offices() {
        let cases: &[(Kind, &[u8], &str, Option<&str>)] = &[
            (Kind::Image, b"GIF89a..", "x.exe", Some("image/gif")),
            (Kind::Image, b"<svg xmlns=", "x.png", None),
            (Kind::Image, b"<html>", "x.gif", None),
            (Kind::Image, b"%PDF-1.7", "x.png", None),
            (Kind::Voice, b"#!AMR\n", "x", Some("audio/amr")),
            (Kind::Voice, b"\xFF\xFB\x90\x00", "x", Some("audio/mpeg")),
            (Kind::Voice, b"\xFF\xD8\xFF\xE0", "x.mp3", None),
            (Kind::Video, b"\0\0\0\x20ftypisom", "x", Some("video/mp4")),
            (Kind::Video, b"\0\0\0\x20ftypheic", "x.mp4", None),
            (Kind::File, b"PK\x03\x04", "a.XLSX", Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
            (Kind::File, b"PK\x03\x04", "a.jar", None),
            (Kind::File, b"PK\x03\x04", "a", Some("application/zip")),
            (Kind::File, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.doc", Some("application/msword")),
            (Kind::File, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.msi", None),
            (Kind::File, b"MZ\x90", "a.pdf", None),
            (Kind::File, b"", "a.pdf", None),
        ];
        for (kind, bytes, name, expected) in cases {
            assert_eq!(find(*kind, bytes, name), *expected, "{kind:?} {name}");
        }
    }
}
