//! Chromium as a camera: one browser, spoken to through a pipe, with a tab for each picture that is taken at a time.
//!
//! Pages are untrusted. No script of theirs runs, every request is refused but those for files that were given, names
//! are not looked up, the profile is a folder that is deleted afterwards, and the browser's sandbox is on. The browser
//! ends when the pipe closes, so it never outlives this program.

mod browser;
mod pipe;
mod tab;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs};

use crate::{Camera, Error, Screen, fonts};
use browser::Browser;

/// The programs that are looked for, the first one that is there wins.
const NAMES: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome-headless-shell",
    "headless_shell",
];
/// The time that a picture may take.
const TIME: Duration = Duration::from_secs(5);
/// The pictures that a browser takes before a fresh one takes its place: what pages leave behind does not add up.
const PICTURES: usize = 500;

/// The way in which the browser is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The program; the one that is installed without this.
    pub program: Option<PathBuf>,
    /// Turns the browser's sandbox off. Root needs it; it is for machines that are thrown away, never for a server.
    pub unsandboxed: bool,
    /// The files that pages may load, by their addresses.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Chromium, which is started for the first picture.
#[derive(Debug)]
pub struct Chromium {
    options: Options,
    program: PathBuf,
    version: String,
    browser: Mutex<Option<Arc<Browser>>>,
}

impl Chromium {
    /// Finds the browser and asks for its version.
    ///
    /// # Errors
    /// Fails if there is none.
    pub fn new(options: Options) -> Result<Self, Error> {
        let program = options.program.clone().or_else(installed);
        let program = program.ok_or(Error::NoBrowser)?;
        let mut version = format!("{}\n{}", browser::version(&program)?, fonts::hash());
        for (address, bytes) in &options.files {
            version += &format!("\n{address} {}", crate::key::hex(&sha2_of(bytes)));
        }
        Ok(Self {
            options,
            program,
            version,
            browser: Mutex::new(None),
        })
    }

    /// Returns the browser that runs, or starts one.
    fn running(&self) -> Result<Arc<Browser>, Error> {
        let mut browser = self.browser.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(browser) = &*browser
            && browser.taken() < PICTURES
        {
            return Ok(browser.clone());
        }
        let fresh = Arc::new(Browser::start(&self.program, &self.options)?);
        *browser = Some(fresh.clone());
        Ok(fresh)
    }

    /// Leaves a browser that failed, if it is still the one in use; it ends when its last picture is done with.
    fn leave(&self, failed: &Arc<Browser>) {
        let mut browser = self.browser.lock().unwrap_or_else(PoisonError::into_inner);
        if browser.as_ref().is_some_and(|one| Arc::ptr_eq(one, failed)) {
            *browser = None;
        }
    }
}

impl Camera for Chromium {
    fn version(&self) -> &str {
        &self.version
    }

    fn shoot(&self, page: &str, screen: &Screen) -> Result<Vec<u8>, Error> {
        screen.check()?;
        let browser = self.running()?;
        let taken = browser.shoot(page, screen, TIME);
        if taken.is_err() {
            self.leave(&browser);
        }
        taken
    }
}

/// Finds Chromium: the program that `CHROMIUM` names, or one that is installed.
pub fn installed() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let places = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| is_file(place))
}

fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}

fn sha2_of(bytes: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes)[..16].to_vec()
}
