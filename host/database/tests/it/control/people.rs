//! The people of a host: how they come, what they may, how long they are signed in, and what is left of them.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use std::collections::BTreeMap;

use paywall_control::policy::Role;
use paywall_database::control::{
    Control, IDLE, Identity, Invitation, LONGEST, Link, LinkKind, People, Refusal, Use,
};
use paywall_ledger::Time;

use super::{NOW, code};
use crate::databases::{Place, everywhere};

/// Returns a time after the beginning.
fn after(millis: i64) -> Time {
    Time::from_millis(NOW.millis() + millis)
}

fn apps() -> Vec<String> {
    vec!["zoo".into(), "app".into()]
}

/// Returns what a new person does with a link.
fn join<'a>(name: &'a str, email: &'a str) -> Use<'a> {
    Use::Join {
        name,
        email,
        password: "$hash",
    }
}

/// Makes the owner of two apps, and returns the id.
async fn owner(people: &People) -> String {
    let link = people.setup_link(&apps(), NOW).await.unwrap().unwrap();
    let ada = join("Ada", "Ada@Example.com");
    people.use_link(&link, ada, NOW).await.unwrap()
}

/// Invites somebody into `app`, and returns the link.
async fn invite(people: &People, email: &str, role: Role, author: &str) -> String {
    let invitation = Invitation {
        email,
        name: "Bob",
        role,
    };
    people
        .invite("app", &invitation, author, NOW)
        .await
        .unwrap()
}

/// Lists what was done in an app, the oldest first, and checks that it names nobody.
async fn verbs(place: &Place, app: &str) -> Vec<String> {
    let control = Control::new(&place.open().await, app);
    let mut audit = control.audit(i64::MAX, 1_000).await.unwrap();
    audit.reverse();
    assert!(!format!("{audit:?}").to_lowercase().contains("example"));
    audit.into_iter().map(|deed| deed.verb).collect()
}

#[tokio::test]
async fn the_first_link_makes_the_owner_once_and_within_an_hour() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let first = people.setup_link(&apps(), NOW).await.unwrap().unwrap();
        let second = people.setup_link(&apps(), NOW).await.unwrap().unwrap();
        assert_eq!(first.len(), 64);
        let hour = after(3_600_000);
        let late = people.use_link(&first, join("Ada", "a@b.c"), hour);
        assert_eq!(code(late.await), "link_ended", "{}", place.name);
        let wrong = people.use_link("wrong", join("Ada", "a@b.c"), NOW);
        assert_eq!(code(wrong.await), "link_ended");
        for (name, email, refused) in [
            (" ", "a@b.c", "no_name"),
            ("Ada", "nobody", "invalid_email"),
            ("Ada", "a b@c.d", "invalid_email"),
            ("A\0", "a@b.c", "unfit_text"),
        ] {
            let made = people.use_link(&first, join(name, email), NOW).await;
            assert_eq!(code(made), refused, "the link still works");
        }
        let ada = people.use_link(&first, join("Ada", "A@B.c"), NOW).await;
        let ada = ada.unwrap();
        let roles = people.memberships(&ada).await.unwrap();
        assert!(roles.iter().all(|it| it.role == Role::Owner));
        assert_eq!(roles.len(), 2);
        assert_eq!(people.person(&ada).await.unwrap().email, "a@b.c");
        for link in [&first, &second] {
            let again = people.use_link(link, join("Eve", "eve@b.c"), NOW).await;
            assert_eq!(code(again), "link_ended", "both apps have an owner");
        }
        assert_eq!(people.setup_link(&apps(), NOW).await.unwrap(), None);
        let more = [apps(), vec!["new".into()]].concat();
        let link = people.setup_link(&more, NOW).await.unwrap().unwrap();
        let known = people.use_link(&link, join("Ada", "a@b.c"), NOW).await;
        assert_eq!(code(known), "known_person");
        let accept = Use::Accept { person: &ada };
        people.use_link(&link, accept, NOW).await.unwrap();
        assert_eq!(people.memberships(&ada).await.unwrap().len(), 3);
        assert_eq!(people.members("zoo").await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn invitations_are_for_one_address_and_one_app() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let ada = owner(&people).await;
        let old = invite(&people, "bob@example.com", Role::Viewer, &ada).await;
        let link = invite(&people, "Bob@Example.com", Role::Editor, &ada).await;
        assert_eq!(people.link(&old, NOW).await.unwrap(), None);
        let look = people.link(&link, NOW).await.unwrap();
        let week = after(7 * 24 * 3_600_000);
        let shown = Link {
            kind: LinkKind::Invitation,
            app: "app".into(),
            email: "bob@example.com".into(),
            name: "Bob".into(),
            is_known: false,
            until: week,
        };
        assert_eq!(look, Some(shown), "{}", place.name);
        assert_eq!(people.link(&link, week).await.unwrap(), None);
        let other = people.use_link(&link, Use::Accept { person: &ada }, NOW);
        assert_eq!(code(other.await), "other_person");
        let bob = join("Bob", "eve@example.com");
        let bob = people.use_link(&link, bob, NOW).await.unwrap();
        let person = people.person(&bob).await.unwrap();
        assert_eq!(person.email, "bob@example.com", "the invitation's");
        let roles = people.memberships(&bob).await.unwrap();
        assert_eq!(
            (roles.len(), roles[0].app.as_str(), roles[0].role),
            (1, "app", Role::Editor)
        );
        let member = Invitation {
            email: "bob@example.com",
            name: "Bob",
            role: Role::Viewer,
        };
        let again = people.invite("app", &member, &ada, NOW).await;
        assert_eq!(code(again), "already_member");
        // Someone whom the host knows signs in, and accepts.
        let zoo = people.invite("zoo", &member, &ada, NOW).await.unwrap();
        assert!(people.link(&zoo, NOW).await.unwrap().unwrap().is_known);
        let known = people.use_link(&zoo, join("Bob", ""), NOW).await;
        assert_eq!(code(known), "known_person");
        let accept = Use::Accept { person: &bob };
        people.use_link(&zoo, accept, NOW).await.unwrap();
        assert_eq!(people.memberships(&bob).await.unwrap().len(), 2);
        // One that was taken back does not work.
        let eve = invite(&people, "eve@example.com", Role::Viewer, &ada).await;
        let open = people.invitations("app", NOW).await.unwrap();
        assert_eq!(open.len(), 1);
        let elsewhere = people.end_invitation("zoo", &open[0].id, &ada, NOW).await;
        assert_eq!(code(elsewhere), "not_found");
        let end = people.end_invitation("app", &open[0].id, &ada, NOW);
        end.await.unwrap();
        let eve = people.use_link(&eve, join("Eve", ""), NOW).await;
        assert_eq!(code(eve), "link_ended");
        if place.name != "SQLite in memory" {
            assert_eq!(
                verbs(&place, "app").await,
                [
                    "join",
                    "invite",
                    "invite",
                    "join",
                    "invite",
                    "end_invitation"
                ]
            );
            assert_eq!(verbs(&place, "zoo").await, ["join", "invite", "join"]);
        }
    }
}

