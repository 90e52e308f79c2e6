//! Every route, called with every role.

use axum::body::Body;
use axum::http::Request;
use paywall_center::access::{Access, Need, TABLE};
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::json;

use crate::desk::{Desk, ROLES, desk};

/// Fills in the parameters of a path: those of `fern` unless another app is named.
fn path(row: &Access, app: &str) -> String {
    let mut path = row.path.replace("{app}", app);
    while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, "sandbox");
    }
    path
}

/// Returns the status of a call with a role's token.
async fn status(desk: &Desk, row: &Access, app: &str, role: Role) -> u16 {
    let body = (row.method != "GET").then(|| json!({}));
    let answer = desk
        .call(role, (row.method, &path(row, app)), body.as_ref(), &[])
        .await;
    answer.status.as_u16()
}

#[needs(module)]
#[tokio::test]
async fn every_route_lets_in_the_roles_of_the_table_and_nobody_else() {
    let desk = desk().await;
    for row in TABLE {
        for role in ROLES {
            let found = status(&desk, row, "fern", role).await;
            let is_let_in = !matches!(found, 401 | 403);
            let expected = row.need.lets_in(role);
            assert_eq!(is_let_in, expected, "{row:?} as {role:?}: {found}");
            assert_ne!(found, 500, "{row:?} as {role:?}");
        }
    }
}

#[needs(module)]
#[tokio::test]
async fn without_a_good_token_nothing_is_answered_but_what_is_for_everybody() {
    let desk = desk().await;
    for row in TABLE {
        for token in [
            None,
            Some("Bearer pw_live_wrong"),
            Some("Basic YTpi"),
            Some("Bearer "),
        ] {
            let request = Request::builder().method(row.method).uri(path(row, "fern"));
            let request = match token {
                Some(token) => request.header("authorization", token),
                None => request,
            };
            let answer = desk.bare(request.body(Body::empty()).unwrap()).await;
            desk.wait(1_000);
            match row.need {
                Need::Nothing => assert_ne!(answer.status, 401, "{row:?}"),
                _ => {
                    assert_eq!(answer.status, 401, "{row:?} with {token:?}");
                    assert_eq!(answer.body["error"]["code"], "unauthorized");
                }
            }
        }
    }
}

#[needs(module)]
#[tokio::test]
async fn a_token_is_good_in_its_app_alone() {
    let desk = desk().await;
    let guarded = |row: &&Access| row.path.contains("{app}") && row.need != Need::Nothing;
    for row in TABLE.iter().filter(guarded) {
        for app in ["moss", "nobody's"] {
            let found = status(&desk, row, app, Role::Owner).await;
            desk.wait(1_000);
            assert_eq!(found, 401, "{row:?} of {app}");
        }
    }
}

#[needs(module)]
#[tokio::test]
async fn wrong_tokens_from_an_address_are_limited_and_good_ones_go_on() {
    let desk = desk().await;
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for _ in 0..60 {
        let request =
            Request::get("/control/v1/me").header("authorization", "Bearer pw_live_wrong");
        let answer = desk.bare(request.body(Body::empty()).unwrap()).await;
        *statuses.entry(answer.status.as_u16()).or_default() += 1;
        if answer.status == 429 {
            assert_eq!(answer.body["error"]["code"], "too_many_attempts");
            assert!(answer.headers.contains_key("retry-after"));
        }
    }
    assert_eq!(
        statuses.into_iter().collect::<Vec<_>>(),
        [(401, 50), (429, 10)]
    );
    let me = ("GET", "/control/v1/me");
    assert_eq!(desk.call(Role::Viewer, me, None, &[]).await.status, 200);
    desk.wait(2_000);
    let request = Request::get("/control/v1/me").header("authorization", "Bearer pw_live_wrong");
    assert_eq!(
        desk.bare(request.body(Body::empty()).unwrap()).await.status,
        401
    );
}
