//! BCP 47 tags, as far as they decide whether one language serves those who want another.

use super::period::substituted;
use super::table::renamed;
use crate::string::concat;

/// Returns a tag in small letters with all that it leaves to the region: the script of Chinese, and Spanish for Latin America
/// (`419`) before its countries.
pub fn whole(tag: &str) -> String {
    let tag = substituted(&tag.to_ascii_lowercase(), b'_', "-");
    let (language, rest) = tag.split_once('-').unwrap_or((&tag, ""));
    let language = renamed(language);
    let left_out = match (language, rest) {
        ("zh", "tw" | "hk" | "mo") => "-hant-",
        ("zh", rest) if !rest.starts_with("han") => "-hans-",
        ("es", rest) if rest.len() == 2 && rest != "es" => "-419-",
        _ => "-",
    };
    concat(&[language, left_out, rest])
}

/// Returns how well texts of a tag serve who wants another one: 0 for not at all, 9 at most. Both are [`whole`].
///
/// More equal parts are nearer, and then fewer others (`pt` for `pt-BR`, then `pt-PT`). Texts in another script serve nobody.
pub fn nearness(wanted: &str, offered: &str) -> u8 {
    let mut wanted = wanted.split('-');
    let mut near = 0;
    for part in offered.split('-').take(4) {
        // A tag without a region ends with a dash.
        if part.is_empty() {
            break;
        }
        let other = wanted.next().unwrap_or_default();
        if part != other {
            let is_script = part.len() == 4 && other.len() == 4;
            return if is_script { 0 } else { near };
        }
        near += 2;
    }
    near + u8::from(near > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_equal_parts_are_nearer() {
        let nearest = |wanted: &str, offered: &[&str]| {
            let nearness = |offered: &&str| nearness(&whole(wanted), &whole(offered));
            let mut near: Vec<_> = offered.iter().filter(|tag| nearness(tag) > 0).collect();
            near.sort_by_key(|tag| std::cmp::Reverse(nearness(tag)));
            near.into_iter().copied().collect::<Vec<_>>().join(" ")
        };
        let rows: [(&str, &[&str], &str); 14] = [
            ("pt-BR", &["en", "pt-PT", "pt", "pt-BR"], "pt-BR pt pt-PT"),
            ("pt", &["pt-PT", "pt-BR"], "pt-PT pt-BR"),
            ("de_at", &["de-DE", "DE"], "DE de-DE"),
            (
                "es-MX",
                &["es", "es-419", "es-ES", "es-AR"],
                "es-419 es-AR es es-ES",
            ),
            ("es-ES", &["es-419", "es"], "es es-419"),
            (
                "zh-TW",
                &["zh", "zh-Hant", "zh-CN", "zh-HK"],
                "zh-Hant zh-HK",
            ),
            ("zh-Hant-HK", &["zh-Hans", "zh-TW"], "zh-TW"),
            ("zh-SG", &["zh-TW", "zh"], "zh"),
            ("zh_Hans_CN", &["zh-Hant", "zh-CN"], "zh-CN"),
            ("sr-Latn-RS", &["sr-Cyrl", "sr", "sr-Latn"], "sr-Latn sr"),
            ("iw", &["he-IL"], "he-IL"),
            ("en-US-u-hc-h12", &["en-GB", "en-US"], "en-US en-GB"),
            ("fr", &["de", "x"], ""),
            ("", &["de", "x"], ""),
        ];
        for (wanted, offered, expected) in rows {
            assert_eq!(nearest(wanted, offered), expected, "{wanted}");
        }
    }
}
