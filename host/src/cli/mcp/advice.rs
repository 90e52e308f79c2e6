//! Errors in words that say what to do.

use anyhow::Error;
use serde_json::Value;

use crate::cli::center::refused::Refused;

/// The lists in a refusal's details, each with what an entry of it is.
const DETAILS: [(&str, &str); 4] = [
    ("faults", "fault"),
    ("between", "came between"),
    ("missing", "missing"),
    ("edits", "newer edit"),
];
/// The most entries of such a list that are told.
const MOST: usize = 20;

/// Writes an error with what to do about it.
pub(super) fn advice(error: &Error) -> String {
    let Some(refused) = error.downcast_ref::<Refused>() else {
        return format!("{error:#}");
    };
    let mut out = refused.to_string();
    for (name, what) in DETAILS {
        let list = refused.details.get(name).and_then(Value::as_array);
        for one in list.into_iter().flatten().take(MOST) {
            let told = match one.get("sentences") {
                Some(sentences) => format!("{} by {}: {sentences}", one["number"], one["author"]),
                None => one.to_string(),
            };
            out += &format!("\n  {what}: {told}");
        }
    }
    if let Some(role) = refused.details.get("role").and_then(Value::as_str) {
        out += &format!("\n  the least role that may do this is {role}");
    }
    match what_to_do(&refused.code) {
        Some(advice) => out + "\nWhat to do: " + advice,
        None => out,
    }
}

/// Says what to do about a refusal.
fn what_to_do(code: &str) -> Option<&'static str> {
    Some(match code {
        "unauthorized" => {
            "the token is wrong or has ended; ask an owner of the app for a new one (Settings, Tokens), and start `paywall mcp` with it in PAYWALL_TOKEN"
        }
        "forbidden" => {
            "the token's role does not reach; leave this step to a person, or ask an owner of the app for a token with a greater role"
        }
        "policy" => {
            "leave the publication to a person of that role, who finds the draft in the Control Center; warnings can be ticked off with `tick`, approvals are given by people"
        }
        "deployment_moved" => {
            "somebody published meanwhile: look at `diff`, bring the draft up to date with `rebase_draft`, and publish again"
        }
        "diverged" => {
            "`publish` the draft to the sandbox, by which a revision is made of it, and call `rebase_draft` again"
        }
        "conflicts" => {
            "somebody published since the draft began: `rebase_draft` puts the draft on top of that, with a choice for each conflict"
        }
        "too_far" => "begin another draft from what is live, and make the changes there",
        "unknown_choice" => {
            "call `rebase_draft` without `choices`: it tells which conflicts there are now"
        }
        "past" => "give a time in the future as `at`, or `publish` now",
        "settled" => "`list_schedules` says what became of it",
        "behind" => {
            "look at the newer edits, and send yours again without `seen` if they still hold"
        }
        "draft_closed" => "the draft was closed: begin another one",
        "faulty" | "not_checked" => "mend what `check` names, and publish again",
        "unknown_part" | "unknown_id" | "missing_id" | "doubled_id" | "wrong_id" => {
            "`list_parts` and `read_part` name the ids of parts and things; an inserted thing brings ids for itself and for all in it"
        }
        "no_attribute" | "wrong_place" | "changes_ids" => {
            "`read_part` shows the attributes and slots, `read_schema` those that there may be"
        }
        "not_found" => "`overview` lists drafts and environments, `list_parts` the parts",
        _ => return None,
    })
}
