//! The memory that this process may use, as the system says it.

use std::fs;

/// The files with the limit of a container, in bytes: the first of cgroups 2, the second of cgroups 1.
const LIMITS: [&str; 2] = [
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
];
/// The file with the machine's memory.
const MACHINE: &str = "/proc/meminfo";

/// The memory from which on a compiler may take a gigabyte, in bytes.
const ROOMY: u64 = 2 << 30;

/// Returns whether this process may use 2 GiB, or the system does not say what it may.
pub(super) fn is_roomy() -> bool {
    allowed().is_none_or(|bytes| bytes >= ROOMY)
}

/// Returns the bytes that this process may use at most: the memory of the machine, or of its container if that is less.
/// `None` where the system does not say so in a file, as on macOS.
fn allowed() -> Option<u64> {
    let limits = LIMITS.iter().filter_map(|path| limit(&read(path)?));
    limits
        .chain(read(MACHINE).as_deref().and_then(machine))
        .min()
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// Reads a container's limit. A container without one says `max`.
fn limit(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// Reads the memory of the machine, which is told in units of 1,024 bytes.
fn machine(text: &str) -> Option<u64> {
    let total = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let (kilobytes, _) = total.trim().split_once(' ')?;
    kilobytes.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::{limit, machine};

    #[test]
    fn reads_what_systems_say() {
        assert_eq!(limit("536870912\n"), Some(536_870_912));
        assert_eq!(limit("max\n"), None);
        let told = "MemTotal:       24564108 kB\nMemFree:         1025764 kB\n";
        assert_eq!(machine(told), Some(25_153_646_592));
        assert_eq!(machine("MemFree: 1 kB\n"), None);
    }
}
