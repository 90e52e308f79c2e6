//! Writing a template with values.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::call::{Asked, Value};
use crate::error::{Error, Problem};
use crate::helper::{Helper, few, holds, length};
use crate::path::{From, Path};
use crate::template::{Call, Element, Language, Output, Template, Word};
use crate::value::{follow, is_true, text};

/// A block that is being written: its value, the names it goes by, and the turn of its loop.
struct Block<'v> {
    value: Cow<'v, Json>,
    names: &'v [String],
    turn: Option<Turn>,
}

/// A turn of a loop.
#[derive(Clone)]
struct Turn {
    index: usize,
    is_last: bool,
    key: Option<String>,
}

impl Turn {
    /// Returns the variable of a name.
    fn variable(&self, name: &str) -> Option<Json> {
        match name {
            "first" => Some(Json::Bool(self.index == 0)),
            "last" => Some(Json::Bool(self.is_last)),
            "index" => Some(Json::from(self.index)),
            "key" => self.key.clone().map(Json::String),
            _ => None,
        }
    }

    /// Returns the key of the entry, or its number.
    fn key(&self) -> Json {
        match &self.key {
            Some(key) => Json::String(key.clone()),
            None => Json::from(self.index),
        }
    }
}

/// A template on its way into the output.
struct Writer<'v, 'o> {
    language: &'v Language,
    values: &'v Json,
    /// The same values.
    root: Cow<'v, Json>,
    /// The blocks around what is written, the innermost last.
    blocks: Vec<Block<'v>>,
    /// True if values are written as they are.
    is_plain: bool,
    out: &'o mut dyn Output,
}

impl Template {
    /// Writes the template with the values of an object. With `is_plain`, values are not escaped.
    ///
    /// # Errors
    /// When it asks for something that there is not, or the output takes no more.
    pub fn write(
        &self,
        language: &Language,
        values: &Json,
        is_plain: bool,
        out: &mut dyn Output,
    ) -> Result<(), Error> {
        let root = Cow::Borrowed(values);
        let whole = Block {
            value: root.clone(),
            names: &[],
            turn: None,
        };
        let blocks = vec![whole];
        let mut writer = Writer {
            language,
            values,
            root,
            blocks,
            is_plain,
            out,
        };
        writer.template(self)
    }
}

