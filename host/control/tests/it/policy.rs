//! Policies: who publishes what where, and what is missing.

use std::collections::BTreeSet;

use paywall_control::policy::{Attempt, Missing, Review, Role, Warning};
use paywall_control::{Hash, Policy};

fn review(manifest: Hash, reviewer: &str, is_approval: bool) -> Review {
    let reviewer = reviewer.to_owned();
    Review {
        manifest,
        reviewer,
        is_approval,
    }
}

#[test]
fn an_approval_is_of_one_content_and_not_of_its_author() {
    let (manifest, edited) = (Hash::of(b"one"), Hash::of(b"two"));
    let authors = BTreeSet::from(["ada".to_owned()]);
    let none = BTreeSet::new();
    let policy = Policy {
        approvals: 2,
        ..Policy::default()
    };
    let judge = |policy: &Policy, manifest: Hash, reviews: &[Review]| {
        policy.judge(&Attempt {
            role: Role::Publisher,
            manifest,
            authors: &authors,
            reviews,
            warnings: &none,
            ticked: &none,
            is_rollback: false,
        })
    };
    let reviews = [
        review(manifest, "bob", true),
        review(manifest, "cleo", true),
        review(manifest, "ada", true),
    ];
    assert!(judge(&policy, manifest, &reviews).is_empty());
    assert_eq!(
        judge(&policy, edited, &reviews),
        [Missing::Approvals {
            needed: 2,
            given: 0
        }]
    );
    assert_eq!(
        judge(
            &policy,
            manifest,
            &[reviews[0].clone(), reviews[0].clone(), reviews[2].clone()]
        ),
        [Missing::Approvals {
            needed: 2,
            given: 1
        }]
    );
    let own = Policy {
        authors_approve: true,
        ..policy.clone()
    };
    assert!(judge(&own, manifest, &[reviews[0].clone(), reviews[2].clone()]).is_empty());
    let against = [
        reviews[0].clone(),
        reviews[1].clone(),
        review(manifest, "dora", false),
    ];
    assert_eq!(
        judge(&policy, manifest, &against),
        [Missing::Rejected {
            by: "dora".to_owned()
        }]
    );
}

#[test]
fn a_roll_back_needs_the_role_and_nothing_else() {
    let (none, warned) = (
        BTreeSet::new(),
        BTreeSet::from([Warning {
            code: "never_matches".to_owned(),
            path: "one".to_owned(),
        }]),
    );
    let policy = Policy {
        approvals: 1,
        ..Policy::default()
    };
    let attempt = Attempt {
        role: Role::Publisher,
        manifest: Hash::of(b""),
        authors: &none_people(),
        reviews: &[],
        warnings: &warned,
        ticked: &none,
        is_rollback: true,
    };
    assert!(policy.judge(&attempt).is_empty());
    let editor = Attempt {
        role: Role::Editor,
        ..attempt
    };
    assert_eq!(
        policy.judge(&editor),
        [Missing::Role {
            needed: Role::Publisher
        }]
    );
    let forward = Attempt {
        is_rollback: false,
        ..attempt
    };
    assert_eq!(policy.judge(&forward).len(), 2);
    let ticked = Attempt {
        ticked: &warned,
        is_rollback: false,
        ..attempt
    };
    assert_eq!(
        policy.judge(&ticked),
        [Missing::Approvals {
            needed: 1,
            given: 0
        }]
    );
    assert!(
        Policy::sandbox()
            .judge(&Attempt {
                role: Role::Editor,
                is_rollback: false,
                ..attempt
            })
            .is_empty()
    );
}

fn none_people() -> BTreeSet<String> {
    BTreeSet::new()
}

#[test]
fn a_policy_that_nobody_can_keep_is_refused() {
    assert!(
        Policy {
            approvals: 6,
            ..Policy::default()
        }
        .check()
        .is_err()
    );
    assert!(
        Policy {
            publisher: Role::Viewer,
            ..Policy::default()
        }
        .check()
        .is_err()
    );
    assert!(Policy::sandbox().check().is_ok());
    assert!(serde_json::from_str::<Policy>(r#"{"approvals": 1, "aprovals": 2}"#).is_err());
}
