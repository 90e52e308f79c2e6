//! The tools that say what there is: the app, its drafts, and the parts of a document.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use paywall_host::control::campaign::{self, Clock};
use paywall_host::control::{Content, Name, Section, Thing, things};
use rmcp::schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::center::{Center, Draft};
use super::reply::{MOST, Reply, cut, lines};
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::center::short;
use crate::cli::clock;

/// The most parts, drafts or edits that a list has.
const LISTED: usize = 200;
/// The most letters of a thing's attributes in an outline.
const WIDTH: usize = 240;

/// The wish to see what there is; it asks for nothing more.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Everything {}

/// The wish to see a list.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Listing {
    /// The content: `live:production` (the usual one), `live:sandbox`, `draft:ID`, or the first digits of a revision.
    /// With a file alone: `file` or `start`
    source: Option<String>,
    /// The section; paywalls and campaign rules without it
    section: Option<Kind>,
}

/// The wish to read a part.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Reading {
    /// The content: `live:production` (the usual one), `live:sandbox`, `draft:ID`, or the first digits of a revision.
    /// With a file alone: `file` or `start`
    source: Option<String>,
    /// The section of the part
    section: Kind,
    /// The id of the part; none for `rest`
    #[serde(default)]
    part: String,
    /// The address of a thing in the part, as the outline names it (`title`, `page:main`, `segment:all`): it and all in
    /// it with whole attributes
    id: Option<String>,
    /// True for the part as JSON in place of an outline
    #[serde(default)]
    json: bool,
}

/// The wish to see edits.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct History {
    /// The id of the draft. With a file alone, none
    draft: Option<String>,
}

/// A section of a document, by its name.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Kind(Section);

impl JsonSchema for Kind {
    fn schema_name() -> Cow<'static, str> {
        "Section".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Section::ALL.map(Section::name) })
    }
}

/// Makes the tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::new(
            "overview",
            Effect::Reads,
            "Who the token is and what it may do; the app, its environments with what is live in them and who may \
             publish there, its platforms, and the drafts that are open.",
            overview,
        )
        .of_center(),
        Tool::new(
            "list_parts",
            Effect::Reads,
            "The parts of a document with their ids: paywalls, and campaign rules in sentences in the order in which \
             they are asked; or one section of it. Texts by key and all that is in no other section are in `rest`.",
            list_parts,
        ),
        Tool::new(
            "read_part",
            Effect::Reads,
            "One part of a document (a paywall, a campaign rule, a product, …) as an outline: each thing in it with its \
             address, its attributes and its place. Operations of `edit_draft` name these addresses. With `id` one \
             thing and all in it, whole; with `json` the part as it is.",
            read_part,
        ),
        Tool::new(
            "list_edits",
            Effect::Reads,
            "The last 50 edits of a draft in sentences, the newest first, with their numbers and authors.",
            list_edits,
        ),
    ]
}

/// Says what there is.
async fn overview(target: Arc<Target>, _: Everything) -> Result<Reply> {
    let center = target.center()?;
    let remote = center.remote().await?;
    let (me, app): (Value, Value) = (remote.me().await?, remote.get(&[], &[]).await?);
    let id = &app["id"];
    let mine = me["apps"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|it| it["id"] == *id);
    let role = mine.map_or(&Value::Null, |mine| &mine["role"]);
    let mut out = format!(
        "App {} ({}). You are the token {} with the role {}.\n",
        app["name"], id, me["name"], role
    );
    let (host, own) = (
        app["engine"].as_str().unwrap_or_default(),
        env!("CARGO_PKG_VERSION"),
    );
    if !host.contains(own) {
        out += &format!(
            "The host's engine is {host}, that of these tools is {own}: what they show may differ.\n"
        );
    }
    out += "Environments:\n";
    for environment in app["environments"].as_array().into_iter().flatten() {
        out += &said_of(environment);
    }
    out += "Platforms:\n";
    for platform in app["platforms"].as_array().into_iter().flatten() {
        let follows = platform["environment"].as_str().unwrap_or("a file");
        out += &format!(
            "  {} ({}) follows {follows}\n",
            text(platform, "id"),
            text(platform, "store")
        );
    }
    Ok((out + &drafts(center).await?).into())
}

