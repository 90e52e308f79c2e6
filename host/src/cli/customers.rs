//! The command `paywall import customers`, which brings customers and their purchases from another system.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use paywall_host::customers::{Entries, Entry, LeftOut, Source, inputs, open};
use paywall_host::database::{Database, LedgerDatabase};
use paywall_host::server::host::{Opened, ledgers};
use paywall_ledger::{Arrival, Fact, Note, Record, Store};
use serde::Serialize;

use super::{host, output, source};

/// The number of rows that are written together.
const TOGETHER: usize = 2000;
/// The number of rows left out that are told, unless there is a report.
const TOLD: usize = 1000;

#[derive(Args)]
pub(super) struct Arguments {
    /// The files: RevenueCat's export, its file of Google's purchase tokens, or CSV of our own form (docs/import.md)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: host::Place,
    /// The database, if not that of the settings
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The app whose customers they are, if the settings have several
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// Say what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the report here, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// The outcome of an import, in counts and in rows that were left out.
#[derive(Default, Serialize)]
struct Report {
    dry_run: bool,
    rows: usize,
    customers: usize,
    purchases: usize,
    grants: usize,
    updated: usize,
    moved: usize,
    left_out: BTreeMap<&'static str, usize>,
    rows_left_out: Vec<LeftOut>,
    /// The things that were counted as new in a dry run, which does not see its own effects.
    #[serde(skip)]
    seen: HashSet<u64>,
}

/// Imports the files, and says what came over and what did not.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    host::runtime()?.block_on(async {
        let settings = host::settings(&arguments.place)?;
        let url = arguments.database.as_deref().unwrap_or(&settings.database);
        let database = Database::open_to_fill(url).await?;
        let engine = arguments.place.module.engine(source::Purpose::Command)?;
        let mut all = ledgers(&settings, &engine, &database).await?;
        all.retain(|it| {
            arguments
                .app
                .as_ref()
                .is_none_or(|id| it.ledger.id().as_str() == id)
        });
        let [Opened { ledger, .. }] = all.as_slice() else {
            bail!("expected `--app` with the id of one app of the settings");
        };
        let report = import(arguments, ledger).await;
        database.close().await;
        tell(arguments, &report?)
    })
}

/// Imports the files into the ledger of an app.
async fn import(arguments: &Arguments, ledger: &LedgerDatabase) -> Result<Report> {
    let app = ledger.app();
    let mut source = Source::new(&app);
    let mut files = Vec::new();
    for path in &arguments.files {
        let file = opened(path)?;
        files.push((file.kind(), path));
        file.learn(&mut source);
    }
    files.sort_by_key(|(kind, _)| *kind);
    let mut report = Report {
        dry_run: arguments.dry_run,
        ..Report::default()
    };
    for (_, path) in files {
        let note = Note {
            by: "import".into(),
            why: name(path),
        };
        let mut file = opened(path)?;
        loop {
            let (some, is_last) = rows(&mut file, &source, &mut report);
            write(ledger, some, &note, &mut report).await?;
            if is_last {
                break;
            }
        }
    }
    Ok(report)
}

/// Opens a file.
fn opened(path: &Path) -> Result<Entries<BufReader<File>>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = name(path);
    open(&name, BufReader::new(file)).with_context(|| format!("cannot read {}", path.display()))
}

/// Returns the name of a file without its folder.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Reads the next rows. Returns true with them if they are the last.
fn rows(
    file: &mut Entries<BufReader<File>>,
    source: &Source<'_>,
    report: &mut Report,
) -> (Vec<Entry>, bool) {
    let mut some = Vec::new();
    while some.len() < TOGETHER {
        match file.next(source) {
            None => return (some, true),
            Some(Ok(entry)) => some.push(entry),
            Some(Err(left_out)) => {
                *report.left_out.entry(left_out.code).or_default() += 1;
                report.rows_left_out.push(left_out);
            }
        }
        report.rows += 1;
    }
    (some, false)
}

/// Writes rows, or only says what would happen.
async fn write(
    ledger: &LedgerDatabase,
    some: Vec<Entry>,
    note: &Note,
    report: &mut Report,
) -> Result<()> {
    let inputs = inputs(some, host::now(), note);
    let done = match report.dry_run {
        true => ledger.rehearse(inputs).await?,
        false => ledger.accept_all(inputs).await?,
    };
    for arrival in done {
        if let Arrival::New(record) = arrival {
            report.count(&record);
        }
    }
    Ok(())
}

impl Report {
    /// Counts what a record brought.
    fn count(&mut self, record: &Record) {
        let mut made = Vec::new();
        for fact in &record.facts {
            match fact {
                Fact::UserCreated {
                    account: Some(account),
                    ..
                } => self.customers += self.is_first(account),
                Fact::UserCreated { .. } => self.customers += 1,
                Fact::LineageCreated { lineage, .. } => {
                    made.push(lineage);
                    let first = self.is_first(lineage);
                    match lineage.first().store {
                        Store::Granted => self.grants += first,
                        _ => self.purchases += first,
                    }
                }
                Fact::Observed { lineage, .. } if !made.contains(&lineage) => self.updated += 1,
                Fact::OwnershipMoved(_) => self.moved += 1,
                _ => {}
            }
        }
    }

    /// Returns 1 for what was not counted before, else 0.
    fn is_first(&mut self, it: &impl Hash) -> usize {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(it);
        usize::from(!self.dry_run || self.seen.insert(hash))
    }

    /// Puts the counts into a line.
    fn summary(&self) -> String {
        let Self {
            rows,
            customers,
            purchases,
            grants,
            updated,
            moved,
            ..
        } = self;
        let would = if self.dry_run { "would be " } else { "" };
        let left: usize = self.left_out.values().sum();
        format!(
            "{rows} rows {would}read: {customers} customers, {purchases} purchases and {grants} grants {would}new, \
             {updated} {would}updated, {moved} {would}given to their accounts, {left} rows {would}left out\n"
        )
    }
}

/// Says what came of it, and names each row that was left out.
fn tell(arguments: &Arguments, report: &Report) -> Result<()> {
    for it in report.rows_left_out.iter().take(TOLD) {
        let at = format!("{}:{}", it.file, it.line);
        output::tell(&output::line("note", it.code, &it.reason, Some(&at)));
    }
    let untold = report.rows_left_out.len().saturating_sub(TOLD);
    if untold > 0 {
        output::tell(&format!(
            "{untold} more rows are left out: `--report` names them all\n"
        ));
    }
    if let Some(file) = &arguments.report {
        let text = serde_json::to_vec_pretty(report)?;
        output::write(Some(file), &text)?;
    }
    output::print(report.summary().as_bytes())
}
