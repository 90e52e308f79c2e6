//! JSON whose order and bytes count.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of an object in their order. Of two with one name, the last counts, in the place of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields<V>(pub Vec<(String, V)>);

impl<V> Default for Fields<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Fields<V> {
    /// Returns the value of a field.
    pub fn get(&self, name: &str) -> Option<&V> {
        let mut fields = self.0.iter();
        fields
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Returns the value of a field to be changed; one that is not there begins empty, behind the others.
    pub fn entry(&mut self, name: &str) -> &mut V
    where
        V: Default,
    {
        let known = self.0.iter().position(|(known, _)| known == name);
        let at = known.unwrap_or_else(|| {
            self.0.push((name.to_owned(), V::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Sets a field, a new one behind the others.
    pub fn set(&mut self, name: &str, value: V) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Fields<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Reading<V> {
            type Value = Fields<V>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = std::collections::HashMap::new();
                let mut out: Vec<(String, V)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, V>()? {
                    match fields.get(&name).and_then(|at: &usize| out.get_mut(*at)) {
                        Some(old) => old.1 = value,
                        None => {
                            fields.insert(name.clone(), out.len());
                            out.push((name, value));
                        }
                    }
                }
                Ok(Fields(out))
            }
        }
        from.deserialize_map(Reading(PhantomData))
    }
}

/// Parses a text into its values as they are written.
pub(crate) fn raw(text: &str) -> Result<&RawValue, serde_json::Error> {
    serde_json::from_str(text)
}

/// Returns the fields of an object as they are written; none for any other value.
pub(crate) fn fields(value: &RawValue) -> Fields<&RawValue> {
    serde_json::from_str(value.get()).unwrap_or_default()
}

/// Returns the place of a value in the text that it was parsed from.
pub(crate) fn place(text: &str, value: &RawValue) -> Range<usize> {
    let from = value.get().as_ptr().addr() - text.as_ptr().addr();
    from..from + value.get().len()
}

/// A text in a document, with the names of the fields on the way to it.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// The JSON path.
    pub path: &'a str,
    /// The names of the fields on the way; entries of lists have none.
    pub names: &'a [&'a str],
    pub text: &'a str,
    /// The place of the text in the document, with its quotation marks.
    pub place: Range<usize>,
}

/// Calls `visit` for all texts inside a value, in the order of the document.
pub(crate) fn strings(
    document: &str,
    value: &RawValue,
    path: &str,
    names: &[&str],
    visit: &mut dyn FnMut(&Found<'_>),
) {
    let written = value.get();
    match written.as_bytes().first() {
        Some(b'"') => {
            if let Ok(text) = serde_json::from_str::<String>(written) {
                visit(&Found {
                    path,
                    names,
                    text: &text,
                    place: place(document, value),
                });
            }
        }
        Some(b'{') => {
            for (name, value) in fields(value).0 {
                let names = [names, &[name.as_str()]].concat();
                strings(document, value, &at(path, &name), &names, visit);
            }
        }
        Some(b'[') => {
            let list: Vec<&RawValue> = serde_json::from_str(written).unwrap_or_default();
            for (index, value) in list.into_iter().enumerate() {
                strings(document, value, &format!("{path}[{index}]"), names, visit);
            }
        }
        _ => {}
    }
}

/// Appends a field to a path: `.name`, or `["odd name"]`.
pub(crate) fn at(path: &str, name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.bytes().all(is_plain) && !name.is_empty() {
        format!("{path}.{name}")
    } else {
        format!("{path}[{}]", written(name))
    }
}

/// Writes a text as JSON.
pub(crate) fn written(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Puts new texts into places of a document. The places are in its order.
pub(crate) fn replaced(document: &str, places: &[(Range<usize>, String)]) -> String {
    let (mut out, mut at) = (String::with_capacity(document.len()), 0);
    for (place, new) in places {
        out.push_str(document.get(at..place.start).unwrap_or_default());
        out.push_str(new);
        at = place.end;
    }
    out.push_str(document.get(at..).unwrap_or_default());
    out
}
