//! The merge of attributes: field by field, as far as both sides have objects.

use serde_json::{Map, Value};

use crate::tree::Path;

/// An attribute that both sides changed: where it is, and the value of the base and of each side.
pub(super) type Clash = (Path, [Option<Value>; 3]);

/// Merges the attributes of a thing. `is_first` says whose value the result keeps where there is no base.
pub(super) fn merge(
    base: Option<&Map<String, Value>>,
    ours: &Map<String, Value>,
    theirs: &Map<String, Value>,
    is_first: bool,
) -> (Map<String, Value>, Vec<Clash>) {
    let mut merge = Merge {
        is_first,
        clashes: Vec::new(),
    };
    let fields = merge.fields(base, ours, theirs, &Path::default());
    (fields, merge.clashes)
}

/// The state of a merge.
struct Merge {
    is_first: bool,
    clashes: Vec<Clash>,
}

impl Merge {
    /// Merges the fields of objects.
    fn fields(
        &mut self,
        base: Option<&Map<String, Value>>,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
        path: &Path,
    ) -> Map<String, Value> {
        let mut merged = Map::new();
        let only_theirs = theirs.keys().filter(|name| !ours.contains_key(*name));
        for name in ours.keys().chain(only_theirs) {
            let base = base.and_then(|base| base.get(name));
            let value = self.value(base, ours.get(name), theirs.get(name), &path.field(name));
            if let Some(value) = value {
                merged.insert(name.clone(), value);
            }
        }
        merged
    }

    /// Merges one value.
    fn value(
        &mut self,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        path: &Path,
    ) -> Option<Value> {
        if ours == theirs || theirs == base {
            return ours.cloned();
        }
        if ours == base {
            return theirs.cloned();
        }
        let had_fields = base.is_none_or(Value::is_object);
        if let (true, Some(Value::Object(ours)), Some(Value::Object(theirs))) =
            (had_fields, ours, theirs)
        {
            let base = base.and_then(Value::as_object);
            return Some(Value::Object(self.fields(base, ours, theirs, path)));
        }
        let sides = [base, ours, theirs].map(Option::<&Value>::cloned);
        self.clashes.push((path.clone(), sides));
        let first = if self.is_first { ours } else { theirs };
        base.or(first).cloned()
    }
}
