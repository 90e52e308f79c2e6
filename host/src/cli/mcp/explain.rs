//! The tools that say who gets what, and why: one customer, a population, two contents.

use std::sync::Arc;

use anyhow::{Result, bail};
use paywall_host::Operation;
use paywall_host::check::Names;
use paywall_host::control;
use paywall_host::simulate::{self, Placement, Plan, Population};
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use tokio::task::spawn_blocking;

use super::reply::{Reply, lines};
use super::scene::Scene;
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::explain::{self, Explained};
use crate::cli::{clock, source};

/// The most people of a simulation.
const PEOPLE: u64 = 20_000;
/// The people of a simulation that names no number.
const USUAL: u64 = 5_000;
/// The most sentences of a difference.
const SENTENCES: usize = 300;

/// The wish to have a decision explained.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Explaining {
    #[serde(flatten)]
    scene: Scene,
}

/// The wish to simulate.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Simulating {
    /// The content: `draft:ID`, `live:production` (the usual one), or the first digits of a revision. With a file
    /// alone: `file` or `start`
    source: Option<String>,
    /// Another content that the same people are sent through, such as `live:production` (with a file: `start`): the
    /// report then says what changes for whom
    against: Option<String>,
    /// The id of a platform of the app
    platform: Option<String>,
    /// The number of people, at most 20,000; 5,000 without it
    people: Option<u64>,
    /// The seed: the same one makes up the same people
    seed: Option<u64>,
    /// The labels that are launched; without labels and urls, everything that the document answers
    #[serde(default)]
    labels: Vec<String>,
    /// The URLs that are launched
    #[serde(default)]
    urls: Vec<String>,
}

/// The wish to compare.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Comparing {
    /// The content of before: what is live in production without it; with a file alone, the file as it was when the
    /// server started
    before: Option<String>,
    /// The content of after, such as `draft:ID` or `live:sandbox`; with a file alone, the file as it is now
    after: Option<String>,
}

/// Makes the tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::new(
            "explain",
            Effect::Reads,
            "Which paywall a customer gets at a placement, and why: every campaign rule with the reason why it was chosen \
             or not, condition by condition. The customer is a persona (`customer`) or a real one (`customer_id`).",
            explained,
        ),
        Tool::new(
            "simulate",
            Effect::Reads,
            "Sends made-up people through a document, and counts who sees which paywall by which rule, which rules nobody \
             sees, and whether experiments are split as declared. With `against` it says what changes for the same people.",
            simulated,
        ),
        Tool::new(
            "diff",
            Effect::Reads,
            "What differs between two contents, in sentences: a draft and what is live, the sandbox and production.",
            compared,
        ),
    ]
}

/// Explains a decision.
async fn explained(target: Arc<Target>, asked: Explaining) -> Result<Reply> {
    let scene = asked.scene;
    let document = target
        .loaded(scene.source.as_deref(), scene.platform.as_deref())
        .await?;
    let mut request = scene.request(&target, &document).await?;
    request.set(&["trace"], true)?;
    let work = move || -> Result<String> {
        let answer = document.ask::<Explained>(Operation::Decide, &request.bytes());
        let answer = answer.map_err(source::meant(&document))?;
        let names = Names::of(document.json(), true);
        Ok(request.clock().unwrap_or_default() + &explain::text(&answer.ok, &names))
    };
    Ok(spawn_blocking(work).await??.into())
}

/// Sends people through a document, and reports.
async fn simulated(target: Arc<Target>, asked: Simulating) -> Result<Reply> {
    let people = asked.people.unwrap_or(USUAL);
    if people > PEOPLE {
        bail!("expected at most {PEOPLE} people");
    }
    let platform = asked.platform.as_deref();
    let document = target.loaded(asked.source.as_deref(), platform).await?;
    let against = match asked.against.as_deref() {
        Some(against) => Some(target.loaded(Some(against), platform).await?),
        None => None,
    };
    let labels = asked.labels.into_iter().map(Placement::Label);
    let urls = asked.urls.into_iter().map(Placement::Url);
    let plan = Plan {
        population: Population::Made {
            people,
            seed: asked.seed.unwrap_or(1),
        },
        placements: labels.chain(urls).collect(),
        now: clock::now(),
        zone: None,
    };
    let work = move || -> Result<String> {
        let report = match &against {
            Some(against) => simulate::compare(&document, against, &plan)?,
            None => simulate::run(&document, &plan)?,
        };
        Ok(report.named(Names::of(document.json(), true)).to_string())
    };
    Ok(spawn_blocking(work).await??.into())
}

/// Compares two contents in sentences.
async fn compared(target: Arc<Target>, asked: Comparing) -> Result<Reply> {
    let before = asked.before.unwrap_or_else(|| target.before().to_owned());
    let (before, after) = (
        target.content(Some(&before)).await?,
        target.content(asked.after.as_deref()).await?,
    );
    let changes = spawn_blocking(move || control::difference(&before, &after)).await??;
    let sentences: Vec<String> = changes.iter().map(control::Change::sentence).collect();
    Ok(match sentences.is_empty() {
        true => "There is no difference.".to_owned().into(),
        false => format!(
            "{} changes:\n{}",
            sentences.len(),
            lines(&sentences, SENTENCES)
        )
        .into(),
    })
}
