//! Tests of the counting for results: each person once, whoever counts, however often, and whatever becomes of them.

use std::collections::BTreeMap;

use paywall_database::results::{Counted, Counter, Exposed};
use paywall_database::{Activity, LedgerDatabase, Profile};
use paywall_ledger::{
    DeviceId, Money, Observation, Offer, Payment, PlatformId, Presentation, Store, Time, UserId,
    What,
};
use paywall_results::{Ask, Experiment, Exposure, Key, Share, Sum, holdout, variant};
use serde_json::json;

use crate::databases::{everywhere, postgres_database, sqlite_file};
use crate::history::{Dice, input};
use paywall_host_testing::needs;
use paywall_host_testing::shop::{NOW, app, bought, key};
use paywall_host_testing::until::until;

const MINUTE: i64 = 60_000;

/// An app whose devices take part in an experiment.
struct Shop {
    ledger: LedgerDatabase,
}

impl Shop {
    fn new(database: &paywall_database::Database) -> Self {
        let ledger = LedgerDatabase::new(database, app());
        Self { ledger }
    }

    async fn input(&self, name: String, what: What) {
        self.ledger.accept(input(name, 0, what)).await.unwrap();
    }

    async fn install(&self, number: u64) {
        let device = device(number);
        let profile = Profile {
            device: device.clone(),
            body: json!({}),
            secret: None,
        };
        let platform = PlatformId::new("apple");
        let install = What::Install { device, platform };
        let install = input(format!("install {number}"), 0, install);
        self.ledger.install(install, profile).await.unwrap();
    }

    async fn login(&self, number: u64, account: u64) {
        let login = What::Login {
            device: device(number),
            account: account.to_string().parse().unwrap(),
        };
        self.input(format!("login {number} {account}"), login).await;
    }

    async fn logout(&self, number: u64) {
        let device = device(number);
        self.input(format!("logout {number}"), What::Logout { device })
            .await;
    }

    async fn user(&self, number: u64) -> UserId {
        let state = self.ledger.device_state(&device(number), NOW).await;
        state.unwrap().unwrap().user
    }

    async fn meet(&self, number: u64, arm: String, at: Time) {
        let user = self.user(number).await;
        self.meet_as(user, number, arm, at).await;
    }

    async fn meet_as(&self, user: UserId, number: u64, arm: String, at: Time) {
        let activity = Activity {
            id: format!("{number} {arm} {at}"),
            device: device(number),
            kind: "impression",
            at,
            body: json!({}),
            told: None,
        };
        let exposure = Exposure {
            arm,
            crossed: false,
            at,
            platform: "apple".into(),
            country: if number.is_multiple_of(2) { "NZ" } else { "" }.into(),
            rule: "r".into(),
            paywall: "p".into(),
            revision: "7".into(),
        };
        let exposed = Exposed {
            user,
            experiment: "offer".into(),
            phase: 1,
            exposure,
        };
        self.ledger
            .note_exposed(activity, Some(exposed))
            .await
            .unwrap();
    }

    async fn buy(&self, number: u64, payments: Vec<Payment>, at: Time) {
        let mut seen = bought(key(Store::Apple, &format!("C{number}")), at);
        seen.payments = payments;
        self.show(number, seen).await;
    }

    async fn show(&self, number: u64, seen: Observation) {
        let name = format!("show {number} {}", json!(seen));
        let present = What::Present {
            device: device(number),
            how: Presentation::Transaction,
            purchases: vec![seen],
        };
        self.input(name, present).await;
    }

    async fn count(&self) {
        let mut counter = Counter::new(&self.ledger);
        // On PostgreSQL, records are final when all that was under way has ended, another test's transactions, too.
        until(async || {
            while counter.turn().await.unwrap() == Counted::Some {}
            counter.is_done().await.unwrap()
        })
        .await;
    }

    async fn sums(&self) -> BTreeMap<Key, Sum> {
        let rows = self.ledger.sums("offer", 1).await.unwrap();
        rows.into_iter().map(|row| (row.key, row.sum)).collect()
    }

    /// Returns the number of people and the sum of a measure in an arm, on all days.
    async fn of(&self, arm: &str, measure: &str) -> (i64, f64) {
        let sums = self.sums().await.into_iter();
        let own =
            sums.filter(|(it, _)| it.arm == arm && it.measure == measure && it.cut.is_empty());
        own.fold((0, 0.0), |(people, x), (_, sum)| {
            (people + sum.people, x + sum.x)
        })
    }

