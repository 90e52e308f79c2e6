//! The sections of a long run: a heading for each, and a summary at the end.

use std::time::Instant;

use anyhow::{Result, bail};

/// The sections that ran, with their outcome and duration.
#[derive(Default)]
pub struct Report(Vec<Section>);

struct Section {
    name: &'static str,
    outcome: Outcome,
    seconds: f64,
}

enum Outcome {
    Passed,
    /// The reason why it was left out.
    Skipped(String),
    /// The reason, said once more at the end: of a long run, often the end alone is kept.
    Failed(String),
}

impl Report {
    /// Runs one section under its heading. A failure is kept for the summary; the next section runs all the same.
    pub fn section(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        println!("\n== {name} ==");
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                let what = format!("{error:#}");
                eprintln!("{what}");
                Outcome::Failed(what)
            }
        };
        let seconds = start.elapsed().as_secs_f64();
        self.0.push(Section {
            name,
            outcome,
            seconds,
        });
    }

    /// Leaves a section out, and says why.
    pub fn skip(&mut self, name: &'static str, reason: &str) {
        println!("\n== {name} ==\nskipped: {reason}");
        self.0.push(Section {
            name,
            outcome: Outcome::Skipped(reason.to_owned()),
            seconds: 0.0,
        });
    }

    /// Prints the summary; returns an error if any section failed.
    pub fn finish(self) -> Result<()> {
        println!("\n== summary ==");
        for section in &self.0 {
            let word = match section.outcome {
                Outcome::Passed => "ok",
                Outcome::Skipped(_) => "skipped",
                Outcome::Failed(_) => "FAILED",
            };
            println!("{word:<8}{:>7.1} s  {}", section.seconds, section.name);
        }
        let skipped = self.0.iter().filter_map(|it| match &it.outcome {
            Outcome::Skipped(reason) => Some(format!("{} ({reason})", it.name)),
            _ => None,
        });
        let skipped: Vec<String> = skipped.collect();
        if !skipped.is_empty() {
            println!("skipped: {}", skipped.join(", "));
        }
        let mut failed = 0;
        for section in &self.0 {
            if let Outcome::Failed(what) = &section.outcome {
                println!("\n== {}: FAILED ==\n{what}", section.name);
                failed += 1;
            }
        }
        if failed > 0 {
            bail!("{failed} of {} sections failed", self.0.len());
        }
        println!(
            "{} sections passed, {} skipped",
            self.0.len() - skipped.len(),
            skipped.len()
        );
        Ok(())
    }
}
