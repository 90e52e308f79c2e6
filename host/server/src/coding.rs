//! The codings of answers (RFC 9110, 8.4 and 12.5.3): which a client accepts, and how bytes are written in them.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A coding, the one that is preferred last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Coding {
    /// The bytes as they are.
    Identity,
    Gzip,
    Brotli,
}

/// The effort that goes into an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Effort {
    /// The effort for an answer to one caller.
    Once,
    /// The effort for an answer that is sent again and again.
    Often,
}

impl Coding {
    const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Brotli];

    /// Returns the name in `Content-Encoding`. None for bytes as they are.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// Writes bytes in this coding.
    pub(crate) fn write(self, bytes: &[u8], effort: Effort) -> Vec<u8> {
        let written = match self {
            Self::Identity => None,
            Self::Gzip => gzip(bytes, effort),
            Self::Brotli => brotli(bytes, effort),
        };
        // Writing into memory does not fail.
        written.unwrap_or_else(|| bytes.to_vec())
    }
}

fn gzip(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let level = match effort {
        Effort::Once => Compression::new(4),
        Effort::Often => Compression::best(),
    };
    let mut writer = GzEncoder::new(Vec::new(), level);
    writer.write_all(bytes).ok()?;
    writer.finish().ok()
}

fn brotli(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let quality = match effort {
        Effort::Once => 5,
        // The last step would take three times as long for 3 % less.
        Effort::Often => 10,
    };
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params).ok()?;
    Some(out)
}

/// The codings that a client accepts, each with its weight in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted([Option<u16>; 3]);

impl Accepted {
    /// Reads `Accept-Encoding`. Whoever says nothing gets the bytes as they are.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let (mut said, mut others) = ([None; 3], None);
        let lists = headers.get_all(header::ACCEPT_ENCODING).into_iter();
        let lists = lists.filter_map(|it| it.to_str().ok());
        for (name, weight) in lists.flat_map(|it| it.split(',')).filter_map(weighed) {
            match name.to_ascii_lowercase().as_str() {
                "identity" => said[0] = Some(weight),
                "gzip" | "x-gzip" => said[1] = Some(weight),
                "br" => said[2] = Some(weight),
                "*" => others = Some(weight),
                _ => {}
            }
        }
        let mut accepted = said.map(|it| it.or(others).filter(|weight| *weight > 0));
        // The bytes as they are do unless they are refused, and after all that is asked for.
        if said[0].or(others).is_none() {
            accepted[0] = Some(0);
        }
        Self(accepted)
    }

    /// Returns the best coding of those that the client accepts. None if it accepts none.
    pub(crate) fn best(self) -> Option<Coding> {
        let accepted = Coding::ALL.into_iter().zip(self.0);
        let weighed = accepted.filter_map(|(coding, weight)| Some((weight?, coding)));
        weighed.max().map(|(_, coding)| coding)
    }

    /// Returns true if the client takes the bytes as they are.
    pub(crate) const fn takes_identity(self) -> bool {
        self.0[0].is_some()
    }
}

/// Reads an element of the header: `gzip;q=0.5`. None if it has another form.
fn weighed(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().filter(|it| !it.is_empty())?;
    let Some(parameter) = parts.next() else {
        return Some((name, 1000));
    };
    let (q, weight) = parameter.split_once('=')?;
    let weight: f32 = weight.trim().parse().ok()?;
    let fits = q.trim().eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&weight);
    fits.then_some((name, (weight * 1000.0) as u16))
}

/// The tag of an answer's content (RFC 9110, 8.8.3). Each coding of it has a tag of its own, because its bytes differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    /// Makes the tag of a hash, or of another text without quotes.
    pub(crate) const fn of(text: String) -> Self {
        Self(text)
    }

    /// Returns the tag of the content in a coding.
    pub(crate) fn written(&self, coding: Coding) -> String {
        match coding.name() {
            None => format!("\"{}\"", self.0),
            Some(name) => format!("\"{}-{name}\"", self.0),
        }
    }

    /// Returns the tag by which the client has the content already, in whichever coding (`If-None-Match`).
    pub(crate) fn had(&self, headers: &HeaderMap) -> Option<String> {
        let lists = headers.get_all(header::IF_NONE_MATCH).into_iter();
        let lists = lists.filter_map(|it| it.to_str().ok());
        let mut tags = lists.flat_map(|it| it.split(',')).map(str::trim);
        let all = Coding::ALL.map(|it| self.written(it));
        tags.find_map(|tag| {
            let strong = tag.trim_start_matches("W/");
            let same = all.iter().find(|it| *it == strong);
            same.or((strong == "*").then_some(&all[0])).cloned()
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepted(lists: &[&'static str]) -> Accepted {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(list));
        }
        Accepted::of(&headers)
    }

    #[test]
    fn the_client_chooses_the_coding_by_weight_and_the_host_among_equals() {
        use Coding::{Brotli, Gzip, Identity};
        for (lists, best) in [
            (&[][..], Some(Identity)),
            (&[""], Some(Identity)),
            (&["gzip, deflate, br, zstd"], Some(Brotli)),
            (&["gzip"], Some(Gzip)),
            (&["X-GZIP"], Some(Gzip)),
            (&["br;q=0.5, gzip;q=0.8"], Some(Gzip)),
            (&["br ; Q=0.5", "gzip; q=0.5"], Some(Brotli)),
            (&["*"], Some(Brotli)),
            (&["*, br;q=0"], Some(Gzip)),
            (&["gzip;q=0.2, identity;q=0.9"], Some(Identity)),
            (&["gzip;q=0, br;q=0"], Some(Identity)),
            (&["deflate"], Some(Identity)),
            (&["identity;q=0, gzip;q=0.001"], Some(Gzip)),
            (&["identity;q=0"], None),
            (&["*;q=0"], None),
            (&["*;q=0, identity"], Some(Identity)),
            (&["gzip;q=2, br;q=x, ;q=1"], Some(Identity)),
        ] {
            assert_eq!(accepted(lists).best(), best, "{lists:?}");
        }
        assert!(!accepted(&["identity;q=0, gzip"]).takes_identity());
    }

    #[test]
    fn bytes_come_back_as_they_were() {
        let bytes = br#"{"a": "text"}"#.repeat(500);
        for effort in [Effort::Once, Effort::Often] {
            let gzip = Coding::Gzip.write(&bytes, effort);
            let mut back = Vec::new();
            std::io::copy(&mut flate2::read::GzDecoder::new(&gzip[..]), &mut back).unwrap();
            assert_eq!(back, bytes);
            let brotli = Coding::Brotli.write(&bytes, effort);
            let mut back = Vec::new();
            brotli::BrotliDecompress(&mut &brotli[..], &mut back).unwrap();
            assert_eq!(back, bytes);
            assert!(gzip.len() * 10 < bytes.len() && brotli.len() < gzip.len());
        }
    }

    #[test]
    fn content_is_had_by_the_tag_of_any_coding() {
        let tag = Tag::of("abc".into());
        let had = |list: &'static str| {
            let list = [(header::IF_NONE_MATCH, HeaderValue::from_static(list))];
            tag.had(&HeaderMap::from_iter(list))
        };
        assert_eq!(had("\"abc\"").as_deref(), Some("\"abc\""));
        assert_eq!(had("\"x\", W/\"abc-br\"").as_deref(), Some("\"abc-br\""));
        assert_eq!(had("*").as_deref(), Some("\"abc\""));
        for other in ["\"abcd\"", "abc", "\"abc-zstd\"", ""] {
            assert_eq!(had(other), None, "{other}");
        }
    }
}