    /// Checks that the sums are those that counting anew gives.
    async fn check(&self, name: &str) {
        self.count().await;
        let before = self.sums().await;
        self.ledger.recount().await.unwrap();
        self.count().await;
        assert_eq!(self.sums().await, before, "{name}");
    }
}

fn device(number: u64) -> DeviceId {
    DeviceId::new(format!("device-{number}"))
}

fn paid(id: &str, micros: i64, at: Time) -> Payment {
    Payment {
        at: Some(at),
        amount: Money::new(micros, "NZD"),
        ..Payment::new(id)
    }
}

fn a() -> String {
    variant("a")
}

fn b() -> String {
    variant("b")
}

#[tokio::test]
async fn people_count_for_what_they_do_after_their_first_exposure() {
    for place in everywhere() {
        let shop = Shop::new(&place.open().await);
        for number in 0..8 {
            shop.install(number).await;
        }
        let soon = NOW.plus_millis(MINUTE);
        for number in 0..6 {
            shop.meet(number, a(), NOW).await;
            shop.meet(number, a(), soon).await;
        }
        shop.meet(6, holdout("global"), NOW).await;
        // Bought; a trial that is paid later; too late to convert; before the exposure; refunded; at once.
        shop.buy(0, vec![paid("0", 9_990_000, soon)], soon).await;
        let trial = Payment {
            offer: Some(Offer::FreeTrial),
            ..paid("1", 0, soon)
        };
        let later = paid("1b", 5_000_000, NOW.plus_days(8));
        shop.buy(1, vec![trial, later], soon).await;
        let late = NOW.plus_days(8);
        shop.buy(2, vec![paid("2", 1_000_000, late)], late).await;
        let before = NOW.plus_days(-9);
        let renewed = paid("3b", 3_000_000, soon);
        shop.buy(3, vec![paid("3", 3_000_000, before), renewed], before)
            .await;
        let whole = paid("4", 2_000_000, soon);
        let refund = Payment::refund(&whole, Some(late));
        shop.buy(4, vec![whole, refund], soon).await;
        shop.buy(6, vec![paid("6", 4_000_000, soon)], soon).await;
        shop.count().await;
        for (arm, measure, expected) in [
            (a(), "people", (6, 0.0)),
            (a(), "conversion", (4, 3.0)),
            (a(), "trial", (1, 1.0)),
            (a(), "trial_paid", (1, 1.0)),
            (a(), "paid", (5, 5.0)),
            (a(), "refunded", (1, 1.0)),
            (a(), "revenue/NZD", (4, 999.0 + 500.0 + 100.0 + 300.0)),
            (holdout("global"), "people", (1, 0.0)),
            (holdout("global"), "conversion", (1, 1.0)),
            (b(), "people", (0, 0.0)),
        ] {
            let found = shop.of(&arm, measure).await;
            assert_eq!(found, expected, "{arm} {measure}: {}", place.name);
        }
        sums_know_the_day_the_money_before_and_the_country(&shop).await;
        shop.check(place.name).await;
    }
}

async fn sums_know_the_day_the_money_before_and_the_country(shop: &Shop) {
    let sums = shop.sums().await;
    let revenue = sums
        .iter()
        .find(|(it, _)| it.measure == "revenue/NZD" && it.cut.is_empty() && it.arm == a());
    let (key, sum) = revenue.unwrap();
    assert_eq!(key.day, NOW.millis() / 86_400_000);
    assert_eq!(
        (sum.xy, sum.y, sum.yy),
        (300.0 * 300.0, 300.0, 90_000.0),
        "what was known before"
    );
    let zealand = sums
        .iter()
        .filter(|(it, _)| it.cut == "country/NZ" && it.arm == a() && it.measure == "people");
    assert_eq!(zealand.map(|(_, sum)| sum.people).sum::<i64>(), 3);
}

