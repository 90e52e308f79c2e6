//! The command `paywall simulate`, which sends a whole population through a document.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use paywall_host::check::Names;
use paywall_host::simulate::{self, Placement, Plan, Population};

use super::clock::When;
use super::{output, source};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    document: source::Document,
    /// Number of people to make up; they have what the document's conditions ask for
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    people: u64,
    /// The same seed makes up the same people
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Real people instead: requests as JSON (docs/abi.md), one a line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["people", "seed"])]
    population: Option<PathBuf>,
    /// Launch this label; may be given several times [default: everything the document answers]
    #[arg(long)]
    label: Vec<String>,
    /// Launch this URL; may be given several times
    #[arg(long)]
    url: Vec<String>,
    /// Compare with this document: what changes for the same people?
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    #[command(flatten)]
    when: When,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Put the id behind each name
    #[arg(long, conflicts_with = "json")]
    ids: bool,
}

/// Runs the simulation, and prints its report.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let (document, against) = arguments.document.load_with(arguments.against.as_deref())?;
    let plan = arguments.plan()?;
    let start = Instant::now();
    let report = match &against {
        Some(against) => simulate::compare(&document, against, &plan)?,
        None => simulate::run(&document, &plan)?,
    };
    let seconds = start.elapsed().as_secs_f64();
    if arguments.json {
        return output::print((serde_json::to_string_pretty(&report)? + "\n").as_bytes());
    }
    let speed = report.decisions as f64 / seconds;
    let report = report.named(Names::of(document.json(), arguments.ids));
    output::print(format!("{report}\n{seconds:.1} s, {speed:.0} decisions a second\n").as_bytes())
}

impl Arguments {
    /// Makes the plan that the flags describe.
    fn plan(&self) -> Result<Plan> {
        let population = match &self.population {
            Some(file) => Population::Lines(String::from_utf8(source::read(file)?)?),
            None => Population::Made {
                people: self.people,
                seed: self.seed,
            },
        };
        let labels = self.label.iter().cloned().map(Placement::Label);
        let urls = self.url.iter().cloned().map(Placement::Url);
        Ok(Plan {
            population,
            placements: labels.chain(urls).collect(),
            now: self.when.now()?,
            zone: self.when.zone()?,
        })
    }
}
