//! Tests of exports, which hold all that is kept of a customer, and of forgetting, which leaves nothing of it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_database::results::{Counted, Counter, Exposed};
use paywall_database::{Activity, Error, LedgerDatabase, Profile, Settlement};
use paywall_ledger::{
    Arrival, DeviceId, EntitlementId, ExternalId, Holder, Input, LineageId, MemberKey, Note,
    Observation, PlatformId, Presentation, State, Store, Time, Traces, UserId, What,
};
use paywall_results::{Exposure, variant};
use paywall_stores::Message;
use paywall_webhooks::{DeviceEvent, Next, Told};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::catalogue::everything;
use crate::databases::{Place, everywhere};
use crate::history::history;
use paywall_host_testing::shop::{NOW, app, bought, key};
use paywall_host_testing::until::until;

const ACCOUNT: &str = "7e3fb20b-4cdb-47cc-936d-99d65f608138";
const PHONE: &str = "phone-0f8fad5b-d9cb-469f-a165";
const TELEVISION: &str = "tv-7c9e6679-7425-40de-944b";
const OTHER: &str = "other-1b4e28ba-2fa1-11d2-883f";
const MINUTE: i64 = 60_000;

/// The names of the customer that stores and devices brought.
const WORDS: [&str; 4] = [
    "jane.roe@example.com",
    "jane roe",
    "12 main street",
    "cus_janeroe",
];

fn device(id: &str) -> DeviceId {
    DeviceId::new(id)
}

fn account() -> ExternalId {
    ACCOUNT.parse().unwrap()
}

fn hash(text: &str) -> String {
    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A purchase at Apple that names the account, in capitals as Apple does.
fn apples(at: Time) -> Observation {
    Observation {
        account: Some(ACCOUNT.to_uppercase()),
        ..bought(key(Store::Apple, "2000000123456789"), at)
    }
}

fn stripes() -> Observation {
    bought(key(Store::Stripe, "sub_1PqRsTuVwXyZ"), NOW)
}

fn message(store: Store, id: &str, body: &str, content: Value) -> Message {
    Message {
        rounds: 0,
        id: id.into(),
        store,
        platform: PlatformId::new(store.name()),
        body: body.into(),
        received_at: NOW,
        kind: "a kind".into(),
        content,
    }
}

/// A customer, and the calls that a server makes for them.
struct Customer<'a> {
    ledger: &'a LedgerDatabase,
}

