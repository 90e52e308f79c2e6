//! The ledger: who has what, and why. It keeps devices, users, purchases, entitlements, journey states and moves.
//!
//! The ledger is pure: inputs go in, a [`Record`] of new facts and outward events comes out.
//! It does no I/O and has no clock and no randomness: the time comes
//! in with the input, and new ids follow from its key.
//! `docs/ledger.md` has the model and gives reasons for its rules.
//!
//! ```
//! use paywall_ledger::{App, AppId, Input, Ledger, Time, What, DeviceId, PlatformId};
//! # use paywall_ledger::{AppPlatform, Store};
//! # let platform = AppPlatform { id: PlatformId::new("tv"), name: "TV".into(), store: Store::Roku, store_app: "1".into() };
//! # let app = App { id: AppId::new("app"), platforms: vec![platform], products: vec![], entitlements: vec![],
//! #     policy: Default::default(), sandbox: None, hold_and_pause_everywhere: false };
//! let mut ledger = Ledger::new(app);
//! let input = Input {
//!     key: "request-1".into(),
//!     at: Time::from_millis(1_764_000_000_000),
//!     what: What::Install { device: DeviceId::new("d1"), platform: PlatformId::new("tv") },
//! };
//! let record = ledger.accept(&input)?.expect("not seen before");
//! assert_eq!(record.facts.len(), 2); // an anonymous user, and the device that is theirs
//! assert!(ledger.accept(&input)?.is_none()); // the same again is nothing
//! # Ok::<(), paywall_ledger::Refused>(())
//! ```

mod app;
mod arrival;
mod catalogue;
mod clock;
mod contest;
mod current;
mod customer;
mod erase;
mod event;
mod external_id;
mod fact;
mod grant;
mod history;
mod holder;
mod id;
mod identity;
mod import;
mod input;
mod journey;
mod lane;
mod lease;
mod limits;
mod lineage;
mod member;
mod named;
mod names;
mod note;
mod observation;
mod outside;
mod ownership;
mod payment;
mod place;
mod state;
mod step;
mod store;
mod tell;
mod time;
mod touch;
mod traces;

pub use app::{
    App, AppPlatform, Budget, Entitlement, LoginPolicy, NamedAccount, Policy, Product,
    TransferPolicy,
};
pub use arrival::Arrival;
pub use catalogue::Catalogue;
pub use clock::Clock;
pub use current::Current;
pub use customer::{ActiveEntitlement, Customer, Purchase};
pub use erase::Erasure;
pub use event::{Event, EventName, Transfer};
pub use external_id::{ExternalId, NotAnExternalId};
pub use fact::{Cause, Fact, Move, Record, Refusal};
pub use history::{Line, explain, why};
pub use holder::Holder;
pub use id::{
    AppId, DeviceId, EntitlementId, Environment, LineageId, MemberKey, NotAKey, PlatformId,
    ProductId, UserId, derived,
};
pub use input::{Input, Presentation, Refused, What};
pub use journey::JourneyState;
pub use lane::{Lane, Register, TermRecord};
pub use lease::Leased;
pub use limits::{MAX_CLAIMED, MAX_CLAIMS, MAX_DEVICES};
pub use lineage::{Grant, Lineage, Phase, Status, Told};
pub use member::Member;
pub use names::{DELETION, account_name, device_name};
pub use note::Note;
pub use observation::{Observation, Standing, Term, TermKind};
pub use outside::{Later, Unavailable};
pub use payment::{Money, Offer, Payment, PaymentKind};
pub use place::Asked;
pub use state::{Device, MAX_GRANTS, State, User};
pub use step::Ledger;
pub use store::Store;
pub use time::Time;
pub use touch::RowKey;
pub use traces::Traces;
