//! The Rust of the documentation, to be compiled: what a page shows stands here, word for word.

#[rustfmt::skip]
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the page's program talks to whoever starts it")]
mod program;

#[rustfmt::skip]
mod pages;

use paywall_host::database::{Database, LedgerDatabase, Settlement};
use paywall_host::ledger::{App, DeviceId, Input, Ledger, Record, Refused, Time, UserId, explain};
use paywall_host::stores::Message;

/// Shows `docs/ledger.md`.
fn ledger(
    app: App,
    input: Input,
    user: UserId,
    log: Vec<Record>,
    now: Time,
) -> Result<(), Refused> {
    let mut ledger = Ledger::new(app);
    let record = ledger.accept(&input)?;
    let customer = ledger.customer(&user, now);
    let lines = explain(&log, &user);
    drop((record, customer, lines));
    Ok(())
}

/// Shows `docs/database.md`.
async fn database(
    app: App,
    input: Input,
    (message, at, settlement): (Message, Time, Settlement),
    (device, user, now): (DeviceId, UserId, Time),
) -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::open("sqlite:paywall.db").await?;
    let ledger = LedgerDatabase::new(&database, app);
    ledger.accept(input).await?;
    ledger.take(message, at, settlement).await?;
    let state = ledger.device_state(&device, now).await?;
    let lines = ledger.history(&user).await?;
    drop((state, lines));
    Ok(())
}