#[tokio::test]
async fn the_last_owner_stays() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let ada = owner(&people).await;
        let set = |person: String, role| {
            let people = people.clone();
            async move { people.set_role("app", &person, role, "x", NOW).await }
        };
        assert_eq!(code(set(ada.clone(), Role::Editor).await), "last_owner");
        let remove = people.remove_member("app", &ada, &ada, NOW).await;
        assert_eq!(code(remove), "last_owner", "{}", place.name);
        assert_eq!(code(set("nobody".into(), Role::Owner).await), "not_found");
        let link = invite(&people, "bob@example.com", Role::Owner, &ada).await;
        let bob = people.use_link(&link, join("Bob", ""), NOW).await.unwrap();
        set(ada.clone(), Role::Support).await.unwrap();
        assert_eq!(code(set(bob.clone(), Role::Publisher).await), "last_owner");
        let members = people.members("app").await.unwrap();
        let roles: Vec<Role> = members.iter().map(|it| it.role).collect();
        assert_eq!(roles, [Role::Support, Role::Owner]);
    }
}

#[tokio::test]
async fn sessions_end_when_nobody_uses_them_and_after_two_weeks() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let ada = owner(&people).await;
        let open = |secret: String, at: i64| {
            let people = people.clone();
            async move { people.session(&secret, after(at)).await.unwrap() }
        };
        let idle = people.begin_session(&ada, NOW).await.unwrap();
        assert_eq!(idle.len(), 64, "256 bits");
        let session = open(idle.clone(), IDLE - 1).await.unwrap();
        assert_eq!(session.person.name, "Ada");
        assert!(open(idle.clone(), 2 * IDLE - 2).await.is_some());
        assert!(open(idle, 3 * IDLE - 2).await.is_none(), "{}", place.name);
        let used = people.begin_session(&ada, NOW).await.unwrap();
        let mut at = 0;
        while at < LONGEST {
            assert!(open(used.clone(), at).await.is_some());
            at += IDLE / 2;
        }
        assert!(open(used, LONGEST).await.is_none());
        let ended = people.begin_session(&ada, NOW).await.unwrap();
        let other = people.begin_session(&ada, NOW).await.unwrap();
        assert_ne!(ended, other);
        people.end_session(&ended, NOW).await.unwrap();
        assert!(open(ended, 0).await.is_none());
        assert!(open(other.clone(), 0).await.is_some());
        for at in 0..20 {
            people.begin_session(&ada, after(1 + at)).await.unwrap();
        }
        assert!(open(other, 0).await.is_none(), "the oldest of 21");
        assert!(open("wrong".into(), 0).await.is_none());
        assert_eq!(code(people.begin_session("nobody", NOW).await), "not_found");
    }
}

