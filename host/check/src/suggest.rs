//! The suggestion of a known name that was perhaps meant: by its letters, or by what others call it.

pub(super) use paywall_control::campaign::nearest as slip;

use super::synonym;

/// Makes a question that names what was perhaps meant; it is empty if there is nothing.
pub(super) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or(String::new(), |known| {
        format!("; did you mean \"{known}\"?")
    })
}

/// Returns the known name that others call so, or else the nearest one by its letters. Where people may have names of
/// their own, [`slip`] is asked alone.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<_> = known.into_iter().collect();
    if known.contains(&name) {
        return slip(name, known);
    }
    synonym::meant(name, &known).or_else(|| slip(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["conditions", "priority", "schedule", "tv", "or"];
        assert_eq!(nearest("condition", known), Some("conditions"));
        assert_eq!(nearest("Priorty", known), Some("priority"));
        assert_eq!(nearest("shedule", known), Some("schedule"));
        assert_eq!(nearest("frequency", known), None);
        assert_eq!(nearest("x", known), None);
    }

    #[test]
    fn words_of_others_lead_to_names_that_are_known_here() {
        let operators = ["equals", "notEquals", "gte", "set"];
        for (name, meant) in [
            ("eq", "equals"),
            ("==", "equals"),
            ("!=", "notEquals"),
            ("not_equal", "notEquals"),
            (">=", "gte"),
            ("greater_than_or_equal", "gte"),
            ("Exists", "set"),
        ] {
            assert_eq!(nearest(name, operators), Some(meant), "{name}");
        }
        assert_eq!(nearest("toggle", ["text", "setState"]), Some("setState"));
        assert_eq!(nearest("toggle", ["text"]), None);
        assert_eq!(slip("toggle", ["setState"]), None);
    }
}
