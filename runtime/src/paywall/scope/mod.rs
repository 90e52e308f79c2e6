//! The resolution of smart text and conditions at one place of a paywall: in a view, perhaps for one product or one
//! entry of a list.
//!
//! Values are looked up on demand and borrowed where they can be. Three rules hold everywhere: a token keeps the
//! type of its value when it is the whole text; a value that the document's author did not write is neither Markdown
//! nor looked through for further tokens; every look-up takes steps, so texts that refer to each other in a circle come
//! to an end.

mod key;
mod name;

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use name::{authored, walk};

use super::remaining::Remaining;
use super::repeat::Entry;
use super::value::{Resolved, compare};
use super::view::View;
use crate::document::attribute::Value;
use crate::document::condition::{Assertion, Condition, Operator};
use crate::document::paywall::{Menu, Product};
use crate::limits;
use crate::string::concat;
use crate::text::helper;
use crate::text::markdown;
use crate::text::smart::{Authored, Namespace, PathStep, Piece, Smart, Token};
use crate::text::words;
use crate::text::words::{For, Words};

/// The place that a component's texts and conditions are resolved for.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The view that is rendered.
    pub view: &'a View<'a>,
    /// The product that the component is repeated for.
    pub product: Option<(&'a Menu, &'a Product)>,
    /// The entries that the component is repeated for, the innermost first. Only the two innermost can be named.
    pub(super) entries: [Option<Entry<'a>>; 2],
    /// The time that is left of the countdown around, if there is one.
    pub(super) remaining: Option<Remaining>,
    /// The count of texts that are being resolved, one for a token in the other.
    pub(super) depth: usize,
}

