//! The names of zones as devices and people write them.

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

/// A name that is none of a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no time zone \"{name}\": expected an IANA name such as \"Pacific/Auckland\", or an offset such as \
     \"UTC+5:30\"{}", hint(.nearest.as_deref())
)]
pub struct UnknownZone {
    /// The name that was asked for.
    pub name: String,
    /// The zone that was perhaps meant.
    pub nearest: Option<String>,
}

impl UnknownZone {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            nearest: nearest(name),
        }
    }
}

/// Asks whether a zone was meant.
fn hint(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |name| format!("; did you mean \"{name}\"?"))
}

/// Lists the names of all zones.
#[must_use]
pub fn names() -> Vec<String> {
    let table = TimeZoneDatabase::bundled();
    table.available().map(|name| name.to_string()).collect()
}

/// Finds a zone by its name or its offset.
pub(super) fn read(name: &str) -> Option<TimeZone> {
    // Names have no blanks: some writers put them in place of the underscores.
    let name = name.trim().replace(' ', "_");
    let known = TimeZoneDatabase::bundled().get(&name).ok();
    known.or_else(|| Some(fixed(&name)?.to_time_zone()))
}

/// Reads an offset: `GMT+13`, `UTC-3:30`, `+0530`, `Z`.
fn fixed(name: &str) -> Option<Offset> {
    if name.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let (head, rest) = name.split_at_checked(3).unwrap_or((name, ""));
    let has_head = ["gmt", "utc"]
        .iter()
        .any(|it| head.eq_ignore_ascii_case(it));
    let text = if has_head { rest } else { name };
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let digits: String = text.chars().skip(1).filter(|it| *it != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() > 2 {
        (number / 100, number % 100)
    } else {
        (number, 0)
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Returns the name of a zone that is near to a name, by the whole or by the city.
fn nearest(name: &str) -> Option<String> {
    let wanted = plain(name);
    let most = (wanted.len() / 3).clamp(1, 3);
    let distance = |known: &String| {
        let city = known.rsplit('/').next().unwrap_or_default();
        let distance = |text: &str| strsim::osa_distance(&wanted, &plain(text));
        distance(known).min(distance(city))
    };
    names()
        .into_iter()
        .map(|known| (distance(&known), known))
        .filter(|(distance, known)| *distance <= most && known.contains('/'))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Reduces a name to its letters and digits.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
