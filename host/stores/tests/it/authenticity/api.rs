//! Tests of questions to the stores, asked of a server on this machine.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use paywall_ledger::{Clock, PlatformId, Store, Time};
use paywall_stores::{
    Answer, AskError, ConfiguredStore, FetchedKeys, HttpStores, Keys, MemoryNumbers, Missed,
    NotShown, Question, Questions, Recorded, Secret, Shown, StoreApi, Stores, Wanted, amazon,
    apple, google, look_at, roku, stripe, verify_missed,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use paywall_host_testing::forge::Rsa;
use paywall_host_testing::shop::{NOW, app};

/// The requests that a server saw: the path, and `Authorization`.
type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// Starts a server that answers by the path.
async fn server(answer: fn(&str) -> (u16, Value)) -> (String, Seen) {
    let seen = Seen::default();
    let router = Router::new()
        .fallback(
            async move |State(seen): State<Seen>, uri: Uri, headers: HeaderMap| -> Response {
                let bearer = headers.get("authorization");
                let bearer = bearer.map_or(String::new(), |it| it.to_str().unwrap().into());
                seen.lock().unwrap().push((uri.path().to_owned(), bearer));
                let (status, body) = answer(uri.path());
                let status = StatusCode::from_u16(status).unwrap();
                (status, body.to_string()).into_response()
            },
        )
        .with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, seen)
}

fn clock() -> Clock {
    Arc::new(|| NOW)
}

fn stores(store: Arc<dyn ConfiguredStore>) -> HttpStores {
    let stores = Stores::from([(PlatformId::new(store.which().name()), store)]);
    HttpStores::new(&app(), stores, clock()).unwrap()
}

async fn ask(stores: &HttpStores, question: &Question) -> Result<Answer, AskError> {
    let platform = PlatformId::new(question.store.name());
    Ok(stores.ask(&platform, question).await?.answer)
}

fn google(api: &str, key: Option<&Rsa>) -> Arc<dyn ConfiguredStore> {
    let account = key.map(|key| {
        json!({"client_email": "asks@example.iam", "private_key": key.pem(), "token_uri": format!("{api}/token")})
    });
    Arc::new(google::Settings {
        credentials: account.map(|it| Secret::new(it.to_string())),
        api: api.into(),
        ..google::Settings::default()
    })
}

#[tokio::test]
async fn google_is_asked_with_a_token_that_is_fetched_once() {
    let (api, seen) = server(|path| match path {
        "/token" => (200, json!({"access_token": "t1", "expires_in": 3600})),
        path if path.ends_with("tokens/gone") => (410, json!({})),
        path if path.ends_with("tokens/unknown") => (404, json!({})),
        path if path.ends_with("tokens/later") => (500, json!({})),
        path => (200, json!({"asked": path})),
    })
    .await;
    let stores = stores(google(&api, Some(&Rsa::new())));
    let subscription = |token: &str| google::ask_for_subscription(token);
    let path = "/androidpublisher/v3/applications/com.example/purchases/subscriptionsv2/tokens/";
    // A token stays one segment of the path, whatever is in it.
    let Ok(Answer::Found(found)) = ask(&stores, &subscription("a/../b?c")).await else {
        panic!("no answer");
    };
    assert_eq!(found, json!({"asked": format!("{path}a%2F..%2Fb%3Fc")}));
    assert_eq!(ask(&stores, &subscription("gone")).await, Ok(Answer::Gone));
    assert_eq!(
        ask(&stores, &subscription("unknown")).await,
        Ok(Answer::Missing)
    );
    assert!(matches!(
        ask(&stores, &subscription("later")).await,
        Err(AskError::Unavailable(_))
    ));
    let product = google::ask_for_product("p");
    assert!(matches!(ask(&stores, &product).await, Ok(Answer::Found(_))));
    let seen = seen.lock().unwrap();
    assert_eq!(seen.iter().filter(|(path, _)| path == "/token").count(), 1);
    assert!(seen[1..].iter().all(|(_, bearer)| bearer == "Bearer t1"));
    assert!(
        seen.last()
            .unwrap()
            .0
            .ends_with("/purchases/productsv2/tokens/p")
    );
}