impl Customer<'_> {
    async fn input(&self, key: &str, what: What) {
        let input = Input {
            key: key.into(),
            at: NOW,
            what,
        };
        self.ledger.accept(input).await.unwrap();
    }

    async fn install(&self, id: &str) {
        let platform = PlatformId::new("apple");
        let profile = Profile {
            device: device(id),
            body: json!({"os_name": "iOS", "customer_data_platform_id": format!("cdp of {id}")}),
            secret: Some(hash(&format!("the secret of {id}"))),
        };
        let input = Input {
            key: format!("install/apple/{id}"),
            at: NOW,
            what: What::Install {
                device: device(id),
                platform,
            },
        };
        self.ledger.install(input, profile).await.unwrap();
    }

    async fn login(&self, call: &str, id: &str, account: &str) {
        let login = What::Login {
            device: device(id),
            account: account.parse().unwrap(),
        };
        self.input(call, login).await;
    }

    async fn show(&self, call: &str, id: &str, shown: Observation) {
        let show = What::Present {
            device: device(id),
            how: Presentation::Restore,
            purchases: vec![shown],
        };
        self.input(call, show).await;
    }

    async fn report(&self, id: &str, kind: &'static str) {
        let state = self.ledger.device_state(&device(id), NOW).await.unwrap();
        let what = json!({"url_params": {"mail": "jane.roe@example.com"}});
        let event = DeviceEvent {
            id: format!("{kind}-{id}"),
            name: paywall_ledger::EventName::DeviceImpression,
            at: NOW,
            device: device(id),
            platform: PlatformId::new("apple"),
            what: what.clone(),
        };
        let activity = Activity {
            id: hash(&format!("{kind} of {id}")),
            device: device(id),
            kind,
            at: NOW,
            body: what,
            told: state.map(|it| (it.user, event)),
        };
        let exposed = activity.told.as_ref().map(|(user, _)| Exposed {
            user: user.clone(),
            experiment: "offer".into(),
            phase: 1,
            exposure: Exposure {
                arm: variant("a"),
                crossed: false,
                at: NOW,
                platform: "apple".into(),
                country: "NZ".into(),
                rule: "r".into(),
                paywall: "p".into(),
                revision: String::new(),
            },
        });
        self.ledger.note_exposed(activity, exposed).await.unwrap();
        if kind == "session" {
            // Counted before the login, and the next one is not.
            while Counter::new(self.ledger).turn().await.unwrap() == Counted::Some {}
        }
    }

    async fn message(&self, message: Message, settlement: Settlement) {
        self.ledger.take(message, NOW, settlement).await.unwrap();
    }

    async fn messages(&self) {
        let claims =
            json!({"appAccountToken": ACCOUNT, "email": "jane.roe@example.com"}).to_string();
        let signed = format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(&claims));
        let observed = |seen| Settlement::Observed {
            purchases: vec![seen],
            answers: vec![json!({"customer_name": "Jane Roe"})],
            unread: None,
            again: None,
        };
        let renewal = message(Store::Apple, "apple-1", &signed, json!({"signed": claims}));
        self.message(renewal, observed(apples(NOW.plus_millis(MINUTE))))
            .await;
        let invoice = json!({"data": {"object": {"customer": "cus_JaneRoe", "customer_email": "jane.roe@example.com",
            "customer_address": {"line1": "12 Main Street"}, "subscription": "sub_1PqRsTuVwXyZ"}}});
        let text = STANDARD.encode(invoice.to_string());
        let invoice = message(Store::Stripe, "stripe-1", &text, invoice);
        self.message(invoice, observed(stripes())).await;
        let odd = json!({"account": ACCOUNT.to_uppercase(), "name": "Jane Roe"});
        let odd = message(Store::Apple, "apple-2", "{}", odd);
        let nothing = Settlement::Nothing {
            why: "not understood".into(),
            answers: vec![],
            unread: Some(format!("what is {ACCOUNT}?")),
        };
        self.message(odd, nothing).await;
        let updated = json!({"data": {"object": {"id": "cus_JaneRoe", "name": "Jane Roe"}}});
        let updated = message(Store::Stripe, "stripe-2", "{}", updated);
        let nothing = Settlement::Nothing {
            why: "customer.updated".into(),
            answers: vec![],
            unread: None,
        };
        self.message(updated, nothing).await;
    }

    /// Lives through everything that leaves a trace.
    async fn live(&self) {
        self.install(PHONE).await;
        self.report(PHONE, "session").await;
        self.show("call-1", PHONE, apples(NOW)).await;
        self.login("call-2", PHONE, ACCOUNT).await;
        self.install(TELEVISION).await;
        self.login("call-3", TELEVISION, ACCOUNT).await;
        self.show("call-4", TELEVISION, apples(NOW)).await;
        self.show("call-5", PHONE, stripes()).await;
        self.report(PHONE, "impression").await;
        self.report(TELEVISION, "call").await;
        // Somebody else shows the customer's purchase, loses it again, and keeps one that names the customer's account.
        self.install(OTHER).await;
        self.login("call-6", OTHER, "42").await;
        self.show("call-7", OTHER, apples(NOW)).await;
        self.show("call-8", PHONE, apples(NOW)).await;
        let given = Observation {
            account: Some(ACCOUNT.into()),
            ..bought(key(Store::Google, "given-away"), NOW)
        };
        self.show("call-9", OTHER, given).await;
        self.messages().await;
        self.gift().await;
    }

    /// Gets something from support, who writes down for whom, and loses it again.
    async fn gift(&self) {
        let note = Note {
            by: "jane roe's friend".into(),
            why: "jane.roe@example.com asked".into(),
        };
        let give = What::Grant {
            grant: "gift".into(),
            to: Holder::Account(account()),
            entitlement: EntitlementId::new("premium"),
            until: Some(NOW.plus_days(9)),
            note: note.clone(),
        };
        self.input("grant/gift", give).await;
        let lineage = LineageId::granted("gift");
        self.input("grant/gift/end", What::EndGrant { lineage, note })
            .await;
    }
}

async fn user(ledger: &LedgerDatabase, id: &str) -> UserId {
    let state = ledger.device_state(&device(id), NOW).await.unwrap();
    state.unwrap().user
}

/// Lists the values in which any of the names is found.
async fn naming(url: &str, names: &[String]) -> Vec<String> {
    let mut all = everything(url).await;
    all.retain(|it| names.iter().any(|name| it.contains(name.as_str())));
    all
}

