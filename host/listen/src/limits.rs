//! The limits of connections, as settings have them.

use std::time::Duration;

use serde::Deserialize;

/// The number of headers that a request may have.
pub(crate) const HEADERS: usize = 64;
/// The size of the first line and the headers of a request, in bytes.
pub(crate) const HEADER_BYTES: usize = 64 * 1024;
/// The number of connections at most, if the settings do not say it and the system allows many files.
const MOST: usize = 10_000;
/// The number of files that a program may have open, if the system does not say it.
const FILES: usize = 256;

/// The limits of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Connections {
    /// The number of connections at a time. If there are more, the one that has been
    /// without a request for longest is closed. If absent, it is half of the files that
    /// the system lets the program open, and 10,000 at most.
    pub most: Option<u32>,
    /// The time that the head of a request may take, in seconds, and that a connection may be without a request.
    pub header_seconds: u16,
    /// The time that the body of a request may take, in seconds, and for which a receiver may take nothing of an answer.
    pub body_seconds: u16,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            most: None,
            header_seconds: 15,
            body_seconds: 30,
        }
    }
}

impl Connections {
    /// Returns what is wrong with the limits, in words.
    pub fn complaint(&self) -> Option<&'static str> {
        if self.most == Some(0) {
            return Some("`most` is at least 1");
        }
        let zero = self.header_seconds == 0 || self.body_seconds == 0;
        zero.then_some("`header_seconds` and `body_seconds` are at least 1")
    }

    /// Returns the number of connections at most.
    pub(crate) fn most(&self) -> usize {
        let limits = || std::fs::read_to_string("/proc/self/limits").ok();
        let default = || (limits().and_then(|it| files(&it)).unwrap_or(FILES) / 2).min(MOST);
        let set = self.most.map(|it| usize::try_from(it).unwrap_or(MOST));
        set.unwrap_or_else(default).max(1)
    }

    /// Returns the time that the head of a request may take.
    pub(crate) fn header_time(&self) -> Duration {
        Duration::from_secs(self.header_seconds.into())
    }

    /// Returns the time that the body of a request may take.
    pub(crate) fn body_time(&self) -> Duration {
        Duration::from_secs(self.body_seconds.into())
    }
}

/// Reads the number of files that may be open from Linux' table of limits.
fn files(limits: &str) -> Option<usize> {
    let mut lines = limits.lines();
    let line = lines.find_map(|it| it.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_files_are_for_connections() {
        let table = "Limit  Soft Limit  Hard Limit  Units\n\
                     Max open files            1024                 524288               files     \n";
        assert_eq!(files(table), Some(1024));
        assert_eq!(
            files("Max open files  unlimited unlimited files"),
            Some(usize::MAX)
        );
        assert_eq!(files(""), None);
        assert!((1..=MOST).contains(&Connections::default().most()));
    }
}
