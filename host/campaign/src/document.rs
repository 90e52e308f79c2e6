//! The paywalls, rules and names of a document, with which a template must get along.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// The names of the list of rules; the first that is there counts.
pub(crate) const RULES: [&str; 2] = ["campaign_rules", "campaigns"];

/// Lists the entries of a list in the document, which may be a page of the platform's API.
pub(crate) fn entries<'a>(document: &'a Json, name: &str) -> &'a [Json] {
    let list = document.get(name);
    let list = list.map(|list| list.get("results").unwrap_or(list));
    list.and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// Lists the campaign rules.
pub(crate) fn rules(document: &Json) -> &[Json] {
    let found = RULES.iter().find(|name| document.get(name).is_some());
    found.map_or(&[], |name| entries(document, name))
}

/// Lists the ids of the paywalls.
pub(crate) fn paywalls(document: &Json) -> BTreeSet<&str> {
    let all = entries(document, "paywalls").iter();
    all.filter_map(|paywall| text(paywall, "id")).collect()
}

/// Lists everything that rules, lists and layers must not be called, because something of the document is.
pub(crate) fn taken(document: &Json) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = rules(document).iter().flat_map(names).collect();
    let lists = document.get("lists").and_then(Json::as_object);
    out.extend(lists.into_iter().flatten().map(|(name, _)| name.clone()));
    out
}

/// Lists the names that a rule brings: its own, its experiment's and its holdout's.
pub(crate) fn names(rule: &Json) -> Vec<String> {
    let pointers = ["/rule", "/experiment/key", "/experiment/holdout/id"];
    let found = pointers.iter().filter_map(|pointer| rule.pointer(pointer));
    found.filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Returns a field that is a text.
pub(crate) fn text<'a>(value: &'a Json, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Json::as_str)
}
