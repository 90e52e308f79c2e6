//! The command `paywall results`, which says what an experiment has shown so far.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use paywall_host::database::results::{Counted, Counter};
use paywall_host::database::{Database, LedgerDatabase};
use paywall_host::results::Ask;
use paywall_host::server::settings::{AppSettings, Settings};
use paywall_ledger::Catalogue;
use serde_json::Value;

use super::{Format, Place};
use crate::cli::{host, output};

/// The most experiments that are listed.
const MOST: u32 = 1000;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The key of the experiment [default: all experiments are listed]
    experiment: Option<String>,
    /// The phase [default: the newest]
    #[arg(long, value_name = "NUMBER")]
    phase: Option<i64>,
    /// A part of the people: `platform/ID`, or `country/DE`
    #[arg(long, value_name = "PART")]
    cut: Option<String>,
    /// The variant that the others are compared with [default: the first]
    #[arg(long, value_name = "VARIANT")]
    control: Option<String>,
    /// The people of two variants at which a decision is expected [default: 10000]
    #[arg(long, value_name = "PEOPLE")]
    expected: Option<f64>,
    /// The part of measures without a difference that may be declared [default: 0.05]
    #[arg(long, value_name = "PART")]
    alpha: Option<f64>,
    /// Show measures even where the people are not in the declared ratio
    #[arg(long)]
    even_if_red: bool,
    /// Count everything anew first, of what is kept in the database of --settings
    #[arg(long, requires = "settings")]
    rebuild: bool,
    /// The settings of a host, whose database is read, in place of asking a host
    #[arg(long, value_name = "FILE", conflicts_with_all = ["server", "token"])]
    settings: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

/// Prints the results of an experiment, or lists the experiments. The exit code is 1 if the people are not in the declared
/// ratio.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(file) = &arguments.settings {
        let settings = Settings::read(file, |name| std::env::var(name).ok())?;
        let found = host::runtime()?.block_on(local(arguments, &settings))?;
        return print(arguments, &found);
    }
    super::run(&arguments.place, async |remote| {
        let found: Value = match &arguments.experiment {
            None => {
                let most = MOST.to_string();
                remote
                    .get(&["experiments"], &[("most", most.as_str())])
                    .await?
            }
            Some(id) => {
                let query = query(arguments);
                let query: Vec<_> = query
                    .iter()
                    .map(|(name, it)| (*name, it.as_str()))
                    .collect();
                remote
                    .get(&["experiments", id.as_str(), "results"], &query)
                    .await?
            }
        };
        print(arguments, &found)
    })
}

/// Writes the arguments as those of the API.
fn query(arguments: &Arguments) -> Vec<(&'static str, String)> {
    let number = |it: Option<f64>| it.map(|it| it.to_string());
    let query = [
        ("phase", arguments.phase.map(|it| it.to_string())),
        ("cut", arguments.cut.clone()),
        ("control", arguments.control.clone()),
        ("expected", number(arguments.expected)),
        ("alpha", number(arguments.alpha)),
        (
            "even_if_red",
            arguments.even_if_red.then(|| "true".to_owned()),
        ),
    ];
    let given = query.into_iter().filter_map(|(name, it)| Some((name, it?)));
    given.collect()
}

/// Reads the database of a host.
async fn local(arguments: &Arguments, settings: &Settings) -> Result<Value> {
    let app = app(settings, arguments.place.app.as_deref())?;
    let database = Database::open(&settings.database).await?;
    let none: [Catalogue; 0] = [];
    let ledger = LedgerDatabase::new(&database, app.app(&none)).with_windows(settings.results);
    if arguments.rebuild {
        rebuild(&ledger).await?;
    }
    let Some(id) = &arguments.experiment else {
        return Ok(serde_json::to_value(ledger.experiments(MOST).await?)?);
    };
    let ask = Ask {
        cut: arguments.cut.clone().unwrap_or_default(),
        control: arguments.control.clone(),
        expected: arguments.expected,
        alpha: arguments.alpha,
        even_if_red: arguments.even_if_red,
    };
    let results = ledger.results(id, arguments.phase, &ask).await?;
    let results = results.with_context(|| {
        format!("expected the key of an experiment that a host served, found \"{id}\"")
    })?;
    Ok(serde_json::to_value(results)?)
}

/// Finds the app that is meant.
fn app<'a>(settings: &'a Settings, id: Option<&str>) -> Result<&'a AppSettings> {
    let apps = &settings.apps;
    ensure!(
        id.is_some() || apps.len() == 1,
        "expected --app: the settings have several apps"
    );
    let found = apps
        .iter()
        .find(|it| id.is_none_or(|id| it.id.as_str() == id));
    found.context("expected the id of an app of the settings")
}

/// Counts everything anew.
async fn rebuild(ledger: &LedgerDatabase) -> Result<()> {
    ledger.recount().await?;
    let mut counter = Counter::new(ledger);
    while counter.turn().await? == Counted::Some {}
    Ok(())
}

/// Prints what was found.
fn print(arguments: &Arguments, found: &Value) -> Result<ExitCode> {
    if arguments.format == Format::Json {
        super::print_json(found)?;
    } else if let Some(all) = found.as_array() {
        let lines = all.iter().map(line).collect::<String>();
        output::print(lines.as_bytes())?;
    } else {
        output::print(report(found).as_bytes())?;
    }
    let is_red = found["ratio"]["is_red"] == true;
    Ok(if is_red {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Writes an experiment as a line.
fn line(it: &Value) -> String {
    let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let people = &it["people"];
    format!(
        "{} (phase {}), {}: {} exposed, {} held out, {} left out\n",
        text("experiment"),
        it["phase"],
        text("name"),
        people["exposed"],
        people["held_out"],
        people["crossed"]
    )
}

/// Writes a report in sentences.
fn report(found: &Value) -> String {
    let mut out = format!(
        "{}, phase {}\n",
        found["experiment"].as_str().unwrap_or_default(),
        found["phase"]
    );
    let sentences = found["sentences"].as_array().into_iter().flatten();
    for sentence in sentences.filter_map(Value::as_str) {
        out += sentence;
        out.push('\n');
    }
    if found["is_behind"] == true {
        out += "Some exposures wait to be counted.\n";
    }
    if found["is_hidden"] == true {
        out += "--even-if-red shows the measures all the same.\n";
    }
    out
}
