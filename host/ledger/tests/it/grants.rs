//! Tests of grants: entitlements that somebody in charge gives.

use paywall_ledger::{
    DeviceId, EntitlementId, EventName, Holder, Input, Ledger, LineageId, MAX_GRANTS, Note,
    PlatformId, Record, Refused, Store, Time, UserId, What, explain,
};

use crate::histories::give;
use crate::invariants;
use paywall_host_testing::shop::{NOW, app, bought, key};

const DAY: i64 = 86_400_000;

/// A ledger with its log, and a time that the tests set.
struct World {
    ledger: Ledger,
    log: Vec<Record>,
    now: Time,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            ledger: Ledger::new(app()),
            log: Vec::new(),
            now: NOW,
        };
        let (device, platform) = (DeviceId::new("D"), PlatformId::new("apple"));
        world.accept(What::Install { device, platform }).unwrap();
        world
    }

    fn accept(&mut self, what: What) -> Result<Record, Refused> {
        let input = Input {
            key: format!("input {}", self.log.len()),
            at: self.now,
            what,
        };
        let record = self.ledger.accept(&input)?.unwrap();
        self.log.push(record.clone());
        invariants::check(&self.ledger, &self.log, self.now);
        Ok(record)
    }

    fn user(&self) -> UserId {
        self.ledger.state().devices[&DeviceId::new("D")]
            .user
            .clone()
    }

    fn give(&mut self, grant: &str) -> Record {
        let to = Holder::User(self.user());
        self.accept(give(grant.into(), to, "an outage")).unwrap()
    }

    fn end(&mut self, lineage: LineageId) -> Result<Record, Refused> {
        let note = Note {
            by: "ada".into(),
            why: "a mistake".into(),
        };
        self.accept(What::EndGrant { lineage, note })
    }

    fn login(&mut self, account: &str) -> Record {
        let (device, account) = (DeviceId::new("D"), account.parse().unwrap());
        self.accept(What::Login { device, account }).unwrap()
    }

    /// Returns the entitlements of the device's user with their ends.
    fn may_use(&self) -> Vec<(String, Option<Time>)> {
        let customer = self.ledger.customer(&self.user(), self.now).unwrap();
        let active = customer.entitlements.into_iter();
        active.map(|it| (it.id.to_string(), it.until)).collect()
    }

    fn told(&self) -> Vec<String> {
        let lines = explain(&self.log, &self.user()).into_iter();
        lines.map(|it| it.text).collect()
    }
}

fn names(record: &Record) -> Vec<EventName> {
    record.events.iter().map(|it| it.name).collect()
}

#[test]
fn a_grant_gives_access_until_its_end_and_says_so() {
    let mut world = World::new();
    let given = world.give("G");
    let granted = [EventName::EntitlementGranted, EventName::PurchaseUpdated];
    assert_eq!(names(&given), granted);
    assert_eq!(
        given.events[0].entitlements,
        [EntitlementId::new("premium")]
    );
    let until = NOW.plus_days(10);
    assert_eq!(world.may_use(), [("premium".into(), Some(until))]);
    let customer = world.ledger.customer(&world.user(), NOW).unwrap();
    assert!(
        customer.journey.flags().iter().all(|(_, set)| !set),
        "not a subscriber"
    );

    world.now = until;
    assert_eq!(world.may_use(), []);
    assert_eq!(world.ledger.due(until), [], "the clock waits a while");
    world.now = until.plus_millis(300_000);
    let lineage = LineageId::granted("G");
    assert_eq!(world.ledger.due(world.now), std::slice::from_ref(&lineage));
    let ended = world.accept(What::Expire { lineage }).unwrap();
    assert_eq!(
        names(&ended),
        [EventName::EntitlementEnded, EventName::PurchaseUpdated]
    );
    let versions: Vec<u64> = [&given, &ended].map(|it| it.events[0].version).into();
    assert_eq!(versions, [1, 2]);
}

