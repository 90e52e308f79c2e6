//! Tests of the Control Center's contents: the same story on every database.

mod beside;
mod kill;
mod large;
mod people;
mod race;
mod rebase;
mod schedule;
mod story;

use paywall_control::policy::Role;
use paywall_control::{Content, Hash, Operation, Revision, Verdict};
use paywall_database::Database;
use paywall_database::control::{Control, Deploy, Kind, Refusal};
use paywall_ledger::Time;
use serde_json::json;

/// The engine whose verdicts count.
const ENGINE: &str = "1";
/// The time of everything.
const NOW: Time = Time::from_millis(1_795_400_000_000);

/// Returns a content with these texts on a paywall, and some rules.
pub fn content(title: &str) -> Content {
    let rules: Vec<_> = (0..5)
        .map(|rule| json!({ "rule": format!("r{rule}"), "name": "Rule" }))
        .collect();
    let text = |id: &str| json!({ "component": "text", "id": id, "text": title });
    let document = json!({ "campaign_rules": rules, "paywalls": [{ "id": "plans", "template": { "pages": [{ "name": "main",
        "contentContainer": { "component": "container", "id": "content", "components": [text("title"), text("body")] } }] } }] });
    Content::import(document).unwrap().0
}

/// Keeps a content as a revision.
pub async fn commit(
    control: &Control,
    content: &Content,
    parents: Vec<Hash>,
    author: &str,
) -> Hash {
    let revision = Revision {
        manifest: content.manifest.hash(),
        parents,
        message: "why".into(),
        author: author.into(),
        at: NOW.millis(),
        engine: ENGINE.into(),
    };
    control.commit(content, &revision).await.unwrap()
}

/// Makes the operation that sets a text.
pub fn set(id: &str, text: &str) -> Vec<Operation> {
    let operation = json!([{ "op": "set", "section": "paywalls", "part": "plans", "id": id, "path": "text", "value": text }]);
    serde_json::from_value(operation).unwrap()
}

/// Makes a wish to publish in the sandbox.
pub fn publish(revision: Hash, replaces: i64) -> Deploy<'static> {
    Deploy {
        environment: "sandbox",
        revision,
        replaces,
        kind: Kind::Publish,
        author: "ada",
        role: Role::Editor,
        reason: "because",
        engine: ENGINE,
        at: NOW,
    }
}

/// Lets the gate find a revision good.
pub async fn pass(control: &Control, revision: Hash) {
    let manifest = control.revision(revision).await.unwrap().revision.manifest;
    control
        .keep_verdict(manifest, ENGINE, &Verdict::default())
        .await
        .unwrap();
}

/// Returns the Control Center of an app in a database.
pub fn control(database: &Database) -> Control {
    Control::new(database, "app")
}

/// Returns the code of a refusal.
fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().code()
}
