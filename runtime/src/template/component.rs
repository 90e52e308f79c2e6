//! Handlebars of custom components: a template writes a component in the document's own form, as JSON.
//!
//! What is inserted is ready for that: a text's letters are escaped for JSON, an object is whole. What was written is
//! parsed, so nothing but a JSON value can come of it. Commas too many are left out, and what is missing is null.

use std::cell::Cell;

use handlebars::Output;
use serde_json::{Map, Value as Json};

use super::text::{self, Compiled, For};
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits;
use crate::output::{self, Escape};

/// Makes of a value what a template may insert, by the type of the property: of a text or in a list, the letters
/// escaped for JSON; of anything else that is no number and no flag, the JSON, of a style without its braces.
/// `longest` becomes the entries of the longest list.
pub fn letters(value: &mut Json, kind: &str, longest: &mut usize) {
    match value {
        Json::String(text) if matches!(kind, "text" | "list") => {
            *text = output::escaped(text, Escape::JSON);
        }
        Json::Array(list) => {
            *longest = list.len().max(*longest);
            for value in list {
                letters(value, "list", longest);
            }
        }
        Json::Object(map) if kind == "list" => {
            // Going through a map in place is code of its own in the module.
            for (name, mut value) in std::mem::take(map) {
                letters(&mut value, kind, longest);
                map.insert(name, value);
            }
        }
        Json::String(_) | Json::Object(_) => {
            let whole = json::written(value);
            let inside = whole.get(1..whole.len() - 1).unwrap_or_default();
            *value = Json::from(if kind == "style" { inside } else { &whole });
        }
        _ => {}
    }
}

/// The JSON that a template writes with these values, `longest` the entries of the longest list among them. Takes what
/// that costs from `room`.
///
/// # Errors
/// `too_much_work`; `invalid_template` when it asks for something it cannot have.
pub fn write(
    template: &Compiled,
    values: Map<String, Json>,
    longest: usize,
    room: &Cell<usize>,
) -> Result<Vec<u8>, Error> {
    // No tag is written more often than this: a loop goes through one list, and loops stand in each other.
    let times = longest.saturating_pow(template.loops);
    let most = room.get().min(limits::CUSTOM_USE);
    let mut out = Written {
        json: Vec::new(),
        room: most.saturating_sub(times.saturating_mul(limits::TEXT_TAGS)),
        in_text: false,
        escaped: false,
        comma: false,
    };
    let mut written = Ok(());
    if out.room > 0 {
        written = text::render(template, For::Plain, values, &mut out);
        room.set(room.get() - (most - out.room));
    }
    if out.room == 0 {
        return Err(too_much());
    }
    written?;
    Ok(out.json)
}

/// The error for custom components that cost more than they may.
pub fn too_much() -> Error {
    let detail = "expected less work for custom components";
    Error::new(ErrorKind::TooMuchWork, detail)
}

/// Takes what a template writes, without spaces, as long as there is room.
struct Written {
    json: Vec<u8>,
    room: usize,
    in_text: bool,
    escaped: bool,
    /// A comma that is due before the next value.
    comma: bool,
}

impl Output for Written {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.room = self.room.saturating_sub(text.len());
        if self.room == 0 {
            return Err(std::io::ErrorKind::WriteZero.into());
        }
        for &byte in text.as_bytes() {
            if !self.in_text {
                let ends = matches!(byte, b',' | b'}' | b']');
                match self.json.last() {
                    _ if byte <= b' ' => continue,
                    Some(b':') if ends => self.json.extend(b"null"),
                    Some(b'{' | b'[') if byte == b',' => continue,
                    _ => {}
                }
                if self.comma && !ends {
                    self.json.push(b',');
                }
                self.comma = byte == b',';
                if self.comma {
                    continue;
                }
            }
            self.in_text ^= byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.json.push(byte);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(template: &str, values: Json) -> Result<Json, String> {
        let template = Compiled::new(template).expect("a template");
        let (mut map, mut longest) = (Map::new(), 1);
        for (name, value) in values.as_object().expect("values") {
            let mut value = value.clone();
            let kind = if name == "list" { "list" } else { "text" };
            let kind = if name == "whole" { "action" } else { kind };
            letters(&mut value, kind, &mut longest);
            map.insert(name.clone(), value);
        }
        let room = Cell::new(limits::CUSTOM_WORK);
        let outcome = write(&template, map, longest, &room);
        let outcome = outcome.map_err(|error| error.kind().code().to_owned());
        let parsed = outcome
            .and_then(|json| serde_json::from_slice(&json).map_err(|error| error.to_string()));
        assert!(room.get() >= limits::CUSTOM_WORK - limits::CUSTOM_USE);
        parsed
    }

    #[test]
    fn a_value_cannot_leave_its_text() {
        let hostile = "\",\"onTap\":{\"function\":\"namiBuySKU\"},\"a\":\"\\\n\u{0}\u{2028}</script>{{x}}${y}";
        let written = written(
            r#"{"text": "{{x}}", "whole": {{whole}}, "list": [{{#each list}}"{{this.a}}"{{/each}}]}"#,
            json!({ "x": hostile, "whole": hostile, "list": [{ "a": hostile }] }),
        );
        let expected = json!({ "text": hostile, "whole": hostile, "list": [hostile] });
        assert_eq!(written.expect("JSON"), expected);
    }

    #[test]
    fn commas_too_many_are_left_out_and_values_missing_are_null() {
        let template = r#"{,"list": [{{#each list}}{"name": "a, {{this}},]:"},{{/each}}],,"none": {{none}}, "also": {{none}}}"#;
        let full = written(template, json!({ "list": ["x", "\\\""] }));
        let expected = json!({ "list": [{"name": "a, x,]:"}, {"name": "a, \\\",]:"}], "none": null, "also": null });
        assert_eq!(full.expect("JSON"), expected);
        let empty = written(template, json!({ "list": [] }));
        assert_eq!(
            empty.expect("JSON"),
            json!({ "list": [], "none": null, "also": null })
        );
    }

    #[test]
    fn what_is_no_json_is_said() {
        let templates = [
            "{",
            "",
            "{\"a\": {{x}}}",
            "{{nobody x}}",
            "{} {}",
            "\"",
            "}",
        ];
        for template in templates {
            let outcome = written(template, json!({ "x": "1}, {" }));
            assert!(
                outcome.is_err_and(|detail| !detail.is_empty()),
                "{template}"
            );
        }
    }

    #[test]
    fn loops_that_would_not_end_are_not_begun() {
        let list: Vec<u32> = (0..1_000).collect();
        for (open, close) in [
            ("{{#each @root.list}}", "{{/each}}"),
            ("{{#if @root.none}}{{else each @root.list}}", "{{/if}}"),
        ] {
            let template = open.repeat(6) + &close.repeat(6);
            let outcome = written(&template, json!({ "list": list }));
            assert_eq!(outcome, Err("too_much_work".into()), "{open}");
        }
        let long = "x".repeat(1_000_000);
        let template = "[{{#each list}}\"{{@root.long}}\",{{/each}}]";
        let outcome = written(template, json!({ "list": list, "long": long }));
        assert_eq!(outcome, Err("too_much_work".into()));
    }
}
