//! The ways in for somebody at this machine: a link that signs the owner in, and a file that is only looked at.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use paywall_center::{Here, Shown, begin, only_here, own, show};
use paywall_control::Hash;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, at, desk, document};

/// The secret of the link.
const SECRET: &str = "5ca1ab1e";
/// The browser's own address, and the name by which it calls this machine.
const NEAR: [&str; 2] = ["127.0.0.1:40000", "127.0.0.1:8787"];

/// The headers of a call that a page of the Control Center makes.
const OWN_PAGE: [(&str, &str); 2] = [
    ("origin", "http://127.0.0.1:8787"),
    ("paywall-control", "1"),
];

/// A call of somebody's browser.
struct Call<'a> {
    from: &'a str,
    host: &'a str,
    headers: &'a [(&'a str, &'a str)],
}

impl Call<'_> {
    async fn send(&self, desk: &Desk, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let from: SocketAddr = self.from.parse().unwrap();
        let mut request = Request::builder().method(method).uri(path);
        request = request
            .header("host", self.host)
            .extension(ConnectInfo(from));
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        desk.bare(request.body(body).unwrap()).await
    }
}

/// Makes a call from this machine.
fn near<'a>(headers: &'a [(&'a str, &'a str)]) -> Call<'a> {
    let [from, host] = NEAR;
    Call {
        from,
        host,
        headers,
    }
}

/// Lists the calls that do not come from this machine, or that somebody passed on, or whose page another site may have.
fn from_elsewhere() -> [Call<'static>; 7] {
    let [near, own_name] = NEAR;
    let call = |from, host, headers| Call {
        from,
        host,
        headers,
    };
    [
        call("192.168.1.7:40000", own_name, &[]),
        call(
            "[2001:db8::1]:40000",
            own_name,
            &[("x-forwarded-for", "127.0.0.1")],
        ),
        call(near, "rebound.example:8787", &[]),
        call(near, "192.168.1.7:8787", &[]),
        call(near, own_name, &[("x-forwarded-for", "127.0.0.1")]),
        call(near, own_name, &[("forwarded", "for=127.0.0.1")]),
        call(near, own_name, &[("via", "1.1 proxy")]),
    ]
}

/// Opens a desk for somebody at this machine.
async fn opened(here: Here) -> Desk {
    desk().await.with_here(here, |routes| routes)
}

fn cookie(answer: &Answer) -> Option<String> {
    let set = answer.headers.get("set-cookie")?.to_str().unwrap();
    Some(set.split(';').next().unwrap().to_owned())
}

#[needs(module)]
#[tokio::test]
async fn a_link_signs_the_owner_in_once() {
    let desk = opened(Here::Owner(Hash::of(SECRET.as_bytes()))).await;
    let path = format!("/control/enter/{SECRET}");
    let looked = near(&[]).send(&desk, "HEAD", &path, None).await;
    assert_eq!(
        cookie(&looked),
        None,
        "looking at an address is no use of it"
    );
    let came = near(&[]).send(&desk, "GET", &path, None).await;
    assert_eq!(
        (came.status, &came.headers["location"]),
        (StatusCode::SEE_OTHER, &"/control/".parse().unwrap())
    );
    assert_eq!(came.headers["referrer-policy"], "no-referrer");
    let cookie = cookie(&came).unwrap();
    let headers = [("cookie", cookie.as_str())];
    let me = near(&headers)
        .send(&desk, "GET", "/control/v1/me", None)
        .await;
    assert_eq!(me.body["person"]["email"], "owner@localhost", "{}", me.body);
    assert_eq!(
        (&me.body["apps"][0]["role"], &me.body["apps"][1]["role"]),
        (&json!("owner"), &json!("owner"))
    );
    let again = near(&[]).send(&desk, "GET", &path, None).await;
    assert_eq!(
        (again.status, self::cookie(&again)),
        (StatusCode::FORBIDDEN, None),
        "{}",
        again.body
    );
    let back = near(&headers).send(&desk, "GET", &path, None).await;
    assert_eq!(
        (back.status, self::cookie(&back)),
        (StatusCode::SEE_OTHER, None),
        "a browser that is in goes on"
    );
}

