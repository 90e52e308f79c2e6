//! The figures of the Control Center: how fast everybody sees what is published, whether answers mix revisions, what
//! editors cost those who buy, what a large app costs, and what `kill -9` loses.

mod author;
mod beside;
mod desk;
mod kill;
mod large;
mod mixture;
mod visible;

use clap::{Args, Subcommand};

use author::Author;
use desk::Desk;

use crate::Outcome;
use crate::held::Held;
use crate::place::{Database, Place};

/// The databases that each of these is measured on.
const DATABASES: [&str; 2] = ["sqlite", "postgres"];

/// The beginning of a measurement: a host on a new database, and somebody who edits and publishes there.
struct Start {
    /// The kind of the database.
    kind: &'static str,
    author: Author,
    host: Desk,
    // The host ends before the folder of its database goes.
    database: Database,
}

/// Measures on each database, one after the other.
async fn on_each(
    place: &Place,
    measure: impl AsyncFn(Start, &mut Held) -> Outcome<()>,
) -> Outcome<()> {
    let mut held = Held::new();
    for kind in DATABASES {
        let database = Database::of(kind)?;
        let host = Desk::start(place, &database)?;
        let start = Start {
            kind,
            author: Author::new(&database.url, host.address()).await?,
            host,
            database,
        };
        measure(start, &mut held).await?;
    }
    held.all()
}

#[derive(Args)]
pub struct Center {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Measures the time from a publication, or from taking it back, until two hosts serve it, on both databases
    Visible(visible::Visible),
    /// Looks for failed calls and answers of two revisions while one publication follows the other, on both databases
    Mixture(mixture::Mixture),
    /// Measures notifications and reads alone, and beside editors who save, on `--database`
    Beside(beside::Beside),
    /// Measures lists and differences of a large app, and what an edit stores, on both databases
    Large(large::Large),
    /// Kills a host again and again while somebody edits and publishes, on both databases
    Kill(kill::Kill),
}

impl Center {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        match &self.what {
            What::Visible(visible) => visible.run(place).await,
            What::Mixture(mixture) => mixture.run(place).await,
            What::Beside(beside) => beside.run(place).await,
            What::Large(large) => large.run(place).await,
            What::Kill(kill) => kill.run(place).await,
        }
    }
}
