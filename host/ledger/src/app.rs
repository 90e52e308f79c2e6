//! The configuration of an app: its stores, products and entitlements, and the rules by which purchases move.

use serde::{Deserialize, Serialize};

use super::Store;
use super::id::{AppId, EntitlementId, Environment, PlatformId, ProductId};
use super::lineage::Status;
use super::observation::{Term, TermKind};
use super::time::Time;

/// One app: a tenant of the ledger with its own customers, products and rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// The id under which everything of this app is stored.
    pub id: AppId,
    /// The stores that the app is sold in; a device belongs to one of them.
    pub platforms: Vec<AppPlatform>,
    /// The products that the app sells, one entry per store and store product id.
    pub products: Vec<Product>,
    /// The entitlements that products grant.
    pub entitlements: Vec<Entitlement>,
    /// The transfer rules for purchases paid with real money.
    #[serde(default)]
    pub policy: Policy,
    /// The transfer rules for test purchases. If absent, test purchases are ignored.
    #[serde(default)]
    pub sandbox: Option<Policy>,
    /// True if Roku's hold and Stripe's pause set `in_account_hold` and `in_pause`, too.
    /// The platform documents both flags for Google only, so this is off by default.
    #[serde(default)]
    pub hold_and_pause_everywhere: bool,
}

/// An app platform: the app as one store sells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPlatform {
    /// The id that installs name as their origin.
    pub id: PlatformId,
    /// A display name for people; it is never compared.
    pub name: String,
    /// The store that sells the app on this platform.
    pub store: Store,
    /// The store's own id of the app: a bundle id, package name or channel id.
    pub store_app: String,
}

/// A product of one store. The same product in two stores is two of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The id that entitlements list.
    pub id: ProductId,
    /// The store that sells it.
    pub store: Store,
    /// The store's product id, compared letter by letter.
    pub sku: String,
    /// The days for which a single purchase of it lasts, where the store does not say how long
    /// ([`super::TermKind::Open`]). If absent, such a purchase is for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Something that customers may use, on every platform of the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    /// The reference id that the app's code asks for.
    pub id: EntitlementId,
    /// A display name for people; it is never compared.
    pub name: String,
    /// The products that grant it; any one of them is enough.
    pub products: Vec<ProductId>,
}

/// The rules by which purchases move between users. `docs/ledger.md` gives the reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The rule for a device that presents a purchase which an account owns.
    pub transfer: TransferPolicy,
    /// The rule for a login to another account: it may bring along purchases that a third account owns.
    pub login: LoginPolicy,
    /// True if a purchase, when it is first seen, goes to the account that it
    /// names (Apple's `appAccountToken`, Google's obfuscated account id).
    pub link_by_account_token: bool,
    /// The right of the account that a purchase names.
    pub named_account: NamedAccount,
    /// The number of times a purchase may be taken from accounts by presenting it. None sets no limit.
    pub budget: Option<Budget>,
}

/// The condition on which a device that presents a purchase takes it from an account.
/// Anonymous users always yield, because the app knows nobody behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferPolicy {
    /// The device always takes the purchase, as on the platform.
    #[default]
    LastDeviceWins,
    /// The device takes it when the customer restores or buys, but not by the validation that starts a session.
    RestoreOnly,
    /// The device takes it only while the purchase gives no access.
    IfNoActive,
    /// The account always keeps it.
    KeepOriginal,
}

/// The purchases that move along with a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginPolicy {
    /// Every purchase that the device was the last to claim, whoever owns it.
    #[default]
    DeviceClaims,
    /// Only the purchases of the anonymous user that the device leaves behind.
    AnonymousOnly,
}

/// The right of the account that a purchase names, if that is an external identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedAccount {
    /// The account is the first owner ([`Policy::link_by_account_token`]); afterwards the purchase moves as all do.
    #[default]
    First,
    /// The purchase goes to this account and to no other one, neither by being shown nor by a login.
    Only,
}

/// A number of moves allowed within a number of days.
/// A signed receipt opens the door to whoever holds a copy; this limit ends the ping-pong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// The number of moves allowed, at most 32: the ledger remembers no more.
    pub moves: u8,
    /// The length of the sliding window, in days of 24 hours.
    pub days: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            transfer: TransferPolicy::default(),
            login: LoginPolicy::default(),
            link_by_account_token: true,
            named_account: NamedAccount::default(),
            budget: Some(Budget { moves: 5, days: 30 }),
        }
    }
}

impl App {
    /// Returns the rules for purchases of an environment, or None if the app does not take such purchases.
    pub fn policy(&self, environment: Environment) -> Option<&Policy> {
        match environment {
            Environment::Production => Some(&self.policy),
            Environment::Sandbox => self.sandbox.as_ref(),
        }
    }

    /// Lists the entitlements that a purchase grants, sorted and without repetition.
    pub(super) fn granted(&self, status: &Status) -> Vec<EntitlementId> {
        let mut ids: Vec<_> = status
            .grants
            .iter()
            .flat_map(|grant| self.entitlements_of(grant.store, &grant.product))
            .map(|entitlement| entitlement.id.clone())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Returns the end that a product's setting gives to a term of which the store does not say how long it lasts.
    pub fn end_of(&self, store: Store, term: &Term) -> Option<Time> {
        if term.kind != TermKind::Open || term.ends.is_some() {
            return None;
        }
        let mut products = self.products.iter();
        let sold = products.find(|it| it.store == store && it.sku == term.product)?;
        Some(term.starts.plus_days(i64::from(sold.days?)))
    }

    /// Lists the entitlements that a store's product grants, or that one which was granted.
    /// A product unknown to the app grants nothing; once the app is configured with it, it grants from then on.
    pub fn entitlements_of(&self, store: Store, sku: &str) -> impl Iterator<Item = &Entitlement> {
        let product = self
            .products
            .iter()
            .find(|product| product.store == store && product.sku == sku);
        // What was granted is the entitlement itself.
        let granted = (store == Store::Granted).then(|| EntitlementId::new(sku));
        self.entitlements.iter().filter(move |it| {
            granted.as_ref() == Some(&it.id)
                || product.is_some_and(|product| it.products.contains(&product.id))
        })
    }
}
