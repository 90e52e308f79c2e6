//! The speed at which the host takes signed notifications and answers devices.
//!
//! The processor time of the host stands beside each figure, because the machine's other work changes it least.
//! Every notification is a new one with signatures of its own, made
//! before the clock starts, and answered when it is durable.

use std::time::{Duration, Instant};

use clap::Args;
use paywall_ledger::Store;
use serde_json::Value;

use crate::Outcome;
use crate::call::Call;
use crate::customer::Customer;
use crate::host::{Host, More};
use crate::load::{CALLERS, Calls, Load, all, around, each};
use crate::place::Place;
use crate::shop::Shop;
use crate::world::World;

/// The figures that one small machine should reach, per second.
const NOTIFICATIONS: f64 = 1000.0;
const READS: f64 = 5000.0;
/// The number of notifications in one measurement at most.
const MESSAGES: usize = 12_000;
/// The time that one measurement takes at most, in seconds.
const SPAN: u64 = 10;

#[derive(Args)]
pub struct Speed {
    /// The number of customers
    #[arg(long, default_value_t = 2000)]
    customers: usize,
}

impl Speed {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        let world = World::open(place, &More::default()).await?;
        let (shop, host) = (&world.shop, &world.host);
        let users = self.customers;
        println!(
            "{users} users, each with a device, an account and a subscription; {CALLERS} callers"
        );
        world.arrive((0..users).map(Customer::of_apple)).await?;
        notifications(shop, host, users).await?;
        pushes(shop, host, users).await?;
        devices(host, users).await?;
        codings(host).await
    }
}

/// Picks every user in turn, in no order that a cache would like.
pub fn scattered(number: usize, users: usize) -> usize {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % users
}

async fn notifications(shop: &Shop, host: &Host, users: usize) -> Outcome<()> {
    let mut made = 0;
    let mut more = |count: usize| {
        let numbers = made..made + count;
        made += count;
        let calls = numbers.filter_map(|it| {
            let customer = Customer::of_apple(scattered(it, users));
            shop.renews(customer, 1 + it)
        });
        each(calls.collect())
    };
    let what = "Apple's notifications";
    run(host, what, &more(MESSAGES), Load::full(SPAN)).await?;
    let what = "Apple's notifications, at half of what is aimed at";
    let half = Load::at(NOTIFICATIONS / 2.0, SPAN);
    run(host, what, &more(MESSAGES / 2), half).await?;
    Ok(())
}

/// Measures Google's pushes, which are answered when they are kept; afterwards the host asks for the state.
async fn pushes(shop: &Shop, host: &Host, users: usize) -> Outcome<()> {
    let calls = (0..MESSAGES / 3).filter_map(|it| {
        let customer = Customer {
            number: scattered(it, users),
            store: Store::Google,
        };
        shop.renews(customer, it)
    });
    let calls = each(calls.collect());
    let begun = Instant::now();
    let what = "Google's notifications, until they are kept";
    let taken = run(host, what, &calls, Load::full(SPAN)).await?;
    while host.waiting().await?.inbox > 0.0 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let span = begun.elapsed().as_secs_f64();
    println!(
        "… until they are looked into and in the ledger: {:.0}/s",
        taken / span
    );
    Ok(())
}

async fn devices(host: &Host, users: usize) -> Outcome<()> {
    let about = |rest: &'static str| {
        let customers = (0..users).map(move |it| Customer::of_apple(scattered(it, users)));
        customers.map(move |it| Call::get(it.path(rest)))
    };
    let reads: Vec<_> = about("active_entitlements").collect();
    let answers = all(host.address(), reads.clone()).await?;
    for answer in &answers {
        let body: Value = serde_json::from_slice(&answer.body)?;
        if body["results"][0]["entitlement_ref_id"] != "plus" {
            return Err(format!("no entitlement: {body}").into());
        }
    }
    // These calls are like those of clients that have the answer already.
    let known = reads.iter().zip(&answers).map(|(call, answer)| {
        let mut call = call.clone();
        let tag = answer.tag.clone().unwrap_or_default();
        call.header = format!("if-none-match: {tag}\r\n");
        call.status = 304;
        call
    });
    let known = around(known.collect());
    let reads = around(reads);
    for (what, calls) in [
        ("active entitlements", &reads),
        ("active entitlements, unchanged (304)", &known),
    ] {
        run(host, what, calls, Load::full(SPAN)).await?;
        let what = format!("{what}, at half of what is aimed at");
        run(host, &what, calls, Load::at(READS / 2.0, SPAN)).await?;
    }
    let config = around(vec![Call::get("/sdk/v3/platform/ios/config/".into())]);
    run(host, "config", &config, Load::full(SPAN)).await?;
    let rules = around(about("campaign_rules").collect());
    let what = "campaign rules, decided for the device";
    run(host, what, &rules, Load::full(SPAN)).await?;
    Ok(())
}

/// Measures answers in each coding: those that are the same for all, and those that are made for each call.
async fn codings(host: &Host) -> Outcome<()> {
    for (what, rest) in [
        ("all paywalls, built once", "paywalls/"),
        (
            "a page of paywalls, made for the call",
            "paywalls/?page_size=7",
        ),
    ] {
        for coding in ["identity", "gzip", "br"] {
            let mut call = Call::get(format!("/sdk/v3/platform/ios/{rest}"));
            call.header = format!("accept-encoding: {coding}\r\n");
            let answers = all(host.address(), vec![call.clone()]).await?;
            let kilobytes = answers.iter().map(|it| it.body.len()).sum::<usize>() / 1000;
            let what = format!("{what}, {coding}, {kilobytes} KB");
            run(host, &what, &around(vec![call]), Load::full(SPAN)).await?;
        }
    }
    Ok(())
}

/// Measures, and prints the result. Returns the number of calls.
async fn run(host: &Host, what: &str, calls: &Calls, load: Load) -> Outcome<f64> {
    let before = host.processor();
    let mut measured = load.measure(host.address(), calls).await?;
    let (rate, count) = (measured.per_second(), measured.count());
    let (median, most) = (measured.times.within(500), measured.times.within(990));
    let processor = 1000.0 * (host.processor() - before) / count;
    println!(
        "{what}: {rate:.0}/s, median {median:.1} ms, p99 {most:.1} ms, processor {processor:.2} ms each"
    );
    Ok(count)
}
