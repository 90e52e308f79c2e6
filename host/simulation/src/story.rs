//! The story of a run: what customers, stores and faults do, one thing after the other, while hosts work.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use paywall_ledger::{DeviceId, Presentation, Store};
use tokio::task::JoinSet;

use super::customer::Act;
use super::store::{Change, account_name};
use super::world::World;

/// The pause between two things that happen, in milliseconds.
const SOON: std::ops::Range<u64> = 1..300;
/// A longer pause.
const LATER: std::ops::Range<u64> = 1000..8000;
/// The time for which all machines stand still at once, in milliseconds.
const LEAP: std::ops::Range<u64> = 60_000..1_500_000;
/// The lengths of subscriptions, in minutes.
const LENGTHS: std::ops::Range<u64> = 3..90;
/// The time within which all that is quick is done once faults are over, and that by which time leaps then.
const REST: Duration = Duration::from_millis(400);
const STRIDE: Duration = Duration::from_secs(5);
/// The number of devices, and of accounts.
const DEVICES: u64 = 4;
const ACCOUNTS: u64 = 3;

/// The number of runs in ten thousand that have wrong clocks.
const WRONG_CLOCKS: u64 = 4000;

/// The faults that a run has. Not all at once: some faults hide others.
#[derive(Debug)]
struct Plan {
    clocks: bool,
    deaf: bool,
    leaps: bool,
    forgets: bool,
}

/// Plays a story. Everything that was begun has ended when this returns.
pub(crate) async fn play(world: &Arc<World>) {
    let plan = plan(world);
    let mut under_way = JoinSet::new();
    world.trace.say(
        "world",
        format_args!("{plan:?} fills: {} {:?}", world.fills, world.faults),
    );
    let steps = world.dice.roll(15..45);
    for step in 0..steps {
        something(world, &plan, step, &mut under_way).await;
        let pause = match world.dice.roll(0..20) {
            0..15 => world.dice.millis(SOON),
            15..19 => world.dice.millis(LATER),
            _ if !plan.leaps => world.dice.millis(LATER),
            _ => {
                let leap = world.dice.millis(LEAP);
                world.trace.say(
                    "world",
                    format_args!("all machines stand still for {leap:?}"),
                );
                tokio::time::advance(leap).await;
                continue;
            }
        };
        tokio::time::sleep(pause).await;
    }
    world.calm();
    finish(&mut under_way).await;
}

/// Waits for everything that was begun. Who tries again waits for minutes, and hosts look for work meanwhile, which
/// shows nothing new: so time leaps whenever all that is quick is done, by less than what anybody has patience for.
async fn finish(under_way: &mut JoinSet<()>) {
    while !under_way.is_empty() {
        tokio::select! {
            biased;
            Some(done) = under_way.join_next() => done.unwrap(),
            () = tokio::time::sleep(REST) => tokio::time::advance(STRIDE).await,
        }
    }
}

/// Chooses faults and how often they come.
fn plan(world: &World) -> Plan {
    let dice = &world.dice;
    let rate = |rate: &std::sync::atomic::AtomicU64, rates: &[u64]| {
        rate.store(*dice.pick(rates), Ordering::Relaxed);
    };
    rate(&world.faults.crash, &[0, 0, 10, 40, 150]);
    rate(&world.faults.cut, &[0, 0, 50, 200]);
    rate(&world.faults.undone, &[0, 0, 0, 30, 100]);
    rate(&world.faults.slow, &[0, 0, 100, 300]);
    world
        .stores
        .moody
        .store(dice.chance(6000), Ordering::Relaxed);
    world
        .receiver
        .moody
        .store(dice.chance(6000), Ordering::Relaxed);
    Plan {
        clocks: dice.chance(WRONG_CLOCKS),
        deaf: dice.chance(3000),
        leaps: dice.chance(7000),
        forgets: dice.chance(4000),
    }
}

/// Lets one thing happen.
async fn something(world: &Arc<World>, plan: &Plan, step: u64, under_way: &mut JoinSet<()>) {
    let dice = &world.dice;
    match dice.roll(0..28) {
        0 | 1 => act(world, step, Act::Install(device(world)), under_way),
        2 | 3 => {
            let login = Act::Login(device(world), dice.roll(1..ACCOUNTS + 1));
            act(world, step, login, under_way);
        }
        4 => act(world, step, Act::Logout(device(world)), under_way),
        5..8 => present(world, step, under_way),
        8..11 => {
            let (own, device) = (Arc::clone(world), device(world));
            under_way.spawn(async move { own.read(device).await });
        }
        11..14 => sell(world, step, under_way),
        14..17 => change(world, under_way),
        17 | 18 => changes(world, under_way).await,
        19 if plan.clocks => set_clock(world),
        20 if world.fills => fill_disk(world, under_way),
        21 => {
            let down = !world.stores.down.load(Ordering::Relaxed);
            world
                .stores
                .down
                .store(down && dice.chance(4000), Ordering::Relaxed);
        }
        19 | 20 | 22 if plan.forgets => {
            let (own, device) = (Arc::clone(world), device(world));
            under_way.spawn(async move { own.forget(device).await });
        }
        22 if plan.deaf => ignore_someone(world).await,
        24 | 25 => {
            let (own, device) = (Arc::clone(world), device(world));
            let account = dice.chance(3000).then(|| dice.roll(1..ACCOUNTS + 1));
            under_way.spawn(own.give(format!("call-{step}"), device, account));
        }
        27 => {
            let account = dice.roll(1..ACCOUNTS + 1);
            under_way.spawn(Arc::clone(world).import(format!("call-{step}"), account));
        }
        26 => world.end_a_gift(format!("call-{step}"), under_way),
        23 => {
            let own = Arc::clone(world);
            under_way.spawn(async move { own.clean().await });
        }
        _ => {}
    }
}

