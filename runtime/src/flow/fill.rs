//! `{{ }}` in the parameters of actions: facts of the launch, the flow and the tap, for what the app hears.

use serde_json::Value as Json;

use super::run::Run;
use crate::campaign::identifier::Identifier;
use crate::json;
use crate::json::text;
use crate::number;
use crate::string::{concat, push};

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
    /// The value with all tokens in its texts filled. They are filled in its JSON, which spares a walk.
    pub fn fill(&mut self, value: &Json) -> Json {
        let written = json::written(value);
        self.work += written.len();
        let (mut out, mut rest) = (String::new(), &*written);
        while let Some(from) = rest.find("{{")
            && let Some(length) = rest[from..].find("}}")
        {
            let (before, name) = (&rest[..from], &rest[from + 2..from + length]);
            // What closes there is no token of this text, but objects.
            if name.contains('"') {
                push(&mut out, &[before, "{{"]);
                rest = &rest[from + 2..];
                continue;
            }
            // Without its quotation marks.
            let value = json::written(&text(&self.token(name.trim())));
            push(&mut out, &[before, &value[1..value.len() - 1]]);
            rest = &rest[from + length + 2..];
        }
        if out.is_empty() {
            return value.clone();
        }
        out.push_str(rest);
        serde_json::from_str(&out).unwrap_or_default()
    }

    /// What a token stands for: something that events carry, of the tap, of the launch, of the device, or of the page's
    /// address. Empty when there is nothing of that name.
    fn token(&self, name: &str) -> String {
        let mut facts = self.event("");
        facts.set("flowName", text(&self.flow.name));
        facts.set("objectId", text(&self.flow.object_id));
        facts.set("buttonText", text(&self.pressed.text));
        let index = self.state.get("currentSlideIndex").and_then(Json::as_f64);
        facts.set(
            "slideNumber",
            text(&number::text(index.unwrap_or_default() + 1.0)),
        );
        let alias = ALIASES.iter().find(|alias| alias.0 == name);
        if let Some(known) = facts.text(alias.map_or(name, |alias| alias.1)) {
            return known.into();
        }
        let path = match name.strip_prefix("launchContext.") {
            Some(rest) => concat(&["LaunchContext.", rest]),
            None => concat(&["Device.", name]),
        };
        let mut value = Identifier::new(&path).value(self.request, None);
        if let (Json::Null, Some(parameter)) = (&value, self.request.url_params.get(name)) {
            value = parameter.clone();
        }
        match value {
            Json::Null => String::new(),
            Json::String(text) => text,
            other => json::written(&other),
        }
    }
}
