//! A campaign whose form was filled in anew: the same rules, made of other parameters.

use serde_json::{Map, Value as Json};

use crate::document::{RULES, rules, text};
use crate::instance::{Instance, fitted};
use crate::template::Template;
use crate::{Error, document, parameter};

/// Makes the rules of a campaign anew, of which one is named; `None` if that rule is not of this template.
///
/// They keep the name of the instance, their priorities, and whether they are switched off. Returns the ids of the rules
/// that were there, too.
///
/// # Errors
/// Fails as [`instantiate`](crate::instantiate) does.
pub fn again(
    document: &Json,
    template: &Template,
    rule: &str,
    set: &Map<String, Json>,
) -> Result<Option<(Instance, Vec<String>)>, Error> {
    let values = parameter::settle(template, set, &document::paywalls(document))?;
    let Some(id) = instance_of(&template.template, rule) else {
        return Ok(None);
    };
    let prefix = format!("{id}_");
    let is_own = |rule: &Json| {
        let of = rule.get("from").and_then(|from| text(from, "template"));
        of == Some(&template.template)
            && text(rule, "rule").is_some_and(|rule| rule.starts_with(&prefix))
    };
    let own: Vec<&Json> = rules(document).iter().filter(|rule| is_own(rule)).collect();
    let former: Vec<String> = own
        .iter()
        .filter_map(|rule| text(rule, "rule").map(str::to_owned))
        .collect();
    if !former.iter().any(|id| id == rule) {
        return Ok(None);
    }
    let others = rules(document).iter().filter(|rule| !is_own(rule)).cloned();
    let mut around = document.clone();
    if let Some(fields) = around.as_object_mut() {
        fields.insert(RULES[0].to_owned(), others.collect());
    }
    let mut instance = fitted(&around, template, &values, id);
    for rule in &mut instance.rules {
        let was = own.iter().find(|was| was.get("rule") == rule.get("rule"));
        let Some((was, rule)) = was.zip(rule.as_object_mut()) else {
            continue;
        };
        for field in ["priority", "enabled"] {
            match was.get(field) {
                Some(kept) => rule.insert(field.to_owned(), kept.clone()),
                None => rule.remove(field),
            };
        }
    }
    Ok(Some((instance, former)))
}

/// Returns the name of the instance that a rule is of: `win-back-2` of `win-back-2_first`.
fn instance_of(template: &str, rule: &str) -> Option<String> {
    let rest = rule.strip_prefix(template)?;
    let (number, _) = rest.split_once('_')?;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let is_fit = number.is_empty() || number.strip_prefix('-').is_some_and(is_number);
    is_fit.then(|| format!("{template}{number}"))
}
