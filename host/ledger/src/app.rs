//! What is configured of an app: its stores, products, entitlements, and how purchases move.

use serde::{Deserialize, Serialize};

use super::id::{AppId, EntitlementId, Environment, PlatformId, ProductId, Store};

/// One app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Its id.
    pub id: AppId,
    /// Where it is sold.
    pub platforms: Vec<AppPlatform>,
    /// What it sells.
    pub products: Vec<Product>,
    /// What customers may use once they bought.
    pub entitlements: Vec<Entitlement>,
    /// How purchases with real money move.
    #[serde(default)]
    pub policy: Policy,
    /// How test purchases move. Absent: test purchases are not taken.
    #[serde(default)]
    pub sandbox: Option<Policy>,
    /// Whether Roku's hold and Stripe's pause set `in_account_hold` and `in_pause`, which the platform documents for
    /// Google only.
    #[serde(default)]
    pub hold_and_pause_everywhere: bool,
}

/// The app in one store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPlatform {
    /// Its id.
    pub id: PlatformId,
    /// For people.
    pub name: String,
    /// The store.
    pub store: Store,
    /// What the store calls the app: bundle id, package name, channel id.
    pub store_app: String,
}

/// A product of one store. The same product in two stores is two of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// The store that sells it.
    pub store: Store,
    /// The store's product id, letter by letter.
    pub sku: String,
}

/// Something customers may use, on every platform of the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    /// The reference id that the app's code asks for.
    pub id: EntitlementId,
    /// For people.
    pub name: String,
    /// The products that grant it.
    pub products: Vec<ProductId>,
}

/// How purchases move between users. `docs/ledger.md` has the reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// When a device that presents a purchase takes it from an account.
    pub transfer: TransferPolicy,
    /// Whether logging in to another account takes along what another account owns.
    pub login: LoginPolicy,
    /// Whether the account that a purchase names (Apple's `appAccountToken`, Google's obfuscated account id) owns it
    /// when it is first seen.
    pub link_by_account_token: bool,
    /// How often a purchase may be taken from accounts by presenting it. None: as often as anyone likes.
    pub budget: Option<Budget>,
}

/// When a device that presents a purchase takes it from an account. Anonymous users always yield: behind them is
/// nobody the app knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferPolicy {
    /// Always. What the platform does.
    #[default]
    LastDeviceWins,
    /// When the customer asks for it (restore) or buys, not by the validation at the start of a session.
    RestoreOnly,
    /// When the purchase gives no access at the moment.
    IfNoActive,
    /// Never.
    KeepOriginal,
}

/// What a login moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginPolicy {
    /// What the device was the last to claim, whoever owns it.
    #[default]
    DeviceClaims,
    /// Only what the anonymous user owns whom the device leaves.
    AnonymousOnly,
}

/// So many moves in so many days. A signed receipt opens the door to whoever holds a copy; this ends the ping-pong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Moves, at most 32.
    pub moves: u8,
    /// Days, a sliding window.
    pub days: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            transfer: TransferPolicy::default(),
            login: LoginPolicy::default(),
            link_by_account_token: true,
            budget: Some(Budget { moves: 5, days: 30 }),
        }
    }
}

impl App {
    /// The rules for purchases of an environment. None: such purchases are not taken.
    pub fn policy(&self, environment: Environment) -> Option<&Policy> {
        match environment {
            Environment::Production => Some(&self.policy),
            Environment::Sandbox => self.sandbox.as_ref(),
        }
    }

    /// The entitlements that a store's product grants. None for products the app does not know; knowing them later
    /// grants from then on.
    pub fn entitlements_of(&self, store: Store, sku: &str) -> impl Iterator<Item = &Entitlement> {
        let product = self
            .products
            .iter()
            .find(|product| product.store == store && product.sku == sku);
        self.entitlements
            .iter()
            .filter(move |it| product.is_some_and(|product| it.products.contains(&product.id)))
    }
}
