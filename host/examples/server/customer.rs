//! A customer: a device, an account and a subscription, all of which follow from a number.

use paywall_ledger::Store;

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    pub number: usize,
    pub store: Store,
}

impl Customer {
    /// Returns the customer with this number, in one of all stores: of ten, five are Apple's and two Google's.
    pub const fn of(number: usize) -> Self {
        let store = match number % 10 {
            0..=4 => Store::Apple,
            5 | 6 => Store::Google,
            7 => Store::Roku,
            8 => Store::Amazon,
            _ => Store::Stripe,
        };
        Self { number, store }
    }

    /// Returns a customer of Apple's.
    pub const fn of_apple(number: usize) -> Self {
        Self {
            number,
            store: Store::Apple,
        }
    }

    /// Returns the id of the app platform.
    pub const fn platform(self) -> &'static str {
        match self.store {
            Store::Apple => "ios",
            Store::Google => "android",
            Store::Roku => "roku",
            Store::Amazon => "fire",
            Store::Stripe | Store::Granted => "web",
        }
    }

    pub fn device(self) -> String {
        format!("7c9e6679-7425-40de-944b-{:012}", self.number)
    }

    /// Returns the account's number. No account has 0.
    pub fn account(self) -> String {
        (self.number + 1).to_string()
    }

    /// Returns the name of the subscription in its store.
    pub fn purchase(self) -> String {
        let number = self.number;
        match self.store {
            Store::Apple => format!("20000{number:09}"),
            Store::Google => format!("token-{number}"),
            Store::Roku => format!("roku-{number}"),
            Store::Amazon => format!("receipt-{number}"),
            Store::Stripe | Store::Granted => format!("sub_{number}"),
        }
    }

    /// Returns the network address that the customer calls from.
    pub fn address(self) -> String {
        let [_, a, b, c] = u32::try_from(self.number).unwrap_or(0).to_be_bytes();
        format!("10.{a}.{b}.{c}")
    }

    /// Returns the path of a call about the device.
    pub fn path(self, rest: &str) -> String {
        format!(
            "/sdk/v3/platform/{}/device/{}/{rest}/",
            self.platform(),
            self.device()
        )
    }
}
