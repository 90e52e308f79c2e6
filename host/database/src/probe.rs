//! A write that needs what all writes need, to find out whether they would succeed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::database::{Database, Dialect};
use super::error::Error;

/// The bytes that are written: about as many as a transaction of several inputs changes.
const BYTES: u32 = 48 * 1024;

/// The statements for SQLite. The new row goes in before the last one goes out, so it needs pages beside that row's.
const SQLITE: [&str; 3] = [
    "INSERT INTO profiles (app, device, body) VALUES ('', 'next probe', $1)",
    "DELETE FROM profiles WHERE app = '' AND device = 'probe'",
    "UPDATE profiles SET device = 'probe' WHERE app = '' AND device = 'next probe'",
];
/// The statement for PostgreSQL, which writes each version of a row into pages of its own.
const POSTGRES: [&str; 1] = [
    "INSERT INTO profiles (app, device, body) VALUES ('', 'probe', $1)
     ON CONFLICT (app, device) DO UPDATE SET body = excluded.body",
];

impl Database {
    /// Writes a row that is nobody's, as large as what a busy moment writes. A database that can only be read, because
    /// its disk is full or its server is a replica, answers questions and fails here. Changing a few bytes would not
    /// show it: on a full disk they find room in pages that are there.
    ///
    /// # Errors
    /// Fails with the complaint of the database, or of the connection to it.
    pub async fn try_writing(&self) -> Result<(), Error> {
        let statements: &[&'static str] = match self.dialect {
            Dialect::Sqlite => &SQLITE,
            Dialect::Postgres => &POSTGRES,
        };
        let _turn = self.turn().await;
        let mut transaction = match self.dialect {
            Dialect::Sqlite => self.begin().await?,
            Dialect::Postgres => self.pool.begin().await?,
        };
        let body = body();
        for &statement in statements {
            let query = sqlx::query(statement);
            let query = match statement.contains("$1") {
                true => query.bind(&body),
                false => query,
            };
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Makes a text that no database can make smaller.
fn body() -> String {
    let step = |last: &mut u32| {
        *last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(last.to_be_bytes()[0])
    };
    let bytes: Vec<u8> = (0..BYTES).scan(1, |last, _| step(last)).collect();
    STANDARD.encode(bytes)
}