/// Lists every name of the customer: those that the app and the devices gave, their hashes, and the users' ids.
async fn names(ledger: &LedgerDatabase) -> Vec<String> {
    let mut names: Vec<String> = WORDS.map(str::to_owned).into();
    for name in [ACCOUNT, PHONE, TELEVISION] {
        names.extend([name.to_owned(), hash(name)]);
    }
    for id in [PHONE, TELEVISION] {
        names.extend([
            user(ledger, id).await.to_string(),
            hash(&format!("the secret of {id}")),
        ]);
        let (install, at) = (format!("install/apple/{id}"), NOW.millis().to_string());
        let anonymous = ["app", "user", &install, "1", &at];
        names.push(paywall_ledger::derived(&anonymous));
    }
    names
}

fn replayed(log: &[paywall_ledger::Record]) -> String {
    serde_json::to_string(&State::replay(log)).unwrap()
}

async fn adds_up(ledger: &LedgerDatabase) -> State {
    let state = ledger.state().await.unwrap();
    let log = ledger.log().await.unwrap();
    assert_eq!(replayed(&log), serde_json::to_string(&state).unwrap());
    state
}

/// Lists the names that stand in a file, be it in free pages.
fn in_bytes<'a>(file: &str, names: &'a [String]) -> Vec<&'a String> {
    let bytes = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    let in_file = names.iter().filter(|name| text.contains(name.as_str()));
    in_file.collect()
}

/// Makes the places whose tables can be looked at from outside.
fn places() -> Vec<Place> {
    let mut places = everywhere();
    places.retain(|it| !it.url.contains(":memory:"));
    places
}

#[tokio::test]
async fn nothing_of_a_forgotten_customer_is_left_in_any_table() {
    for place in places() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        Customer { ledger: &ledger }.live().await;
        let names = names(&ledger).await;
        for name in names
            .iter()
            .filter(|it| **it != hash(ACCOUNT) && **it != hash(PHONE) && **it != hash(TELEVISION))
        {
            let found = naming(&place.url, std::slice::from_ref(name)).await;
            assert!(
                !found.is_empty(),
                "{name} is not there to be forgotten: {}",
                place.name
            );
        }
        let customer = user(&ledger, PHONE).await;
        let before = adds_up(&ledger).await;

        ledger.forget(&customer, NOW, false).await.unwrap();

        let left = naming(&place.url, &names).await;
        assert!(left.is_empty(), "{}: {left:#?}", place.name);
        let after = adds_up(&ledger).await;
        assert_eq!(
            before.lineages.keys().collect::<Vec<_>>(),
            after.lineages.keys().collect::<Vec<_>>()
        );
        assert_eq!(after.devices.keys().collect::<Vec<_>>(), [&device(OTHER)]);
        assert!(matches!(
            ledger.forget(&customer, NOW, false).await,
            Err(Error::Refused(_))
        ));
        assert!(ledger.history(&customer).await.unwrap().is_empty());
        assert_eq!(ledger.finish_forgetting(false).await.unwrap(), 0);
        if let Some(file) = place.url.strip_prefix("sqlite:") {
            for file in [file.to_owned(), format!("{file}-wal")] {
                until(async || in_bytes(&file, &names).is_empty()).await;
            }
        }
    }
}

#[tokio::test]
async fn others_lose_nothing_and_no_purchase_is_lost() {
    for place in places() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let customer = Customer { ledger: &ledger };
        customer.live().await;
        let other = user(&ledger, OTHER).await;
        let seen = async || ledger.export(&other, NOW).await.unwrap().unwrap();
        let before = seen().await;
        ledger
            .forget(&user(&ledger, PHONE).await, NOW, false)
            .await
            .unwrap();
        let after = seen().await;
        assert_eq!(before.customer, after.customer);
        assert_eq!(before.history.len(), after.history.len());
        assert_eq!(before.events.len(), after.events.len(), "{}", place.name);
        assert!(
            after
                .events
                .iter()
                .any(|it| it.purchase().is_some_and(|it| it.transfer.is_some()))
        );

        // A message of a store that comes again is known.
        let log = ledger.log().await.unwrap();
        customer.messages().await;
        assert_eq!(ledger.log().await.unwrap(), log);
        // The next one says the account again, and that is not kept by the ledger.
        let renewal = What::Notify {
            purchases: vec![apples(NOW.plus_days(30))],
        };
        customer.input("notification/apple/next", renewal).await;
        assert_eq!(adds_up(&ledger).await.accounts.len(), 1);
        // The same device begins anew, and gets the purchases back that it shows.
        customer.install(PHONE).await;
        customer
            .show("call-10", PHONE, apples(NOW.plus_days(30)))
            .await;
        let state = ledger
            .device_state(&device(PHONE), NOW.plus_days(31))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (state.row.account, state.device.unwrap().1.version),
            (None, 1)
        );
        assert_eq!(state.customer.entitlements.len(), 1);
        adds_up(&ledger).await;
    }
}