#[tokio::test]
async fn a_new_password_ends_all_sessions() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let ada = owner(&people).await;
        let session = people.begin_session(&ada, NOW).await.unwrap();
        people.set_password(&ada, "$other", NOW).await.unwrap();
        assert_eq!(people.session(&session, NOW).await.unwrap(), None);
        let known = people.credentials(" ADA@example.com").await.unwrap();
        assert_eq!(known.unwrap().password, "$other");
        assert!(people.credentials("a\0@b").await.unwrap().is_none());
        let session = people.begin_session(&ada, NOW).await.unwrap();
        let old = people.password_link(&ada, &ada, NOW).await.unwrap();
        let link = people.password_link(&ada, &ada, NOW).await.unwrap();
        let password = Use::Password { password: "$third" };
        assert_eq!(
            code(people.use_link(&old, password, NOW).await),
            "link_ended"
        );
        let accept = people.use_link(&link, Use::Accept { person: &ada }, NOW);
        assert_eq!(code(accept.await), "link_ended");
        people.use_link(&link, password, NOW).await.unwrap();
        assert_eq!(
            code(people.use_link(&link, password, NOW).await),
            "link_ended"
        );
        assert_eq!(people.session(&session, NOW).await.unwrap(), None);
        let known = people.credentials("ada@example.com").await.unwrap();
        assert_eq!(known.unwrap().password, "$third", "{}", place.name);
    }
}

