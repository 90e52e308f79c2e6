//! A release, up to the upload: one version everywhere, a section of the changelog, the npm package, the program with its
//! manual, the folder that a container is built of, and the checksums of all of it (docs/releases.md).

mod checksums;
mod parts;
mod version;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::run::{capture, program, root, target};

/// Makes the release of a version in `target/release-VERSION`, and says how it is uploaded. With `prepare`, writes the
/// version and the section of the changelog instead, for a commit.
pub fn make(wanted: &str, prepare: bool) -> Result<()> {
    version::check(wanted)?;
    let manifest = read("Cargo.toml")?;
    let current = version::of(&manifest)?;
    let changelog = read("CHANGELOG.md")?;
    if prepare {
        let day = String::from_utf8(capture(program("date").args(["-u", "+%Y-%m-%d"]))?)?;
        write("Cargo.toml", &version::set(&manifest, wanted)?)?;
        write(
            "Cargo.lock",
            &version::set_locked(&read("Cargo.lock")?, current, wanted),
        )?;
        write(
            "CHANGELOG.md",
            &version::begin_section(&changelog, wanted, day.trim())?,
        )?;
        println!(
            "version {wanted} is written: look at `git diff`, commit it, then run `cargo xtask release {wanted}`"
        );
        return Ok(());
    }
    if current != wanted {
        bail!(
            "this tree is version {current}: `cargo xtask release {wanted} --prepare` writes {wanted}"
        );
    }
    let notes = version::section(&changelog, wanted).with_context(|| {
        format!("CHANGELOG.md has no section `## {wanted} (day)`, and `--prepare` makes one")
    });
    // A version that nobody will publish may be tried at any time, so that a release holds no surprise.
    let notes = notes.or_else(|error| match version::section(&changelog, "Unreleased") {
        Some(text) => {
            println!("{error:#}: this is a rehearsal");
            Ok(text)
        }
        None => Err(error),
    })?;
    let folder = target().join(format!("release-{wanted}"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("notes.md"), notes)?;
    parts::make_all(&folder, wanted)?;
    checksums::write(&folder)?;
    say_what_follows(&folder, wanted, &manifest);
    Ok(())
}

/// Prints what is left for somebody who may publish.
fn say_what_follows(folder: &Path, wanted: &str, manifest: &str) {
    let place = folder.strip_prefix(root()).unwrap_or(folder).display();
    if !manifest.contains("\nrepository = ") {
        println!(
            "before the first upload: Cargo.toml and www/runtime/package.json name no `repository`, by which npm proves where a package was built and `cargo binstall` finds the program"
        );
    }
    println!(
        "all of it is in {place}. Nothing was uploaded. What follows, from a run of CI that npm trusts:
  git tag --sign v{wanted} && git push origin v{wanted}
  npm publish --provenance {place}/paywall-runtime-{wanted}.tgz
  docker build --tag paywall:{wanted} --file {place}/container/Containerfile {place}/container
  and a release of the repository named v{wanted}, with notes.md as its text and all other files attached"
    );
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).with_context(|| format!("could not read {name}"))
}

fn write(name: &str, text: &str) -> Result<()> {
    fs::write(root().join(name), text).with_context(|| format!("could not write {name}"))
}