/// Picks a device.
fn device(world: &World) -> DeviceId {
    DeviceId::new(format!("device-{}", world.dice.roll(0..DEVICES)))
}

/// Begins something that a customer does.
fn act(world: &Arc<World>, step: u64, act: Act, under_way: &mut JoinSet<()>) {
    let key = format!("call-{step}");
    world.trace.say("customer", format_args!("{key}: {act:?}"));
    let own = Arc::clone(world);
    under_way.spawn(async move { own.act(key, act).await });
}

/// Lets a device show one or two purchases.
fn present(world: &Arc<World>, step: u64, under_way: &mut JoinSet<()>) {
    let all = world.stores.all();
    if all.is_empty() {
        return;
    }
    let ways = [
        Presentation::Validation,
        Presentation::Restore,
        Presentation::Transaction,
    ];
    let how = *world.dice.pick(&ways);
    let count = world.dice.roll(1..3);
    let purchases = (0..count)
        .map(|_| world.dice.pick(&all).id.clone())
        .collect();
    act(
        world,
        step,
        Act::Present(device(world), how, purchases),
        under_way,
    );
}

/// Sells a subscription; usually the device that bought it shows it at once.
fn sell(world: &Arc<World>, step: u64, under_way: &mut JoinSet<()>) {
    let dice = &world.dice;
    let store = *dice.pick(&[Store::Apple, Store::Google, Store::Stripe]);
    let account = dice
        .chance(3000)
        .then(|| account_name(dice.roll(1..ACCOUNTS + 1)));
    let (id, letter) = world.stores.sell(store, account, dice.roll(LENGTHS));
    world.trace.say("store", format_args!("sells {id}"));
    let own = Arc::clone(world);
    under_way.spawn(own.deliver(letter));
    if dice.chance(7000) {
        act(
            world,
            step,
            Act::Present(device(world), Presentation::Transaction, vec![id]),
            under_way,
        );
    }
}

/// Lets something happen to a purchase at its store.
fn change(world: &Arc<World>, under_way: &mut JoinSet<()>) {
    let all = world.stores.all();
    if !all.is_empty() {
        happens(world, &world.dice.pick(&all).id, under_way);
    }
}

/// Lets several things happen to a purchase within a second or two.
async fn changes(world: &Arc<World>, under_way: &mut JoinSet<()>) {
    let all = world.stores.all();
    if all.is_empty() {
        return;
    }
    let id = &world.dice.pick(&all).id;
    for _ in 0..world.dice.roll(2..5) {
        happens(world, id, under_way);
        tokio::time::sleep(world.dice.millis(1..500)).await;
    }
}

/// Lets something happen to this purchase.
fn happens(world: &Arc<World>, id: &str, under_way: &mut JoinSet<()>) {
    let changes = [
        Change::Renewed,
        Change::Renewed,
        Change::Cancelled,
        Change::Uncancelled,
        Change::Moved,
        Change::Moved,
        Change::Refunded,
        Change::Reminder,
    ];
    let change = *world.dice.pick(&changes);
    if let Some(letter) = world.stores.happen(id, change) {
        world.trace.say("store", format_args!("{id}: {change:?}"));
        let own = Arc::clone(world);
        under_way.spawn(own.deliver(letter));
    }
}

/// Sets the clock wrong, or right again.
fn set_clock(world: &World) {
    let ahead = match world.dice.roll(0..4) {
        0 => 0,
        1 => i64::try_from(world.dice.roll(0..90_000)).unwrap() - 45_000,
        _ => i64::try_from(world.dice.roll(0..14_400_000)).unwrap() - 7_200_000,
    };
    world.clock.set(ahead);
    world.was_wrong.store(true, Ordering::Relaxed);
    world
        .trace
        .say("world", format_args!("the clock is {ahead} ms ahead"));
}

/// Fills the disk for some seconds.
fn fill_disk(world: &Arc<World>, under_way: &mut JoinSet<()>) {
    let own = Arc::clone(world);
    own.disk.fill(true);
    own.trace.say("world", format_args!("the disk is full"));
    under_way.spawn(async move {
        tokio::time::sleep(own.dice.millis(LATER)).await;
        own.disk.fill(false);
        own.trace.say("world", format_args!("the disk has room"));
    });
}

/// Lets the receiver never answer for one user.
async fn ignore_someone(world: &World) {
    let host = world.a_host().await;
    let device = device(world);
    let state = host.call(host.ledger.device_state(&device, (host.clock)()));
    if let Some(Ok(Some(state))) = state.await {
        world.receiver.ignore(state.user.as_str());
        world.trace.say(
            "world",
            format_args!("the receiver never answers for {}", state.user),
        );
    }
}