#[tokio::test]
async fn devices_that_log_in_later_are_one_person_and_whoever_met_two_arms_is_left_out() {
    for place in everywhere() {
        let shop = Shop::new(&place.open().await);
        for number in 0..5 {
            shop.install(number).await;
        }
        let late = NOW.plus_days(2);
        // One customer on two devices; the first exposure counts.
        shop.meet(0, a(), late).await;
        shop.meet(1, a(), NOW).await;
        shop.count().await;
        assert_eq!(shop.of(&a(), "people").await.0, 2);
        shop.login(0, 1).await;
        shop.login(1, 1).await;
        shop.count().await;
        assert_eq!(shop.of(&a(), "people").await.0, 1, "{}", place.name);
        let days = shop.sums().await.into_keys().map(|it| it.day);
        assert!(days.into_iter().all(|it| it == NOW.millis() / 86_400_000));
        // A purchase counts for the account, and logging out takes nothing away.
        shop.buy(0, vec![paid("0", 1_000_000, late)], late).await;
        shop.logout(1).await;
        shop.count().await;
        assert_eq!(shop.of(&a(), "conversion").await, (1, 1.0));
        // Another customer meets two arms, first on one device and then on another.
        let (user, other) = (shop.user(2).await, shop.user(3).await);
        shop.meet(2, a(), NOW).await;
        shop.meet(3, b(), NOW).await;
        shop.login(2, 2).await;
        shop.login(3, 2).await;
        shop.count().await;
        assert_eq!(shop.of("crossed", "people").await.0, 1, "{}", place.name);
        assert_eq!(
            (
                shop.of(&a(), "people").await.0,
                shop.of(&b(), "people").await.0
            ),
            (1, 0)
        );
        // Reports that were under way during the login find their way.
        shop.meet(4, b(), NOW).await;
        let anonymous = shop.user(4).await;
        shop.login(4, 3).await;
        shop.count().await;
        shop.meet_as(anonymous, 4, b(), NOW.plus_millis(1)).await;
        shop.meet_as(user, 2, a(), late).await;
        shop.meet_as(other, 3, b(), late).await;
        shop.count().await;
        assert_eq!(
            (
                shop.of(&a(), "people").await.0,
                shop.of(&b(), "people").await.0
            ),
            (1, 1)
        );
        assert_eq!(shop.of("crossed", "people").await.0, 1, "{}", place.name);
        shop.check(place.name).await;
    }
}

#[tokio::test]
async fn a_forgotten_customer_is_gone_and_the_sums_stay() {
    for place in everywhere() {
        let shop = Shop::new(&place.open().await);
        for number in 0..3 {
            shop.install(number).await;
            shop.meet(number, a(), NOW).await;
            shop.buy(number, vec![paid(&number.to_string(), 1_000_000, NOW)], NOW)
                .await;
        }
        shop.count().await;
        let before = shop.sums().await;
        let user = shop.user(0).await;
        let export = shop.ledger.export(&user, NOW).await.unwrap().unwrap();
        let own = &export.experiments[0];
        assert_eq!(
            (&own["experiment"], &own["arm"]),
            (&json!("offer"), &json!(a()))
        );
        assert!(own["counts"].is_object() && own["paywall_revision"] == "7");

        shop.ledger.forget(&user, NOW, false).await.unwrap();
        assert_eq!(shop.sums().await, before, "{}", place.name);
        shop.check(place.name).await;
        assert_eq!(shop.sums().await, before, "{}", place.name);
        // Exposures that nobody had counted yet are counted as the customer goes.
        let user = shop.user(1).await;
        let second = paid("second", 2_000_000, NOW.plus_days(1));
        shop.buy(1, vec![second], NOW).await;
        shop.ledger.forget(&user, NOW, false).await.unwrap();
        shop.check(place.name).await;
        assert_eq!(
            shop.of(&a(), "revenue/NZD").await,
            (3, 500.0),
            "{}",
            place.name
        );
        // Whoever comes again with the device is somebody new.
        shop.input(
            "again".into(),
            What::Install {
                device: device(0),
                platform: PlatformId::new("apple"),
            },
        )
        .await;
        shop.meet(0, b(), NOW).await;
        shop.check(place.name).await;
        assert_eq!(
            (
                shop.of(&a(), "people").await.0,
                shop.of(&b(), "people").await.0
            ),
            (3, 1)
        );
    }
}

#[tokio::test]
async fn a_clock_that_jumps_counts_nobody_twice() {
    for place in everywhere() {
        let shop = Shop::new(&place.open().await);
        let (ahead, behind) = (NOW.plus_days(40_000), NOW.plus_days(-20_000));
        let ends = [Time::from_millis(i64::MAX), Time::from_millis(i64::MIN)];
        let times = [ahead, NOW, behind, NOW, ends[0], ends[1]];
        for (number, at) in (0..).zip(times) {
            shop.install(number).await;
            shop.meet(number, a(), at).await;
            shop.count().await;
            // The clock is right again, and the same paywall is shown once more.
            shop.meet(number, a(), NOW).await;
            shop.buy(number, vec![paid(&number.to_string(), 1_000_000, NOW)], NOW)
                .await;
            shop.count().await;
        }
        assert_eq!(shop.of(&a(), "people").await.0, 6, "{}", place.name);
        let days: Vec<i64> = shop.sums().await.into_keys().map(|it| it.day).collect();
        assert!(
            days.iter().all(|it| *it <= NOW.millis() / 86_400_000),
            "the earliest time counts"
        );
        shop.check(place.name).await;
    }
}