#[tokio::test]
async fn the_other_stores_are_asked_at_their_addresses() {
    let (api, seen) = server(|_| (200, json!({}))).await;
    let secret = || Some(Secret::new("s3cret"));
    let cases: [(Arc<dyn ConfiguredStore>, _, _); 3] = [
        (
            Arc::new(amazon::Settings {
                shared_secret: secret(),
                api: format!("{api}/sandbox/"),
                ..amazon::Settings::default()
            }),
            amazon::ask_for_receipt("u=", "r:3"),
            (
                "/sandbox/version/1.0/verifyReceiptId/developer/s3cret/user/u=/receiptId/r:3",
                "",
            ),
        ),
        (
            Arc::new(roku::Settings {
                api_key: secret(),
                api: api.clone(),
                ..roku::Settings::default()
            }),
            roku::ask_for_transaction("t"),
            (
                "/listen/transaction-service.svc/validate-transaction/s3cret/t",
                "",
            ),
        ),
        (
            Arc::new(stripe::Settings {
                api_key: secret(),
                api: api.clone(),
                ..stripe::Settings::default()
            }),
            stripe::ask_for_subscription("sub_1"),
            ("/v1/subscriptions/sub_1", "Bearer s3cret"),
        ),
    ];
    for (settings, question, expected) in cases {
        assert_eq!(
            ask(&stores(settings), &question).await,
            Ok(Answer::Found(json!({})))
        );
        let (path, bearer) = seen.lock().unwrap().pop().unwrap();
        assert_eq!((path.as_str(), bearer.as_str()), expected);
    }
}

#[tokio::test]
async fn without_credentials_or_with_wrong_ones_nothing_is_learned() {
    let (api, _) = server(|_| (401, json!({}))).await;
    let question = google::ask_for_subscription("t");
    assert_eq!(
        ask(&stores(google(&api, None)), &question).await,
        Err(AskError::NotAllowed(0))
    );
    let wrong = stores(google(&api, Some(&Rsa::new())));
    assert_eq!(ask(&wrong, &question).await, Err(AskError::NotAllowed(401)));
    let other = stripe::ask_for_subscription("s");
    assert_eq!(ask(&wrong, &other).await, Err(AskError::NotConfigured));
}

