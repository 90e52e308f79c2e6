//! The door: passwords, how often somebody may try one, and the cookie of those who came in.

mod cookie;
mod origin;
mod password;
mod throttle;

use std::net::IpAddr;

use paywall_ledger::Time;

use crate::problem::Problem;
use throttle::Throttle;

pub(crate) use cookie::{SESSION, SIGNING_IN};
pub(crate) use origin::{Place, same_origin};
pub(crate) use password::{Passwords, check};

/// The attempts at one account: so many at once, and the milliseconds until there is one more.
const OF_ACCOUNT: (u32, i64) = (10, 90_000);
/// The attempts from one address, behind which may be a whole office.
const FROM_ADDRESS: (u32, i64) = (30, 20_000);
/// The wrong tokens from one address.
const WRONG_TOKENS: (u32, i64) = (50, 1_000);

/// The door of a host. It forgets all attempts when the host starts again.
pub(crate) struct Door {
    pub passwords: Passwords,
    accounts: Throttle,
    addresses: Throttle,
    tokens: Throttle,
}

/// An attempt to sign in, which counts unless it turns out to be right.
pub(crate) struct Attempt<'a> {
    door: &'a Door,
    /// The account, in lower case; none if it is at none.
    email: Option<String>,
    from: IpAddr,
}

impl Door {
    /// Makes the door of a host that just started.
    pub(crate) fn new() -> Self {
        Self {
            passwords: Passwords::new(),
            accounts: Throttle::new(OF_ACCOUNT),
            addresses: Throttle::new(FROM_ADDRESS),
            tokens: Throttle::new(WRONG_TOKENS),
        }
    }

    /// Counts a wrong token.
    ///
    /// # Errors
    /// Fails if there were too many from the address.
    pub(crate) fn wrong_token(&self, from: IpAddr, now: Time) -> Result<(), Problem> {
        self.tokens.take(&from, now).map_err(too_many)
    }

    /// Begins an attempt that is at no account yet.
    ///
    /// # Errors
    /// Fails if there were too many from the address.
    pub(crate) fn attempt_from(&self, from: IpAddr, now: Time) -> Result<Attempt<'_>, Problem> {
        self.addresses.take(&from, now).map_err(too_many)?;
        let (door, email) = (self, None);
        Ok(Attempt { door, email, from })
    }

    /// Begins an attempt, whether anybody has this e-mail address or not.
    ///
    /// # Errors
    /// Fails if there were too many from the address or at the account.
    pub(crate) fn attempt(
        &self,
        email: &str,
        from: IpAddr,
        now: Time,
    ) -> Result<Attempt<'_>, Problem> {
        let email = email.trim().to_lowercase();
        self.addresses.take(&from, now).map_err(too_many)?;
        self.accounts.take(&email, now).map_err(|wait| {
            self.addresses.give_back(&from);
            too_many(wait)
        })?;
        let (door, email) = (self, Some(email));
        Ok(Attempt { door, email, from })
    }
}

impl Attempt<'_> {
    /// Does not count the attempt, as it was right.
    pub(crate) fn was_right(self) {
        if let Some(email) = &self.email {
            self.door.accounts.give_back(email);
        }
        self.door.addresses.give_back(&self.from);
    }
}

/// Makes the problem that somebody tries too often.
fn too_many(wait: u16) -> Problem {
    let message = format!("too many attempts: expected none for {wait} seconds");
    Problem::later(
        axum::http::StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        message,
        wait,
    )
}
