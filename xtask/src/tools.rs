//! The outside tools of a task: installs them if possible, and otherwise says what to install.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::{capture, program, root, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// Names under which browsers of the Chromium family are installed.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The fonts that all browsers of the tests draw with.
const FONTS: &str = "fonts-liberation";

/// Names under which Firefox is installed.
const FIREFOXES: [&str; 2] = ["firefox-esr", "firefox"];

/// Makes sure that rustc can compile to WebAssembly, the standard library included.
pub fn wasm_target() -> Result<()> {
    let sysroot = capture(program("rustc").args(["--print", "sysroot"]))?;
    let libraries = PathBuf::from(String::from_utf8(sysroot)?.trim()).join("lib/rustlib");
    if !libraries.join(TARGET).exists() {
        run(program("rustup").args(["target", "add", TARGET])).with_context(|| {
            format!("the target {TARGET} is missing: install it with rustup or your distribution")
        })?;
    }
    if !libraries.join("src/rust/library").exists() {
        run(program("rustup").args(["component", "add", "rust-src"]))
            .with_context(|| "the standard library's source is missing: install rust-src")?;
    }
    Ok(())
}

/// Makes sure that the pinned npm packages lie in `tests/node_modules`, and returns that folder.
pub fn node_modules() -> Result<PathBuf> {
    packages("tests")
}

/// Makes sure that Node of several years lies in `tests/older/node_modules`: it has the engines of older browsers. There
/// are such packages for Linux on x64 alone.
pub fn older_engines() -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("older Node comes as a package for Linux on x64 only");
    }
    packages("tests/older").map(|_| ())
}

/// Makes sure that the bundlers lie in `tests/packages/node_modules`.
pub fn bundlers() -> Result<()> {
    packages("tests/packages").map(|_| ())
}

/// Makes sure that the frameworks lie in `tests/packages/frameworks/node_modules`.
pub fn frameworks() -> Result<()> {
    packages("tests/packages/frameworks").map(|_| ())
}

/// Makes sure that the packages that a folder names are in its `node_modules`, and returns that folder.
fn packages(name: &str) -> Result<PathBuf> {
    let tests = root().join(name);
    let folder = tests.join("node_modules");
    let installed = folder.join(".package-lock.json");
    let wanted = tests.join("package-lock.json");
    if installed.exists() && installed.metadata()?.modified()? >= wanted.metadata()?.modified()? {
        return Ok(folder);
    }
    if !works("node") || !works("npm") {
        bail!(
            "Node.js 20 or newer with npm is needed: install it from nodejs.org or your distribution"
        );
    }
    eprintln!("   npm installs what {name}/package.json pins");
    let mut install = program("npm");
    install.args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
    ]);
    run(install.current_dir(tests))?;
    Ok(folder)
}

/// Returns the browser of the tests: `CHROMIUM` in the environment, or else one on the path, or else
/// a new one from apt.
pub fn chromium() -> Result<PathBuf> {
    let what = "Chromium is missing: install it (Debian: `apt-get install chromium`), or name one in CHROMIUM";
    browser("CHROMIUM", &BROWSERS, "chromium").context(what)
}

/// Returns Firefox: `FIREFOX` in the environment, or else one on the path, or else a new one from apt.
pub fn firefox() -> Result<PathBuf> {
    let what = "Firefox is missing: install it (Debian: `apt-get install firefox-esr`), or name one in FIREFOX";
    browser("FIREFOX", &FIREFOXES, "firefox-esr").context(what)
}

/// Makes sure that WebKit's browser with its driver is there, and the screen that it draws on: on the path, or else new
/// ones from apt.
pub fn webkit() -> Result<()> {
    let is_there = || on_path(&["WebKitWebDriver"]).is_some() && on_path(&["Xvfb"]).is_some();
    if !is_there() {
        apt_get(&["webkit2gtk-driver", "xvfb", FONTS]).context(
            "WebKit is missing: install it (Debian: `apt-get install webkit2gtk-driver xvfb`)",
        )?;
    }
    if !is_there() {
        bail!("WebKitWebDriver or Xvfb is not on the path");
    }
    fonts()
}

/// Makes sure that the fonts of the tests are there, also where a browser came without them: other fonts give texts other
/// widths. Nothing is known of machines without fontconfig, so nothing is asked of them.
fn fonts() -> Result<()> {
    if on_path(&["fc-match"]).is_none() {
        return Ok(());
    }
    let found = capture(program("fc-match").arg("Liberation Sans"))?;
    if String::from_utf8_lossy(&found).contains("Liberation") {
        return Ok(());
    }
    apt_get(&[FONTS]).context(
        "the fonts of the tests are missing: install Liberation's (Debian: `apt-get install fonts-liberation`)",
    )
}

/// Returns the browser that a variable of the environment names, or else one of these names on the path, or else installs
/// this package of Debian.
fn browser(variable: &str, names: &[&str], package: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return fonts().map(|()| PathBuf::from(path));
    }
    if let Some(path) = on_path(names) {
        return fonts().map(|()| path);
    }
    apt_get(&[package, FONTS])?;
    on_path(names).with_context(|| format!("{} is not on the path", names.join(" or ")))
}

/// Makes sure that PostgreSQL's programs are there: those in `POSTGRES_BIN`, in Debian's place, on the path, or new
/// ones from apt.
/// The tests start a server of their own with them.
pub fn postgres() -> Result<()> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut it| it.next().is_some());
    if debian || std::env::var_os("POSTGRES_BIN").is_some() || on_path(&["initdb"]).is_some() {
        return Ok(());
    }
    apt_get(&["postgresql"])
        .context("PostgreSQL is missing: install it (Debian: `apt-get install postgresql`), or name its folder of programs in POSTGRES_BIN")
}

fn apt_get(packages: &[&str]) -> Result<()> {
    if on_path(&["apt-get"]).is_none() {
        bail!("there is no apt-get");
    }
    run(program("apt-get").args(["update", "-qq"]))?;
    let mut install = program("apt-get");
    install
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages);
    run(install.stdout(Stdio::null()))
}

/// Makes sure that Miri is there, which comes with nightly compilers only, and the source of the library that it builds.
pub fn miri() -> Result<()> {
    let mut version = program("cargo");
    version.args(["+nightly", "miri", "--version"]);
    let has_miri = version.output().is_ok_and(|it| it.status.success());
    let sysroot = capture(program("rustc").args(["+nightly", "--print", "sysroot"]))?;
    let source = PathBuf::from(String::from_utf8(sysroot)?.trim()).join("lib/rustlib/src/rust");
    if !has_miri || !source.exists() {
        bail!("install it: `rustup +nightly component add miri rust-src`");
    }
    Ok(())
}

/// Returns whether a program starts.
fn works(name: &str) -> bool {
    let mut command: Command = program(name);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Returns the first of these programs that is on the path.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
