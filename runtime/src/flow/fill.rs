//! `{{ }}` in the parameters of actions: facts of the launch, the flow and the tap, for what the app hears.

use serde_json::{Map, Value as Json};

use super::run::Run;
use crate::campaign::identifier::Identifier;
use crate::campaign::trace::{put, text};
use crate::json;
use crate::tree::{concat, push};

impl Run<'_, '_> {
    /// The value with all tokens in it filled, at any depth.
    pub fn fill(&mut self, value: &Json) -> Json {
        match value {
            Json::String(words) => {
                self.work += words.len();
                text(&self.filled(words))
            }
            Json::Array(list) => {
                let mut out = Vec::new();
                for entry in list {
                    out.push(self.fill(entry));
                }
                out.into()
            }
            Json::Object(map) => {
                let mut out = Map::new();
                for (name, entry) in map {
                    put(&mut out, name, self.fill(entry));
                }
                Json::Object(out)
            }
            other => other.clone(),
        }
    }

    fn filled(&self, words: &str) -> String {
        let (mut out, mut rest) = (String::new(), words);
        while let Some((before, behind)) = rest.split_once("{{")
            && let Some((name, after)) = behind.split_once("}}")
        {
            push(&mut out, &[before, &self.token(name.trim())]);
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// What a token stands for; empty when there is nothing of that name.
    fn token(&self, name: &str) -> String {
        let decision = self.decision;
        let pressed = self.pressed.as_ref();
        let known = match name {
            "campaignId" => decision.rule,
            "campaignName" => decision.name,
            "campaignLabel" | "campaignPlacement" => decision.value,
            "campaignSegment" | "campaignSegmentId" => decision.segment,
            "campaignExternalSegment" | "campaignExternalSegmentId" => {
                decision.external_segment.unwrap_or_default()
            }
            "pageName" => &self.paywall.name,
            "pageId" => &self.paywall.id,
            "flowName" => &self.flow.name,
            "flowId" => &self.flow.id,
            "objectId" => &self.flow.object_id,
            "stepName" => self.step().map_or("", |step| &step.name),
            "buttonText" => pressed.map_or("", |pressed| &pressed.text),
            "slideNumber" => {
                let index = self.state.get("currentSlideIndex").and_then(Json::as_f64);
                return crate::number::text(index.unwrap_or_default() + 1.0);
            }
            _ => return self.fact(name),
        };
        known.into()
    }

    /// A part of the launch context, a fact of the device, or a parameter of the page's address.
    fn fact(&self, name: &str) -> String {
        let spaces = match name.strip_prefix("launchContext.") {
            Some(name) => [concat(&["LaunchContext.", name]), String::new()],
            None => [concat(&["Device.", name]), concat(&["urlParams.", name])],
        };
        for space in spaces {
            match Identifier::new(&space).value(&self.request) {
                Json::Null => {}
                Json::String(text) => return text,
                other => return json::text(&other),
            }
        }
        String::new()
    }
}
