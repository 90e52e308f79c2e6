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
            let expected = match row.need {
                Need::Nothing | Need::Caller => true,
                Need::Role(least) => role >= least,
            };
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
            assert_eq!(found, 401, "{row:?} of {app}");
        }
    }
}