#[tokio::test]
async fn an_export_holds_what_is_kept_of_the_customer_and_nobody_else() {
    for place in places() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        Customer { ledger: &ledger }.live().await;
        let export = ledger
            .export(&user(&ledger, PHONE).await, NOW)
            .await
            .unwrap();
        let export = serde_json::to_value(export.unwrap()).unwrap();
        assert_eq!(export["account"], ACCOUNT);
        let kinds: Vec<&Value> = export["activity"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["kind"])
            .collect();
        assert_eq!(kinds.len(), 2, "the marks of calls are nobody's: {kinds:?}");
        let messages = export["messages"].as_array().unwrap();
        let ids: Vec<&Value> = messages.iter().map(|it| &it["id"]).collect();
        assert_eq!(ids, ["apple-1", "stripe-1"], "{}", place.name);
        assert_eq!(
            messages[1]["content"]["data"]["object"]["customer_email"],
            "jane.roe@example.com"
        );
        assert_eq!(messages[1]["answers"][0]["customer_name"], "Jane Roe");
        let text = export.to_string();
        assert!(
            !text.contains(&hash(&format!("the secret of {PHONE}"))),
            "a secret is no data"
        );
        let other = ledger
            .export(&user(&ledger, OTHER).await, NOW)
            .await
            .unwrap();
        let other = serde_json::to_string(&other).unwrap();
        assert!(!other.contains("example.com") && !other.contains(PHONE));
    }
}

#[tokio::test]
async fn receivers_are_told_and_then_nothing_is_left_there_either() {
    for place in places() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        Customer { ledger: &ledger }.live().await;
        let customer = user(&ledger, PHONE).await;
        let names = names(&ledger).await;
        ledger.forget(&customer, NOW, true).await.unwrap();
        let taken = ledger.take_events(NOW, MINUTE, 1000).await.unwrap();
        let told = taken
            .iter()
            .filter(|it| matches!(it.event, Told::Deletion(_)));
        let told: Vec<_> = told.collect();
        assert_eq!(
            told.len(),
            3,
            "the customer, and what each device was before"
        );
        let of = told.iter().find(|it| it.user == customer).unwrap();
        assert_eq!(ledger.view(&of.user, NOW).await.unwrap().map(|_| ()), None);
        let body = paywall_webhooks::body(&ledger.app(), of, &paywall_webhooks::View::nobody());
        assert_eq!(body["event_type"], "user.deleted");
        assert_eq!(body["user_id"], customer.as_str());
        assert_eq!(body["external_ids"][0]["value"], ACCOUNT);
        assert_eq!(body["devices"], json!([{"id": PHONE}, {"id": TELEVISION}]));
        for it in told {
            ledger
                .settle_event(it, Next::Done, true, NOW)
                .await
                .unwrap();
        }
        ledger.forget_events(NOW.plus_days(-90)).await.unwrap();
        let left = naming(&place.url, &names).await;
        assert!(left.is_empty(), "{}: {left:#?}", place.name);
    }
}

#[tokio::test]
async fn what_was_cut_off_is_finished_later() {
    for place in places() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        Customer { ledger: &ledger }.live().await;
        let (customer, names) = (user(&ledger, TELEVISION).await, names(&ledger).await);
        let purchases = [key(Store::Google, "given-away")].into();
        let traces = Traces {
            purchases,
            users: Default::default(),
        };
        let what = What::Delete {
            user: customer.clone(),
            traces,
        };
        // The keys of older versions say whom they deleted.
        let input = Input {
            key: format!("forget/{customer}"),
            at: NOW,
            what,
        };
        assert!(matches!(ledger.accept(input).await, Ok(Arrival::New(_))));
        adds_up(&ledger).await;
        // Meanwhile, the same names mean somebody new.
        let new = Customer { ledger: &ledger };
        new.install("new").await;
        new.login("call-11", "new", ACCOUNT).await;
        assert_eq!(ledger.finish_forgetting(false).await.unwrap(), 1);
        assert_eq!(ledger.finish_forgetting(false).await.unwrap(), 0);
        let state = adds_up(&ledger).await;
        assert_eq!(
            state.accounts.get(&account()),
            Some(&user(&ledger, "new").await)
        );
        let left = naming(&place.url, &[customer.to_string()]).await;
        assert!(left.is_empty(), "{}: {left:#?}", place.name);
        assert!(!names.is_empty());
    }
}

