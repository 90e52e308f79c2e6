//! A receiver that never answers for one user of twenty.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::customer::Customer;
use crate::held::Held;
use crate::host::More;
use crate::load::{Load, each};
use crate::place::Place;
use crate::receiver::{Mood, Receiver};
use crate::world::World;

const CUSTOMERS: usize = 600;
/// The renewals of each.
const PERIODS: usize = 8;
/// The rounds, in which both receivers take turns.
const ROUNDS: usize = 2;
/// The share of the undisturbed rate that others' events must have.
const SHARE: f64 = 0.8;
/// The time in which all of others' events must arrive.
const PATIENCE: Duration = Duration::from_secs(120);

const fn one_of_twenty(customer: usize) -> Mood {
    match customer % 20 {
        7 => Mood::Silent,
        _ => Mood::Prompt,
    }
}

const fn prompt(_: usize) -> Mood {
    Mood::Prompt
}

pub async fn run(place: &Place, held: &mut Held) -> Outcome<()> {
    let (mut undisturbed, mut disturbed) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        undisturbed += rate(place, prompt).await? / ROUNDS as f64;
        disturbed += rate(place, one_of_twenty).await? / ROUNDS as f64;
    }
    let share = disturbed / undisturbed;
    let what = format!(
        "silence: {disturbed:.0} events/s of the users who are answered, {undisturbed:.0} if all are: {:.0} % (at least {:.0} %)",
        100.0 * share,
        100.0 * SHARE
    );
    held.holds(&what, share >= SHARE);
    Ok(())
}

/// Renews all subscriptions as fast as the host takes it, and returns how many events of users who are answered arrived
/// a second, until the last of them.
async fn rate(place: &Place, mood: fn(usize) -> Mood) -> Outcome<f64> {
    let receiver = Receiver::open(mood).await?;
    let more = More {
        receiver: Some(receiver.url.clone()),
        ..More::default()
    };
    let world = World::open(place, &more).await?;
    let customers = || (0..CUSTOMERS).map(Customer::of_apple);
    let answered: Vec<_> = customers()
        .filter(|it| mood(it.number) == Mood::Prompt)
        .collect();
    world.arrive(customers()).await?;
    arrived(&world, &receiver, &answered, 0).await?;
    let renewals = (1..=PERIODS).flat_map(|period| customers().map(move |it| (it, period)));
    let renewals = renewals.filter_map(|(it, period)| world.shop.renews(it, period));
    let renewals = each(renewals.collect());
    let begun = Instant::now();
    Load::full(60).measure(world.address(), &renewals).await?;
    arrived(&world, &receiver, &answered, PERIODS).await?;
    let count = answered.len() * PERIODS;
    Ok(count as f64 / begun.elapsed().as_secs_f64())
}

/// Waits until the receiver has heard of this period of all customers.
async fn arrived(
    world: &World,
    receiver: &Receiver,
    customers: &[Customer],
    period: usize,
) -> Outcome<()> {
    let (begun, ends) = (Instant::now(), world.shop.ends(period).millis());
    while customers.iter().any(|it| receiver.heard(*it).until < ends) {
        if begun.elapsed() > PATIENCE {
            return Err("silence: the events of others do not arrive".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