impl<'v> Writer<'v, '_> {
    fn template(&mut self, template: &'v Template) -> Result<(), Error> {
        for part in &template.parts {
            let done = match &part.element {
                Element::Nothing => Ok(()),
                Element::Text(text) => self.text(text),
                Element::Value(call, is_raw) => self.value(call, *is_raw),
                Element::Block(call) => self.call(call),
            };
            if let Err(mut error) = done {
                if error.place.0 == 0 {
                    error.place = part.place;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn branch(&mut self, branch: &'v Option<Template>) -> Result<(), Error> {
        match branch {
            Some(template) => self.template(template),
            None => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        if !text.is_empty() && !self.out.write(text) {
            return Err(Problem::Full.into());
        }
        Ok(())
    }

    fn show(&mut self, value: &Json) -> Result<(), Error> {
        let mut text = text(value);
        if !self.is_plain {
            text = (self.language.escape)(&text);
        }
        self.text(&text)
    }

    /// Writes a value, or what a helper answers.
    fn value(&mut self, call: &'v Call, is_raw: bool) -> Result<(), Error> {
        // What follows a raw value is escaped, whatever it was before: so does the Handlebars crate.
        self.is_plain |= is_raw;
        self.value_or_answer(call)?;
        self.is_plain &= !is_raw;
        Ok(())
    }

    fn value_or_answer(&mut self, call: &'v Call) -> Result<(), Error> {
        if call.params.is_empty() && call.hash.is_empty() {
            let name = self.name(&call.name)?;
            if self.helper(&name).is_none() {
                let value = self.word(&call.name)?;
                if !value.is_missing {
                    return self.show(&value.json);
                }
                return self.missing(value.name);
            }
        }
        self.call(call)
    }

    /// Returns the error for a value that is missing, where that is one.
    fn missing(&self, name: Option<&str>) -> Result<(), Error> {
        if self.language.strict {
            return Err(Problem::Missing(name.map(str::to_owned)).into());
        }
        Ok(())
    }

    fn call(&mut self, call: &'v Call) -> Result<(), Error> {
        let (helper, asked) = self.asked(call)?;
        if helper.writes() {
            return self.control(helper, call, asked);
        }
        let answer = self.answer(helper, &asked)?;
        if helper.chooses() && call.is_block {
            return self.choose(answer == Json::Bool(true), call);
        }
        self.show(&answer)
    }

    fn choose(&mut self, is_true: bool, call: &'v Call) -> Result<(), Error> {
        self.branch(if is_true {
            &call.template
        } else {
            &call.inverse
        })
    }

    /// Returns the helper of a call, and its parameters.
    fn asked(&mut self, call: &'v Call) -> Result<(Helper, Asked<'v>), Error> {
        let name = self.name(&call.name)?;
        let mut params = Vec::with_capacity(call.params.len());
        for word in &call.params {
            params.push(self.word(word)?);
        }
        let mut hash = Vec::new();
        for (name, word) in &call.hash {
            hash.push((name.as_str(), self.word(word)?));
        }
        match self.helper(&name) {
            Some(helper) => {
                let root = self.values;
                Ok((
                    helper,
                    Asked {
                        name,
                        params,
                        hash,
                        root,
                    },
                ))
            }
            None => Err(Problem::Helper(name.into_owned()).into()),
        }
    }

    fn helper(&self, name: &str) -> Option<Helper> {
        let is_own = self.language.helpers.contains(&name);
        Helper::named(name).or(is_own.then_some(Helper::Own))
    }

    /// Returns the name that a word stands for.
    fn name(&mut self, word: &'v Word) -> Result<Cow<'v, str>, Error> {
        match word.name() {
            Some(name) => Ok(Cow::Borrowed(name)),
            None => Ok(Cow::Owned(text(&self.word(word)?.json))),
        }
    }

    /// Returns the value that a word stands for.
    fn word(&mut self, word: &'v Word) -> Result<Value<'v>, Error> {
        let name = word.name();
        let json = match word {
            Word::Name(_) => None,
            Word::Path(path) => self.at(path)?,
            Word::Literal(json) => Some(Cow::Borrowed(json)),
            Word::Call(call) => Some(Cow::Owned(self.inner(call)?)),
        };
        let is_missing = json.is_none();
        let json = json.unwrap_or(Cow::Owned(Json::Null));
        Ok(Value {
            json,
            is_missing,
            name,
        })
    }

    /// Returns the answer of a call within another one.
    fn inner(&mut self, call: &'v Call) -> Result<Json, Error> {
        let (helper, asked) = self.asked(call)?;
        if helper.writes() {
            // It has no template to write.
            self.control(helper, call, asked)?;
            return Ok(Json::String(String::new()));
        }
        self.answer(helper, &asked)
    }

    /// Returns the value at a path.
    fn at(&self, path: &Path) -> Result<Option<Cow<'v, Json>>, Error> {
        let made;
        let mut names = &path.names[..];
        let base = match &path.from {
            From::Root => &self.root,
            From::Variable(ups, name) => {
                let turn = self.block(*ups).and_then(|block| block.turn.as_ref());
                let variable = turn.and_then(|turn| turn.variable(name));
                return Ok(variable.map(Cow::Owned));
            }
            From::Block(ups) => match self.named(names) {
                Some((block, is_key)) => {
                    names = names.get(1..).unwrap_or_default();
                    match block.turn.as_ref().filter(|_| is_key) {
                        Some(turn) => {
                            made = Cow::Owned(turn.key());
                            &made
                        }
                        None => &block.value,
                    }
                }
                None => match self.block(*ups).or(self.blocks.last()) {
                    Some(block) => &block.value,
                    None => &self.root,
                },
            },
        };
        let found = match base {
            Cow::Borrowed(json) => follow(json, names).map(|found| found.map(Cow::Borrowed)),
            Cow::Owned(json) => follow(json, names).map(|found| found.cloned().map(Cow::Owned)),
        };
        found.map_err(|name| Problem::Entry(name).into())
    }

    /// Returns the block that many blocks further out.
    fn block(&self, ups: usize) -> Option<&Block<'v>> {
        let at = self.blocks.len().checked_sub(ups + 1)?;
        self.blocks.get(at)
    }

    /// Returns the innermost block that goes by the first of these names; with `true`, its key does.
    fn named(&self, names: &[String]) -> Option<(&Block<'v>, bool)> {
        let name = names.first()?;
        for block in self.blocks.iter().rev() {
            let at = block.names.iter().rposition(|own| own == name);
            if let Some(at) = at {
                return Some((block, at > 0));
            }
        }
        None
    }

    /// Runs a helper that writes its template.
    fn control(
        &mut self,
        helper: Helper,
        call: &'v Call,
        mut asked: Asked<'v>,
    ) -> Result<(), Error> {
        if helper == Helper::Log {
            return Ok(());
        }
        if helper == Helper::Raw {
            return self.branch(&call.template);
        }
        if asked.params.is_empty() {
            let name = if helper == Helper::Unless {
                "if"
            } else {
                asked.name()
            };
            return Err(Problem::TooFew(name.to_owned()).into());
        }
        let zero = asked.named("includeZero").and_then(Json::as_bool);
        let zero = zero.unwrap_or_default() && helper <= Helper::Unless;
        let value = asked.params.swap_remove(0);
        let is_true = is_true(&value.json, zero);
        match helper {
            Helper::Each => self.each(call, value),
            Helper::With if !is_true && call.inverse.is_none() => self.missing(value.name),
            Helper::With if is_true => {
                let names = Some(&call.names[..]).filter(|names| names.len() == 1);
                let around = self.blocks.last();
                self.blocks.push(Block {
                    value: value.json,
                    names: names.unwrap_or_default(),
                    turn: around.and_then(|block| block.turn.clone()),
                });
                self.branch(&call.template)?;
                self.blocks.pop();
                Ok(())
            }
            _ => self.choose(is_true ^ (helper == Helper::Unless), call),
        }
    }

    fn each(&mut self, call: &'v Call, value: Value<'v>) -> Result<(), Error> {
        let Some(template) = &call.template else {
            return Ok(());
        };
        let is_list = value.json.is_array() || value.json.is_object();
        let entries = entries(value.json);
        if entries.is_empty() {
            return match &call.inverse {
                Some(inverse) => self.template(inverse),
                None if is_list => Ok(()),
                None => self.missing(value.name),
            };
        }
        let last = entries.len() - 1;
        for (index, (key, value)) in entries.into_iter().enumerate() {
            let is_last = index == last;
            self.blocks.push(Block {
                value,
                names: &call.names,
                turn: Some(Turn {
                    index,
                    is_last,
                    key,
                }),
            });
            self.template(template)?;
            self.blocks.pop();
        }
        Ok(())
    }

    /// Returns what a helper answers.
    fn answer(&self, helper: Helper, asked: &Asked<'v>) -> Result<Json, Error> {
        let is_true = |value: &Value<'_>| is_true(&value.json, false);
        let flag = match helper {
            Helper::And => asked.params.iter().all(is_true),
            Helper::Or => asked.params.iter().any(is_true),
            Helper::Not => !is_true(self.given(asked, 0)?),
            Helper::Own if asked.params.is_empty() => return Err(few(asked)),
            Helper::Own => return Ok((self.language.answer)(asked)),
            Helper::Lookup => return self.lookup(asked),
            Helper::Len => {
                let value = self.given(asked, 0);
                return match value {
                    Ok(value) => Ok(Json::from(length(&value.json))),
                    Err(_) => Err(Problem::Missing(None).into()),
                };
            }
            _ => {
                let (one, other) = (self.given(asked, 0)?, self.given(asked, 1)?);
                holds(helper, &one.json, &other.json)
            }
        };
        Ok(Json::Bool(flag))
    }

    /// Returns a parameter that must be there.
    fn given<'a>(&self, asked: &'a Asked<'v>, at: usize) -> Result<&'a Value<'v>, Error> {
        match asked.params.get(at) {
            Some(value) if !(self.language.strict && value.is_missing) => Ok(value),
            _ => Err(few(asked)),
        }
    }

    fn lookup(&self, asked: &Asked<'v>) -> Result<Json, Error> {
        let (Some(list), Some(key)) = (asked.param(0), asked.param(1)) else {
            return Err(few(asked));
        };
        let found = match list {
            Json::Array(list) => key.as_u64().and_then(|at| list.get(at as usize)),
            Json::Object(map) => key.as_str().and_then(|name| map.get(name)),
            _ => None,
        };
        if found.is_none() {
            self.missing(None)?;
        }
        Ok(found.cloned().unwrap_or_default())
    }
}

/// Returns the entries of a list or an object, with their keys.
fn entries(json: Cow<'_, Json>) -> Vec<(Option<String>, Cow<'_, Json>)> {
    let mut entries = Vec::new();
    match json {
        Cow::Borrowed(Json::Array(list)) => {
            for value in list {
                entries.push((None, Cow::Borrowed(value)));
            }
        }
        Cow::Borrowed(Json::Object(map)) => {
            for (key, value) in map {
                entries.push((Some(key.clone()), Cow::Borrowed(value)));
            }
        }
        Cow::Owned(Json::Array(list)) => {
            for value in list {
                entries.push((None, Cow::Owned(value)));
            }
        }
        Cow::Owned(Json::Object(map)) => {
            for (key, value) in map {
                entries.push((Some(key), Cow::Owned(value)));
            }
        }
        _ => {}
    }
    entries
}
