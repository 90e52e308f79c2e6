//! The ledger of an app in a database: SQLite in a file or in memory, or PostgreSQL for more than one machine.
//!
//! An input is one transaction: the rows it touches are read and kept from others, the
//! pure ledger decides, and rows, log and outward events are written together.
//! Once a call returns, its effect is durable. The log adds up to the rows, byte for byte.
//! `docs/database.md` has the tables, the guarantees and the figures.
//!
//! ```
//! # use paywall_ledger::{App, Arrival, AppId, AppPlatform, DeviceId, Input, PlatformId, Store, Time, What};
//! use paywall_database::{Database, LedgerDatabase};
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! # let platform = AppPlatform { id: PlatformId::new("tv"), name: "TV".into(), store: Store::Roku, store_app: "1".into() };
//! # let app = App { id: AppId::new("app"), platforms: vec![platform], products: vec![], entitlements: vec![],
//! #     policy: Default::default(), sandbox: None, hold_and_pause_everywhere: false };
//! let database = Database::open("sqlite::memory:").await?;
//! let ledger = LedgerDatabase::new(&database, app);
//! let at = Time::from_millis(1_764_000_000_000);
//! let install = What::Install { device: DeviceId::new("d1"), platform: PlatformId::new("tv") };
//! let input = Input { key: "request-1".into(), at, what: install };
//! assert!(matches!(ledger.accept(input.clone()).await?, Arrival::New(_)));
//! assert_eq!(ledger.accept(input).await?, Arrival::Known);
//! let device = ledger.device_state(&DeviceId::new("d1"), at).await?;
//! assert!(device.is_some_and(|it| it.customer.entitlements.is_empty()));
//! # Ok::<(), paywall_database::Error>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activity;
mod bulk;
mod changes;
mod commit;
pub mod control;
mod database;
mod ends;
mod erase;
mod error;
mod examine;
mod exposed;
mod farewell;
mod fetched;
mod fetches;
mod find;
mod heard;
mod inbox;
mod ledger;
mod loaded;
mod log;
mod naming;
mod numbers;
mod once;
mod outbox;
mod part;
mod port;
mod privacy;
mod probe;
mod purchases;
mod put_back;
mod read;
mod reader;
mod recall;
mod replica;
mod restored;
pub mod results;
mod retention;
mod rows;
mod secrets;
mod surplus;
mod turn;
mod unused;
mod upgrade;
mod work;
mod writer;

pub use activity::{Activity, Newest, Profile};
pub use database::Database;
pub use error::Error;
pub use examine::Examined;
pub use fetched::Fetch;
pub use inbox::NotUnderstood;
pub use ledger::LedgerDatabase;
pub use privacy::Export;
pub use read::{COUNTED, UserState, Waiting};
pub use reader::Reader;
pub use restored::Restored;
pub use secrets::Secrets;
pub use work::{Settled, Settlement};
