//! A steady mixed load for an hour or a day: what grows, what slows down, and what is lost?
//!
//! Customers of all stores come in, buy, are shown paywalls and renew; some subscriptions end; operators look.
//! The receiver of events is slow for two of a hundred customers, fails for two, and never answers for one.
//! Renewals are those of the newest customers, so that each has about as many in the last hour as in the first.

mod callers;
mod minute;
mod mix;
mod people;
mod verdict;

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use crate::Outcome;
use crate::customer::Customer;
use crate::host::{Host, More};
use crate::load::all;
use crate::place::Place;
use crate::random::Random;
use crate::receiver::{Mood, Receiver};
use crate::world::World;
use callers::Callers;
use minute::Minutes;
use people::People;
use verdict::End;

/// The time after the last call in which the last events must have arrived.
const DRAIN: Duration = Duration::from_secs(120);

#[derive(Args)]
pub struct Soak {
    /// The minutes to go on for
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// Calls a second
    #[arg(long, default_value_t = 100.0)]
    rate: f64,
    /// Customers at the beginning; another one comes with each hundredth call
    #[arg(long, default_value_t = 600)]
    customers: usize,
    /// The seed of all that looks random
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Soak {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        let receiver = Receiver::open(Mood::mixed).await?;
        let more = More {
            receiver: Some(receiver.url.clone()),
            proxy: true,
            ..More::default()
        };
        let world = World::open(place, &more).await?;
        let people = Arc::new(People::new(&world.shop, &world.stores, self.customers));
        self.begin(&world.host, &people).await?;
        println!(
            "{} for {} minutes: {} calls/s, {} customers at the beginning, seed {}",
            place.database, self.minutes, self.rate, self.customers, self.seed
        );
        let callers = Callers::new(world.address());
        let mut minutes = Minutes::new(&world.host, &world.database);
        self.call(&people, &callers, &mut minutes).await?;
        println!("waiting for the last events");
        let lost = settle(&people, &receiver).await;
        let heard = receiver.count();
        verdict::tell(&minutes.read, self.rate, &End { heard, lost })
    }

    /// Lets the first customers come in.
    async fn begin(&self, host: &Host, people: &People) -> Outcome<()> {
        for step in 0..3 {
            let customers = (0..self.customers).map(Customer::of);
            let calls = customers.map(|it| people.arrives(it)[step].clone());
            all(host.address(), calls.collect()).await?;
        }
        (0..self.customers)
            .map(Customer::of)
            .for_each(|it| people.came(it));
        Ok(())
    }

    /// Makes the calls, each at its time, and a reading every minute.
    async fn call(
        &self,
        people: &Arc<People>,
        callers: &Callers,
        minutes: &mut Minutes<'_>,
    ) -> Outcome<()> {
        let mut random = Random(self.seed);
        let begun = Instant::now();
        let mut minute = 1;
        for number in 0_u64.. {
            let due = begun + Duration::from_secs_f64(number as f64 / self.rate);
            if due >= begun + Duration::from_secs(60 * minute) {
                tokio::time::sleep_until((begun + Duration::from_secs(60 * minute)).into()).await;
                minutes.read(callers).await?;
                minute += 1;
                if minute > self.minutes {
                    break;
                }
            }
            tokio::time::sleep_until(due.into()).await;
            callers
                .make(mix::pick(&mut random), due, people, &mut random)
                .await;
        }
        callers.finish().await;
        Ok(())
    }
}

/// Waits until the receiver knows what the stores and the clock said last of each customer. Returns those of whom it
/// does not even then.
async fn settle(people: &People, receiver: &Receiver) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let lost = people.unheard(receiver, begun);
        if lost.is_empty() || begun.elapsed() > DRAIN {
            return lost;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
