//! Caps in words: “at most 3 times in 7 days”.

use serde_json::Value;

use super::{entries, quoted, span, text};

/// Says how often a rule is shown, a line for each cap.
pub fn caps(rule: &Value) -> Vec<String> {
    entries(rule, "frequency").iter().map(cap).collect()
}

/// Writes a cap.
fn cap(cap: &Value) -> String {
    let mut parts = Vec::new();
    if let Some(max) = cap.get("max").filter(|max| max.is_number()) {
        let times = match max.as_u64() {
            Some(1) => "once".to_owned(),
            Some(2) => "twice".to_owned(),
            _ => format!("{max} times"),
        };
        parts.push(format!("at most {times} {}", per(text(cap, "per"))));
    }
    if let Some(gap) = text(cap, "min_gap") {
        parts.push(format!("at least {} apart", span::words(gap)));
    }
    if let Some(event) = text(cap, "until") {
        parts.push(format!("not again after {}", quoted(event)));
    }
    if parts.is_empty() {
        parts.push("a cap that says nothing".to_owned());
    }
    format!("{}{}", parts.join(", "), scope(text(cap, "scope")))
}

/// Writes the span in which times are counted.
fn per(per: Option<&str>) -> String {
    match per {
        None | Some("install") => "in all".to_owned(),
        Some("session") => "a session".to_owned(),
        Some("calendar_day") => "a day".to_owned(),
        Some(span) => format!("in {}", span::words(span)),
    }
}

/// Writes whose times count, unless they are the rule's own.
fn scope(scope: Option<&str>) -> String {
    match scope {
        None | Some("campaign") => String::new(),
        Some("placement") => ", with all rules of the placement".to_owned(),
        Some("all") => ", with all rules".to_owned(),
        Some(scope) => {
            let group = scope.strip_prefix("group:").unwrap_or(scope);
            format!(", with the group {}", quoted(group))
        }
    }
}
