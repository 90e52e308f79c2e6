//! The same measurements on a small database and on one that has grown: a million customers, ten million activities,
//! and an account with ten thousand devices, as it could grow before accounts had a limit.

use std::time::Instant;

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{AppId, Input, What};
use serde_json::{Value, json};
use sqlx::{AnyPool, AssertSqlSafe, Row};

use crate::Outcome;
use crate::customer::{START, app, customer, device, impression, notify, read};
use crate::measure::{Measured, Pace, Work, measure};

const USERS: u64 = 1_000_000;
const ACTIVITIES: u64 = 10_000_000;
const DEVICES: u64 = 10_000;
/// The number of rows that one statement writes of each table.
const CHUNK: u64 = 100_000;
/// The customer of whom all others are copies, and the account. Copies have other digits in their place.
const TEMPLATE: u64 = 999_999_998;
/// The customer with many devices.
const CROWD: u64 = 888_888_888;

/// Measures, lets the database grow, and measures again.
pub async fn compare(url: &str, ledger: &LedgerDatabase, users: u64) -> Outcome<()> {
    for user in 0..users {
        impression(ledger, user, 1_000_000_000 + user).await?;
    }
    let before = all(ledger, users).await?;
    let begun = Instant::now();
    grow(url, ledger).await?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    println!("{USERS} customers and {ACTIVITIES} activities in {minutes:.1} minutes");
    let after = all(ledger, users).await?;
    for ((what, small), (_, large)) in before.iter().zip(&after) {
        println!(
            "{what}: {:.0}/s, median {:.2} ms, p99 {:.1} ms; grown: {:.0}/s, median {:.2} ms, p99 {:.1} ms; {:.2} times the median",
            small.per_second(),
            small.within(50),
            small.within(99),
            large.per_second(),
            large.within(50),
            large.within(99),
            large.within(50) / small.within(50),
        );
    }
    crowd(ledger).await
}

/// Measures all hot calls.
async fn all(ledger: &LedgerDatabase, users: u64) -> Outcome<Vec<(&'static str, Measured)>> {
    let mut measured = Vec::new();
    for (what, work, pace) in [
        ("entitlements, one caller", Work::Read, Pace::Alone),
        ("what was shown, one caller", Work::Shown, Pace::Alone),
        ("an impression, one caller", Work::Impression, Pace::Alone),
        ("notifications, one caller", Work::Notify, Pace::Alone),
        ("entitlements, 64 callers", Work::Read, Pace::Full),
        ("notifications, 64 callers", Work::Notify, Pace::Full),
    ] {
        measured.push((what, measure(ledger, users, work, pace).await?));
    }
    Ok(measured)
}

/// Measures what happens to an account with many devices.
async fn crowd(ledger: &LedgerDatabase) -> Outcome<()> {
    let timed = async |what: &str, times: u64, begun: Instant| {
        let each = begun.elapsed().as_secs_f64() * 1000.0;
        println!(
            "an account with {DEVICES} devices: {what}: {:.1} ms",
            each / f64::from(u32::try_from(times)?)
        );
        Outcome::Ok(())
    };
    let begun = Instant::now();
    for _ in 0..100 {
        read(ledger, CROWD).await?;
    }
    timed("entitlements", 100, begun).await?;
    let begun = Instant::now();
    for number in 0..100 {
        notify(ledger, CROWD, 2_000_000_000 + number).await?;
    }
    timed("a notification", 100, begun).await?;
    let account = (CROWD + 1).to_string().parse()?;
    let user = ledger.user_of(&account).await?.ok_or("no such user")?;
    let begun = Instant::now();
    let (key, what) = (
        "forget".to_owned(),
        What::Delete {
            user,
            traces: paywall_ledger::Traces::default(),
        },
    );
    let at = START.plus_days(1);
    ledger.accept(Input { key, at, what }).await?;
    timed("forgetting it", 1, begun).await
}

/// Fills the database with copies of one customer.
async fn grow(url: &str, ledger: &LedgerDatabase) -> Outcome<()> {
    let mut other = app();
    other.id = AppId::new("template");
    let template = LedgerDatabase::new(&Database::open(url).await?, other);
    customer(&template, TEMPLATE).await?;
    notify(&template, TEMPLATE, TEMPLATE).await?;
    customer(ledger, CROWD).await?;
    let pool = AnyPool::connect(url).await?;
    let sqlite = url.starts_with("sqlite:");
    let indexes = match sqlite {
        true => "PRAGMA synchronous = OFF",
        false => "SET synchronous_commit = off",
    };
    let mut connection = pool.acquire().await?;
    let mut run = async |sql: String| -> Outcome<()> {
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut *connection)
            .await?;
        Ok(())
    };
    run(indexes.to_owned()).await?;
    let ids = sqlx::query("SELECT id FROM users WHERE app = 'template'");
    let ids = ids.fetch_all(&pool).await?;
    let ids = ids.iter().map(|row| row.try_get(0));
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    for from in (0..USERS).step_by(usize::try_from(CHUNK)?) {
        for sql in copies(&ids, sqlite, from) {
            run(sql).await?;
        }
    }
    // An index is made faster at the end than with each row.
    run("DROP INDEX activity_device".into()).await?;
    run("DROP INDEX activity_at".into()).await?;
    run("DROP INDEX IF EXISTS activity_reports".into()).await?;
    for from in (0..ACTIVITIES).step_by(usize::try_from(CHUNK)?) {
        run(activities(from)).await?;
    }
    run("CREATE INDEX activity_device ON activity (app, device, kind, at)".into()).await?;
    run("CREATE INDEX activity_at ON activity (app, at)".into()).await?;
    if !sqlite {
        let reports = "CREATE INDEX activity_reports ON activity (app, at) INCLUDE (device, kind)";
        run(reports.into()).await?;
        run("ANALYZE".into()).await?;
    }
    many_devices(&pool).await
}

