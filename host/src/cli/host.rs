//! The commands `paywall host`, which runs the server for SDKs, `paywall history`, which explains what a user has,
//! and `paywall forget`, which forgets a user.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use paywall_host::Engine;
use paywall_host::check::before_id;
use paywall_host::database::{Database, LedgerDatabase};
use paywall_host::server::host::{Host, Opened, ledgers};
use paywall_host::server::sdk::product_names;
use paywall_host::server::settings::{AppSettings, Settings};
use paywall_ledger::Clock;
use paywall_ledger::{DeviceId, ExternalId, LineageId, Time, UserId};
use tokio::net::TcpListener;

use super::{clock, end, output, source};

#[derive(Args)]
pub(super) struct Place {
    /// The settings: TOML (docs/host.md)
    #[arg(long, value_name = "FILE", default_value = "host.toml")]
    settings: PathBuf,
    #[command(flatten)]
    pub(super) module: source::Module,
}

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub(super) struct History {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
pub(super) struct Forget {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Who {
    /// The user that this device belongs to
    #[arg(long)]
    device: Option<String>,
    /// The user who has this account (external identifier)
    #[arg(long)]
    account: Option<String>,
    /// The user with this id
    #[arg(long)]
    user: Option<String>,
}

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    place: Place,
    /// The file to write
    file: String,
}

/// The complaint about a name that is nobody's.
const NOBODY: &str = "the ledger knows nobody by that name";

/// Copies the SQLite database into a new file, which can be used in its place.
pub(super) fn backup(arguments: &Backup) -> Result<()> {
    runtime()?.block_on(async {
        let settings = settings(&arguments.place)?;
        let database = Database::open(&settings.database).await?;
        Ok(database.backup(&arguments.file).await?)
    })
}

#[derive(Args)]
pub(super) struct Restored {
    #[command(flatten)]
    place: Place,
}

/// Marks that the database was put back to an older state, and prints what that means.
pub(super) fn restored(arguments: &Restored) -> Result<()> {
    runtime()?.block_on(async {
        let settings = settings(&arguments.place)?;
        let database = Database::open(&settings.database).await?;
        let (restored, again) = database.mark_restored(now()).await?;
        let newest = restored
            .newest
            .map_or_else(|| "none".into(), |it| it.to_string());
        let said = format!(
            "newest record: {newest}; what came later is gone\n\
             messages about which stores are asked again: {again}\n"
        );
        output::print(said.as_bytes())
    })
}

/// Runs the server until it is interrupted.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    runtime()?.block_on(async {
        let settings = settings(&arguments.place)?;
        let engine = arguments.place.module.engine(source::Purpose::Host)?;
        serve(&settings, &engine, |_| String::new()).await
    })
}

