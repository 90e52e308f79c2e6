//! The targets, a file each.

mod call;
mod decide;
mod load;
#[cfg(feature = "server")]
mod login;
#[cfg(feature = "stores")]
mod message;
#[cfg(feature = "stores")]
mod purchase;
mod render;
#[cfg(feature = "module")]
mod same;
#[cfg(feature = "server")]
mod sdk;
#[cfg(feature = "server")]
mod settings;
mod text;

#[cfg(feature = "stores")]
use paywall_ledger::{AppPlatform, PlatformId, Store};

use crate::{Target, seeds};

/// All targets, in the order in which they are searched.
pub const TARGETS: &[Target] = &[
    Target {
        name: "load",
        run: load::run,
        seeds: seeds::documents,
    },
    Target {
        name: "render",
        run: render::run,
        seeds: seeds::requests,
    },
    Target {
        name: "call",
        run: call::run,
        seeds: seeds::calls,
    },
    Target {
        name: "decide",
        run: decide::run,
        seeds: decide::seeds,
    },
    Target {
        name: "text",
        run: text::run,
        seeds: seeds::texts,
    },
    #[cfg(feature = "module")]
    Target {
        name: "same",
        run: same::run,
        seeds: seeds::calls,
    },
    #[cfg(feature = "stores")]
    Target {
        name: "message",
        run: message::run,
        seeds: seeds::messages,
    },
    #[cfg(feature = "stores")]
    Target {
        name: "purchase",
        run: purchase::run,
        seeds: seeds::messages,
    },
    #[cfg(feature = "server")]
    Target {
        name: "sdk",
        run: sdk::run,
        seeds: sdk::seeds,
    },
    #[cfg(feature = "server")]
    Target {
        name: "login",
        run: login::run,
        seeds: login::seeds,
    },
    #[cfg(feature = "server")]
    Target {
        name: "settings",
        run: settings::run,
        seeds: settings::seeds,
    },
];

/// Lists an app platform in every store.
#[cfg(feature = "stores")]
fn platforms() -> Vec<AppPlatform> {
    let platform = |store: Store| AppPlatform {
        id: PlatformId::new(store.name()),
        name: store.name().into(),
        store,
        store_app: "com.example".into(),
    };
    Store::ALL.map(platform).into()
}
