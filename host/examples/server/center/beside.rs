//! The ledger's figures alone, and beside editors who save, in turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::task::JoinSet;

use super::author::Author;
use super::desk::document;
use crate::Outcome;
use crate::call::Call;
use crate::customer::Customer;
use crate::held::Held;
use crate::host::More;
use crate::load::{Calls, Load, around, each};
use crate::place::Place;
use crate::speed::scattered;
use crate::times::Times;
use crate::world::World;

const CUSTOMERS: usize = 2000;
/// The most notifications a second for which there are enough. Each is signed a little later than the one before, and
/// all of them must lie in the past.
const MOST: usize = 2000;
/// The share of a figure that must be left beside the editors.
const SHARE: f64 = 0.9;

#[derive(Args)]
pub struct Beside {
    /// The number of rounds; in each, both are measured with the editors and without
    #[arg(long, default_value_t = 6)]
    rounds: usize,
    /// The seconds of each measurement
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// The number of editors
    #[arg(long, default_value_t = 20)]
    editors: usize,
    /// The number of edits that each saves in a second
    #[arg(long, default_value_t = 1.0)]
    saves: f64,
}

/// An editor at work in a draft of their own.
struct Editor {
    author: Author,
    draft: String,
    number: usize,
    saved: usize,
}

impl Beside {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        let more = More {
            control: true,
            ..More::default()
        };
        let world = World::open(place, &more).await?;
        world.arrive((0..CUSTOMERS).map(Customer::of_apple)).await?;
        let mut editors = self.editors(&world).await?;
        let (mut rates, mut ratios) = ([[0.0; 2]; 2], [Vec::new(), Vec::new()]);
        let (mut saves, mut made) = (Times::default(), 0);
        for round in 0..self.rounds {
            // Whatever grows in a round must not always count for the same side.
            for side in [round % 2, 1 - round % 2] {
                let calls = self.calls(&world, &mut made);
                let is_over = Arc::new(AtomicBool::new(false));
                let mut busy = JoinSet::new();
                if side == 1 {
                    for editor in editors.drain(..) {
                        let editor = editor.at(world.address()).await?;
                        busy.spawn(editor.work(self.rhythm(), Arc::clone(&is_over)));
                    }
                }
                rates[side] = self.rates(&world, &calls).await?;
                is_over.store(true, Ordering::Relaxed);
                while let Some(done) = busy.join_next().await {
                    let (editor, times) = done??;
                    saves.join(&times);
                    editors.push(editor);
                }
            }
            for (which, ratios) in ratios.iter_mut().enumerate() {
                ratios.push(rates[1][which] / rates[0][which]);
            }
            println!(
                "beside: round {round}: alone {:.0} notifications/s, {:.0} reads/s; beside {} editors {:.0}, {:.0}",
                rates[0][0], rates[0][1], self.editors, rates[1][0], rates[1][1]
            );
        }
        println!(
            "beside: {} edits saved, median/p99 {} ms",
            saves.count(),
            saves.told()
        );
        let mut held = Held::new();
        for (what, mut ratios) in ["notifications", "reads"].into_iter().zip(ratios) {
            ratios.sort_by(f64::total_cmp);
            let median = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
            let told = format!(
                "beside: {what}: {:.0} % of the rate alone, the median of {} rounds (at least {:.0} %)",
                100.0 * median,
                ratios.len(),
                100.0 * SHARE
            );
            held.holds(&told, median >= SHARE);
        }
        held.all()
    }

    /// Begins a draft for each editor.
    async fn editors(&self, world: &World) -> Outcome<Vec<Editor>> {
        let mut first = Author::new(&world.database.url, world.address()).await?;
        let base = first
            .revision(&document("spring", self.editors.max(1), 50))
            .await?;
        let mut editors = Vec::new();
        for number in 0..self.editors {
            let mut author = first.at(world.address()).await?;
            editors.push(Editor {
                draft: author.draft(&base).await?,
                author,
                number,
                saved: 0,
            });
        }
        Ok(editors)
    }

    /// Returns the number of editors and the time from one edit to the next.
    fn rhythm(&self) -> (usize, Duration) {
        (self.editors, Duration::from_secs_f64(1.0 / self.saves))
    }

    /// Makes notifications that nobody sent yet, and reads, before the clock starts: to sign takes long.
    fn calls(&self, world: &World, made: &mut usize) -> [Calls; 2] {
        let count = MOST * usize::try_from(self.seconds).unwrap_or(1);
        let numbers = *made..*made + count;
        *made += count;
        let renewals = numbers.filter_map(|it| {
            let customer = Customer::of_apple(scattered(it, CUSTOMERS));
            world.shop.renews(customer, 1 + it)
        });
        // Each customer equally often, and so many of them that a fast machine stays below the limit of one device.
        let reads =
            (0..CUSTOMERS).map(|it| Call::get(Customer::of_apple(it).path("active_entitlements")));
        [each(renewals.collect()), around(reads.collect())]
    }

    /// Measures notifications and reads a second.
    async fn rates(&self, world: &World, [renewals, reads]: &[Calls; 2]) -> Outcome<[f64; 2]> {
        let load = Load::full(self.seconds);
        let notified = load.measure(world.address(), renewals).await?;
        let read = load.measure(world.address(), reads).await?;
        Ok([notified.per_second(), read.per_second()])
    }
}

impl Editor {
    /// Connects the editor anew: a host ends connections that rest for a while, and so do browsers.
    async fn at(mut self, address: &str) -> Outcome<Self> {
        self.author = self.author.at(address).await?;
        Ok(self)
    }

    /// Saves edits in this rhythm until it is over. Returns the times of the saves.
    async fn work(
        mut self,
        (editors, pause): (usize, Duration),
        is_over: Arc<AtomicBool>,
    ) -> Outcome<(Self, Times)> {
        let mut times = Times::default();
        // People do not save all at the same moment.
        tokio::time::sleep(pause.mul_f64(self.number as f64 / editors as f64)).await;
        while !is_over.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let words = format!("words {}", self.saved);
            let place = (self.number, self.saved % 50);
            self.author
                .save(&self.draft, self.saved, place, &words)
                .await?;
            self.saved += 1;
            times.add(begun.elapsed());
            tokio::time::sleep(pause.saturating_sub(begun.elapsed())).await;
        }
        Ok((self, times))
    }
}
