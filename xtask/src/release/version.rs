//! The one version, which `Cargo.toml` has, and its section of the changelog.

use anyhow::{Context, Result, bail};

/// The line of the manifest before the version.
const BEFORE: &str = "[workspace.package]\nversion = \"";

/// The section for what comes next.
const NEXT: &str = "## Unreleased";

/// Fails for what is no version of semantic versioning.
pub fn check(version: &str) -> Result<()> {
    let (numbers, rest) = version.split_once('-').unwrap_or((version, "rc"));
    let is_number = |it: &str| {
        !it.is_empty()
            && it.bytes().all(|it| it.is_ascii_digit())
            && (it == "0" || !it.starts_with('0'))
    };
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '.';
    if numbers.split('.').count() != 3
        || !numbers.split('.').all(is_number)
        || rest.is_empty()
        || !rest.chars().all(is_word)
    {
        bail!("expected a version such as 1.4.0 or 1.4.0-rc.1, found {version}");
    }
    Ok(())
}

/// Returns the version in the workspace's manifest.
pub fn of(manifest: &str) -> Result<&str> {
    let (_, rest) = manifest
        .split_once(BEFORE)
        .context("Cargo.toml has no version in [workspace.package]")?;
    Ok(rest.split('"').next().unwrap_or(rest))
}

/// Writes another version into the workspace's manifest.
pub fn set(manifest: &str, version: &str) -> Result<String> {
    let old = format!("{BEFORE}{}\"", of(manifest)?);
    Ok(manifest.replacen(&old, &format!("{BEFORE}{version}\""), 1))
}

/// Writes another version into the lock, for the crates of this workspace: those that have no source.
pub fn set_locked(lock: &str, old: &str, new: &str) -> String {
    let (from, to) = (
        format!("version = \"{old}\"\n"),
        format!("version = \"{new}\"\n"),
    );
    let packages = lock.split("[[package]]\n").map(|package| {
        let is_ours = package.starts_with("name = ") && !package.contains("\nsource = ");
        match is_ours {
            true => package.replacen(&from, &to, 1),
            false => package.to_owned(),
        }
    });
    packages.collect::<Vec<_>>().join("[[package]]\n")
}

/// Gives what is unreleased the name of a version, and begins an empty section for what comes next.
pub fn begin_section(changelog: &str, version: &str, day: &str) -> Result<String> {
    let text =
        section(changelog, "Unreleased").context("CHANGELOG.md has no section `## Unreleased`")?;
    if text.trim().is_empty() {
        bail!("nothing is unreleased: the section of CHANGELOG.md is empty");
    }
    let changelog = changelog.replacen(NEXT, &format!("{NEXT}\n\n## {version} ({day})"), 1);
    Ok(changelog.replace(" There has been no release yet.", ""))
}

/// Returns the section of a version, without its heading.
pub fn section<'a>(changelog: &'a str, version: &str) -> Option<&'a str> {
    let begins = changelog.find(&format!("\n## {version}"))?;
    let (heading, text) = changelog[begins + 1..].split_once('\n')?;
    let rest = heading.strip_prefix(&format!("## {version}"))?;
    let is_it = rest.is_empty() || rest.starts_with(" (");
    is_it.then(|| text.split("\n## ").next().unwrap_or(text).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\nNewest first. There has been no release yet.\n\n## Unreleased\n\n- A thing.\n\n## 0.1.0 (2026-01-01)\n\n- The first.\n";

    #[test]
    fn versions_have_three_numbers() {
        for good in ["0.1.0", "1.20.3", "2.0.0-rc.1"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.x.0", "1.0.0 ",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn one_line_has_the_version_and_the_lock_follows() {
        let manifest = "[workspace]\n\n[workspace.package]\nversion = \"0.1.0\"\n\n[dependencies]\nx = { version = \"0.1.0\" }\n";
        let set = set(manifest, "0.2.0").unwrap();
        assert_eq!(of(&set).unwrap(), "0.2.0");
        assert!(set.contains("x = { version = \"0.1.0\" }"));
        let lock = "version = 4\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"theirs\"\nversion = \"0.1.0\"\nsource = \"registry\"\n";
        let locked = set_locked(lock, "0.1.0", "0.2.0");
        assert!(locked.contains("name = \"ours\"\nversion = \"0.2.0\""));
        assert!(locked.contains("name = \"theirs\"\nversion = \"0.1.0\""));
    }

    #[test]
    fn a_version_gets_what_was_unreleased() {
        let prepared = begin_section(CHANGELOG, "0.2.0", "2026-11-30").unwrap();
        assert_eq!(section(&prepared, "0.2.0"), Some("- A thing."));
        assert_eq!(section(&prepared, "0.1.0"), Some("- The first."));
        assert_eq!(section(&prepared, "Unreleased"), Some(""));
        assert!(!prepared.contains("no release yet"));
        assert!(begin_section(&prepared, "0.3.0", "2026-12-01").is_err());
        assert_eq!(section(&prepared, "0.2"), None);
    }
}
