//! The judgement of a run: what must be so whatever happened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use paywall_database::Profile;
use paywall_ledger::{DeviceId, Event, EventName, Fact, Record, State, Status, Time};

use super::announced::{Calm, announced};
use super::forgotten::{self, unforgotten};
use super::gifts;
use super::quiet::quiet;
use super::reads;
use super::store::Subscription;
use super::word;
use super::world::World;

/// The time after an end within which it must have been announced.
const ANNOUNCED_WITHIN: Duration = Duration::from_secs(6 * 60);

/// The time for which the clock waits for a renewal, and some more.
const SETTLING: i64 = 330_000;

/// The number of connections that a host has at most.
const CONNECTIONS: u32 = 8;

/// Judges a run, from the moment on at which all faults are over. Lists what is wrong.
pub(crate) async fn judge(world: &Arc<World>) -> Vec<String> {
    let mut wrong = Wrong::default();
    let calm = Calm {
        since: world.time.now(),
        records: unforgotten(world).len(),
    };
    if let Some(left) = quiet(world).await {
        wrong.say(format!("never quiet: {left}"));
    }
    again(world).await;
    works(world, &mut wrong).await;
    wrong.extend(
        quiet(world)
            .await
            .map(|left| format!("never quiet after a second look: {left}")),
    );
    let log = unforgotten(world);
    kept(world, &log, &mut wrong);
    adds_up(world, &mut wrong).await;
    access(world, &log, &mut wrong);
    gifts::access(world, &log, &mut wrong.0);
    reads::check(world, &log, &mut wrong.0);
    let now = world.time.now();
    let ends = world
        .stores
        .all()
        .into_iter()
        .map(|it| it.ends)
        .chain(world.last_gift())
        .max()
        .map_or(now, |it| it.max(now));
    let rest = u64::try_from(ends.millis() - now.millis()).unwrap_or(0);
    tokio::time::advance(Duration::from_millis(rest) + ANNOUNCED_WITHIN).await;
    world.receiver.recover();
    world.trace.say(
        "world",
        format_args!("everything is over, and the receiver hears everybody"),
    );
    wrong.extend(
        quiet(world)
            .await
            .map(|left| format!("never quiet in the end: {left}")),
    );
    let log = unforgotten(world);
    tell(world, &log);
    ends_announced(world, &log, calm, &mut wrong);
    gifts::announcements(world, &log, calm, &mut wrong.0);
    heard(world, &log, &mut wrong);
    word::check(world, &log, &mut wrong.0);
    forgotten(world, &mut wrong).await;
    // A lease lasts by that clock: if it jumps ahead, somebody else may send the same event.
    if !world.was_wrong.load(Ordering::Relaxed) {
        wrong.0.extend(world.receiver.wrong());
    }
    wrong.0
}

/// A list of what is wrong.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn say(&mut self, what: String) {
        self.0.push(what);
    }

    fn extend(&mut self, what: Option<String>) {
        self.0.extend(what);
    }
}

/// Checks that every host that runs can write, over each of its connections.
async fn works(world: &World, wrong: &mut Wrong) {
    for host in world.running() {
        for _ in 0..CONNECTIONS {
            let profile = Profile {
                device: DeviceId::new("nobody's"),
                body: serde_json::Value::Null,
                secret: None,
            };
            if let Err(error) = host.ledger.describe(profile).await {
                wrong.say(format!("{} cannot write: {error}", host.machine.name));
            }
        }
    }
}

/// Has messages looked into again that were not understood, as an operator does.
async fn again(world: &World) {
    let host = world.a_host().await;
    let _ = host.call(host.ledger.work_again((host.clock)())).await;
}

/// Writes the log into the trace.
fn tell(world: &World, log: &[Record]) {
    for record in log {
        let (at, key) = (record.at, &record.key);
        world.trace.say("log", format_args!("{at} {key}"));
        let facts = record.facts.iter().map(serde_json::to_string);
        for fact in facts.chain(record.events.iter().map(serde_json::to_string)) {
            world
                .trace
                .say("log", format_args!("    {}", fact.unwrap()));
        }
    }
}

/// Checks that nothing is left of those who were forgotten, once the news of it was delivered and deleted.
async fn forgotten(world: &World, wrong: &mut Wrong) {
    let host = world.a_host().await;
    let long_ago = world.time.now().plus_days(-1000);
    let deleted = host.ledger.forget_events(long_ago).await;
    match deleted.and(host.ledger.state().await) {
        Ok(state) => forgotten::check(world, &state, &mut wrong.0),
        Err(error) => wrong.say(format!("the rows cannot be read: {error}")),
    }
}

