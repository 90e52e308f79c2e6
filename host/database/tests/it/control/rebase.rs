//! Drafts that are put on top of what others published, and revisions that are merged.

use paywall_control::merge::{Kind, Side};
use paywall_control::{Choice, Hash, Operation};
use paywall_database::control::{Control, Draft, Rebase, Rebased, Refusal};
use serde_json::{Value, json};

use super::{ENGINE, NOW, code, commit, content, control, set};
use crate::databases::everywhere;

/// Saves an edit.
async fn save(control: &Control, draft: &str, seen: i64, operations: Vec<Operation>) -> i64 {
    let saved = control.edit(draft, seen, &operations, "ada", NOW).await;
    saved.unwrap().number
}

/// Begins a draft, edits it, and makes a revision of it.
async fn publish(control: &Control, base: Hash, operations: Vec<Operation>) -> Hash {
    let draft = control.begin_draft("d", base, "bob", NOW).await.unwrap();
    let seen = save(control, &draft.id, 0, operations).await;
    let made = control.commit_draft(&draft.id, seen, "bob", "", ENGINE, NOW);
    made.await.unwrap()
}

/// Puts a draft on top of a revision.
async fn rebase(
    control: &Control,
    draft: &Draft,
    onto: Hash,
    seen: i64,
    choices: &[Choice],
) -> Result<Rebased, Refusal> {
    let wish = Rebase {
        draft: &draft.id,
        onto,
        seen,
        choices,
        author: "ada",
        at: NOW,
    };
    control.rebase(&wish).await
}

/// Returns the texts of the components of a revision's paywall, and the names of its rules.
async fn texts(control: &Control, revision: Hash) -> Value {
    let document = control.content(revision).await.unwrap().write().unwrap();
    let page = &document["paywalls"][0]["template"]["pages"][0];
    let components = page["contentContainer"]["components"].as_array().unwrap();
    let text = |id: &str| components.iter().find(|it| it["id"] == id).unwrap()["text"].clone();
    json!([
        text("title"),
        text("body"),
        document["campaign_rules"][0]["name"]
    ])
}

fn rename_rule(name: &str) -> Vec<Operation> {
    let operation = json!([{ "op": "set", "section": "campaign_rules", "part": "r0", "path": "name", "value": name }]);
    serde_json::from_value(operation).unwrap()
}

#[tokio::test]
async fn a_draft_is_put_on_top_of_what_others_published_in_one_edit() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let draft = control.begin_draft("d", base, "ada", NOW).await.unwrap();
        save(&control, &draft.id, 0, set("title", "Ours")).await;
        let mut theirs = set("body", "Theirs");
        theirs.extend(rename_rule("Their rule"));
        let onto = publish(&control, base, theirs).await;
        assert_eq!(code(rebase(&control, &draft, onto, 0, &[]).await), "behind");
        let rebased = rebase(&control, &draft, onto, 1, &[]).await.unwrap();
        assert_eq!((rebased.edit, rebased.conflicts.len()), (2, 0));
        let edits = control.edits(&draft.id, 1, 10).await.unwrap();
        assert_eq!((edits.len(), edits[0].onto), (1, Some(onto)));
        assert!(
            edits[0].inverses.is_empty(),
            "others' work is not taken back"
        );
        // Whoever replays the history has the same content.
        let mut replayed = control.content(base).await.unwrap();
        for edit in control.edits(&draft.id, 0, 10).await.unwrap() {
            replayed.apply(&edit.operations).unwrap();
        }
        assert_eq!(replayed.manifest.hash(), rebased.manifest);
        let made = control.commit_draft(&draft.id, 2, "ada", "", ENGINE, NOW);
        let made = made.await.unwrap();
        assert_eq!(
            control.revision(made).await.unwrap().revision.parents,
            [onto]
        );
        assert_eq!(
            texts(&control, made).await,
            json!(["Ours", "Theirs", "Their rule"]),
            "{}",
            place.name
        );
        let again = rebase(&control, &draft, onto, 2, &[]).await.unwrap();
        assert_eq!(again.edit, 2, "it comes from there already");
    }
}

