//! The tool that shows a paywall: as an outline, as a picture, or as HTML.

use std::sync::Arc;

use anyhow::{Result, bail};
use paywall_host::LoadedDocument;
use paywall_host::answer::Rendered;
use paywall_host::camera::Screen;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::task::spawn_blocking;

use super::asset::Whole;
use super::outline::outline;
use super::reply::{Reply, cut, lines};
use super::scene::Scene;
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::context::Request;
use crate::cli::{inside, source};

/// The most taps.
const TAPS: usize = 50;
/// The most bytes of each form of a page.
const FORM: usize = 30_000;
/// The most warnings that are told.
const WARNINGS: usize = 20;

/// The wish to see a paywall.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Asked {
    #[serde(flatten)]
    scene: Scene,
    /// The id of a paywall, whatever the campaigns say. Without it, the one that the customer gets at `label` or `url`
    paywall: Option<String>,
    /// The name of the page of the paywall; its first one without it
    page: Option<String>,
    /// True for the dark theme
    #[serde(default)]
    dark: bool,
    /// Fields of the state of the paywall, such as `{"formStates": {"trial": true}, "selectedProducts": {"plans": "yearly"},
    /// "currentGroupId": "plans"}`
    #[serde(default)]
    state: Map<String, Value>,
    /// The taps that happen before, in their order. Each is the id of a component, as the outline names it. What has no id is
    /// tapped by the form that it sets, such as `trial` or `plan=year`, or by the product that it chooses, such as `yearly`
    /// or, with the group, `plans=yearly`
    #[serde(default)]
    taps: Vec<String>,
    /// The forms of the answer; the outline without it
    #[serde(default = "usual")]
    show: Vec<Show>,
    /// The pixels of a picture for each CSS pixel, 0.1 to 3; 1 without it
    scale: Option<f64>,
}

/// A form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum Show {
    /// What is on the page, in words
    Outline,
    /// A picture, by a browser of this machine
    Picture,
    /// The HTML of the page, without its style sheet
    Html,
    /// The style sheet
    Css,
}

/// Returns what is shown if nothing is named.
fn usual() -> Vec<Show> {
    vec![Show::Outline]
}

/// Makes the tool.
pub(super) fn tools() -> Vec<Tool> {
    vec![Tool::new(
        "render",
        Effect::Reads,
        "What a customer sees: a paywall by its id, or the one that the campaigns choose at a `label` or `url`, in any \
         state: form factor, screen, language, theme, persona, selected product, after taps. Answers the outline of the \
         page; with show [\"picture\"] a picture, with [\"html\", \"css\"] the page's source. After taps it says what the \
         app hears, such as BUY_SKU. Prices are examples unless products are given. Pictures show the assets that the host keeps \
         for the app, and load nothing else from the web.",
        render,
    )]
}

/// Shows a paywall.
async fn render(target: Arc<Target>, asked: Asked) -> Result<Reply> {
    if asked.taps.len() > TAPS {
        bail!("expected at most {TAPS} taps");
    }
    let scene = &asked.scene;
    let document = target
        .loaded(scene.source.as_deref(), scene.platform.as_deref())
        .await?;
    let mut request = scene.request(&target, &document).await?;
    asked.add_to(&mut request)?;
    let (mut said, page, screen) = spawn_blocking(move || {
        let (said, page) = shown(&document, request, &asked)?;
        anyhow::Ok((said, page, asked.screen()))
    })
    .await??;
    let Some(page) = page else {
        return Ok(said.into());
    };
    let Whole { page, missing } = target.whole(page).await?;
    said += &lines(&missing, WARNINGS);
    let pictures = target.pictures.clone();
    let png = spawn_blocking(move || pictures.take(&page, &screen)).await??;
    Ok(Reply::from(said).with_picture(Some(png)))
}

impl Asked {
    /// Puts the paywall and its state into a request.
    fn add_to(&self, request: &mut Request) -> Result<()> {
        if let Some(paywall) = &self.paywall {
            request.set(&["paywall"], paywall.as_str())?;
        }
        for (field, value) in &self.state {
            request.set(&["state", field], value.clone())?;
        }
        if let Some(page) = &self.page {
            request.set(&["state", "currentPage"], page.as_str())?;
        }
        if self.dark {
            request.set(&["state", "darkMode"], true)?;
        }
        Ok(())
    }

    /// Returns the screen of a picture.
    fn screen(&self) -> Screen {
        let (width, height) = self.scene.screen();
        Screen {
            width,
            height,
            scale: self.scale.unwrap_or(1.0).clamp(0.1, 3.0),
            dark: self.dark,
        }
    }
}

/// Lets the taps happen, and shows what came of them: in words, and as the page of a picture if one is wanted.
fn shown(
    document: &LoadedDocument,
    mut request: Request,
    asked: &Asked,
) -> Result<(String, Option<String>)> {
    let taps = asked
        .taps
        .iter()
        .map(|tap| inside::happen(document, &mut request, tap));
    let taps: Vec<String> = taps.collect::<Result<_>>()?;
    let answer = document
        .render(&request.bytes())
        .map_err(source::meant(document))?;
    let mut out = lines(&taps, TAPS) + &about(&answer.ok);
    let warnings: Vec<String> = source::meaning(document, &answer.warnings)
        .iter()
        .map(|it| format!("warning[{}]: {}", it.code, it.message))
        .collect();
    out += &lines(&warnings, WARNINGS);
    let page = &answer.ok;
    for (show, name, text) in [
        (Show::Outline, "Outline", outline(&page.html)),
        (Show::Html, "HTML", page.html.clone()),
        (Show::Css, "CSS", page.css.clone()),
    ] {
        if asked.show.contains(&show) {
            let text = cut(
                &text,
                FORM,
                "the page is long; the outline is shorter than its HTML",
            );
            out += &format!("{name}:\n{text}\n");
        }
    }
    let page = match asked.show.contains(&Show::Picture) {
        true => Some(written(document, request)?),
        false => None,
    };
    Ok((out, page))
}

/// Says what is shown, by which rule, and in which state.
fn about(page: &Rendered) -> String {
    let shown = &page.paywall;
    let name = shown.name.as_deref().unwrap_or_default();
    let mut out = format!(
        "Paywall {} \"{name}\", page {}",
        shown.id,
        shown.page.as_deref().unwrap_or("main")
    );
    if let Some(rule) = page
        .decision
        .as_ref()
        .and_then(|decision| decision.rule.as_deref())
    {
        out += &format!(", by the rule {rule}");
    }
    format!(
        "{out}\nState: {}\n",
        cut(page.state.get(), 2_000, "name fewer fields")
    )
}

/// Writes the page of a picture.
fn written(document: &LoadedDocument, mut request: Request) -> Result<String> {
    request.set(&["page", "nonce"], "paywall")?;
    let page = document
        .snapshot(&request.bytes())
        .map_err(source::meant(document))?;
    Ok(page.ok.html)
}
