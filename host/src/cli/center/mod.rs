//! The commands that talk to the Control Center of a host: `paywall pull`, `publish`, `promote`, `rollback`, `diff`,
//! `schedule`, `log` and `results`. `docs/control.md` explains them.

pub(super) mod client;
pub(super) mod deploy;
pub(super) mod diff;
pub(super) mod log;
pub(super) mod operand;
pub(super) mod publish;
pub(super) mod pull;
pub(super) mod refused;
pub(super) mod results;
pub(super) mod schedule;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::client::Remote;
use self::refused::Refused;
use super::output;

/// The last words of a dry run.
const NOT_DONE: &str = "a dry run: nothing is published\n";

#[derive(Args)]
pub(super) struct Place {
    /// The address of the host [default: `PAYWALL_SERVER`, or `http://127.0.0.1:8788`]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The token of the app [default: `PAYWALL_TOKEN`]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// The id of the app [default: the one that the token is for]
    #[arg(long, value_name = "ID")]
    app: Option<String>,
}

/// The form in which an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Sentences for people
    #[default]
    Text,
    /// For programs of your own
    Json,
}

/// Runs a command against the Control Center. The exit code is 1 if the host refused what somebody must decide: others deployed,
/// the policy asks for more, the document has faults.
fn run(place: &Place, work: impl AsyncFnOnce(&Remote) -> Result<ExitCode>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(async {
        let remote = Remote::open(place).await?;
        work(&remote).await
    });
    match done {
        Err(error) => match error.downcast_ref::<Refused>() {
            Some(refused) => {
                output::tell(&refused.text());
                Ok(ExitCode::from(refused.exit()))
            }
            None => Err(error),
        },
        done => done,
    }
}

/// Prints an answer as JSON.
fn print_json(answer: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(answer)? + "\n";
    output::print(text.as_bytes())
}

/// Shortens a hash, as people say it.
pub(super) fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