/// Lives among some devices, each number in its own order.
async fn live(shop: &Shop, seed: u64, steps: usize) {
    let mut dice = Dice::new(seed);
    for step in 0..steps {
        let number = dice.roll(12);
        let at = NOW.plus_millis(i64::try_from(step).unwrap() * MINUTE);
        match dice.roll(5) {
            0 => shop.login(number, 1 + dice.roll(6)).await,
            1 => shop.meet(number, b(), at).await,
            2 => {
                let id = format!("{seed} {step}");
                let payments = vec![paid(
                    &id,
                    i64::try_from(dice.roll(900)).unwrap() * 10_000,
                    at,
                )];
                shop.buy(number, payments, at).await;
            }
            _ => shop.meet(number, a(), at).await,
        }
    }
}

/// Has two hosts count while two others write, and compares with counting anew.
async fn beside_each_other(place: &crate::databases::Place) {
    let (first, second) = (
        Shop::new(&place.open().await),
        Shop::new(&place.open().await),
    );
    for number in 0..12 {
        first.install(number).await;
    }
    let counting = async |shop: &Shop| {
        let mut counter = Counter::new(&shop.ledger);
        for _ in 0..60 {
            counter.turn().await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(
        live(&first, 3, 60),
        live(&second, 4, 60),
        counting(&first),
        counting(&second)
    );
    let user = second.user(0).await;
    second.ledger.forget(&user, NOW, false).await.unwrap();
    tokio::join!(first.count(), second.count());
    let people = first.of(&a(), "people").await.0
        + first.of(&b(), "people").await.0
        + first.of("crossed", "people").await.0;
    assert!(people > 0 && first.of(&a(), "conversion").await.0 > 0);
    first.check(place.name).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_that_count_at_once_count_nobody_twice_on_sqlite() {
    beside_each_other(&sqlite_file()).await;
}

#[needs(postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_that_count_at_once_count_nobody_twice_on_postgres() {
    beside_each_other(&postgres_database().unwrap()).await;
}

#[tokio::test]
async fn experiments_are_remembered_with_the_horizon_that_was_set_first() {
    for place in everywhere() {
        let shop = Shop::new(&place.open().await);
        let share = |id: &str| Share {
            id: id.into(),
            name: String::new(),
            share: 0.5,
        };
        let first = Experiment {
            experiment: "offer".into(),
            phase: 1,
            name: "Offer".into(),
            variants: vec![share("a"), share("b")],
            ..Experiment::default()
        };
        shop.ledger
            .declare(std::slice::from_ref(&first), NOW)
            .await
            .unwrap();
        let changed = Experiment {
            name: "The offer".into(),
            horizon: Some(10),
            ..first.clone()
        };
        let second = Experiment {
            phase: 2,
            ..changed.clone()
        };
        let later = NOW.plus_days(1);
        shop.ledger
            .declare(&[changed, second], later)
            .await
            .unwrap();
        shop.install(0).await;
        shop.meet(0, a(), NOW).await;
        shop.count().await;
        let all = shop.ledger.experiments(10).await.unwrap();
        let found: Vec<_> = all
            .iter()
            .map(|it| (it.experiment.phase, it.experiment.horizon, it.since))
            .collect();
        assert_eq!(
            found,
            [(2, Some(10), later), (1, None, NOW)],
            "{}",
            place.name
        );
        assert_eq!((all[1].people.exposed, all[0].people.exposed), (1, 0));
        assert_eq!(all[1].experiment.name, "The offer");
        each_phase_has_its_results(&shop).await;
    }
}

async fn each_phase_has_its_results(shop: &Shop) {
    let ask = Ask::default();
    let first = shop.ledger.results("offer", Some(1), &ask).await;
    let first = first.unwrap().unwrap();
    let people = first.report.people.exposed;
    assert_eq!(
        (people, first.phases, first.is_behind),
        (1, vec![2, 1], false)
    );
    let newest = shop.ledger.results("offer", None, &ask).await;
    assert_eq!(newest.unwrap().unwrap().report.phase, 2);
    let nothing = shop.ledger.results("nothing", None, &ask).await;
    assert_eq!(nothing.unwrap(), None);
}