#[tokio::test]
async fn conflicts_change_nothing_until_all_are_settled_by_choices() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let draft = control.begin_draft("d", base, "ada", NOW).await.unwrap();
        let mut ours = set("title", "Ours");
        ours.extend(rename_rule("Our rule"));
        save(&control, &draft.id, 0, ours).await;
        let mut theirs = set("title", "Theirs");
        theirs.extend(rename_rule("Their rule"));
        theirs.extend(set("body", "Theirs"));
        let onto = publish(&control, base, theirs).await;
        let head = control.draft(&draft.id).await.unwrap();
        let told = rebase(&control, &draft, onto, 1, &[]).await.unwrap();
        assert_eq!((told.edit, told.conflicts.len()), (1, 2));
        let of_rule = told
            .conflicts
            .iter()
            .find(|it| it.name.part == "r0")
            .unwrap();
        let of_title = told
            .conflicts
            .iter()
            .find(|it| it.name.part == "plans")
            .unwrap();
        assert_eq!(of_title.kind, Kind::Attribute);
        assert_eq!(
            [&of_title.base, &of_title.ours, &of_title.theirs],
            [
                &Some(json!("One")),
                &Some(json!("Ours")),
                &Some(json!("Theirs"))
            ]
        );
        let title = Choice::of(of_title, Side::Ours);
        let left = rebase(&control, &draft, onto, 1, std::slice::from_ref(&title))
            .await
            .unwrap();
        assert_eq!(left.conflicts, std::slice::from_ref(of_rule));
        assert_eq!(
            control.draft(&draft.id).await.unwrap(),
            head,
            "nothing was changed"
        );
        let rule = Choice::of(of_rule, Side::Theirs);
        let done = rebase(&control, &draft, onto, 1, &[title.clone(), rule])
            .await
            .unwrap();
        assert_eq!((done.edit, done.conflicts.len()), (2, 0));
        let made = control.commit_draft(&draft.id, 2, "ada", "", ENGINE, NOW);
        assert_eq!(
            texts(&control, made.await.unwrap()).await,
            json!(["Ours", "Theirs", "Their rule"])
        );
        let later = publish(&control, onto, set("body", "Later")).await;
        let unknown = rebase(&control, &draft, later, 2, &[title]).await;
        assert_eq!(code(unknown), "unknown_choice", "{}", place.name);
    }
}

#[tokio::test]
async fn a_draft_of_which_a_revision_was_made_comes_from_both() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let draft = control.begin_draft("d", base, "ada", NOW).await.unwrap();
        save(&control, &draft.id, 0, set("title", "Ours")).await;
        let first = control.commit_draft(&draft.id, 1, "ada", "", ENGINE, NOW);
        let first = first.await.unwrap();
        let theirs = publish(&control, base, set("body", "Theirs")).await;
        let rebased = rebase(&control, &draft, theirs, 1, &[]).await.unwrap();
        assert_eq!((rebased.edit, rebased.conflicts.len()), (2, 0));
        let later = publish(&control, theirs, rename_rule("Later")).await;
        rebase(&control, &draft, later, 2, &[]).await.unwrap();
        let apart = publish(&control, base, set("body", "Apart")).await;
        assert_eq!(
            code(rebase(&control, &draft, apart, 3, &[]).await),
            "diverged"
        );
        let both = control.commit_draft(&draft.id, 3, "ada", "", ENGINE, NOW);
        let both = both.await.unwrap();
        assert_eq!(
            control.revision(both).await.unwrap().revision.parents,
            [later, first]
        );
        assert_eq!(
            texts(&control, both).await,
            json!(["Ours", "Theirs", "Later"]),
            "{}",
            place.name
        );
        let told = rebase(&control, &draft, apart, 3, &[]).await.unwrap();
        assert_eq!(told.conflicts.len(), 1, "two texts of the body");
    }
}

#[tokio::test]
async fn revisions_are_merged_into_one_that_comes_from_both() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let ours = publish(&control, base, set("title", "Ours")).await;
        let theirs = publish(&control, base, set("body", "Theirs")).await;
        let by = control.revision(base).await.unwrap().revision;
        let merged = control.merge_revisions(ours, theirs, &by).await.unwrap();
        assert_eq!(
            control.revision(merged).await.unwrap().revision.parents,
            [theirs, ours]
        );
        assert_eq!(
            texts(&control, merged).await,
            json!(["Ours", "Theirs", "Rule"])
        );
        assert_eq!(
            control.merge_revisions(ours, theirs, &by).await.unwrap(),
            merged
        );
        assert_eq!(
            control.merge_revisions(base, ours, &by).await.unwrap(),
            ours
        );
        assert_eq!(
            control.merge_revisions(merged, ours, &by).await.unwrap(),
            merged
        );
        let other = publish(&control, base, set("title", "Other")).await;
        let refused = control.merge_revisions(ours, other, &by).await;
        assert_eq!(code(refused), "conflicts", "{}", place.name);
        let alone = commit(&control, &content("One"), vec![], "carol").await;
        let same = control.merge_revisions(base, alone, &by).await.unwrap();
        assert_eq!(texts(&control, same).await, texts(&control, base).await);
    }
}
