//! A database full of other customers' rows.

use sqlx::AnyPool;

/// The number of rows of each table.
pub const ROWS: u32 = 20_000;

/// The rows of each table, by their number `i`. Ten devices share a user, and every fourth event is of a device.
const TABLES: [&str; 17] = [
    r#"log (app, key, at, record) SELECT 'app', 'other-' || i, i, '{"key": "", "at": 0, "facts": [], "events": []}'"#,
    "mentions (app, user_id, position) SELECT 'app', 'other-' || (i / 10), i",
    r#"devices (app, id, user_id, body) SELECT 'app', 'other-' || i, 'other-' || (i / 10),
     '{"platform": "apple", "user": "other", "version": 1, "claims": []}'"#,
    r#"users (app, id, body) SELECT 'app', 'other-' || i,
     '{"account": null, "devices": [], "owns": [], "lost_subscription": false, "deleted": false}'"#,
    "accounts (app, id, user_id) SELECT 'app', CAST(1000000 + i AS TEXT), 'other-' || i",
    "members (app, id, lineage) SELECT 'app', 'apple/production/other-' || i, 'apple/production/other-' || i",
    "lineages (app, id, owner, due, body) SELECT 'app', 'apple/production/other-' || i, 'other-' || i, 4000000000000 + i, '{}'",
    "inbox (app, key, id, store, platform, body, received_at, note, about)
     SELECT 'app', 'other-' || i, 'other-' || i, 'apple', 'apple', '', 1767225600000 + i, 'TEST', 'other-' || (i / 10)",
    "inbox (app, key, id, store, platform, body, received_at, due)
     SELECT 'app', 'waits-' || i, 'waits-' || i, 'apple', 'apple', '', 1767225600000 + i, 4000000000000 + i",
    "outbox (app, user_id, event, stream, delivered_at)
     SELECT 'app', 'other-' || (i / 10), '{}', CASE WHEN i % 4 = 0 THEN 'device/other-' || i ELSE '' END, 1767225600000 + i",
    // The oldest of these is read whenever somebody asks how old it is.
    r#"outbox (app, user_id, event, not_before) SELECT 'app', 'waits-' || i,
     '{"id": "1", "name": "device.impression", "at": 1767225600000, "device": "d", "platform": "apple", "what": {}}',
     4000000000000 + i"#,
    // All these are due, behind the first, which is not.
    r#"outbox (app, user_id, event, not_before) SELECT 'app', 'stuck',
     '{"id": "1", "name": "device.impression", "at": 1767225600000, "device": "d", "platform": "apple", "what": {}}',
     CASE WHEN i = 1 THEN 4000000000000 ELSE 0 END"#,
    "profiles (app, device, body) SELECT 'app', 'other-' || i, '{}'",
    "activity (app, id, device, kind, at, body)
     SELECT 'app', 'other-' || i, 'other-' || (i / 10), 'impression', 1767225600000 + i, '{}'",
    "exposures (app, user_id, experiment, phase, arm, at, platform, country, rule, paywall, revision, fresh)
     SELECT 'app', 'other-' || i, 'old', 1, 'a', 1767225600000 + i, 'apple', '', 'r', 'p', '1', 0",
    "units (app, user_id, experiment, phase, body) SELECT 'app', 'other-' || i, 'old', 1, '{}'",
    "sums (app, experiment, phase, cut, arm, measure, day, settled, people, x, xx, xy, y, yy)
     SELECT 'app', 'old', 1, '', 'a', 'people', i, 0, 1, 0, 0, 0, 0, 0",
];

/// Fills every table, and does what the server does by itself a while later, if that is given: `ANALYZE` counts what is in
/// the tables for the planner, and `VACUUM` comes before it.
pub async fn fill(pool: &AnyPool, later: Option<&'static str>) {
    for table in TABLES {
        let (table, rows) = table.split_once(" SELECT ").unwrap();
        let sql = format!(
            "INSERT INTO {table} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) \
             SELECT {rows} FROM n"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(pool)
            .await
            .unwrap();
    }
    if let Some(later) = later {
        sqlx::query(later).execute(pool).await.unwrap();
    }
}
