//! The type that sqlx's list of drivers asks for: a database whose connections are [`Connection`]s.
//!
//! sqlx makes a driver of a whole database type. Of ours only the connection is ever used, and all that could be
//! asked of rows, values and statements is asked of SQLite's own, so no value of these types exists.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyTypeInfo;
use sqlx::encode::Encode;
use sqlx::error::{BoxDynError, Error};
use sqlx::query::{Query, QueryAs, QueryScalar};
use sqlx::{ColumnIndex, ConnectOptions, Database, Either, FromRow, IntoArguments, SqlStr, Type};
use sqlx_core::any::AnyConnectionBackend;
use url::Url;

use super::connection::Connection;
use super::machine::{Machine, gone};

/// The database type.
#[derive(Debug)]
pub(crate) struct Simulated;

impl Database for Simulated {
    type Connection = Connection;
    type TransactionManager = Nothing;
    type Row = Nothing;
    type QueryResult = sqlx::any::AnyQueryResult;
    type Column = Nothing;
    type TypeInfo = AnyTypeInfo;
    type Value = Nothing;
    type ValueRef<'r> = Nothing;
    type Arguments = NoArguments;
    type ArgumentBuffer = ();
    type Statement = Nothing;
    const NAME: &'static str = "SQLite";
    const URL_SCHEMES: &'static [&'static str] = &["sqlite"];
}

/// A type without values.
#[derive(Debug, Clone)]
pub(crate) enum Nothing {}

/// The arguments of no statement.
#[derive(Debug, Default)]
pub(crate) struct NoArguments;

impl sqlx::Arguments for NoArguments {
    type Database = Simulated;

    fn reserve(&mut self, _additional: usize, _size: usize) {}

    fn add<'t, T>(&mut self, _value: T) -> Result<(), BoxDynError>
    where
        T: Encode<'t, Simulated> + Type<Simulated>,
    {
        Err("statements go through sqlx's Any".into())
    }

    fn len(&self) -> usize {
        0
    }
}

impl IntoArguments<Simulated> for NoArguments {
    fn into_arguments(self) -> NoArguments {
        self
    }
}

impl sqlx_core::transaction::TransactionManager for Nothing {
    type Database = Simulated;

    async fn begin(connection: &mut Connection, statement: Option<SqlStr>) -> Result<(), Error> {
        AnyConnectionBackend::begin(connection, statement).await
    }

    async fn commit(connection: &mut Connection) -> Result<(), Error> {
        AnyConnectionBackend::commit(connection).await
    }

    async fn rollback(connection: &mut Connection) -> Result<(), Error> {
        AnyConnectionBackend::rollback(connection).await
    }

    fn start_rollback(connection: &mut Connection) {
        AnyConnectionBackend::start_rollback(connection);
    }

    fn get_transaction_depth(connection: &Connection) -> usize {
        AnyConnectionBackend::get_transaction_depth(connection)
    }
}

impl sqlx::Row for Nothing {
    type Database = Simulated;

    fn columns(&self) -> &[Self] {
        match *self {}
    }

    fn try_get_raw<I: ColumnIndex<Self>>(&self, _index: I) -> Result<Self, Error> {
        match *self {}
    }
}

impl sqlx::Column for Nothing {
    type Database = Simulated;

    fn ordinal(&self) -> usize {
        match *self {}
    }

    fn name(&self) -> &str {
        match *self {}
    }

    fn type_info(&self) -> &AnyTypeInfo {
        match *self {}
    }
}

impl sqlx::Value for Nothing {
    type Database = Simulated;

    fn as_ref(&self) -> Self {
        match *self {}
    }

    fn type_info(&self) -> Cow<'_, AnyTypeInfo> {
        match *self {}
    }

    fn is_null(&self) -> bool {
        match *self {}
    }
}

impl<'r> sqlx::ValueRef<'r> for Nothing {
    type Database = Simulated;

    fn to_owned(&self) -> Self {
        match *self {}
    }

    fn type_info(&self) -> Cow<'_, AnyTypeInfo> {
        match *self {}
    }

    fn is_null(&self) -> bool {
        match *self {}
    }
}

