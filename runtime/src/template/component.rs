//! Handlebars of custom components: a template writes a component in the document's own form, as JSON.
//!
//! `{{x}}` stands between quotes and writes a text's letters, escaped for JSON; `{{json x}}` writes any value whole,
//! `{{fields x}}` an object's fields without its braces. Commas too many are left out. What was written is parsed:
//! nothing but a JSON value can come of it.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Renderable, Template,
};
use serde_json::{Map, Value as Json};

use super::{error, loops, text};
use crate::error::Error;
use crate::json;
use crate::limits;
use crate::output::{self, Escape};

/// A compiled template.
#[derive(Debug)]
pub struct Markup {
    template: Template,
    tags: usize,
    loops: u32,
}

/// Why a template wrote nothing.
#[derive(Debug)]
pub enum Failure {
    /// It asks for something it cannot have, or what it wrote is no JSON; with what is wrong.
    Wrong(String),
    /// It costs more than is left.
    TooLarge,
}

impl Markup {
    /// The compiled form of a template.
    ///
    /// # Errors
    /// `invalid_template`: what is wrong with it.
    pub fn compile(source: &str) -> Result<Self, Error> {
        let tags = text::check(source)?;
        let template = Template::compile(source).map_err(|error| error::unreadable(&error))?;
        Ok(Self {
            tags,
            loops: loops(&template),
            template,
        })
    }

    /// What it writes with these values, parsed; takes what that costs from `room`.
    ///
    /// # Errors
    /// [`Failure`]
    pub fn write(&self, values: Map<String, Json>, room: &mut usize) -> Result<Json, Failure> {
        let values = Json::Object(values);
        // No tag runs more often than this: a loop goes through one list, and loops stand in each other.
        let times = longest(&values).saturating_pow(self.loops);
        let cost = self.tags.saturating_mul(times);
        *room = room
            .checked_sub(cost.saturating_mul(limits::CUSTOM_TAG))
            .ok_or(Failure::TooLarge)?;
        let mut out = Written {
            text: String::new(),
            room: *room,
            in_text: false,
            escaped: false,
            comma: false,
        };
        let (helpers, context) = (helpers(), Context::from(values));
        let mut render = RenderContext::new(None);
        let written = self
            .template
            .render(&helpers, &context, &mut render, &mut out);
        *room = out.room;
        if let Err(error) = written {
            let detail = error::unusable(&error);
            return Err(if out.room == 0 {
                Failure::TooLarge
            } else {
                Failure::Wrong(detail.detail().into())
            });
        }
        serde_json::from_str(&out.text).map_err(|error| Failure::Wrong(error.to_string()))
    }
}

/// The entries of the longest list or object.
fn longest(value: &Json) -> usize {
    let mut most = 0;
    match value {
        Json::Array(list) => {
            most = list.len();
            for value in list {
                most = most.max(longest(value));
            }
        }
        Json::Object(map) => {
            most = map.len();
            for value in map.values() {
                most = most.max(longest(value));
            }
        }
        _ => {}
    }
    most
}

fn helpers() -> Handlebars<'static> {
    let mut helpers = Handlebars::new();
    helpers.set_strict_mode(true);
    helpers.register_escape_fn(|text| output::escaped(text, Escape::JSON));
    helpers.register_helper("json", Box::new(Whole { bare: false }));
    helpers.register_helper("fields", Box::new(Whole { bare: true }));
    helpers
}

/// Writes a value as it is: not as a part of a text.
struct Whole {
    bare: bool,
}

impl HelperDef for Whole {
    fn call<'reg: 'rc, 'rc>(
        &self,
        call: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = call
            .param(0)
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("json", 0))?
            .value();
        let text = json::text(value);
        let bare = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'));
        out.write(if self.bare {
            bare.unwrap_or_default()
        } else {
            &text
        })?;
        Ok(())
    }
}

/// Takes what a template writes, without spaces and commas too many, as long as there is room.
struct Written {
    text: String,
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
        for c in text.chars() {
            if !self.in_text {
                if c.is_ascii_whitespace() {
                    continue;
                }
                if c == ',' {
                    self.comma = !self.text.ends_with(['{', '[']);
                    continue;
                }
                if self.comma && !matches!(c, '}' | ']') {
                    self.text.push(',');
                }
                self.comma = false;
            }
            if c == '"' && !self.escaped {
                self.in_text = !self.in_text;
            }
            self.escaped = c == '\\' && !self.escaped && self.in_text;
            self.text.push(c);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(template: &str, values: Json) -> Result<Json, Failure> {
        let values = values.as_object().cloned().unwrap_or_default();
        Markup::compile(template)
            .expect("a template")
            .write(values, &mut limits::CUSTOM_WORK.clone())
    }

    #[test]
    fn a_value_cannot_leave_its_text() {
        let hostile = "\",\"onTap\":{\"function\":\"namiBuySKU\"},\"a\":\"\\\n\u{0}\u{2028}</script>{{x}}${y}";
        let written = written(
            r#"{"text": "{{x}}", "whole": {{json x}} }"#,
            json!({ "x": hostile }),
        );
        assert_eq!(
            written.expect("JSON"),
            json!({ "text": hostile, "whole": hostile })
        );
    }

    #[test]
    fn commas_too_many_are_left_out() {
        let template = r#"{ {{fields style}}, "list": [{{#each list}}{"name": "a, {{this}},]"},{{/each}}],, }"#;
        let full = written(
            template,
            json!({ "style": {"a": [1]}, "list": ["x", "\"" ] }),
        );
        let expected = json!({ "a": [1], "list": [{"name": "a, x,]"}, {"name": "a, \",]"}] });
        assert_eq!(full.expect("JSON"), expected);
        let empty = written(template, json!({ "style": {}, "list": [] }));
        assert_eq!(empty.expect("JSON"), json!({ "list": [] }));
    }

    #[test]
    fn what_is_no_json_or_not_there_is_said() {
        for template in [
            "{",
            "",
            "{\"a\": {{x}}}",
            "{{nobody x}}",
            "{\"a\": \"{{missing}}\"}",
            "{} {}",
        ] {
            let outcome = written(template, json!({ "x": "1}, {" }));
            assert!(
                matches!(outcome, Err(Failure::Wrong(detail)) if !detail.is_empty()),
                "{template}"
            );
        }
    }

    #[test]
    fn loops_that_would_not_end_are_not_begun() {
        let list: Vec<u32> = (0..1_000).collect();
        for (open, close) in [
            ("{{#each @root.l}}", "{{/each}}"),
            ("{{#if @root.none}}{{else each @root.l}}", "{{/if}}"),
        ] {
            let template = open.repeat(6) + &close.repeat(6);
            let outcome = written(&template, json!({ "l": list }));
            assert!(matches!(outcome, Err(Failure::TooLarge)), "{open}");
        }
        let long = "x".repeat(1_000_000);
        let outcome = written(
            "[{{#each l}}{{json @root.long}},{{/each}}]",
            json!({ "l": list, "long": long }),
        );
        assert!(matches!(outcome, Err(Failure::TooLarge)));
    }
}
