//! `{{ }}` in the parameters of actions: facts of the launch, the flow and the tap, for what the app hears.

use serde_json::{Map, Value as Json};

use super::run::Run;
use crate::campaign::identifier::Identifier;
use crate::campaign::trace::{put, text};
use crate::json;
use crate::number;
use crate::tree::concat;

/// Tokens that stand for what events carry under another name.
const ALIASES: [(&str, &str); 7] = [
    ("campaignPlacement", "campaignLabel"),
    ("campaignSegment", "segmentId"),
    ("campaignSegmentId", "segmentId"),
    ("campaignExternalSegment", "externalSegmentId"),
    ("campaignExternalSegmentId", "externalSegmentId"),
    ("pageName", "paywallName"),
    ("pageId", "paywallId"),
];

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
            out.push_str(before);
            match self.token(name.trim()) {
                Json::Null => {}
                Json::String(text) => out.push_str(&text),
                Json::Number(number) => {
                    out.push_str(&number::text(number.as_f64().unwrap_or_default()))
                }
                other => out.push_str(&json::text(&other)),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// What a token stands for: something that events carry, of the tap, of the launch, of the device, or of the page's
    /// address. Empty when there is nothing of that name.
    fn token(&self, name: &str) -> Json {
        let alias = ALIASES.iter().find(|alias| alias.0 == name);
        let field = alias.map_or(name, |alias| alias.1);
        if let Some(known) = self.event("").text(field) {
            return text(known);
        }
        let flow = &self.flow.written;
        let names = match (name, name.strip_prefix("launchContext.")) {
            ("buttonText", _) => {
                return self
                    .pressed
                    .as_ref()
                    .map_or("", |pressed| &pressed.text)
                    .into();
            }
            ("objectId", _) => return flow.get("object_id").cloned().unwrap_or_default(),
            ("flowName", _) => {
                return flow
                    .get("object")
                    .and_then(|object| object.get("name"))
                    .cloned()
                    .unwrap_or_default();
            }
            ("slideNumber", _) => {
                let index = self.state.get("currentSlideIndex").and_then(Json::as_f64);
                return (index.unwrap_or_default() + 1.0).into();
            }
            (_, Some(rest)) => [concat(&["LaunchContext.", rest]), String::new()],
            _ => [concat(&["Device.", name]), concat(&["urlParams.", name])],
        };
        for name in &names {
            let value = Identifier::new(name).value(self.request);
            if !value.is_null() {
                return value;
            }
        }
        Json::Null
    }
}
