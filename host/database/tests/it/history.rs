//! Made-up histories: the same number gives the same one.

use paywall_ledger::{
    DeviceId, EntitlementId, Environment, Holder, Input, LineageId, MemberKey, Money, Note,
    Observation, Payment, PlatformId, Presentation, Standing, Store, What,
};

use paywall_host_testing::shop::{NOW, bought, key};

/// A generator of random numbers: Marsaglia's xorshift.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// Makes a history among `devices` devices, with a few accounts and `purchases` purchases that all touch each other.
pub fn history(seed: u64, inputs: usize, devices: u64, purchases: u64) -> Vec<Input> {
    let mut dice = Dice::new(seed);
    let mut out: Vec<Input> = (0..devices)
        .map(|number| input(number.to_string(), 0, install(number)))
        .collect();
    for at in 0..inputs {
        let key = format!("{seed}-{at}");
        out.push(input(key, at, something(&mut dice, at, devices, purchases)));
    }
    out
}

pub fn input(key: String, at: usize, what: What) -> Input {
    let at = NOW.plus_millis(at_millis(at));
    Input { key, at, what }
}

/// Returns the time of an input, in milliseconds from the beginning.
fn at_millis(at: usize) -> i64 {
    60_000 * i64::try_from(at).unwrap()
}

pub fn install(number: u64) -> What {
    What::Install {
        device: DeviceId::new(number.to_string()),
        platform: PlatformId::new("apple"),
    }
}

fn something(dice: &mut Dice, at: usize, devices: u64, purchases: u64) -> What {
    let device = DeviceId::new(dice.roll(devices).to_string());
    match dice.roll(12) {
        10 => What::Grant {
            grant: dice.roll(4).to_string(),
            to: Holder::Account((dice.roll(4) + 1).to_string().parse().unwrap()),
            entitlement: EntitlementId::new("premium"),
            until: Some(NOW.plus_millis(at_millis(at) + 600_000)),
            note: Note::default(),
        },
        11 => What::EndGrant {
            lineage: LineageId::granted(&dice.roll(4).to_string()),
            note: Note::default(),
        },
        0 | 1 => What::Login {
            device,
            account: (dice.roll(4) + 1).to_string().parse().unwrap(),
        },
        2 => What::Logout { device },
        3 | 4 => What::Present {
            device,
            how: Presentation::Validation,
            purchases: (0..dice.roll(3))
                .map(|_| seen(dice, at, purchases))
                .collect(),
        },
        5 => What::Present {
            device,
            how: Presentation::Transaction,
            purchases: vec![seen(dice, at, purchases)],
        },
        6 => What::Expire {
            lineage: LineageId::of(purchase(dice.roll(purchases))),
        },
        _ => What::Notify {
            purchases: vec![seen(dice, at, purchases)],
        },
    }
}

fn purchase(number: u64) -> MemberKey {
    key(Store::Google, &number.to_string())
}

/// Makes a store's statement about a purchase: it began, goes on, ended, or replaced another one.
fn seen(dice: &mut Dice, at: usize, purchases: u64) -> Observation {
    let number = dice.roll(purchases);
    let now = NOW.plus_millis(60_000 * i64::try_from(at).unwrap());
    let mut seen = bought(purchase(number), now.plus_days(-29));
    seen.at = now;
    match dice.roll(6) {
        0 => seen.standing = Some(Standing::Ended),
        1 => seen.renews = Some(false),
        2 if number > 0 => seen.replaces.push(purchase(number - 1)),
        3 => seen.account = Some((dice.roll(4) + 1).to_string()),
        _ => {}
    }
    // A payment now and then, of which a later record may know more.
    if dice.roll(3) == 0 {
        let micros = i64::try_from(dice.roll(2)).unwrap() * 9_990_000;
        seen.payments.push(Payment {
            amount: Money::new(micros, "NZD"),
            ..Payment::new(dice.roll(4).to_string())
        });
    }
    seen.member.environment = Environment::Production;
    seen
}
