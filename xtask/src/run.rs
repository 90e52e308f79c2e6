//! The project's folders, and the way its tasks start other programs.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Returns the root of the workspace: that of the `cargo run` which started this, or else of where it was compiled.
pub fn root() -> PathBuf {
    let started = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = started.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// Returns the folder of build output, which `CARGO_TARGET_DIR` may have moved.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Returns a command for the cargo that runs this task.
pub fn cargo() -> Command {
    program("cargo")
}

/// Returns a command for a program, started from the workspace root. On Windows, `npm` is a script that
/// only the shell can start.
pub fn program(name: &str) -> Command {
    let mut command = if cfg!(windows) && name == "npm" {
        let mut shell = Command::new("cmd");
        shell.args(["/C", "npm"]);
        shell
    } else {
        Command::new(name)
    };
    command.current_dir(root());
    command
}

/// Runs a command to its end with its output shown; anything but success is an error that names the command.
///
/// Where nobody watches a terminal, the error repeats the last lines of the output.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let watched = io::stdout().is_terminal();
    if !watched {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start `{shown}`"))?;
    let last = Last::default();
    let copies = [
        child.stdout.take().map(|it| last.copy(it, io::stdout())),
        child.stderr.take().map(|it| last.copy(it, io::stderr())),
    ];
    let status = child.wait()?;
    // What the command has started may go on and keep its output open, so the wait for the rest has an end.
    let end = Instant::now() + Duration::from_secs(2);
    while copies.iter().flatten().any(|it| !it.is_finished()) && Instant::now() < end {
        thread::sleep(Duration::from_millis(5));
    }
    if !status.success() {
        bail!("`{shown}` failed: {status}{}", last.told());
    }
    Ok(())
}

/// The last lines of a command's output.
#[derive(Clone, Default)]
struct Last(Arc<Mutex<VecDeque<String>>>);

impl Last {
    /// The number of lines that are kept.
    const LINES: usize = 40;
    /// The characters of a line that are kept.
    const LINE: usize = 5_000;

    /// Copies output line by line, and keeps the last ones.
    fn copy(
        &self,
        from: impl Read + Send + 'static,
        mut to: impl Write + Send + 'static,
    ) -> JoinHandle<()> {
        let last = self.clone();
        thread::spawn(move || {
            for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                // An output that is closed is no reason to stop the command.
                let _ = writeln!(to, "{line}");
                last.keep(&line);
            }
        })
    }

    fn keep(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == Self::LINES {
            lines.pop_front();
        }
        lines.push_back(line.chars().take(Self::LINE).collect());
    }

    /// Returns the lines as the end of a message; empty without any.
    fn told(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<_> = lines.iter().map(|line| format!("\n  {line}")).collect();
        lines.concat()
    }
}

/// Runs a command to its end and hands over each line of its output; anything but success is an error that names it.
pub fn run_lines(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<()> {
    let shown = show(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{shown}`"))?;
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        hear(&line?);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed: {status}");
    }
    Ok(())
}

/// Runs a command and returns its standard output.
pub fn capture(command: &mut Command) -> Result<Vec<u8>> {
    let shown = show(command);
    let Output { status, stdout, .. } = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed: {status}");
    }
    Ok(stdout)
}

/// Returns the command as one would type it.
fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