impl sqlx::Statement for Nothing {
    type Database = Simulated;

    fn into_sql(self) -> SqlStr {
        match self {}
    }

    fn sql(&self) -> &SqlStr {
        match *self {}
    }

    fn parameters(&self) -> Option<Either<&[AnyTypeInfo], usize>> {
        match *self {}
    }

    fn columns(&self) -> &[Self] {
        match *self {}
    }

    fn query(&self) -> Query<'_, Simulated, NoArguments> {
        match *self {}
    }

    fn query_with<A: IntoArguments<Simulated>>(&self, _arguments: A) -> Query<'_, Simulated, A> {
        match *self {}
    }

    fn query_as<O: for<'r> FromRow<'r, Self>>(&self) -> QueryAs<'_, Simulated, O, NoArguments> {
        match *self {}
    }

    fn query_as_with<'s, O, A>(&'s self, _arguments: A) -> QueryAs<'s, Simulated, O, A>
    where
        O: for<'r> FromRow<'r, Self>,
        A: IntoArguments<Simulated>,
    {
        match *self {}
    }

    fn query_scalar<O>(&self) -> QueryScalar<'_, Simulated, O, NoArguments>
    where
        (O,): for<'r> FromRow<'r, Self>,
    {
        match *self {}
    }

    fn query_scalar_with<'s, O, A>(&'s self, _arguments: A) -> QueryScalar<'s, Simulated, O, A>
    where
        (O,): for<'r> FromRow<'r, Self>,
        A: IntoArguments<Simulated>,
    {
        match *self {}
    }
}

/// Makes all connections to SQLite of this process simulated ones. Their URLs name a [`super::machine::Machine`].
pub(crate) fn install() {
    // Fails only if they are installed already.
    let _ = sqlx::any::install_drivers(DRIVERS);
}

const DRIVERS: &[sqlx_core::any::driver::AnyDriver] =
    &[sqlx_core::any::driver::AnyDriver::without_migrate::<
        Simulated,
    >()];

impl sqlx::Connection for Connection {
    type Database = Simulated;
    type Options = Options;

    async fn close(self) -> Result<(), Error> {
        AnyConnectionBackend::close(Box::new(self)).await
    }

    async fn close_hard(self) -> Result<(), Error> {
        AnyConnectionBackend::close(Box::new(self)).await
    }

    async fn ping(&mut self) -> Result<(), Error> {
        AnyConnectionBackend::ping(self).await
    }

    async fn begin(&mut self) -> Result<sqlx::Transaction<'_, Simulated>, Error> {
        sqlx::Transaction::begin(self, None).await
    }

    fn shrink_buffers(&mut self) {}

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn should_flush(&self) -> bool {
        false
    }
}

/// The way to a machine's database.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    machine: Arc<Machine>,
}

impl Options {
    /// Finds the machine that a URL names.
    pub fn from_machine_url(url: &Url) -> Result<Self, Error> {
        let named = url.as_str().split('?').next().unwrap_or_default();
        let machine = Machine::find(named).ok_or_else(gone)?;
        Ok(Self { machine })
    }
}

impl FromStr for Options {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        Self::from_machine_url(&url.parse().map_err(Error::config)?)
    }
}

impl ConnectOptions for Options {
    type Connection = Connection;

    fn from_url(url: &Url) -> Result<Self, Error> {
        Self::from_machine_url(url)
    }

    async fn connect(&self) -> Result<Connection, Error> {
        let machine = Arc::clone(&self.machine);
        machine.way().await;
        let slot = machine.connect()?;
        Ok(Connection::new(machine, slot))
    }

    fn log_statements(self, _level: log::LevelFilter) -> Self {
        self
    }

    fn log_slow_statements(self, _level: log::LevelFilter, _duration: Duration) -> Self {
        self
    }
}

impl TryFrom<&sqlx::any::AnyConnectOptions> for Options {
    type Error = Error;

    fn try_from(options: &sqlx::any::AnyConnectOptions) -> Result<Self, Error> {
        Self::from_machine_url(&options.database_url)
    }
}