impl<'a> Scope<'a> {
    /// Makes the scope outside all products and lists.
    pub const fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            product: None,
            entries: [None; 2],
            remaining: None,
            depth: 0,
        }
    }

    /// Returns the same scope for one product.
    pub const fn for_product(self, menu: &'a Menu, product: &'a Product) -> Self {
        Self {
            product: Some((menu, product)),
            ..self
        }
    }

    /// Returns whether the document's author wrote the values that a token gives.
    pub(super) fn is_authored(&self, token: &Token) -> bool {
        match self.entry(token) {
            Some(entry) => entry.authored,
            None => token.namespace.is_none_or(Namespace::is_authored),
        }
    }

    /// Returns whether the document's author wrote what a value stands for.
    pub fn is_authored_value(&self, value: &Value) -> bool {
        match value {
            Value::Smart(smart) => smart.single().is_none_or(|token| self.is_authored(token)),
            _ => true,
        }
    }

    /// Returns the product that tokens are about: the one the component stands in, or else the selected
    /// one of the current group.
    pub fn current_product(&self) -> Option<(&'a Menu, &'a Product)> {
        self.product.or_else(|| self.view.selected_product())
    }

    /// Returns whether a condition holds.
    pub fn holds(&self, condition: &'a Condition) -> bool {
        match condition {
            Condition::All(list) => list.iter().all(|assertion| self.assertion_holds(assertion)),
            Condition::Any(list) => {
                list.is_empty() || list.iter().any(|assertion| self.assertion_holds(assertion))
            }
            Condition::Never => false,
        }
    }

    fn assertion_holds(&self, assertion: &'a Assertion) -> bool {
        let value = self.value(&assertion.value);
        let expected = self.value(&assertion.expected);
        let operator = assertion.operator;
        // A drawer inside a product is noted as open under its own id with the product's behind it, but conditions name
        // its own id alone. So the list is asked for the longer name first.
        if let (Some((_, product)), Operator::Contains | Operator::NotContains) =
            (self.product, operator)
            && let (Resolved::Json(list), Resolved::Text(id)) = (&value, &expected)
            && let Some(list) = list.as_array()
        {
            let drawer = drawer_key(id, Some(product));
            if list.iter().any(|open| open.as_str() == Some(&drawer)) {
                return operator == Operator::Contains;
            }
        }
        compare(&value, operator, &expected)
    }

    /// Resolves an attribute's value.
    pub fn value(&self, value: &'a Value) -> Resolved<'a> {
        match value {
            Value::Bool(flag) => Resolved::Bool(*flag),
            Value::Number(number) => Resolved::Number(*number),
            Value::Text(text) => Resolved::text(text),
            Value::Smart(smart) => self.smart(smart),
            Value::List(list) => {
                let mut out = Vec::with_capacity(list.len());
                for entry in list.iter() {
                    out.push(self.value(entry).to_json());
                }
                Resolved::Json(Cow::Owned(Json::Array(out)))
            }
            Value::Json(json) => {
                // Borrowing costs nothing, but comparing or printing the object later goes through all of it.
                self.view.work.spend_json(json);
                Resolved::Json(Cow::Borrowed(json))
            }
        }
    }

    /// Resolves a smart text. One that is exactly one token keeps the type of its value.
    pub fn smart(&self, smart: &'a Smart) -> Resolved<'a> {
        if let Some(token) = smart.single() {
            return self.token(token);
        }
        let mut out = String::new();
        self.write(smart, For::Plain, &mut out);
        Resolved::Text(Cow::Owned(out))
    }

    /// Resolves a smart text to Markdown. It is empty when the text is one token whose value is missing, null or false.
    pub fn markdown(&self, smart: &'a Smart) -> Cow<'a, str> {
        let single = smart.single();
        let text = single.and_then(|token| self.by_token(token).or_else(|| self.by_entry(token)));
        if let Some(text) = text {
            return match text {
                Value::Smart(smart) => self
                    .deeper()
                    .map_or("".into(), |scope| scope.markdown(smart)),
                text => match self.keyed(text) {
                    Resolved::Text(text) => text,
                    other => other.to_text().into(),
                },
            };
        }
        let mut out = String::new();
        // The reference player shows nothing for such a value alone, but prints `false` inside a longer text.
        let alone = single.map(|token| self.token(token));
        let shows =
            alone.is_none_or(|value| value.is_truthy() || matches!(value, Resolved::Unresolved(_)));
        if shows && !self.lacks_customer(smart) {
            self.write(smart, For::Markdown, &mut out);
        }
        out.into()
    }

    /// Writes all parts. Returns whether every token had a value.
    fn write(&self, smart: &'a Smart, purpose: For, out: &mut String) -> bool {
        let mut complete = true;
        for part in &smart.parts {
            match part {
                // A text beyond the limit stays cut off: tokens may name texts with tokens, and could
                // multiply it without end.
                _ if out.len() > limits::SMART_TEXT_BYTES => return false,
                Piece::Literal(text) => {
                    self.view.work.spend(text.len());
                    out.push_str(text);
                }
                Piece::Token(token) => complete &= self.write_token(token, purpose, out),
                Piece::Words(words) => self.write_words(words, purpose, out),
            }
        }
        complete
    }

    /// Writes a template, with the values of all tokens that it reads.
    fn write_words(&self, words: &'a Words, purpose: For, out: &mut String) {
        let mut values = Map::new();
        // One level deeper, because the values may hold tokens themselves.
        let Some(scope) = self.deeper() else { return };
        for (token, path) in &words.inputs {
            match scope.token(token) {
                // The template then finds no value, which its `if` and `default` can tell from an empty one.
                Resolved::Missing | Resolved::Unresolved(_) => {}
                value => words::insert(&mut values, path, value.to_json()),
            }
        }
        // Helpers write for this customer's language and clock.
        values.insert(helper::LOCALE.into(), Json::from(self.view.locale.as_str()));
        let clock = &self.view.request.clock;
        if helper::by_clock(clock, || words.write(purpose, values, out)) {
            self.view.not_a_date("{{date}}", &words.source);
        }
    }

    /// Returns whether a token of the customer's own attributes has no value. A text that would
    /// address nobody is not shown.
    fn lacks_customer(&self, smart: &'a Smart) -> bool {
        smart.parts.iter().any(|part| match part {
            Piece::Token(token) if token.namespace == Some(Namespace::Customer) => {
                self.token(token).to_text().is_empty()
            }
            _ => false,
        })
    }

    /// Writes a token's value. Returns whether it had one.
    fn write_token(&self, token: &'a Token, purpose: For, out: &mut String) -> bool {
        if let Some(text) = self.by_token(token) {
            return self.write_text(text, purpose, out);
        }
        // A product's authored text keeps its markup. Resolved here and not by `token`, the values that stores and apps
        // put into it are still escaped one by one.
        if purpose == For::Markdown
            && token.namespace == Some(Namespace::Sku)
            && let Some((scope, smart)) = self.authored_smart(token)
        {
            let mut text = String::new();
            let complete = scope.write(smart, purpose, &mut text);
            if complete {
                out.push_str(&text);
            }
            return complete;
        }
        // The page counts on in the text.
        if let (
            For::Markdown,
            Some(Namespace::Countdown),
            Some(remaining),
            [PathStep::Name(unit)],
        ) = (
            purpose,
            token.namespace,
            self.remaining,
            token.path.as_slice(),
        ) {
            remaining.write(unit, true, out);
            return true;
        }
        if purpose == For::Plain {
            let value = self.token(token);
            value.write(out);
            return !matches!(value, Resolved::Missing);
        }
        let value = self.found(token);
        match &value {
            value if !self.is_authored(token) => markdown::escape_into(out, &value.to_text()),
            // The values that others put into the author's text are escaped one by one, here too.
            Resolved::Text(text) if text.contains("${") => {
                return self.write_again(text, out);
            }
            value => value.write(out),
        }
        !matches!(value, Resolved::Missing)
    }

    /// Writes the document's text of a key. Returns whether it has a value.
    fn write_text(&self, text: &'a Value, purpose: For, out: &mut String) -> bool {
        if let Value::Smart(smart) = text {
            return self
                .deeper()
                .is_some_and(|scope| scope.write(smart, purpose, out));
        }
        self.keyed(text).write(out);
        true
    }

    /// Writes a text that the author wrote with tokens in it as Markdown. Returns whether it has a value.
    fn write_again(&self, text: &str, out: &mut String) -> bool {
        if let Some(text) = self.by_name(text) {
            return self.write_text(text, For::Markdown, out);
        }
        let (Some(smart), Some(scope)) = (Smart::compile(text), self.deeper()) else {
            return false;
        };
        let scope: Scope<'_> = scope;
        let single = smart.single();
        // As a value, a word that names nothing is missing.
        if single.is_some_and(|token| matches!(scope.found(token), Resolved::Unresolved(_))) {
            return false;
        }
        scope.write(&smart, For::Markdown, out) || single.is_none()
    }

    /// Returns the author's text with tokens that a token of a product names, and the scope it is resolved in.
    fn authored_smart(&self, token: &'a Token) -> Option<(Self, &'a Smart)> {
        let [PathStep::Name(name)] = token.path.as_slice() else {
            return None;
        };
        let (menu, product) = self.current_product()?;
        match authored(product, name)? {
            Authored::Smart(smart) => Some((self.deeper()?.for_product(menu, product), smart)),
            Authored::Plain(_) => None,
        }
    }

    /// Returns the scope for a text inside this one, or `None` when texts are nested too deep or the
    /// call has done too much.
    fn deeper(self) -> Option<Self> {
        (self.depth < limits::SMART_TEXT_DEPTH && self.view.look_up()).then_some(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    /// Resolves a token.
    fn token(&self, token: &'a Token) -> Resolved<'a> {
        if let Some(text) = self.by_token(token) {
            return self.keyed(text);
        }
        match self.found(token) {
            // Authors may write tokens into the state and into lists. Any other value with a `$` in it is only text.
            Resolved::Text(text) if text.as_bytes().contains(&b'$') && self.is_authored(token) => {
                self.resolve_again(text)
            }
            value => value,
        }
    }

    /// Returns the value that a token names, in which the author may have written tokens again.
    fn found(&self, token: &'a Token) -> Resolved<'a> {
        let entry = self.entry(token);
        if let (None, None) = (token.namespace, entry) {
            // Neither a namespace nor a list's variable: the author may have meant the text as it is.
            return Resolved::Unresolved(&token.source);
        }
        if !self.view.look_up() {
            return Resolved::Missing;
        }
        let value = match token.path.as_slice() {
            // Most tokens are one name: nothing has to be put together, and nothing allocated.
            [PathStep::Name(name)] => self.find(token.namespace, entry, &[name]),
            path => self.find_at(token.namespace, entry, path),
        };
        // Reading a large value again and again is work too, even though it is borrowed.
        let work = self.view.work;
        let read = match &value {
            Resolved::Text(text) => work.spend(text.len()),
            Resolved::Json(json) => work.spend_json(json),
            _ => true,
        };
        if read { value } else { Resolved::Missing }
    }

    /// Looks up a path of several steps, some of which may be tokens themselves.
    fn find_at(
        &self,
        namespace: Option<Namespace>,
        entry: Option<Entry<'a>>,
        path: &'a [PathStep],
    ) -> Resolved<'a> {
        // All steps are resolved first, so that the names can then be borrowed together.
        let mut owned: Vec<Cow<'a, str>> = Vec::with_capacity(path.len());
        for segment in path {
            owned.push(self.name(segment));
        }
        let mut names: Vec<&str> = Vec::with_capacity(owned.len());
        for name in &owned {
            names.push(name);
        }
        self.find(namespace, entry, &names)
    }

    /// Looks up names in an entry of a list, or else in a namespace.
    fn find(
        &self,
        namespace: Option<Namespace>,
        entry: Option<Entry<'a>>,
        names: &[&str],
    ) -> Resolved<'a> {
        match (entry, namespace) {
            (Some(entry), _) => walk(entry.value, names),
            (None, Some(namespace)) => self.look_up(namespace, names),
            (None, None) => Resolved::Missing,
        }
    }

    /// Returns a step of a path as a name.
    fn name(&self, segment: &'a PathStep) -> Cow<'a, str> {
        match segment {
            PathStep::Name(name) => Cow::Borrowed(name),
            PathStep::Smart(smart) => {
                let mut out = String::new();
                self.write(smart, For::Plain, &mut out);
                Cow::Owned(out)
            }
        }
    }

    /// Resolves the tokens in a value that the author wrote, into a value of its own: the
    /// compiled text is dropped here.
    fn resolve_again(&self, text: Cow<'a, str>) -> Resolved<'a> {
        if let Some(text) = self.by_name(&text) {
            return match self.keyed(text) {
                Resolved::Unresolved(_) => Resolved::Missing,
                own => own,
            };
        }
        let Some(smart) = Smart::compile(&text) else {
            return Resolved::Text(text);
        };
        let Some(scope) = self.deeper() else {
            return Resolved::Missing;
        };
        match scope.smart(&smart) {
            Resolved::Unresolved(_) => Resolved::Missing,
            own => own.into_owned(),
        }
    }

    /// Returns a JSON value with the tokens in its texts resolved, at any depth.
    pub fn json(&self, value: &Json) -> Json {
        match value {
            Json::String(text) => match self.by_name(text) {
                Some(text) => self.keyed(text).to_json(),
                None => Smart::compile(text)
                    .map_or_else(|| value.clone(), |smart| self.smart_json(&smart)),
            },
            Json::Array(list) => {
                let mut out = Vec::with_capacity(list.len());
                for entry in list {
                    out.push(self.json(entry));
                }
                Json::Array(out)
            }
            Json::Object(map) => {
                let mut out = Map::new();
                for (name, entry) in map {
                    out.insert(name.clone(), self.json(entry));
                }
                Json::Object(out)
            }
            other => other.clone(),
        }
    }

    /// Resolves a smart text to JSON.
    fn smart_json(&self, smart: &Smart) -> Json {
        // The compiled text lives shorter than the scope, so a scope of a shorter lifetime resolves it.
        let scope: Scope<'_> = *self;
        scope.smart(smart).to_json()
    }
}

/// Returns the name of a drawer in the state's `openHeaderIds`: its id, with that of the product behind it
/// if it is in one.
pub fn drawer_key(id: &str, product: Option<&Product>) -> String {
    match product {
        Some(product) => concat(&[id, "_", &product.id]),
        None => id.into(),
    }
}
