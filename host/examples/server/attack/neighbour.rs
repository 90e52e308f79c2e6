//! An app whose customers all call as fast as they can, and another app on the same host.

use serde_json::json;

use crate::Outcome;
use crate::call::Call;
use crate::customer::Customer;
use crate::held::Held;
use crate::host::More;
use crate::load::{Load, all, around};
use crate::place::Place;
use crate::speed::scattered;
use crate::world::World;

/// The customers of the app that floods, each with an address of their own, so that the limits do not slow them down.
const MANY: usize = 1000;
/// The devices of the other app, and their calls a second.
const FEW: usize = 50;
const RATE: f64 = 50.0;
/// The longest p99 of the other app's calls, in milliseconds.
const P99: f64 = 250.0;

pub async fn run(place: &Place, held: &mut Held) -> Outcome<()> {
    let more = More {
        proxy: true,
        neighbour: Some("next-door"),
        ..More::default()
    };
    let world = World::open(place, &more).await?;
    world.arrive((0..MANY).map(Customer::of_apple)).await?;
    let path = "/sdk/v3/platform/next-door/device/";
    let make = |number: usize| {
        let body = json!({"id": format!("few-{number}"), "form_factor": "phone", "language": "en"});
        Call::send("POST", path.into(), body.to_string(), 201).from(&format!("192.0.2.{number}"))
    };
    all(world.address(), (0..FEW).map(make).collect()).await?;
    let decide = |number: usize| {
        Call::get(format!("{path}few-{number}/campaign_rules/")).from(&format!("192.0.2.{number}"))
    };
    let few = around((0..FEW).map(decide).collect());
    let mut before = Load::at(RATE, 15).measure(world.address(), &few).await?;
    let all_others = (0..MANY).map(|it| {
        let customer = Customer::of_apple(scattered(it, MANY));
        let call = Call::get(customer.path("campaign_rules")).from(&customer.address());
        // Callers who come too often are refused.
        call.answered_anyhow()
    });
    let flood = around(all_others.collect());
    let (flood, during) = tokio::join!(
        Load::full(30).measure(world.address(), &flood),
        Load::at(RATE, 30).measure(world.address(), &few),
    );
    let (flood, mut during) = (flood?, during?);
    let p99 = during.times.within(990);
    let what = format!(
        "neighbour: decisions of an app, median/p99 {} ms, beside another with {:.0} calls/s; undisturbed {} (p99 at most {P99})",
        during.times.told(),
        flood.per_second(),
        before.times.told()
    );
    held.holds(&what, p99 <= P99);
    Ok(())
}
