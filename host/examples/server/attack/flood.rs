//! One anonymous client that makes all the calls it can, from one address: new devices with long profiles, long notes
//! of impressions, invented proofs of purchases, and decisions.

use std::sync::Arc;

use serde_json::json;

use crate::Outcome;
use crate::call::Call;
use crate::customer::Customer;
use crate::held::Held;
use crate::host::More;
use crate::load::{Calls, Load, Measured, all, around};
use crate::place::Place;
use crate::speed::scattered;
use crate::world::World;

/// The other customers, and their calls a second.
const OTHERS: usize = 500;
const RATE: f64 = 100.0;
/// The calls a second of the client: ten times as many as one address may make.
const FLOOD: f64 = 2000.0;
const SECONDS: u64 = 60;
const ADDRESS: &str = "203.0.113.9";
/// The devices that the client begins with.
const DEVICES: usize = 64;
/// The most that the others may wait, as a multiple of their time without the flood.
const SLOWER: f64 = 2.0;
/// The questions to the store that all devices of a platform may cause in that time, by the limits of questions.
const QUESTIONS: usize = 2000;
/// The growth of the database that is within the limits of calls, in MB: one address may write 4 MB at once and 3 MB a
/// minute, and the pages of the log before them stand beside it.
const GROWTH: f64 = 10.0;

pub async fn run(place: &Place, held: &mut Held) -> Outcome<()> {
    let more = More {
        proxy: true,
        ..More::default()
    };
    let world = World::open(place, &more).await?;
    world.arrive((0..OTHERS).map(Customer::of_apple)).await?;
    let own = (0..DEVICES).map(|it| new_device(&format!("flood-{it}")));
    all(world.address(), own.collect()).await?;

    let others = others(OTHERS);
    let mut before = Load::at(RATE, 30).measure(world.address(), &others).await?;
    let (size, asked) = (world.database.bytes(), world.stores.asked());
    let calls = flood();
    let (flood, during) = tokio::join!(
        Load::at(FLOOD, SECONDS).measure(world.address(), &calls),
        Load::at(RATE, SECONDS).measure(world.address(), &others),
    );
    let (flood, mut during) = (flood?, during?);
    let grown = world.database.bytes().saturating_sub(size) as f64 / 1_048_576.0;
    let asked = world.stores.asked() - asked;
    before.join(&Load::at(RATE, 30).measure(world.address(), &others).await?);

    let refused = flood.with(429);
    println!(
        "flood: {:.0} calls/s of one address for {SECONDS} s, {refused} of {} refused with 429, the others: {:?}",
        flood.per_second(),
        flood.times.count(),
        flood.statuses
    );
    slower(held, &mut before, &mut during, SLOWER);
    held.holds(
        &format!("flood: the database grew by {grown:.1} MB (at most {GROWTH})"),
        grown <= GROWTH,
    );
    held.holds(
        &format!("flood: the store was asked {asked} times (at most {QUESTIONS})"),
        asked <= QUESTIONS,
    );
    Ok(())
}

/// The calls of customers who look at paywalls: what they have, and what they are shown.
pub fn others(count: usize) -> Calls {
    let calls = (0..2 * count).map(|it| {
        let customer = Customer::of_apple(scattered(it, count));
        let rest = if it % 2 == 0 {
            "active_entitlements"
        } else {
            "campaign_rules"
        };
        Call::get(customer.path(rest)).from(&customer.address())
    });
    around(calls.collect())
}

/// Compares others' p99 with that of an undisturbed time.
pub fn slower(held: &mut Held, before: &mut Measured, during: &mut Measured, limit: f64) {
    let ratio = during.times.within(990) / before.times.within(990);
    let what = format!(
        "others' median/p99 {} ms, undisturbed {}",
        during.times.told(),
        before.times.told()
    );
    held.holds(
        &format!("flood: {what}: p99 {ratio:.1} times (at most {limit})"),
        ratio <= limit,
    );
}

fn new_device(id: &str) -> Call {
    let long = "x".repeat(200);
    let body = json!({"id": id, "os_name": long, "os_version": long, "form_factor": "phone", "language": "en",
        "app_version": long, "sdk_client": long, "sdk_version": long, "country": "US", "device_model": long});
    let path = "/sdk/v3/platform/android/device/".into();
    Call::send("POST", path, body.to_string(), 201).from(ADDRESS)
}

fn flood() -> Calls {
    Arc::new(|number| {
        let at = |rest: &str| {
            format!(
                "/sdk/v3/platform/android/device/flood-{}/{rest}/",
                number / 4 % DEVICES
            )
        };
        let call = match number % 4 {
            0 => new_device(&format!("more-{number}")),
            1 => {
                let params = json!({"a": "x".repeat(16_000)});
                let body = json!({"segment": "s", "url_params": params}).to_string();
                Call::send("POST", at("impression"), body, 201).from(ADDRESS)
            }
            2 => {
                let tokens: Vec<_> = (0..50)
                    .map(|it| format!("invented {number} {it}"))
                    .collect();
                let body = json!({"payload": json!(tokens).to_string()}).to_string();
                Call::send("PUT", at("purchase_event"), body, 200).from(ADDRESS)
            }
            _ => Call::get(at("campaign_rules")).from(ADDRESS),
        };
        Some(Arc::new(call.answered_anyhow()))
    })
}
