//! Notifications on SQLite and on PostgreSQL, in one run.

use crate::Outcome;
use crate::customer::Customer;
use crate::host::More;
use crate::load::{Load, Measured, each};
use crate::place::Place;
use crate::speed::scattered;
use crate::world::World;

const CUSTOMERS: usize = 1000;
/// The rounds, in which the databases take turns, and the notifications and seconds of each.
const ROUNDS: usize = 3;
const MESSAGES: usize = 6000;
const SECONDS: u64 = 8;

pub async fn run(place: &Place) -> Outcome<()> {
    let mut sides = Vec::new();
    for kind in ["sqlite", "postgres"] {
        let world = World::on(place, kind, &More::default()).await?;
        world.arrive((0..CUSTOMERS).map(Customer::of_apple)).await?;
        sides.push((kind, world, None::<Measured>));
    }
    for round in 0..ROUNDS {
        for (_, world, measured) in &mut sides {
            let numbers = round * MESSAGES..(round + 1) * MESSAGES;
            let renewals = numbers.filter_map(|it| {
                let customer = Customer::of_apple(scattered(it, CUSTOMERS));
                world.shop.renews(customer, 1 + it)
            });
            let calls = each(renewals.collect());
            let more = Load::full(SECONDS).measure(world.address(), &calls).await?;
            match measured {
                Some(before) => before.join(&more),
                None => *measured = Some(more),
            }
        }
    }
    for (kind, world, measured) in &mut sides {
        if let Some(measured) = measured {
            let rate = measured.per_second();
            let processor = world.host.processor();
            println!(
                "databases: {kind}: {rate:.0} notifications/s of Apple's, median/p99 {} ms; the host's processor time in all {processor:.1} s",
                measured.times.told()
            );
        }
    }
    Ok(())
}