#[needs(module)]
#[tokio::test]
async fn nobody_comes_in_by_the_link_from_elsewhere() {
    let desk = opened(Here::Owner(Hash::of(SECRET.as_bytes()))).await;
    let path = format!("/control/enter/{SECRET}");
    for call in from_elsewhere() {
        let answer = call.send(&desk, "GET", &path, None).await;
        assert_eq!(
            (answer.status, cookie(&answer)),
            (StatusCode::FORBIDDEN, None),
            "{}",
            answer.body
        );
        assert_eq!(answer.body["error"]["code"], "only_here");
    }
    for guess in ["", "5ca1ab1", "5ca1ab1e0", "%35ca1ab1f"] {
        let answer = near(&[])
            .send(&desk, "GET", &format!("/control/enter/{guess}"), None)
            .await;
        assert_eq!(cookie(&answer), None, "{guess}");
    }
    let came = near(&[]).send(&desk, "GET", &path, None).await;
    assert_eq!(
        came.status,
        StatusCode::SEE_OTHER,
        "the link is still good for whoever is here"
    );
}

#[needs(module)]
#[tokio::test]
async fn a_host_for_others_has_no_such_link() {
    let desk = desk().await;
    for path in [format!("/control/enter/{SECRET}"), "/".to_owned()] {
        let answer = near(&[]).send(&desk, "GET", &path, None).await;
        assert_ne!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(cookie(&answer), None, "{path}");
    }
    let answer = near(&[]).send(&desk, "GET", "/control/v1/me", None).await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "being at the machine is no role"
    );
}

#[needs(module)]
#[tokio::test]
async fn the_owner_of_before_comes_back_by_the_link_of_the_next_start() {
    let desk = opened(Here::Owner(Hash::of(SECRET.as_bytes()))).await;
    let first = own(&desk.center).await.unwrap();
    let again = own(&desk.center).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(
        desk.center.setup_link().await.unwrap(),
        None,
        "nobody else becomes the owner"
    );
}

/// Opens a desk on a file whose document has a fault that the gate would stop.
async fn reading() -> Desk {
    let desk = desk().await;
    let shown = Shown {
        name: "mine.json".into(),
        products: Some(json!([{ "product_ref_id": "a" }])),
    };
    let mut document = document("One");
    document["campaign_rules"][0]["segments"][0]["paywall"] = json!("nobody");
    let app = desk.center.app("fern").unwrap().clone();
    assert!(
        begin(&app, document.clone(), desk.center.now())
            .await
            .is_err(),
        "the gate would stop it"
    );
    show(&app, document, desk.center.now()).await.unwrap();
    desk.with_here(Here::Reader(shown), only_here)
}

#[needs(module)]
#[tokio::test]
async fn a_file_is_looked_at_without_an_account() {
    let desk = reading().await;
    let browser = near(&OWN_PAGE);
    let app = "/control/v1/apps/fern";
    let app = browser.send(&desk, "GET", app, None).await.body;
    let live = app["environments"][0]["live"]["revision"].as_str();
    let path = at(&format!("revisions/{}/document", live.unwrap()));
    let read = browser.send(&desk, "GET", &path, None).await;
    assert_eq!(read.body["paywalls"][0]["id"], "plans", "{}", read.body);
    let question =
        json!({ "source": { "environment": "sandbox" }, "request": { "paywall": "plans" } });
    let path = at("render");
    let shown = browser.send(&desk, "POST", &path, Some(&question)).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let foreign = [("origin", "http://other.example"), ("paywall-control", "1")];
    let foreign = near(&foreign);
    let answer = foreign.send(&desk, "POST", &path, Some(&question)).await;
    assert_eq!(answer.body["error"]["code"], "foreign_origin");
}

#[needs(module)]
#[tokio::test]
async fn nobody_changes_a_file() {
    let desk = reading().await;
    for (method, path) in [
        ("POST", "drafts"),
        ("POST", "comments"),
        ("POST", "revisions"),
        ("POST", "tokens"),
        ("POST", "people"),
        ("POST", "environments/production/deployments"),
        ("GET", "people"),
    ] {
        let body = json!({ "words": "x", "name": "x" });
        let browser = near(&OWN_PAGE);
        let answer = browser.send(&desk, method, &at(path), Some(&body)).await;
        let (status, body) = (answer.status, answer.body);
        assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}: {body}");
    }
}

#[needs(module)]
#[tokio::test]
async fn a_file_is_for_this_machine_alone() {
    let desk = reading().await;
    for call in from_elsewhere() {
        for path in ["/", "/control/", "/control/v1/me", "/control/v1/apps/fern"] {
            let answer = call.send(&desk, "GET", path, None).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{path}: {}",
                answer.body
            );
            assert_eq!(answer.body["error"]["code"], "only_here", "{path}");
        }
    }
}
