//! The sections of a long run: a heading for each, and a summary at the end.

use std::time::Instant;

use anyhow::{Result, bail};

/// The sections that ran, with their outcome and duration.
#[derive(Default)]
pub struct Report(Vec<Section>);

struct Section {
    name: &'static str,
    failure: Option<String>,
    seconds: f64,
}

impl Report {
    /// Runs one section under its heading. A failure is kept for the summary; the next section runs all the same.
    pub fn section(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        println!("\n== {name} ==");
        let start = Instant::now();
        let failure = work().err().map(|error| format!("{error:#}"));
        if let Some(failure) = &failure {
            eprintln!("{failure}");
        }
        let seconds = start.elapsed().as_secs_f64();
        self.0.push(Section {
            name,
            failure,
            seconds,
        });
    }

    /// Prints the summary; returns an error if any section failed.
    pub fn finish(self) -> Result<()> {
        println!("\n== summary ==");
        for Section {
            name,
            failure,
            seconds,
        } in &self.0
        {
            let word = if failure.is_some() { "FAILED" } else { "ok" };
            println!("{word:<8}{seconds:>7.1} s  {name}");
        }
        let failed = self
            .0
            .iter()
            .filter(|section| section.failure.is_some())
            .count();
        if failed > 0 {
            bail!("{failed} of {} sections failed", self.0.len());
        }
        println!("all {} sections passed", self.0.len());
        Ok(())
    }
}