#[tokio::test]
async fn any_history_adds_up_after_everybody_was_forgotten() {
    for place in everywhere() {
        for seed in 0..4 {
            let mut app = app();
            app.id = paywall_ledger::AppId::new(format!("app-{seed}"));
            let ledger = LedgerDatabase::new(&place.open().await, app);
            for input in history(seed, 120, 5, 6) {
                let _ = ledger.accept(input).await;
            }
            let before = adds_up(&ledger).await;
            for user in before.users.keys() {
                let _ = ledger.forget(user, NOW.plus_days(1), true).await;
                adds_up(&ledger).await;
            }
            let state = adds_up(&ledger).await;
            assert!(state.accounts.is_empty() && state.devices.is_empty());
            let keys = |it: &State| it.lineages.keys().cloned().collect::<Vec<LineageId>>();
            assert_eq!(keys(&state), keys(&before), "{}", place.name);
            let members = |it: &State| it.members.keys().cloned().collect::<Vec<MemberKey>>();
            assert_eq!(members(&state), members(&before));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_share_records_may_be_forgotten_at_once_on_two_hosts() {
    for place in places() {
        let (one, other) = (place.open().await, place.open().await);
        let ledgers = [&one, &other].map(|it| LedgerDatabase::new(it, app()));
        for round in 0..8 {
            let ids = [0, 1].map(|it| format!("shared-{round}-{it}"));
            let customer = Customer {
                ledger: &ledgers[0],
            };
            for (at, id) in ids.iter().enumerate() {
                customer.install(id).await;
                let account = (7_000_000 + 10 * round + at).to_string();
                customer
                    .login(&format!("login-{round}-{at}"), id, &account)
                    .await;
            }
            let member = key(Store::Apple, &format!("moves-{round}"));
            for at in 0..6 {
                let call = format!("show-{round}-{at}");
                let shown = bought(member.clone(), NOW);
                customer.show(&call, &ids[at % 2], shown).await;
            }
            let users = [
                user(&ledgers[0], &ids[0]).await,
                user(&ledgers[0], &ids[1]).await,
            ];
            let (first, second) = tokio::join!(
                ledgers[0].forget(&users[0], NOW, false),
                ledgers[1].forget(&users[1], NOW, false)
            );
            first.unwrap();
            second.unwrap();
            let names = [ids.to_vec(), users.map(|it| it.to_string()).to_vec()].concat();
            let left = naming(&place.url, &names).await;
            assert!(left.is_empty(), "{}: {left:#?}", place.name);
            adds_up(&ledgers[0]).await;
        }
    }
}

#[tokio::test]
async fn an_installation_that_comes_again_after_its_device_was_forgotten_leaves_nothing() {
    for place in everywhere() {
        let ledger = LedgerDatabase::new(&place.open().await, app());
        let install = async |key: &str| {
            let input = Input {
                key: key.into(),
                at: NOW,
                what: What::Install {
                    device: device(PHONE),
                    platform: PlatformId::new("apple"),
                },
            };
            let profile = Profile {
                device: device(PHONE),
                body: json!({"os": "tv"}),
                secret: None,
            };
            ledger.install(input, profile).await.unwrap();
        };
        install("first").await;
        // Nothing is new in it, so its record names nobody.
        install("second").await;
        let state = ledger.device_state(&device(PHONE), NOW).await.unwrap();
        ledger
            .forget(&state.unwrap().user, NOW, false)
            .await
            .unwrap();
        // Its caller never heard the answer.
        install("second").await;
        let kept = ledger.profile(&device(PHONE)).await.unwrap();
        assert_eq!(kept, None, "{}", place.name);
        install("third").await;
        assert!(ledger.profile(&device(PHONE)).await.unwrap().is_some());
    }
}