/// Reads the log.
fn log(world: &World) -> Vec<Record> {
    let texts = world.disk.texts("SELECT record FROM log ORDER BY position");
    texts
        .iter()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

/// Checks that everything acknowledged is there, and nothing counted twice.
fn kept(world: &World, log: &[Record], wrong: &mut Wrong) {
    let is_deletion = |it: &Record| matches!(it.facts.last(), Some(Fact::UserDeleted { .. }));
    // Messages about those who were forgotten go, too, and are new to the inbox if they come again.
    let cleaned = world.cleaned.load(Ordering::Relaxed) || log.iter().any(is_deletion);
    let log: BTreeSet<&str> = log.iter().map(|it| it.key.as_str()).collect();
    let inbox = world.disk.texts("SELECT key FROM inbox");
    for (key, call) in world.journal.calls() {
        let message = key.starts_with("notification/");
        let there = log.contains(key.as_str()) || (message && (inbox.contains(&key) || cleaned));
        let forgets = key.starts_with("forget/");
        if call.acknowledged.is_some() && !there && (call.new > 0 || forgets) {
            wrong.say(format!("{key} was acknowledged and is not there"));
        }
        if call.new > 1 && !(message && cleaned) {
            wrong.say(format!("{key} was taken in {} times", call.new));
        }
    }
}

/// Checks that the log adds up to the rows, byte for byte.
async fn adds_up(world: &World, wrong: &mut Wrong) {
    let log = log(world);
    let host = world.a_host().await;
    let rows = match host.ledger.state().await {
        Ok(state) => serde_json::to_string(&state).unwrap(),
        Err(error) => return wrong.say(format!("the rows cannot be read: {error}")),
    };
    if serde_json::to_string(&State::replay(&log)).unwrap() != rows {
        wrong.say("the log does not add up to the rows".into());
    }
}

/// Checks that each purchase gives access if its store says so, and to one owner.
fn access(world: &World, log: &[Record], wrong: &mut Wrong) {
    let state = State::replay(log);
    let now = world.time.now();
    for sold in world.stores.all() {
        let Some(row) = state
            .members
            .get(&sold.key())
            .and_then(|it| state.lineages.get(it))
        else {
            wrong.say(format!("{} was sold and is not known", sold.id));
            continue;
        };
        let (truth, found) = (sold.gives_access(now), row.status(now).access());
        if truth != found {
            wrong.say(format!(
                "{} gives access: {truth} at the store, {found} here",
                sold.id
            ));
        }
        let just_ended = sold.ends <= now && sold.ends.plus_millis(SETTLING) > now;
        if truth && found {
            last_word(&sold, &row.status(now), wrong);
        }
        if row.told.access != truth && !just_ended {
            wrong.say(format!(
                "{} gives access: {truth}, and the outside was told {}",
                sold.id, row.told.access
            ));
        }
        let owners = state.users.values().filter(|it| {
            it.owns
                .iter()
                .any(|it| state.members.get(&sold.key()) == Some(it))
        });
        let owners = owners.count();
        if owners != 1 {
            wrong.say(format!("{} has {owners} owners", sold.id));
        }
    }
}

/// Checks that a purchase which gives access has the end that its store named last, and will renew if its store says so.
///
/// An import names a term by its transaction, where Stripe names it by its item: until Stripe speaks again, a term that
/// both told of is there twice, with one end.
fn last_word(sold: &Subscription, found: &Status, wrong: &mut Wrong) {
    let ends: BTreeSet<_> = found.grants.iter().map(|it| it.until).collect();
    if ends != BTreeSet::from([Some(sold.ends)]) {
        wrong.say(format!(
            "{} ends {} at the store, {ends:?} here",
            sold.id, sold.ends
        ));
    }
    if found.cancelled == sold.renews {
        wrong.say(format!(
            "{} renews: {} at the store, and not here",
            sold.id, sold.renews
        ));
    }
}

/// Checks that each end was announced once, and none while the purchase ran and clocks were right.
fn ends_announced(world: &World, log: &[Record], calm: Calm, wrong: &mut Wrong) {
    let state = State::replay(log);
    let announced = announced(log, calm);
    for sold in world.stores.all() {
        let Some(lineage) = state.members.get(&sold.key()) else {
            continue;
        };
        let told = announced.get(lineage).cloned().unwrap_or_default();
        if told
            .iter()
            .enumerate()
            .any(|(at, (_, begins))| *begins != (at % 2 == 0))
        {
            wrong.say(format!("{} begins and ends out of turn: {told:?}", sold.id));
        }
        if told.len() % 2 != 0 {
            wrong.say(format!(
                "{} ended, and the end was never announced: {told:?}",
                sold.id
            ));
        }
        let ended_early = |(at, begins): &(Option<Time>, bool)| {
            let is_early = at.is_some_and(|it| it >= calm.since && it < sold.ends);
            !begins && is_early && !sold.revoked && !sold.moved
        };
        if told.iter().any(ended_early) {
            wrong.say(format!(
                "{} was announced to have ended before {}: {told:?}",
                sold.id, sold.ends
            ));
        }
    }
}

/// Checks that each user's events were all heard, and for the first time in their order.
fn heard(world: &World, log: &[Record], wrong: &mut Wrong) {
    let mut first: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (at, heard) in world.receiver.heard().into_iter().enumerate() {
        first.entry((heard.user, heard.id)).or_insert(at);
    }
    let state = State::replay(log);
    let mut last: BTreeMap<(String, String), usize> = BTreeMap::new();
    for event in log.iter().flat_map(|it| &it.events) {
        for (place, user) in event.users.iter().enumerate() {
            let id = match event.users.len() {
                1 => event.id.clone(),
                _ => format!("{}-{}", event.id, place + 1),
            };
            let gone = state.users.get(user).is_none_or(|it| it.deleted);
            let stream = (user.to_string(), event.stream());
            match first.get(&(user.to_string(), id.clone())) {
                Some(at) => {
                    let before = last.insert(stream, *at);
                    if before.is_some_and(|before| before > *at) {
                        wrong.say(format!(
                            "{} ({id}) of {user} was heard out of its turn",
                            event.name.name()
                        ));
                    }
                }
                None if gone || is_passed_over(event, &state) => {}
                None => wrong.say(format!(
                    "{} ({id}) of {user} was never heard",
                    event.name.name()
                )),
            }
        }
    }
}

/// Returns true for an update that the sender passes over, because the purchase has a newer version.
fn is_passed_over(event: &Event, state: &State) -> bool {
    event.name == EventName::PurchaseUpdated
        && state
            .lineages
            .get(&event.lineage)
            .is_none_or(|it| it.version > event.version)
}
