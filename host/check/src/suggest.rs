//! The suggestion of a known name that was perhaps meant.

pub(super) use paywall_control::campaign::nearest;

/// Makes a question that names what was perhaps meant; it is empty if nothing is near.
pub(super) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or(String::new(), |known| {
        format!("; did you mean \"{known}\"?")
    })
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["conditions", "priority", "schedule", "tv", "or"];
        assert_eq!(nearest("condition", known), Some("conditions"));
        assert_eq!(nearest("Priorty", known), Some("priority"));
        assert_eq!(nearest("shedule", known), Some("schedule"));
        assert_eq!(nearest("frequency", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
