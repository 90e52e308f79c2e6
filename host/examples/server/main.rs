//! A measurement of how fast `paywall host` takes signed notifications
//! and answers devices, over HTTP on this machine.
//!
//! `cargo build --release -p paywall-host --bin paywall --example server`, then
//! `target/release/examples/server target/release/paywall sqlite:/tmp/bench.db [USERS]`, or a `postgres://` URL.
//! The database should be empty, and on the disk that will be used.
//!
//! The processor time of the host stands beside each figure, because the machine's other work changes it least.
//!
//! Every notification is a new one with signatures of its own, made
//! before the clock starts, and answered when it is durable.
//! The callers are in this program, on the same processors as the host: whatever they take, the host does not have.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a program for people, about time; the keys are the tests'"
)]

mod http;
mod load;
mod shop;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{StatusCode, Uri};
use http::Connection;
use load::{Call, Pace, all, measure};
use serde_json::{Value, json};
use shop::{Host, Shop, device};
use tokio::net::TcpListener;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const CALLERS: usize = 64;
/// The figures that one small machine should reach, per second.
const NOTIFICATIONS: f64 = 1000.0;
const READS: f64 = 5000.0;
/// The number of notifications in one measurement at most.
const MESSAGES: usize = 12_000;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: server PAYWALL-PROGRAM DATABASE-URL [USERS]";
    let program = arguments.next().ok_or(usage)?;
    let database = arguments.next().ok_or(usage)?;
    let users: usize = arguments.next().map_or(Ok(2000), |it| it.parse())?;
    let shop = Arc::new(Shop::new()?);
    let folder = tempfile::tempdir()?;
    let google = google(&shop).await?;
    let host = shop.host(&program, &database, &google, &folder)?;
    println!("{users} users, each with a device, an account and a subscription; {CALLERS} callers");
    for step in 0..3 {
        let calls = (0..users).map(|user| shop.customer(user)[step].clone());
        all(host.address(), calls.collect()).await?;
    }
    notifications(&shop, &host, users).await?;
    pushes(&shop, &host, users).await?;
    devices(&host, users).await
}

/// Picks every user in turn, in no order that a cache would like.
fn scattered(number: usize, users: usize) -> usize {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % users
}

async fn notifications(shop: &Shop, host: &Host, users: usize) -> Outcome<()> {
    let mut made = 0;
    let mut more = |count: usize| {
        let numbers = made..made + count;
        made += count;
        let calls = numbers.map(|it| shop.renewed(scattered(it, users), 1 + it));
        Arc::new(calls.collect::<Vec<_>>())
    };
    let what = "Apple's notifications";
    run(host, what, &more(MESSAGES), false, Pace::Full).await?;
    let what = "Apple's notifications, at half of what is aimed at";
    let half = Pace::Rate(NOTIFICATIONS / 2.0);
    run(host, what, &more(MESSAGES / 2), false, half).await?;
    Ok(())
}

/// Measures Google's pushes, which are answered when they are kept; afterwards the host asks for the state.
async fn pushes(shop: &Shop, host: &Host, users: usize) -> Outcome<()> {
    let calls = (0..MESSAGES / 3).map(|it| shop.pushed(scattered(it, users), it));
    let calls = Arc::new(calls.collect());
    let begun = Instant::now();
    let what = "Google's notifications, until they are kept";
    let taken = run(host, what, &calls, false, Pace::Full).await?;
    let mut connection = Connection::open(host.address()).await?;
    let mut metrics = Call::get("/metrics".into());
    metrics.header = "authorization: Bearer metrics\r\n".into();
    loop {
        let text = String::from_utf8(metrics.on(&mut connection).await?.body)?;
        if text.contains("in=\"inbox\"} 0") {
            break;
        }
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
    let entitlements = |user| {
        let device = device(scattered(user, users));
        format!("/sdk/v3/platform/ios/device/{device}/active_entitlements/")
    };
    let reads: Vec<_> = (0..users).map(|it| Call::get(entitlements(it))).collect();
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
    let known = Arc::new(known.collect::<Vec<_>>());
    let reads = Arc::new(reads);
    let config = Arc::new(vec![Call::get("/sdk/v3/platform/ios/config/".into())]);
    for (what, calls) in [
        ("active entitlements", &reads),
        ("active entitlements, unchanged (304)", &known),
    ] {
        run(host, what, calls, true, Pace::Full).await?;
        let what = format!("{what}, at half of what is aimed at");
        run(host, &what, calls, true, Pace::Rate(READS / 2.0)).await?;
    }
    run(host, "config", &config, true, Pace::Full).await?;
    let rules = (0..users).map(|user| {
        let device = device(scattered(user, users));
        Call::get(format!(
            "/sdk/v3/platform/ios/device/{device}/campaign_rules/"
        ))
    });
    let rules = Arc::new(rules.collect());
    let what = "campaign rules, decided for the device";
    run(host, what, &rules, true, Pace::Full).await?;
    Ok(())
}

/// Measures, and prints the result. Returns the number of calls.
async fn run(
    host: &Host,
    what: &str,
    calls: &Arc<Vec<Call>>,
    again: bool,
    pace: Pace,
) -> Outcome<f64> {
    let before = host.processor();
    let measured = measure(host.address(), calls, again, pace).await?;
    let (median, most) = (measured.within(500), measured.within(990));
    let rate = measured.per_second();
    let count = rate * measured.span.as_secs_f64();
    let processor = 1000.0 * (host.processor() - before) / count;
    println!(
        "{what}: {rate:.0}/s, median {median:.1} ms, p99 {most:.1} ms, processor {processor:.2} ms each"
    );
    Ok(count)
}

/// Starts a Google of our own on this machine.
async fn google(shop: &Shop) -> Outcome<String> {
    let keys = serde_json::to_string(&shop.google.key_set("k1"))?;
    let paid = shop.paid().to_string();
    let router = Router::new().fallback(async move |uri: Uri| match uri.path() {
        "/keys" => (StatusCode::OK, keys.clone()),
        "/token" => {
            let token = json!({"access_token": "t", "expires_in": 3600});
            (StatusCode::OK, token.to_string())
        }
        _ => (StatusCode::OK, paid.clone()),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}
