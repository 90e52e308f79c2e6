//! Where a text stands, in words for translators: `Plans / page main / button buy / text`.

use serde_json::Value;

/// The most places that are named of a text that stands at several.
const NAMED: usize = 3;

/// Writes the places of a text, from their JSON paths.
pub(crate) fn context(document: &Value, paths: &[String]) -> String {
    let mut places: Vec<String> = Vec::new();
    for path in paths {
        let place = place(document, path);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let more = places.len().saturating_sub(NAMED);
    places.truncate(NAMED);
    let places = places.join("; ");
    match more {
        0 => places,
        more => format!("{places}; and {more} more"),
    }
}

/// Writes one place: the names of what the path leads through, and its last field.
fn place(document: &Value, path: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let (mut value, mut list, mut kind) = (document, "", "");
    let steps = steps(path);
    for step in &steps {
        let next = match step.parse::<usize>() {
            Ok(index) => value.get(index),
            Err(_) => value.get(step),
        };
        let Some(next) = next else { break };
        value = next;
        if step.parse::<usize>().is_err() {
            list = step;
        }
        let name = ["title", "name", "display_name", "id"]
            .iter()
            .find_map(|field| {
                value
                    .get(field)?
                    .as_str()
                    .filter(|name| !name.contains("${"))
            });
        if let Some(component) = value.get("component").and_then(Value::as_str) {
            kind = component;
            // What has no name says something only where it can be tapped.
            let own = ["title", "id"]
                .iter()
                .find_map(|field| value.get(field)?.as_str());
            if own.is_some() || value.get("onTap").is_some() {
                words.push(
                    [component, own.unwrap_or_default()]
                        .join(" ")
                        .trim()
                        .to_owned(),
                );
            }
        } else if let Some(word) = named(list).filter(|_| value.is_object()) {
            words.push([word, name.unwrap_or_default()].join(" ").trim().to_owned());
        }
    }
    let last = steps
        .iter()
        .rev()
        .find(|step| step.parse::<usize>().is_err());
    let last = last.map_or("", |last| last.as_str());
    // A component without a name of its own still says what it is: the label of a button, the text of a list.
    if last != kind && !words.iter().any(|word| word.starts_with(kind)) {
        words.push(kind.to_owned());
    }
    words.push(last.to_owned());
    words.join(" / ")
}

/// Returns the word for an entry of a list.
fn named(list: &str) -> Option<&'static str> {
    Some(match list {
        "paywalls" => "paywall",
        "pages" => "page",
        "sku_menus" => "group",
        "products" => "product",
        "campaign_rules" => "rule",
        "customComponents" => "component",
        "locales" => "texts",
        _ => return None,
    })
}

/// Splits a JSON path into its names and positions.
fn steps(path: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("[\"") {
            let end = inner.find("\"]").unwrap_or(inner.len());
            out.push(inner[..end].to_owned());
            rest = inner.get(end + 2..).unwrap_or_default();
        } else {
            let inner = rest.trim_start_matches(['.', '[']);
            let end = inner.find(['.', '[', ']']).unwrap_or(inner.len());
            out.push(inner[..end].to_owned());
            rest = inner[end..].trim_start_matches(']');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_place_is_named_by_what_people_know() {
        let text = json!({ "component": "text", "text": "${text.a}" });
        let button =
            json!({ "component": "button", "id": "buy", "onTap": {}, "components": [text] });
        let box_of = json!({ "component": "container", "components": [button, text, { "component": "text-list", "texts": ["x"] }] });
        let document = json!({ "paywalls": [{ "id": "p", "name": "Plans",
            "sku_menus": [{ "id": "m", "products": [{ "id": "year", "name": "${text.year}" }] }],
            "template": { "pages": [{ "name": "main", "contentContainer": box_of }] } }] });
        let page = "$.paywalls[0].template.pages[0].contentContainer.components";
        for (path, expected) in [
            (
                format!("{page}[0].components[0].text"),
                "paywall Plans / page main / button buy / text",
            ),
            (
                format!("{page}[1].text"),
                "paywall Plans / page main / text",
            ),
            (
                format!("{page}[2].texts[0]"),
                "paywall Plans / page main / text-list / texts",
            ),
            (
                "$.paywalls[0].sku_menus[0].products[0].name".to_owned(),
                "paywall Plans / group m / product year / name",
            ),
        ] {
            assert_eq!(place(&document, &path), expected);
        }
        let twice =
            ["[1].text", "[1].text", "[0].components[0].text"].map(|end| format!("{page}{end}"));
        assert_eq!(
            context(&document, &twice),
            "paywall Plans / page main / text; paywall Plans / page main / button buy / text"
        );
    }
}
