//! The forms in which a cloud document travels: plain JSON, gzip, and `{"initial_config": base64(gzip(JSON))}`.

use std::borrow::Cow;
use std::io::Read;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use crate::Error;

/// The number of packed forms inside one another that are unpacked.
const LAYERS: usize = 4;
/// The first two bytes of every gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The standard alphabet; padding may be missing.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The envelope in which a document may travel.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    initial_config: Option<Cow<'a, str>>,
}

/// Returns the document's JSON. `limit` is in bytes and holds for every layer.
pub(crate) fn unpack(bytes: &[u8], limit: usize) -> Result<Cow<'_, [u8]>, Error> {
    let mut document = Cow::Borrowed(bytes);
    for _ in 0..LAYERS {
        if document.len() > limit {
            return Err(Error::DocumentTooLarge { limit });
        }
        document = if document.starts_with(&GZIP) {
            Cow::Owned(gunzip(&document, limit)?)
        } else if let Some(packed) = enveloped(&document)? {
            Cow::Owned(packed)
        } else {
            return Ok(document);
        };
    }
    Err(Error::Unpack(format!("packed more than {LAYERS} times")))
}

/// Unpacks gzip, up to `limit` bytes.
fn gunzip(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    // One byte more than allowed tells "too large" from "just fits".
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(bytes)
        .take(most)
        .read_to_end(&mut out)
        .map_err(|error| Error::Unpack(format!("gzip: {error}")))?;
    if out.len() > limit {
        return Err(Error::DocumentTooLarge { limit });
    }
    Ok(out)
}

/// Returns the bytes packed in `initial_config`, if the document is such an envelope.
fn enveloped(bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let key = br#""initial_config""#;
    if !bytes.windows(key.len()).any(|window| window == key) {
        return Ok(None);
    }
    // Anything that is no envelope is left to the module, which can name the place of a mistake.
    let Ok(Envelope {
        initial_config: Some(text),
    }) = serde_json::from_slice(bytes)
    else {
        return Ok(None);
    };
    // Some tools break base64 into lines.
    let text: String = text.split_ascii_whitespace().collect();
    BASE64
        .decode(text)
        .map(Some)
        .map_err(|error| Error::Unpack(format!("base64: {error}")))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_json_is_not_copied() {
        assert!(matches!(unpack(b"{}", 10), Ok(Cow::Borrowed(b"{}"))));
    }

    #[test]
    fn both_packed_forms_give_the_json() {
        let packed = gzip(br#"{"paywalls":[]}"#);
        let envelope = format!(r#"{{"initial_config": "{}"}}"#, BASE64.encode(&packed));
        assert_eq!(
            unpack(&packed, 1000).unwrap().as_ref(),
            br#"{"paywalls":[]}"#
        );
        assert_eq!(
            unpack(envelope.as_bytes(), 1000).unwrap().as_ref(),
            br#"{"paywalls":[]}"#
        );
        assert_eq!(
            unpack(&gzip(envelope.as_bytes()), 1000).unwrap().as_ref(),
            br#"{"paywalls":[]}"#
        );
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
        let bomb = gzip(&vec![b' '; 1 << 20]);
        assert!(bomb.len() < 10_000);
        assert!(matches!(
            unpack(&bomb, 10_000),
            Err(Error::DocumentTooLarge { limit: 10_000 })
        ));
    }

    #[test]
    fn a_broken_packing_is_named() {
        let mut broken = gzip(b"{}");
        broken.truncate(12);
        assert!(matches!(unpack(&broken, 1000), Err(Error::Unpack(_))));
        assert!(matches!(
            unpack(br#"{"initial_config": "%"}"#, 1000),
            Err(Error::Unpack(_))
        ));
    }
}
