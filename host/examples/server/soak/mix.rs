//! The kinds of calls, and how many of each.

use serde_json::json;

use crate::call::Call;
use crate::customer::Customer;
use crate::host::KEY;
use crate::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Rules,
    Entitlements,
    Profile,
    Config,
    Session,
    Impression,
    Shown,
    Login,
    /// A new device, which then logs in and shows what it bought.
    Device,
    Renewal,
    Operator,
}

/// The number of calls of each kind in a hundred.
const SHARES: [(Kind, usize); 11] = [
    (Kind::Rules, 20),
    (Kind::Entitlements, 25),
    (Kind::Profile, 5),
    (Kind::Config, 5),
    (Kind::Session, 6),
    (Kind::Impression, 15),
    (Kind::Shown, 4),
    (Kind::Login, 2),
    (Kind::Device, 1),
    (Kind::Renewal, 15),
    (Kind::Operator, 2),
];

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Entitlements => "entitlements",
            Self::Profile => "profile",
            Self::Config => "config",
            Self::Session => "session",
            Self::Impression => "impression",
            Self::Shown => "purchase",
            Self::Login => "login",
            Self::Device => "device",
            Self::Renewal => "store",
            Self::Operator => "operator",
        }
    }
}

pub fn pick(random: &mut Random) -> Kind {
    let mut number = random.below(100);
    for (kind, share) in SHARES {
        if number < share {
            return kind;
        }
        number -= share;
    }
    Kind::Rules
}

/// Makes a call that only looks at a customer, or notes something.
pub fn plain(kind: Kind, customer: Customer, random: &mut Random) -> Call {
    let note = |what, body: String| Call::send("POST", customer.path(what), body, 201);
    let call = match kind {
        Kind::Entitlements => Call::get(customer.path("active_entitlements")),
        Kind::Profile => Call::get(customer.path("profile")),
        Kind::Config => Call::get(format!("/sdk/v3/platform/{}/config/", customer.platform())),
        Kind::Session => note(
            "session",
            json!({"start_time": "2026-01-01T00:00:00Z"}).to_string(),
        ),
        Kind::Impression => {
            let segment = format!("segment-{}", random.below(20));
            let launch = format!("{:016x}", random.next());
            note(
                "impression",
                json!({"segment": segment, "launch_id": launch}).to_string(),
            )
        }
        Kind::Operator => {
            let path = format!("/admin/v1/apps/fern/devices/{}", customer.device());
            return Call::get(path).with_key(KEY);
        }
        _ => Call::get(customer.path("campaign_rules")),
    };
    call.from(&customer.address())
}
