//! A browser that runs: its process, its profile, its tabs.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::Options;
use super::pipe::Pipe;
use super::tab::Tab;
use crate::{Error, Screen};

/// The time that the browser may take to start; a cold one on a busy machine takes seconds.
const START: Duration = Duration::from_secs(20);
const FLAGS: [&str; 20] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-crash-reporter",
    "--disable-breakpad",
    "--metrics-recording-only",
    "--mute-audio",
    "--hide-scrollbars",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    // No name is looked up and no address is reached, should a request ever get past the tab that refuses it.
    "--host-resolver-rules=MAP * ~NOTFOUND",
];
/// Gives the browser the two ends of the pipe where it looks for them. No port is opened, so nobody else on the machine
/// can speak to it.
const SHELL: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#;

#[derive(Debug)]
pub(super) struct Browser {
    process: Mutex<Child>,
    pipe: Pipe,
    idle: Mutex<Vec<Tab>>,
    taken: AtomicUsize,
    /// The profile, which is deleted with this.
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with a profile of its own.
    pub(super) fn start(program: &Path, options: &Options) -> Result<Self, Error> {
        let profile = tempfile::Builder::new()
            .prefix("paywall-camera-")
            .tempdir()?;
        let said = profile.path().join("said.txt");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SHELL]).arg(program).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        if options.unsandboxed {
            command.arg("--no-sandbox");
        }
        command
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&said)?);
        let mut process = command.spawn()?;
        let (Some(into), Some(out)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Error::Start("it has no pipe".into()));
        };
        let pipe = Pipe::new(into, out, options.files.clone());
        let browser = Self {
            process: Mutex::new(process),
            pipe,
            idle: Mutex::default(),
            taken: AtomicUsize::new(0),
            _profile: profile,
        };
        let until = Instant::now() + START;
        match browser.pipe.browser("Browser.getVersion", until) {
            Ok(_) => Ok(browser),
            Err(_) => Err(why(&fs::read_to_string(&said).unwrap_or_default())),
        }
    }

    /// Returns how many pictures it took.
    pub(super) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Photographs a page in a tab that is idle, or in a new one.
    pub(super) fn shoot(
        &self,
        page: &str,
        screen: &Screen,
        time: Duration,
    ) -> Result<Vec<u8>, Error> {
        let until = Instant::now() + time;
        self.taken.fetch_add(1, Ordering::Relaxed);
        let idle = self.idle().pop();
        let tab = idle.map_or_else(|| Tab::open(&self.pipe, until), Ok)?;
        let picture = tab.shoot(&self.pipe, page, screen, until)?;
        self.idle().push(tab);
        Ok(picture)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Tab>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let process = self
            .process
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        // It has ended by itself if this fails.
        let _ = process.kill();
        let _ = process.wait();
    }
}

/// Reads from what the browser said why it did not start.
fn why(said: &str) -> Error {
    if said.contains("--no-sandbox is not supported") {
        return Error::Root;
    }
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Error::Start(last.unwrap_or("it said nothing").to_owned())
}

/// Asks a browser for its version, without starting it.
pub(super) fn version(program: &Path) -> Result<String, Error> {
    let asked = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let asked = asked.map_err(|error| Error::Start(format!("{}: {error}", program.display())))?;
    Ok(String::from_utf8_lossy(&asked.stdout).trim().to_owned())
}