#[test]
fn a_grant_that_is_ended_gives_nothing_from_then_on_whatever_the_clocks_say() {
    for hours in [-5, 0, 5] {
        let mut world = World::new();
        world.give("G");
        world.now = NOW.plus_millis(hours * 3_600_000);
        let ended = world.end(LineageId::granted("G")).unwrap();
        let news = [EventName::EntitlementEnded, EventName::PurchaseUpdated];
        assert_eq!(names(&ended), news, "{hours}");
        for later in [0, DAY, 20 * DAY] {
            world.now = world.now.plus_millis(later);
            assert_eq!(world.may_use(), []);
            assert_eq!(world.ledger.due(world.now), []);
        }
        assert!(
            world.end(LineageId::granted("G")).unwrap().facts.is_empty(),
            "it is over"
        );
    }
}

#[test]
fn the_history_says_who_gave_and_ended_it_and_why() {
    let mut world = World::new();
    world.give("G");
    world.end(LineageId::granted("G")).unwrap();
    let told = world.told();
    for line in [
        "granted/production/G gives premium, by support: an outage",
        "granted/production/G: user.entitlement.granted",
        "granted/production/G was ended by ada: a mistake",
        "granted/production/G: user.entitlement.ended",
    ] {
        assert!(told.iter().any(|it| it == line), "{told:?}");
    }
}

#[test]
fn a_grant_of_an_anonymous_user_goes_along_to_the_account_and_stays_there() {
    let mut world = World::new();
    world.give("G");
    let login = world.login("42");
    assert!(names(&login).contains(&EventName::Transferred));
    assert_eq!(world.may_use().len(), 1);
    // Another account on the same device gets nothing of it.
    world.login("43");
    assert_eq!(world.may_use(), []);
    world.login("42");
    assert_eq!(world.may_use().len(), 1);
}

#[test]
fn an_account_that_nobody_has_used_yet_can_be_given_something() {
    let mut world = World::new();
    let account = Holder::Account("42".parse().unwrap());
    world.accept(give("G".into(), account, "")).unwrap();
    assert_eq!(world.may_use(), []);
    world.login("42");
    assert_eq!(world.may_use().len(), 1);
}

#[test]
fn a_purchase_that_lasts_longer_outlasts_a_grant() {
    let mut world = World::new();
    world.give("G");
    world.login("42");
    let mut seen = bought(key(Store::Apple, "C"), NOW);
    seen.account = Some("42".into());
    let purchases = vec![seen];
    world.accept(What::Notify { purchases }).unwrap();
    assert_eq!(
        world.may_use(),
        [("premium".into(), Some(NOW.plus_days(30)))]
    );
}

#[test]
fn what_cannot_be_given_or_ended_is_refused() {
    let mut world = World::new();
    world.give("G");
    let to = Holder::User(world.user());
    let again = world.accept(give("G".into(), to.clone(), "")).unwrap_err();
    assert_eq!(again.code(), "grant_exists");
    let unknown = What::Grant {
        grant: "H".into(),
        to: to.clone(),
        entitlement: EntitlementId::new("nothing"),
        until: None,
        note: Note::default(),
    };
    assert_eq!(
        world.accept(unknown).unwrap_err().code(),
        "entitlement_not_found"
    );
    let none = world.end(LineageId::granted("none")).unwrap_err();
    assert_eq!(none.code(), "purchase_not_found");
    let purchases = vec![bought(key(Store::Apple, "C"), NOW)];
    world.accept(What::Notify { purchases }).unwrap();
    let bought = world
        .end(LineageId::of(key(Store::Apple, "C")))
        .unwrap_err();
    assert_eq!(bought.code(), "grant_not_found");
    for number in 1..MAX_GRANTS {
        world
            .ledger
            .accept(&Input {
                key: number.to_string(),
                at: NOW,
                what: give(format!("G{number}"), to.clone(), ""),
            })
            .unwrap();
    }
    let one_more = world.accept(give("more".into(), to, "")).unwrap_err();
    assert_eq!(one_more.code(), "too_many_grants");
}
