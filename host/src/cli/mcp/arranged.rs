//! JSON in the order of fields that a file had, so that an edit changes no more of the file than it must.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

/// The fields by which the entries of lists are known.
const IDS: [&str; 4] = ["id", "rule", "segment", "name"];

/// The order of the fields in a text.
#[derive(Debug)]
enum Order {
    /// The fields of an object, each with the order in it.
    Fields(Vec<(String, Self)>),
    /// The entries of a list.
    Entries(Vec<Self>),
    /// A text, which may be an id.
    Text(String),
    /// Anything that is none of these.
    Other,
}

/// A value with the order that its text had.
struct Arranged<'a> {
    /// The value that is written.
    value: &'a Value,
    /// The order; none for what is new.
    order: Option<&'a Order>,
}

impl Order {
    /// Returns the order in the field of a name.
    fn field(&self, name: &str) -> Option<&Self> {
        let Self::Fields(fields) = self else {
            return None;
        };
        Some(&fields.iter().find(|(field, _)| field == name)?.1)
    }

    /// Returns the order in the entry that an entry was before: the one of its id, or else the one that stood there.
    fn entry(&self, at: usize, entry: &Value) -> Option<&Self> {
        let Self::Entries(entries) = self else {
            return None;
        };
        let is_it = |old: &&Self| IDS.into_iter().any(|name| old.is(name, entry));
        entries.iter().find(is_it).or_else(|| entries.get(at))
    }

    /// Returns true if a field has the text that it has in a value.
    fn is(&self, name: &str, entry: &Value) -> bool {
        let text = entry.get(name).and_then(Value::as_str);
        match (self.field(name), text) {
            (Some(Self::Text(known)), Some(text)) => known == text,
            _ => false,
        }
    }
}

impl Serialize for Arranged<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(fields) => {
                let known = match self.order {
                    Some(Order::Fields(known)) => known.as_slice(),
                    _ => &[],
                };
                let mut map = out.serialize_map(Some(fields.len()))?;
                for (name, order) in known {
                    if let Some(value) = fields.get(name) {
                        map.serialize_entry(
                            name,
                            &Arranged {
                                value,
                                order: Some(order),
                            },
                        )?;
                    }
                }
                for (name, value) in fields {
                    if !known.iter().any(|(field, _)| field == name) {
                        map.serialize_entry(name, &Arranged { value, order: None })?;
                    }
                }
                map.end()
            }
            Value::Array(entries) => {
                let mut list = out.serialize_seq(Some(entries.len()))?;
                for (at, value) in entries.iter().enumerate() {
                    let order = self.order.and_then(|order| order.entry(at, value));
                    list.serialize_element(&Arranged { value, order })?;
                }
                list.end()
            }
            other => other.serialize(out),
        }
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Reader)
    }
}

/// The reader of an order.
struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Order;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Order, A::Error> {
        let mut fields: Vec<(String, Order)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            // The last one of two fields of one name holds, and its text would be written once for each.
            match fields.iter_mut().find(|(field, _)| *field == name) {
                Some(field) => field.1 = map.next_value()?,
                None => fields.push((name, map.next_value()?)),
            }
        }
        Ok(Order::Fields(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Order, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(Order::Entries(entries))
    }

    fn visit_str<E>(self, text: &str) -> Result<Order, E> {
        Ok(Order::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Order, E> {
        Ok(Order::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Order, E> {
        Ok(Order::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Order, E> {
        Ok(Order::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Order, E> {
        Ok(Order::Other)
    }

    fn visit_unit<E>(self) -> Result<Order, E> {
        Ok(Order::Other)
    }
}

/// Writes a value in the form of a text: its order of fields, and in lines or in one.
pub(super) fn like(text: &str, value: &Value) -> serde_json::Result<String> {
    let order = serde_json::from_str::<Order>(text).ok();
    let arranged = Arranged {
        value,
        order: order.as_ref(),
    };
    match text.trim_end().contains('\n') {
        true => Ok(serde_json::to_string_pretty(&arranged)? + "\n"),
        false => serde_json::to_string(&arranged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_change_stays_where_it_was() {
        let text = "{\n  \"z\": [\n    {\n      \"id\": \"b\",\n      \"a\": 1.5\n    },\n    {\n      \"y\": true,\n      \
            \"id\": \"a\",\n      \"x\": null\n    }\n  ],\n  \"b\": 1\n}\n";
        let mut value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(like(text, &value).unwrap(), text);
        value["z"].as_array_mut().unwrap().remove(0);
        value["z"][0]["new"] = 2.into();
        value.as_object_mut().unwrap().remove("b");
        let said = like(text, &value).unwrap();
        assert_eq!(
            said.replace([' ', '\n'], ""),
            r#"{"z":[{"y":true,"id":"a","x":null,"new":2}]}"#
        );
        assert_eq!(
            like(r#"{"b":1,"a":2}"#, &value["z"][0]).unwrap(),
            r#"{"id":"a","new":2,"x":null,"y":true}"#
        );
    }
}
