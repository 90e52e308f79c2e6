//! `{{ }}` in the parameters of flow actions: facts of the launch, the flow and the tap, for the app to hear.

use serde_json::Value as Json;

use super::Run;
use crate::json;
use crate::json::text;
use crate::number;
use crate::rule::identifier::{Facts, Identifier};
use crate::string::{concat, push};

/// Tokens of the format that events carry under another name.
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
    /// Returns the value with all tokens in its texts filled in.
    pub fn fill(&mut self, value: &Json) -> Json {
        // Filling the value's JSON needs no walk through lists and objects, which would be code of its own.
        let written = json::written(value);
        self.work += written.len();
        let (mut out, mut rest) = (String::new(), &*written);
        while let Some(from) = rest.find("{{")
            && let Some(length) = rest[from..].find("}}")
        {
            let (before, name) = (&rest[..from], &rest[from + 2..from + length]);
            // A quotation mark in between: the braces that close end two objects, not a token of this text.
            if name.contains('"') {
                push(&mut out, &[before, "{{"]);
                rest = &rest[from + 2..];
                continue;
            }
            // The token stands inside a JSON string, so its text is escaped but gets no quotation marks of its own.
            let value = json::written(&text(&self.token(name.trim())));
            push(&mut out, &[before, &value[1..value.len() - 1]]);
            rest = &rest[from + length + 2..];
        }
        if out.is_empty() {
            return value.clone();
        }
        out.push_str(rest);
        json::parsed(&out)
    }

    /// Returns the text that a token stands for: a field of events, then of the tap, the launch, the
    /// device, or the page's address.
    /// The text is empty when nothing has that name.
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
        let mut value = Identifier::new(&path).value(&Facts::of(self.request));
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
