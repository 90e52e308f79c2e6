//! JSON objects, put together without a serializer: its code for each type would make the editor's model larger.

use serde_json::{Map, Value};

/// Makes an object of its fields.
pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    filled(&mut fields.into_iter())
}

/// Makes an object of fields, however many there are.
fn filled(fields: &mut dyn Iterator<Item = (&str, Value)>) -> Value {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}