#[tokio::test]
async fn of_a_person_without_any_app_nothing_is_left_but_an_id() {
    for place in everywhere() {
        let database = place.open().await;
        let people = People::new(&database);
        let ada = owner(&people).await;
        let link = invite(&people, "bob@example.com", Role::Editor, &ada).await;
        let bob = people.use_link(&link, join("Bob", ""), NOW).await.unwrap();
        let zoo = Invitation {
            email: "bob@example.com",
            name: "Bob",
            role: Role::Viewer,
        };
        let zoo = people.invite("zoo", &zoo, &ada, NOW).await.unwrap();
        let accept = Use::Accept { person: &bob };
        people.use_link(&zoo, accept, NOW).await.unwrap();
        let session = people.begin_session(&bob, NOW).await.unwrap();
        people.password_link(&bob, &ada, NOW).await.unwrap();
        let removed = people.remove_member("app", &bob, &ada, NOW).await;
        assert!(!removed.unwrap(), "the other app is left");
        assert!(people.session(&session, NOW).await.unwrap().is_some());
        let removed = people.remove_member("zoo", &bob, &ada, NOW).await;
        assert!(removed.unwrap(), "{}", place.name);
        assert_eq!(people.session(&session, NOW).await.unwrap(), None);
        assert_eq!(code(people.person(&bob).await), "not_found");
        let known = people.credentials("bob@example.com").await;
        assert!(known.unwrap().is_none());
        let again = people.remove_member("zoo", &bob, &ada, NOW).await;
        assert_eq!(code(again), "not_found");
        if let Some(file) = place
            .url
            .strip_prefix("sqlite:")
            .filter(|it| !it.contains(':'))
        {
            database.close().await;
            let folder = std::path::Path::new(file).parent().unwrap();
            for entry in std::fs::read_dir(folder).unwrap() {
                let bytes = std::fs::read(entry.unwrap().path()).unwrap();
                let found = bytes.windows(4).any(|it| it == b"bob@");
                assert!(!found, "the file still has the address");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_many_use_at_once_works_for_one() {
    for place in everywhere().split_off(1) {
        let people = People::new(&place.open().await);
        let ada = owner(&people).await;
        let link = invite(&people, "bob@example.com", Role::Editor, &ada).await;
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (people, link) = (People::new(&place.open().await), link.clone());
            running.spawn(async move { people.use_link(&link, join("Bob", ""), NOW).await });
        }
        let done: Vec<Result<String, Refusal>> = running.join_all().await;
        assert_eq!(done.iter().filter(|it| it.is_ok()).count(), 1);
        assert_eq!(people.members("app").await.unwrap().len(), 2);
    }
}

/// Returns what a provider says of somebody.
fn vouched<'a>(
    (subject, email): (&'a str, &'a str),
    roles: &'a BTreeMap<String, Role>,
    signed_in: Option<&'a str>,
) -> Identity<'a> {
    let (issuer, name) = ("https://login.example", "Cy");
    Identity {
        issuer,
        subject,
        email,
        name,
        roles,
        signed_in,
    }
}

#[tokio::test]
async fn a_provider_brings_people_in_and_an_address_alone_takes_nobody_over() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let ada = owner(&people).await;
        let none = BTreeMap::new();
        let editor = BTreeMap::from([("app".to_owned(), Role::Editor)]);
        // Somebody whom the provider calls by the owner's address is not the owner.
        let eve = vouched(("1", "ADA@example.com"), &editor, None);
        assert_eq!(code(people.arrive(&eve, NOW).await), "known_person");
        let bob = invite(&people, "bob@example.com", Role::Viewer, &ada).await;
        let other = vouched(("1", "ada@example.com"), &editor, Some("nobody"));
        assert_eq!(code(people.arrive(&other, NOW).await), "known_person");
        // In the owner's own browser it is one more way in.
        let own = vouched(("1", "ada@example.com"), &editor, Some(&ada));
        assert_eq!(people.arrive(&own, NOW).await.unwrap(), ada);
        let again = vouched(("1", "new@example.com"), &none, None);
        assert_eq!(
            people.arrive(&again, NOW).await.unwrap(),
            ada,
            "{}",
            place.name
        );
        let roles = people.memberships(&ada).await.unwrap();
        assert!(roles.iter().all(|it| it.role == Role::Owner), "by hand");
        // Nobody without a role stays.
        let cy = vouched(("2", "cy@example.com"), &none, None);
        assert_eq!(code(people.arrive(&cy, NOW).await), "no_role");
        assert!(
            people
                .credentials("cy@example.com")
                .await
                .unwrap()
                .is_none()
        );
        // Groups give a role, another one, and take it.
        let cy = |roles| vouched(("2", "cy@example.com"), roles, None);
        let id = people.arrive(&cy(&editor), NOW).await.unwrap();
        let session = people.begin_session(&id, NOW).await.unwrap();
        let owner = BTreeMap::from([
            ("app".to_owned(), Role::Owner),
            ("zoo".to_owned(), Role::Viewer),
        ]);
        assert_eq!(people.arrive(&cy(&owner), NOW).await.unwrap(), id);
        assert_eq!(people.memberships(&id).await.unwrap().len(), 2);
        assert_eq!(people.arrive(&cy(&editor), NOW).await.unwrap(), id);
        let roles = people.memberships(&id).await.unwrap();
        assert_eq!((roles.len(), roles[0].role), (1, Role::Editor));
        assert_eq!(code(people.arrive(&cy(&none), NOW).await), "no_role");
        assert_eq!(people.session(&session, NOW).await.unwrap(), None, "erased");
        // Somebody whom an owner invited needs no group, and the link has been used.
        let known = vouched(("3", "Bob@example.com"), &none, None);
        let bobs = people.arrive(&known, NOW).await.unwrap();
        assert_eq!(
            people.memberships(&bobs).await.unwrap()[0].role,
            Role::Viewer
        );
        assert_eq!(people.link(&bob, NOW).await.unwrap(), None);
        assert_eq!(people.arrive(&known, NOW).await.unwrap(), bobs);
        let control = Control::new(people.database(), "app");
        let audit = control.audit(i64::MAX, 1_000).await.unwrap();
        assert!(audit.iter().any(|deed| deed.verb == "add_identity"));
    }
}

#[tokio::test]
async fn the_last_owner_stays_one_whatever_the_groups_say() {
    for place in everywhere() {
        let people = People::new(&place.open().await);
        let owner = BTreeMap::from([("app".to_owned(), Role::Owner)]);
        let none = BTreeMap::new();
        let ada = vouched(("1", "ada@example.com"), &owner, None);
        let id = people.arrive(&ada, NOW).await.unwrap();
        let less = vouched(("1", "ada@example.com"), &none, None);
        assert_eq!(
            people.arrive(&less, NOW).await.unwrap(),
            id,
            "{}",
            place.name
        );
        let two = vouched(("2", "bob@example.com"), &owner, None);
        people.arrive(&two, NOW).await.unwrap();
        assert_eq!(code(people.arrive(&less, NOW).await), "no_role");
    }
}
