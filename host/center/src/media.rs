//! The media types of assets, by what they hold: a name may lie, and a browser believes the type.

/// The types that begin with bytes of their own.
const BEGINNINGS: [(&[u8], &str); 9] = [
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"wOF2", "font/woff2"),
    (b"wOFF", "font/woff"),
    (b"OTTO", "font/otf"),
    (b"\0\x01\0\0", "font/ttf"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
];

/// Returns the media type of a picture, a font or a film. None for anything else.
pub(crate) fn media(bytes: &[u8]) -> Option<&'static str> {
    let known = BEGINNINGS
        .iter()
        .find(|(first, _)| bytes.starts_with(first));
    if let Some((_, media)) = known {
        return Some(media);
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some("image/webp"),
        (_, Some(b"ftyp"), Some(b"avif" | b"avis")) => Some("image/avif"),
        (_, Some(b"ftyp"), Some(_)) => Some("video/mp4"),
        _ => is_svg(bytes).then_some("image/svg+xml"),
    }
}

/// Returns whether a text is SVG: its first element is `svg`, after declarations and comments.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            it if it.starts_with("<?") => "?>",
            it if it.starts_with("<!--") => "-->",
            it if it.starts_with("<!") => ">",
            _ => break,
        };
        let Some((_, after)) = rest.split_once(end) else {
            return false;
        };
        rest = after.trim_start();
    }
    let after = rest.strip_prefix("<svg").unwrap_or_default();
    after.starts_with(|it: char| it.is_whitespace() || it == '>' || it == '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_content() {
        let cases: [(&[u8], Option<&str>); 14] = [
            (b"\x89PNG\r\n\x1a\n....", Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"\0\0\0\x20ftypavif", Some("image/avif")),
            (b"\0\0\0\x20ftypisom", Some("video/mp4")),
            (b"wOF2", Some("font/woff2")),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                Some("image/svg+xml"),
            ),
            (
                b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<!DOCTYPE svg>\n<svg>",
                Some("image/svg+xml"),
            ),
            (b"<svgx/>", None),
            (b"<!-- <svg> -->", None),
            (b"<html><svg/></html>", None),
            (b"<script>alert(1)</script>", None),
            (b"RIFF\x10\0\0\0WAVE", None),
            (b"", None),
        ];
        for (bytes, media_type) in cases {
            assert_eq!(
                media(bytes),
                media_type,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}