/// The tables of copies: the columns with other digits in each copy, and those that are the same in all.
const TABLES: [(&str, &[&str], &[&str]); 9] = [
    ("devices", &["id", "user_id", "body"], &[]),
    ("users", &["id", "body"], &[]),
    ("accounts", &["id", "user_id"], &[]),
    ("members", &["id", "lineage"], &[]),
    ("lineages", &["id", "owner", "body"], &["due"]),
    ("profiles", &["device", "body"], &[]),
    ("log", &["key", "record"], &["at"]),
    ("outbox", &["user_id", "event", "stream"], &["at"]),
    (
        "inbox",
        &["id"],
        &["store", "platform", "received_at", "kind"],
    ),
];

/// Writes the statements that copy the template's rows of all tables. They look the template's rows up first: a table
/// whose index does not begin with the app would otherwise be read once for each copy.
fn copies(ids: &[String], sqlite: bool, from: u64) -> Vec<String> {
    let series = series(from);
    let own = |column: &str| own(column, ids, sqlite);
    let copy = |(table, texts, others): &(&str, &[&str], &[&str])| {
        let mut columns = [*texts, *others].concat().join(", ");
        let own = texts.iter().map(|it| own(&format!("t.{it}")));
        let same = others.iter().map(|it| format!("t.{it}"));
        let mut values = own.chain(same).collect::<Vec<_>>().join(", ");
        // Events are delivered, and messages are short: their bytes would only fill the disk.
        if *table == "outbox" {
            columns = columns.replace(", at", ", delivered_at");
            values = values.replace("t.at", &START.millis().to_string());
        }
        if *table == "inbox" {
            columns = format!("key, body, content, {columns}");
            let body = "x".repeat(300);
            values = format!("'grown-' || n.i, 'text:{body}', '{{}}', {values}");
        }
        format!(
            "INSERT INTO {table} (app, {columns}) {series} SELECT 'bench', {values} FROM {table} AS t CROSS JOIN n
             WHERE t.app = 'template'"
        )
    };
    let mut all: Vec<String> = TABLES.iter().map(copy).collect();
    let (user, key) = (own("t.user_id"), own("old.key"));
    all.push(format!(
        "INSERT INTO mentions (app, user_id, position) {series} SELECT 'bench', {user}, own.position FROM mentions AS t
         CROSS JOIN n JOIN log AS old ON old.position = t.position
         JOIN log AS own ON own.app = 'bench' AND own.key = {key} WHERE t.app = 'template'"
    ));
    all
}

/// Writes a column of the template's with the digits of a copy in it.
fn own(column: &str, ids: &[String], sqlite: bool) -> String {
    let hex = match sqlite {
        true => "printf('%08x', n.i)",
        false => "lpad(to_hex(n.i), 8, '0')",
    };
    let number = |old: u64, first: u64| (old.to_string(), format!("CAST({first} + n.i AS TEXT)"));
    let ids = ids
        .iter()
        .map(|id| (id.clone(), format!("{hex} || '{}'", &id[8..])));
    let numbers = [
        number(TEMPLATE, 100_000_000),
        number(TEMPLATE + 1, 200_000_000),
    ];
    let replaced = numbers.into_iter().chain(ids);
    replaced.fold(column.to_owned(), |text, (old, new)| {
        format!("replace({text}, '{old}', {new})")
    })
}

/// Writes the statement for impressions, ten of each copy, in the order in which customers come by.
fn activities(from: u64) -> String {
    let start = START.plus_days(-90).millis();
    let body = json!({"paywall": "spring", "placement": "start", "words": "x".repeat(100)});
    format!(
        "INSERT INTO activity (app, id, device, kind, at, body) {} SELECT 'bench', 'grown-' || n.i,
         'device-' || (100000000 + n.i % {USERS}), 'impression', {start} + n.i * 700, '{body}' FROM n",
        series(from)
    )
}

/// Writes the numbers of a chunk.
fn series(from: u64) -> String {
    let to = from + CHUNK - 1;
    format!(
        "WITH RECURSIVE n(i) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {to})"
    )
}

/// Gives the devices of one account ten thousand others at its side.
async fn many_devices(pool: &AnyPool) -> Outcome<()> {
    let own = device(CROWD);
    let row = sqlx::query(
        "SELECT users.id, users.body FROM devices JOIN users ON users.app = devices.app AND users.id = devices.user_id
         WHERE devices.app = 'bench' AND devices.id = $1",
    );
    let row = row.bind(own.as_str()).fetch_one(pool).await?;
    let (user, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let mut body: Value = serde_json::from_str(&body)?;
    let others = (0..DEVICES).map(|it| format!("crowd-{it}"));
    let devices: Vec<String> = others.chain([own.to_string()]).collect();
    body["devices"] = json!(devices);
    sqlx::query("UPDATE users SET body = $1 WHERE app = 'bench' AND id = $2")
        .bind(body.to_string())
        .bind(user)
        .execute(pool)
        .await?;
    let to = DEVICES - 1;
    let sql = format!(
        "INSERT INTO devices (app, id, user_id, body)
         WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {to})
         SELECT 'bench', 'crowd-' || n.i, t.user_id, t.body FROM n CROSS JOIN devices AS t
         WHERE t.app = 'bench' AND t.id = '{own}'"
    );
    sqlx::query(AssertSqlSafe(sql)).execute(pool).await?;
    Ok(())
}