/// Says what is live in an environment, and who may publish there.
fn said_of(environment: &Value) -> String {
    let (name, policy, live) = (
        text(environment, "name"),
        &environment["policy"],
        &environment["live"],
    );
    let live = match live.is_null() {
        true => "nothing is live yet".to_owned(),
        false => {
            let (revision, author) = (short(text(live, "revision")), text(live, "author"));
            let (number, reason) = (&live["sequence"], text(live, "reason"));
            format!("revision {revision} is live, deployment {number} by {author}: {reason}")
        }
    };
    let blocks = if policy["warnings_block"] == true {
        "; warnings must be ticked off"
    } else {
        ""
    };
    let (publisher, approvals) = (text(policy, "publisher"), &policy["approvals"]);
    format!("  {name}: {live}. Publishes: {publisher}, {approvals} approvals{blocks}\n")
}

/// Lists the open drafts.
async fn drafts(center: &Center) -> Result<String> {
    let drafts: Vec<Draft> = center.remote().await?.get(&["drafts"], &[]).await?;
    let told = drafts.iter().map(|draft| {
        let Draft {
            id,
            name,
            edit,
            owner,
        } = draft;
        format!("  draft:{id} \"{name}\", last edit {edit}, begun by {owner}")
    });
    let told: Vec<String> = told.collect();
    Ok(match told.is_empty() {
        true => "No draft is open.\n".to_owned(),
        false => "Drafts:\n".to_owned() + &lines(&told, LISTED),
    })
}

/// Lists the parts of a document.
async fn list_parts(target: Arc<Target>, asked: Listing) -> Result<Reply> {
    let content = target.content(asked.source.as_deref()).await?;
    if let Some(Kind(kind)) = asked.section {
        return Ok(section(&content, kind).into());
    }
    let counts = Section::ALL.map(|one| (one, content.manifest.section(one).len()));
    let counts = counts
        .into_iter()
        .filter(|(one, count)| *count > 0 && *one != Section::Rest);
    let counts: Vec<String> = counts
        .map(|(one, count)| format!("{count} in {one}"))
        .collect();
    let (paywalls, rules) = (
        section(&content, Section::Paywalls),
        section(&content, Section::Rules),
    );
    Ok(format!("Parts: {}.\n{paywalls}{rules}", counts.join(", ")).into())
}

/// Lists the parts of a section.
fn section(content: &Content, section: Section) -> String {
    let told = match section {
        Section::Rules => rules(content),
        _ => named(content, section),
    };
    format!("{section}:\n{}", lines(&told, LISTED))
}

/// Lists the parts of a section by their ids and names.
fn named(content: &Content, section: Section) -> Vec<String> {
    let entries = content.manifest.section(section).iter();
    let told = entries.map(|entry| {
        let part = content
            .parts
            .get(&entry.1)
            .map(AsRef::as_ref)
            .unwrap_or(&Value::Null);
        let name = ["name", "title"]
            .into_iter()
            .find_map(|field| part[field].as_str());
        let name = name.map(|name| format!(" \"{name}\""));
        let count = things(part).len() - 1;
        format!(
            "  {}{}, {count} things in it",
            entry.0,
            name.unwrap_or_default()
        )
    });
    told.collect()
}