/// Serves until it is interrupted; says where, and `more`.
pub(super) async fn serve(
    settings: &Settings,
    engine: &Engine,
    more: impl FnOnce(SocketAddr) -> String,
) -> Result<()> {
    let clock: Clock = Arc::new(now);
    let host = Host::open(settings, engine, clock).await?;
    let listener = TcpListener::bind(&settings.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", settings.listen))?;
    let address = listener.local_addr()?;
    if settings.trust_unsigned_purchases {
        output::print(b"purchases are taken without proof: for trying things out only\n")?;
    }
    let said = format!("host at http://{address}/sdk/v3/\n{}", more(address));
    output::print(said.as_bytes())?;
    if let Some(link) = host.setup_link().await? {
        let origin = settings.control.as_ref().and_then(|it| it.origin.clone());
        let origin = origin.unwrap_or_else(|| format!("http://{address}"));
        let said = format!(
            "the Control Center has no owner yet; this link makes one, within an hour: {origin}{link}\n"
        );
        output::print(said.as_bytes())?;
    }
    until_interrupted(&host, listener).await
}

/// Serves until it is interrupted.
pub(super) async fn until_interrupted(host: &Host, listener: TcpListener) -> Result<()> {
    tokio::select! {
        done = host.serve(listener, end::interrupted()) => Ok(done?),
        () = end::last_call() => Ok(()),
    }
}

/// Prints a user's history for every app that knows the user.
pub(super) fn history(arguments: &History) -> Result<()> {
    runtime()?.block_on(async {
        let settings = settings(&arguments.place)?;
        let database = Database::open(&settings.database).await?;
        let engine = arguments.place.module.engine(source::Purpose::Command)?;
        let mut out = String::new();
        for Opened {
            ledger, documents, ..
        } in ledgers(&settings, &engine, &database).await?
        {
            let Some(user) = user(&ledger, &arguments.who).await? else {
                continue;
            };
            let mut accounts = ledger.accounts_in_history(&user).await?;
            let account = accounts.remove(&user);
            let account = account.map_or("no account".into(), |it| format!("account {it}"));
            writeln!(out, "{user}, {account}, of {}", ledger.id())?;
            let sold = documents.iter().map(|it| product_names(it.json()));
            let sold = sold.flatten().collect();
            let names = names(&ledger, &user, accounts, &sold).await?;
            for line in ledger.history(&user).await? {
                writeln!(out, "{}  {}", line.at, named(&line.text, &names))?;
            }
        }
        anyhow::ensure!(!out.is_empty(), NOBODY);
        output::print(out.as_bytes())
    })
}

/// Forgets a user for every app that knows the user. The host may run meanwhile, and need not.
pub(super) fn forget(arguments: &Forget) -> Result<()> {
    runtime()?.block_on(async {
        let settings = settings(&arguments.place)?;
        let database = Database::open(&settings.database).await?;
        let engine = arguments.place.module.engine(source::Purpose::Command)?;
        let mut out = String::new();
        for Opened { ledger, .. } in ledgers(&settings, &engine, &database).await? {
            let Some(user) = user(&ledger, &arguments.who).await? else {
                continue;
            };
            let app = ledger.id();
            let own = settings.apps.iter().find(|it| it.id == *app);
            let told = own.is_some_and(AppSettings::hears_of_deletions);
            ledger.forget(&user, now(), told).await?;
            writeln!(out, "{user}, of {app}, is forgotten")?;
        }
        database.close().await;
        anyhow::ensure!(!out.is_empty(), NOBODY);
        output::print(out.as_bytes())
    })
}

/// Collects the names by which people know what a history calls by ids: the accounts of other users, and for purchases
/// the product and what may be used by it. `sold` has the names of products, by the stores' ids.
async fn names(
    ledger: &LedgerDatabase,
    user: &UserId,
    accounts: BTreeMap<UserId, ExternalId>,
    sold: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>> {
    let accounts = accounts.into_iter();
    let mut names: BTreeMap<String, String> = accounts
        .map(|(user, account)| (user.to_string(), format!("account {account}")))
        .collect();
    let state = ledger.user_state(user, now()).await?;
    let app = ledger.app();
    let mut usable = BTreeMap::<LineageId, Vec<&str>>::new();
    for active in state.iter().flat_map(|it| &it.customer.entitlements) {
        let mut all = app.entitlements.iter();
        let name = all.find(|it| it.id == active.id).map(|it| it.name.as_str());
        for (purchase, name) in active.purchases.iter().zip(std::iter::repeat(name)) {
            let known = usable.entry(purchase.clone()).or_default();
            known.extend(name.filter(|name| !name.is_empty()));
        }
    }
    let mut bought = ledger.products_in_history(user).await?;
    for purchase in state.iter().flat_map(|it| &it.customer.purchases) {
        if let Some(grant) = purchase.status.grants.last() {
            bought.insert(purchase.lineage.clone(), grant.product.clone());
        }
    }
    for (purchase, product) in bought {
        let name = sold.get(&product).unwrap_or(&product);
        let used = usable.remove(&purchase).unwrap_or_default();
        let used = match used.is_empty() {
            true => String::new(),
            false => format!(" for {}", used.join(" and ")),
        };
        names.insert(purchase.to_string(), format!("{name}{used}"));
    }
    Ok(names)
}

/// Writes the names before the ids of a sentence.
fn named(text: &str, names: &BTreeMap<String, String>) -> String {
    let words = text.split(' ').map(|word| {
        let id = word.trim_end_matches([':', ',']);
        match names.get(id) {
            Some(name) => before_id(name, id) + &word[id.len()..],
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Finds the user whom the arguments name in the ledger of one app.
async fn user(ledger: &LedgerDatabase, who: &Who) -> Result<Option<UserId>> {
    if let Some(device) = &who.device {
        let state = ledger.device_state(&DeviceId::new(device), now()).await?;
        return Ok(state.map(|it| it.user));
    }
    if let Some(account) = &who.account {
        return Ok(ledger.user_of(&account.parse()?).await?);
    }
    let Some(user) = who.user.as_ref().map(UserId::new) else {
        return Ok(None);
    };
    let lines = ledger.history(&user).await?;
    Ok((!lines.is_empty()).then_some(user))
}

/// Reads the settings, with the environment's own values.
pub(super) fn settings(place: &Place) -> Result<Settings> {
    Ok(Settings::read(&place.settings, |name| {
        std::env::var(name).ok()
    })?)
}

/// Returns the time of this computer.
pub(super) fn now() -> Time {
    Time::from_millis(i64::try_from(clock::now()).unwrap_or(i64::MAX))
}

/// Starts the tokio runtime.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Runtime::new().context("cannot start")
}
