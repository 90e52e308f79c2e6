//! The files of a release.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::run::{capture, cargo, program, root, run, target};
use crate::tools::on_path;
use crate::{control, sbom};

/// The target whose program needs nothing of the machine, and the compiler for the C in it.
const STATIC: (&str, &str) = ("x86_64-unknown-linux-musl", "musl-gcc");

/// The places where systems keep the certificates of authorities in one file.
const AUTHORITIES: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];

/// The size that a container may have, in bytes.
const CONTAINER: u64 = 60_000_000;

/// Beside the module and the program, their licences.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Makes every part in a folder.
pub fn make_all(folder: &Path, version: &str) -> Result<()> {
    control::make()?;
    // After the pages, which the program has in it; it builds the module first.
    sbom::write()?;
    package(folder, version)?;
    let (program, triple) = program_for_all()?;
    archive(folder, version, &program, &triple)?;
    container(folder, &program)
}

/// Packs the npm package.
fn package(folder: &Path, version: &str) -> Result<()> {
    let dist = root().join("www/dist");
    for name in LICENCES {
        fs::copy(root().join(name), dist.join(name))?;
    }
    let mut pack = program("npm");
    pack.args(["pack", "--silent", "--pack-destination"])
        .arg(folder)
        .current_dir(dist);
    let name = String::from_utf8(capture(&mut pack)?)?;
    let wanted = format!("paywall-runtime-{version}.tgz");
    if name.trim() != wanted {
        bail!("expected {wanted}, npm packed {}", name.trim());
    }
    Ok(())
}

/// Builds the program, static where this machine can. Returns its file and its target.
fn program_for_all() -> Result<(PathBuf, String)> {
    let (triple, compiler) = STATIC;
    let mut build = cargo();
    build.args([
        "rustc",
        "--locked",
        "--release",
        "--package",
        "paywall-host",
        "--bin",
        "paywall",
    ]);
    let sysroot = PathBuf::from(
        String::from_utf8(capture(program("rustc").args(["--print", "sysroot"]))?)?.trim(),
    );
    let is_there =
        sysroot.join("lib/rustlib").join(triple).exists() && on_path(&[compiler]).is_some();
    if is_there {
        build.args(["--target", triple]);
        // Places that a start corrects are listed in a short form, which makes the file a megabyte smaller.
        build.args(["--", "-C", "link-arg=-Wl,-z,pack-relative-relocs"]);
        build.env(format!("CC_{}", triple.replace('-', "_")), compiler);
        run(&mut build)?;
        return Ok((
            target().join(triple).join("release/paywall"),
            triple.to_owned(),
        ));
    }
    println!(
        "the program is not static: that wants `rustup target add {triple}` and `{compiler}` (Debian: musl-tools)"
    );
    run(&mut build)?;
    let version = String::from_utf8(capture(program("rustc").arg("-vV"))?)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc does not say what it compiles for")?;
    Ok((target().join("release/paywall"), host.to_owned()))
}

/// Packs the program with its manual, its completions and its licences, as `cargo binstall` and people want it.
fn archive(folder: &Path, version: &str, built: &Path, triple: &str) -> Result<()> {
    let name = format!("paywall-{version}-{triple}");
    let work = target().join("release-work").join(&name);
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(work.join("completions"))?;
    copy_program(built, &work)?;
    let binary = work.join("paywall");
    let say = |words: &[&str]| capture(program(&binary.to_string_lossy()).args(words));
    let says = String::from_utf8(say(&["--version"])?)?;
    if says.trim() != format!("paywall {version}") {
        bail!(
            "expected a program of version {version}, found {}",
            says.trim()
        );
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        fs::write(
            work.join("completions").join(shell),
            say(&["completions", shell])?,
        )?;
    }
    run(program(&binary.to_string_lossy())
        .args(["manual", "--output"])
        .arg(work.join("man")))?;
    for name in LICENCES {
        fs::copy(root().join(name), work.join(name))?;
    }
    for name in ["NOTICES.txt", "sbom.cdx.json"] {
        fs::copy(target().join("sbom").join(name), work.join(name))?;
    }
    fs::copy(
        work.join("sbom.cdx.json"),
        folder.join(format!("paywall-{version}.cdx.json")),
    )?;
    // The same bytes whenever it is packed: names in order, nobody's name, no time.
    let mut tar = program("tar");
    tar.args([
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--mtime=@0",
    ])
    .args(["--gzip", "--create", "--file"])
    .arg(folder.join(format!("{name}.tar.gz")))
    .arg("--directory")
    .arg(work.parent().unwrap_or(&work))
    .arg(&name);
    run(&mut tar)
}

/// Makes the folder of which a container is built.
fn container(folder: &Path, built: &Path) -> Result<()> {
    let context = folder.join("container");
    fs::create_dir_all(context.join("data"))?;
    for name in ["Containerfile", "compose.yaml", "data/host.toml"] {
        fs::copy(root().join("packaging").join(name), context.join(name))?;
    }
    fs::copy(
        root().join("paywall-templates/new.json"),
        context.join("data/document.json"),
    )?;
    copy_program(built, &context)?;
    for name in ["NOTICES.txt", "sbom.cdx.json"] {
        fs::copy(target().join("sbom").join(name), context.join(name))?;
    }
    for name in LICENCES {
        fs::copy(root().join(name), context.join(name))?;
    }
    let found = AUTHORITIES.iter().find(|path| Path::new(path).exists());
    let found = found.context(
        "this machine has no file of certificates of authorities (Debian: ca-certificates)",
    )?;
    fs::copy(found, context.join("ca-certificates.crt"))?;
    weigh(&context)
}

/// Weighs the container. It begins with nothing, so it has the files that it copies and no others.
fn weigh(context: &Path) -> Result<()> {
    let mut bytes = 0;
    let copied = [
        "paywall",
        "ca-certificates.crt",
        "NOTICES.txt",
        "sbom.cdx.json",
    ];
    for name in copied.into_iter().chain(LICENCES) {
        bytes += fs::metadata(context.join(name))?.len();
    }
    println!(
        "the container has {}.{} MB",
        bytes / 1_000_000,
        bytes / 100_000 % 10
    );
    if bytes > CONTAINER {
        bail!(
            "expected a container of at most {} MB",
            CONTAINER / 1_000_000
        );
    }
    Ok(())
}

/// Copies the program without its symbols, which are most of it.
fn copy_program(built: &Path, folder: &Path) -> Result<()> {
    run(program("strip")
        .arg("--strip-all")
        .arg("-o")
        .arg(folder.join("paywall"))
        .arg(built))
}