/// Lists the campaign rules in sentences, by their placements and in the order in which they are asked.
fn rules(content: &Content) -> Vec<String> {
    #[allow(
        clippy::cast_precision_loss,
        reason = "milliseconds are exact for 285,000 years"
    )]
    let clock = Clock {
        now: clock::now() as f64,
        offset: 0.0,
    };
    let told = campaign::campaigns(content, clock);
    let mut out = Vec::new();
    for placement in told["placements"].as_array().into_iter().flatten() {
        out.push(format!(
            "  placement {} ({}):",
            placement["title"],
            text(placement, "type")
        ));
        for rule in placement["rules"].as_array().into_iter().flatten() {
            let [id, who, when, shows, share] =
                ["id", "who", "when", "shows", "share"].map(|field| text(rule, field));
            let (name, priority, state) = (&rule["name"], &rule["priority"], &rule["state"]);
            let said = [who, when, share]
                .into_iter()
                .filter(|words| !words.is_empty());
            let said: Vec<_> = said.collect();
            out.push(format!(
                "    {id} {name}, priority {priority}, {state}: {}; shows {shows}",
                said.join("; ")
            ));
        }
    }
    out
}

/// Reads a part.
async fn read_part(target: Arc<Target>, asked: Reading) -> Result<Reply> {
    let content = target.content(asked.source.as_deref()).await?;
    let Kind(section) = asked.section;
    let hash = content
        .manifest
        .get(&Name::new(section, asked.part.as_str()));
    let part = hash.and_then(|hash| content.parts.get(&hash));
    let part = part.with_context(|| {
        format!(
            "there is no {} \"{}\"; `list_parts` lists the ids",
            section.noun(),
            asked.part
        )
    })?;
    if asked.json {
        let text = serde_json::to_string_pretty(part)?;
        let advice = "read it without `json` for an outline, or one thing of it with `id`";
        return Ok(cut(&text, MOST, advice).into());
    }
    let all = things(part);
    let from = asked.id.as_deref();
    if let Some(id) = from.filter(|id| !all.iter().any(|thing| thing.id == *id)) {
        anyhow::bail!(
            "there is nothing with the address \"{id}\" in it; `read_part` without `id` lists the addresses"
        );
    }
    Ok(cut(&outline(&all, from), MOST, "read one thing of it with `id`").into())
}

/// Writes things as an outline, from one on if it is named, whose attributes are then whole.
fn outline(all: &[Thing], from: Option<&str>) -> String {
    let mut out = String::new();
    // The things that are shown, each with its depth: whoever stands in one of them is shown, too.
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for thing in all {
        let parent = thing.place.as_ref().map(|place| place.parent.as_str());
        let above = parent.and_then(|parent| shown.get(parent));
        let depth = match (above, from) {
            (Some(depth), _) => depth + 1,
            (None, None) => 0,
            (None, Some(id)) if thing.id == id => 0,
            (None, Some(_)) => continue,
        };
        shown.insert(&thing.id, depth);
        let place = thing.place.as_ref().map(|place| place.slot.to_string());
        let slot = place
            .filter(|slot| slot != "components")
            .map(|slot| format!(" in {slot}"));
        let id = if thing.id.is_empty() {
            "(the part)"
        } else {
            &thing.id
        };
        let attributes = json!(thing.attributes).to_string();
        let attributes = match from {
            Some(_) => attributes,
            None => shortened(&attributes),
        };
        out += &format!(
            "{}{id}{}: {attributes}\n",
            "  ".repeat(depth),
            slot.unwrap_or_default()
        );
    }
    out
}

/// Shortens a text, and marks that it is.
fn shortened(text: &str) -> String {
    let short: String = text.chars().take(WIDTH).collect();
    match short.len() == text.len() {
        true => short,
        false => short + "…",
    }
}

/// Lists the edits of a draft.
async fn list_edits(target: Arc<Target>, asked: History) -> Result<Reply> {
    let edits = target.edits(asked.draft.as_deref()).await?;
    let told = edits.iter().map(|edit| {
        format!(
            "{} by {}: {}",
            edit.number,
            edit.author,
            edit.sentences.join(" ")
        )
    });
    let told: Vec<String> = told.collect();
    Ok(match told.is_empty() {
        true => "Nothing was edited yet.".to_owned().into(),
        false => lines(&told, LISTED).into(),
    })
}

/// Returns the text of a field; empty if there is none.
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}
