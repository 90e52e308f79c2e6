//! Publications at a later time: once, whoever looks at the clock.

use paywall_control::policy::Role;
use paywall_control::verdict::Fault;
use paywall_control::{Hash, Verdict};
use paywall_database::control::{Control, IfMoved, Plan, Refusal, State};
use paywall_ledger::Time;
use tokio::task::JoinSet;

use super::{ENGINE, NOW, code, commit, content, control, pass, publish};
use crate::databases::{everywhere, postgres_database, sqlite_file};

/// The time of the schedules.
const LATER: Time = Time::from_millis(NOW.millis() + 86_400_000);

/// Makes a wish to publish in the sandbox, a day later.
fn plan(revision: Hash, replaces: i64) -> Plan<'static> {
    Plan {
        environment: "sandbox",
        revision,
        at: LATER,
        replaces,
        if_moved: IfMoved::Stop,
        reason: "sale",
        author: "ada",
        role: Role::Editor,
        engine: ENGINE,
        now: NOW,
    }
}

/// Keeps a revision that the gate finds good.
async fn good(control: &Control, title: &str) -> Hash {
    let revision = commit(control, &content(title), vec![], "ada").await;
    pass(control, revision).await;
    revision
}

#[tokio::test]
async fn a_schedule_is_due_at_its_time_and_its_revision_is_deployed_once() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let (one, two) = (good(&control, "One").await, good(&control, "Two").await);
        control.deploy(&publish(one, 0)).await.unwrap();
        let made = control.schedule(&plan(two, 1)).await.unwrap();
        assert_eq!((made.sequence, made.state), (1, State::Waiting));
        let before = Time::from_millis(LATER.millis() - 1);
        assert!(control.due_schedules(before).await.unwrap().is_empty());
        assert_eq!(
            control.due_schedules(LATER).await.unwrap(),
            std::slice::from_ref(&made)
        );
        let deployed = control
            .deploy_scheduled(&made, two, 1, ENGINE, LATER)
            .await
            .unwrap();
        let deployed = deployed.unwrap();
        assert_eq!(
            (deployed.author.as_str(), deployed.reason.as_str()),
            ("schedule 1", "sale")
        );
        let again = control
            .deploy_scheduled(&made, two, 2, ENGINE, LATER)
            .await
            .unwrap();
        assert_eq!(again, None, "{}", place.name);
        assert!(control.due_schedules(LATER).await.unwrap().is_empty());
        let known = control.schedule_of(1).await.unwrap();
        assert_eq!((known.state, known.deployment), (State::Done, 2));
        assert_eq!(
            code(control.cancel_schedule(1, "ada", LATER).await),
            "settled"
        );
        let audit = control.audit(i64::MAX, 2).await.unwrap();
        let told: Vec<_> = audit
            .iter()
            .map(|it| (it.verb.as_str(), it.actor.as_str()))
            .collect();
        assert_eq!(told, [("publish", "schedule 1"), ("schedule", "ada")]);
    }
}

#[tokio::test]
async fn rights_faults_and_the_live_deployment_are_checked_when_it_is_made() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let one = good(&control, "One").await;
        let new = commit(&control, &content("New"), vec![], "ada").await;
        control.deploy(&publish(one, 0)).await.unwrap();
        let refused = async |plan: Plan<'static>| code(control.schedule(&plan).await);
        assert_eq!(refused(plan(one, 0)).await, "deployment_moved");
        assert_eq!(refused(plan(new, 1)).await, "not_checked");
        assert_eq!(refused(plan(Hash::of(b"nobody"), 1)).await, "not_found");
        let now = plan(one, 1);
        assert_eq!(
            refused(Plan {
                at: NOW,
                ..now.clone()
            })
            .await,
            "past"
        );
        assert_eq!(
            refused(Plan {
                role: Role::Viewer,
                ..now.clone()
            })
            .await,
            "policy"
        );
        let production = Plan {
            environment: "production",
            replaces: 0,
            ..now
        };
        assert_eq!(refused(production).await, "policy");
        let manifest = control.revision(new).await.unwrap().revision.manifest;
        let fault = Fault {
            code: "broken".into(),
            path: "$".into(),
            message: "no".into(),
        };
        let verdict = Verdict {
            faults: vec![fault],
            ..Verdict::default()
        };
        control
            .keep_verdict(manifest, ENGINE, &verdict)
            .await
            .unwrap();
        assert_eq!(refused(plan(new, 1)).await, "faulty");
        assert!(control.schedules(i64::MAX, 10).await.unwrap().is_empty());
        for _ in 0..200 {
            control.schedule(&plan(one, 1)).await.unwrap();
        }
        assert_eq!(refused(plan(one, 1)).await, "too_many", "{}", place.name);
        control.cancel_schedule(200, "ada", NOW).await.unwrap();
        control.schedule(&plan(one, 1)).await.unwrap();
        assert_eq!(
            code(control.cancel_schedule(999, "ada", NOW).await),
            "not_found"
        );
    }
}

#[tokio::test]
async fn a_schedule_that_is_stopped_says_why() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let one = good(&control, "One").await;
        let made = control.schedule(&plan(one, 0)).await.unwrap();
        control.deploy(&publish(one, 0)).await.unwrap();
        let moved = control.deploy_scheduled(&made, one, 0, ENGINE, LATER).await;
        assert_eq!(code(moved), "deployment_moved");
        assert_eq!(control.schedule_of(1).await.unwrap().state, State::Waiting);
        assert!(control.stop_schedule(&made, "moved", LATER).await.unwrap());
        assert!(!control.finish_schedule(&made, LATER).await.unwrap());
        let known = control.schedule_of(1).await.unwrap();
        assert_eq!(
            (known.state, known.outcome.as_str()),
            (State::Stopped, "moved")
        );
        let audit = control.audit(i64::MAX, 1).await.unwrap();
        assert_eq!(audit[0].verb, "stop_schedule", "{}", place.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_hosts_one_deploys() {
    let mut places = vec![sqlite_file()];
    places.extend(postgres_database());
    for place in places {
        let first = control(&place.open().await);
        let one = good(&first, "One").await;
        let mut live = 0;
        for _ in 0..10 {
            let made = first.schedule(&plan(one, live)).await.unwrap();
            let mut running = JoinSet::new();
            for _ in 0..4 {
                let (control, made) = (control(&place.open().await), made.clone());
                running.spawn(async move {
                    control
                        .deploy_scheduled(&made, one, live, ENGINE, LATER)
                        .await
                });
            }
            let done = running.join_all().await;
            let deployed = done.iter().filter(|it| matches!(it, Ok(Some(_)))).count();
            assert_eq!(deployed, 1, "{}: {done:?}", place.name);
            let is_fine = |it: &Result<_, Refusal>| it.is_ok();
            assert!(done.iter().all(is_fine), "{}: {done:?}", place.name);
            live = first.live("sandbox").await.unwrap().unwrap().sequence;
        }
        assert_eq!(first.deployments("sandbox", 0).await.unwrap().len(), 10);
    }
}