#[tokio::test]
async fn what_cannot_be_reached_is_unavailable_and_the_error_holds_no_secret() {
    let stores = stores(Arc::new(amazon::Settings {
        shared_secret: Some(Secret::new("s3cret")),
        api: "http://127.0.0.1:1".into(),
        ..amazon::Settings::default()
    }));
    let question = amazon::ask_for_receipt("u", "r");
    let error = ask(&stores, &question).await.unwrap_err();
    assert!(matches!(error, AskError::Unavailable(_)));
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[tokio::test]
async fn keys_are_fetched_and_kept() {
    let (api, seen) = server(|path| match path {
        "/keys" => (
            200,
            json!({"keys": [{"kty": "RSA", "kid": "k1", "n": "AQAB", "e": "AQAB"}]}),
        ),
        _ => (404, json!({})),
    })
    .await;
    let keys = FetchedKeys::new(clock()).unwrap();
    let address = format!("{api}/keys");
    for wanted in [Some("k1"), None, Some("k1"), Some("new")] {
        assert!(keys.key_set(&address, wanted).await.is_ok());
    }
    assert_eq!(
        seen.lock().unwrap().len(),
        1,
        "an unknown key is looked for at most twice a minute"
    );
    assert!(keys.certificate(&format!("{api}/none.pem")).await.is_err());
}

/// Asks for the same with many calls at once, and returns the number of good answers.
async fn at_once(ask: impl AsyncFn(usize) -> bool) -> usize {
    let mut calls = Vec::new();
    for number in 0..200 {
        calls.push(Box::pin(ask(number)));
    }
    let mut good = 0;
    // All have begun before the first ends.
    let mut waker = std::task::Context::from_waker(std::task::Waker::noop());
    calls.retain_mut(|call| match call.as_mut().poll(&mut waker) {
        std::task::Poll::Pending => true,
        std::task::Poll::Ready(answer) => {
            good += usize::from(answer);
            false
        }
    });
    for call in calls {
        good += usize::from(call.await);
    }
    good
}

#[tokio::test]
async fn forged_messages_at_once_fetch_a_key_set_once() {
    let (api, seen) = server(|_| (200, json!({"keys": []}))).await;
    let now = Arc::new(Mutex::new(NOW));
    let told = Arc::clone(&now);
    let keys = FetchedKeys::new(Arc::new(move || *told.lock().unwrap())).unwrap();
    let ask = async |number: usize| {
        let wanted = format!("forged{number}");
        keys.key_set(&api, Some(&wanted)).await.is_ok()
    };
    assert_eq!(at_once(&ask).await, 200);
    assert_eq!(seen.lock().unwrap().len(), 1);
    *now.lock().unwrap() = NOW.plus_millis(31_000);
    at_once(&ask).await;
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_server_that_fails_is_asked_twice_a_minute() {
    let (api, seen) = server(|_| (500, json!({}))).await;
    let now = Arc::new(Mutex::new(NOW));
    let told = Arc::clone(&now);
    let keys = FetchedKeys::new(Arc::new(move || *told.lock().unwrap())).unwrap();
    let ask = async |_| keys.key_set(&api, None).await.is_ok();
    assert_eq!(at_once(&ask).await, 0);
    assert!(!ask(0).await);
    assert_eq!(seen.lock().unwrap().len(), 1);
    *now.lock().unwrap() = NOW.plus_millis(31_000);
    assert!(!ask(0).await);
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_set_of_a_clock_that_was_ahead_is_fetched_anew() {
    let (api, seen) = server(|_| (200, json!({"keys": []}))).await;
    let now = Arc::new(Mutex::new(NOW.plus_days(1)));
    let told = Arc::clone(&now);
    let keys = FetchedKeys::new(Arc::new(move || *told.lock().unwrap())).unwrap();
    assert!(keys.key_set(&api, None).await.is_ok());
    *now.lock().unwrap() = NOW;
    assert!(keys.key_set(&api, None).await.is_ok());
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn certificates_at_many_unknown_addresses_are_not_all_asked_for() {
    let (api, seen) = server(|path| match path {
        "/good.pem" => (200, json!("certificate")),
        _ => (404, json!({})),
    })
    .await;
    let keys = FetchedKeys::new(clock()).unwrap();
    let good = format!("{api}/good.pem");
    assert!(keys.certificate(&good).await.is_ok());
    let ask = async |number: usize| {
        let address = format!("{api}/{number}.pem");
        keys.certificate(&address).await.is_ok()
    };
    assert_eq!(at_once(&ask).await, 0);
    let asked = seen.lock().unwrap().len();
    assert!(asked < 10, "{asked}");
    assert!(keys.certificate(&good).await.is_ok());
    assert_eq!(seen.lock().unwrap().len(), asked);
}

#[tokio::test]
async fn a_device_is_believed_for_the_stores_word_only() {
    let settings = google("https://api.example", None);
    let platform = PlatformId::new("google");
    let questions = |replies: &Recorded| {
        Questions::new(
            Arc::new(replies.clone()),
            Arc::<MemoryNumbers>::default(),
            clock(),
        )
    };
    let shown = || Shown::Named(google::ask_for_subscription("T"));
    let app = app();
    let mut replies = Recorded::default();
    let asked = questions(&replies);
    let unknown = look_at(shown(), &app, &platform, &*settings, &asked).await;
    assert_eq!(unknown, Err(NotShown::Unknown));
    let truth = json!({"subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-31T00:00:00Z",
        "lineItems": [{"productId": "premium", "expiryTime": "2026-02-01T00:00:00Z"}]});
    let question = google::ask_for_subscription("T");
    replies.add(question, Answer::Found(truth));
    let asked = questions(&replies);
    let seen = look_at(shown(), &app, &platform, &*settings, &asked).await;
    let seen = seen.unwrap();
    assert_eq!(seen.terms[0].product, "premium");
    let elsewhere = Shown::Named(roku::ask_for_transaction("t"));
    let refused = look_at(elsewhere, &app, &platform, &*settings, &asked).await;
    assert_eq!(refused, Err(NotShown::WrongStore));
}

#[tokio::test]
async fn a_transaction_that_a_device_shows_is_verified_like_a_notification() {
    use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF};
    let chain = Chain::new(AUTHORITY, LEAF);
    let settings = apple::Settings {
        roots: vec![chain.root.clone()].into(),
        ..apple::Settings::default()
    };
    let questions = Questions::new(
        Arc::new(Recorded::default()),
        Arc::<MemoryNumbers>::default(),
        clock(),
    );
    let payload = json!({"transactionId": "1", "originalTransactionId": "1", "productId": "premium",
        "bundleId": "com.example", "environment": "Production", "purchaseDate": 1, "signedDate": NOW.millis(), "expiresDate": 3});
    let show = async |chain: &Chain| {
        let text = chain.sign(&payload);
        look_at(
            Shown::Signed {
                store: Store::Apple,
                text,
            },
            &app(),
            &PlatformId::new("apple"),
            &settings,
            &questions,
        )
        .await
    };
    assert_eq!(show(&chain).await.unwrap().member.id, "1");
    assert!(matches!(
        show(&Chain::new(AUTHORITY, LEAF)).await,
        Err(NotShown::Rejected(_))
    ));
}

#[test]
fn recorded_answers_are_read_from_a_file() {
    let text = r#"[{"fetch": "google_product", "purchase": "T", "voided": "GPA.1", "answer": "gone"},
                   {"fetch": "roku_transaction", "purchase": "t", "answer": "missing"}]"#;
    let replies: Recorded = serde_json::from_str(text).unwrap();
    assert_eq!(
        serde_json::to_value(&replies).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

#[test]
fn answers_that_older_versions_kept_are_read() {
    let read = |text: &str| serde_json::from_str::<Question>(text).unwrap();
    let google = r#"{"fetch": "google_subscription", "token": "T", "voided": null}"#;
    assert_eq!(read(google), google::ask_for_subscription("T"));
    let amazon = r#"{"fetch": "amazon_receipt", "user": "u", "receipt": "r", "replaces": "q"}"#;
    let mut question = amazon::ask_for_receipt("u", "r");
    question.replaces = Some("q".into());
    assert_eq!(read(amazon), question);
    let stripe = r#"{"fetch": "stripe_subscription", "id": "s"}"#;
    assert_eq!(read(stripe), stripe::ask_for_subscription("s"));
    for text in [
        r#"{"fetch": "steam_game", "id": "s"}"#,
        r#"{"fetch": "stripe", "id": "s"}"#,
        r#"{"fetch": "stripe_subscription"}"#,
    ] {
        assert!(serde_json::from_str::<Question>(text).is_err(), "{text}");
    }
}

#[test]
fn a_payload_is_a_description_or_the_bare_text_of_the_store() {
    let described = r#"{"store": "google", "token": "T", "one_time": true}"#;
    let product = Shown::Named(google::ask_for_product("T"));
    assert_eq!(Shown::read(Store::Google, described), Ok(vec![product]));
    let subscription = Shown::Named(google::ask_for_subscription("T"));
    let bare = Shown::read(Store::Google, " T\n");
    assert_eq!(bare, Ok(vec![subscription]));
    let apple = |text: &str| Shown::Signed {
        store: Store::Apple,
        text: text.into(),
    };
    let bare = Shown::read(Store::Apple, "a.b.c");
    assert_eq!(bare, Ok(vec![apple("a.b.c")]));
    let list = r#"["a.b.c", {"store": "apple", "transaction": "d.e.f"}]"#;
    let shown = Shown::read(Store::Apple, list).unwrap();
    assert_eq!(shown, [apple("a.b.c"), apple("d.e.f")]);
    for (store, payload) in [
        (Store::Google, ""),
        (Store::Amazon, "r"),
        (Store::Google, "{}"),
        (Store::Google, "[1]"),
        (Store::Google, "[\"\"]"),
    ] {
        assert!(Shown::read(store, payload).is_err(), "{payload}");
    }
}

#[tokio::test]
async fn stripes_lists_are_asked_for_to_the_end() {
    let (api, seen) = server(|path| match path {
        "/v1/invoices/in_1" => (200, json!({"object": "invoice", "subscription": "sub_1"})),
        "/v1/invoices/in_2" => (200, json!({"object": "invoice", "subscription": null})),
        "/v1/subscriptions/sub_1" => {
            let items = json!({"data": [{"id": "si_1"}], "has_more": true});
            (200, json!({"object": "subscription", "items": items}))
        }
        "/v1/checkout/sessions" => (200, json!({"data": [{"id": "cs_1"}]})),
        "/v1/checkout/sessions/cs_1" => {
            let items = json!({"data": [{"id": "li_1"}], "has_more": false});
            (
                200,
                json!({"object": "checkout.session", "mode": "payment", "line_items": items}),
            )
        }
        "/v1/subscription_items" => (200, json!({"data": [{"id": "si_2"}], "has_more": false})),
        _ => (404, json!({})),
    })
    .await;
    let stores = stores(Arc::new(stripe::Settings {
        api_key: Some(Secret::new("rk")),
        api,
        ..stripe::Settings::default()
    }));
    let question = |what, id| Question::new(Store::Stripe, what, id);
    let whole = json!({"data": [{"id": "si_1"}, {"id": "si_2"}], "has_more": false});
    let whole = Answer::Found(json!({"object": "subscription", "items": whole}));
    for (what, id) in [("subscription", "sub_1"), ("invoice", "in_1")] {
        assert_eq!(ask(&stores, &question(what, id)).await, Ok(whole.clone()));
    }
    assert_eq!(
        ask(&stores, &question("invoice", "in_2")).await,
        Ok(Answer::Missing)
    );
    for (what, id) in [("checkout", "cs_1"), ("payment", "pi_1")] {
        let answer = ask(&stores, &question(what, id)).await;
        assert!(matches!(answer, Ok(Answer::Found(it)) if it["mode"] == "payment"));
    }
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|(_, bearer)| bearer == "Bearer rk"));
}

#[tokio::test]
async fn stripe_is_asked_for_events_page_by_page_and_gives_them_as_they_would_have_come() {
    let event = |id: &str, live: bool| json!({"id": id, "object": "event", "livemode": live});
    let router = Router::new().fallback(async move |uri: Uri| {
        let query = uri.query().unwrap_or_default();
        let page = match (uri.path(), query) {
            ("/v1/events", "limit=100&created%5Bgte%5D=1000&delivery_success=false") => {
                json!({"data": [event("evt_3", true), event("evt_2", false)], "has_more": true})
            }
            ("/v1/events", query) if query.ends_with("&starting_after=evt_2") => {
                json!({"data": [event("evt_1", true)], "has_more": false})
            }
            ("/v1/events", "limit=100&created%5Bgte%5D=1000") => {
                json!({"data": [], "has_more": true})
            }
            _ => return (StatusCode::FORBIDDEN, String::new()).into_response(),
        };
        page.to_string().into_response()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let settings = stripe::Settings {
        api_key: Some(Secret::new("rk")),
        api,
        ..stripe::Settings::default()
    };
    let platform = PlatformId::new("stripe");
    let stores = stores(Arc::new(settings.clone()));
    let wanted = |from, arrived| Wanted {
        from: Time::from_seconds(from),
        to: NOW,
        arrived,
    };
    let first = stores.missed(&platform, wanted(1000, false), None).await;
    let first = first.unwrap();
    assert_eq!(first.next.as_deref(), Some("evt_2"));
    let next = stores.missed(&platform, wanted(1000, false), Some("evt_2"));
    let next = next.await.unwrap();
    assert_eq!((next.bodies.len(), next.next), (1, None));
    let all = stores.missed(&platform, wanted(1000, true), None).await;
    assert_eq!(all, Ok(Missed::default()), "an empty page is the last");
    let refused = stores.missed(&platform, wanted(1, false), None).await;
    assert_eq!(refused, Err(AskError::NotAllowed(403)));

    let taken = |body: &str| {
        let message = verify_missed(&app(), &platform, &settings, body.as_bytes(), NOW);
        message.map(|it| it.message.id)
    };
    assert_eq!(taken(&first.bodies[0]), Ok("evt_3".into()));
    assert!(
        taken(&first.bodies[1]).is_err(),
        "an app without a sandbox takes nothing of Stripe's"
    );
    assert!(taken(r#"{"livemode": true}"#).is_err());
    assert!(
        stripe::Settings::default().history().is_none(),
        "without a key nothing is asked"
    );
}
