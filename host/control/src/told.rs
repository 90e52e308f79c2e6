//! Changes as people read them: grouped by the part that they are in, in sentences with names in place of ids.

use serde::Serialize;

use crate::difference::{Change, What};
use crate::named::Names;
use crate::section::Section;
use crate::sentence::{capital, text_of};

/// The section of a text by key, which is a part of the settings in documents, and something of its own for people.
const TEXTS: &str = "texts";

/// The changes of a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The section; `texts` for texts by key.
    pub section: &'static str,
    /// The id of the part.
    pub part: String,
    /// The title: what it is, and its name.
    pub title: String,
    /// The changes, in their order.
    pub lines: Vec<Line>,
}

/// A change in a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The kind of the change: `added`, `removed`, `moved` or `changed`.
    pub change: &'static str,
    /// The sentence. The part is not named again; that of a text goes on after the text's name.
    pub sentence: String,
    /// The id of the thing in the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The title of the thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The key and the language of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<[String; 2]>,
}

/// Groups changes by their parts, in the order in which these come.
pub fn groups(changes: &[Change], names: &Names) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let line = line(change, names);
        let name = &change.name;
        let section = match line.text {
            Some(_) => TEXTS,
            None => name.section.name(),
        };
        let mut known = groups.iter_mut();
        match known.find(|group| group.section == section && group.part == name.part) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group {
                section,
                part: name.part.clone(),
                title: String::new(),
                lines: vec![line],
            }),
        }
    }
    for group in &mut groups {
        group.title = title(group, changes, names);
    }
    groups
}

/// Says what is touched, in a few words: how many paywalls, rules and other parts.
pub fn touches(groups: &[Group]) -> String {
    let of = |section: Section| {
        let here = groups.iter();
        here.filter(|group| group.section == section.name()).count()
    };
    let (paywalls, rules) = (of(Section::Paywalls), of(Section::Rules));
    let rest = groups.len() - paywalls - rules;
    let counted = [(paywalls, "paywall"), (rules, "rule"), (rest, "other part")];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let counted = counted.map(|(count, noun)| match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// Titles a group: by the name that its part has in the document, by its title, or by its id.
fn title(group: &Group, changes: &[Change], names: &Names) -> String {
    let mut own = changes.iter().filter(|change| {
        change.id.is_none()
            && change.name.section.name() == group.section
            && change.name.part == group.part
    });
    let Some(section) = Section::ALL
        .into_iter()
        .find(|section| section.name() == group.section)
    else {
        return "Texts".to_owned();
    };
    let noun = capital(section.noun());
    if section == Section::Rest {
        return noun;
    }
    let titled = own.find_map(|change| change.title.as_deref());
    let name = names.get(&group.part).or(titled).unwrap_or(&group.part);
    format!("{noun} “{name}”")
}

/// Tells a change.
fn line(change: &Change, names: &Names) -> Line {
    let text = text_of(&change.name, &change.what);
    Line {
        change: match &change.what {
            What::Added { .. } => "added",
            What::Removed { .. } => "removed",
            What::Moved { .. } => "moved",
            What::Changed { .. } => "changed",
        },
        sentence: match text {
            Some(_) => change.said_of_text(),
            None => change.said(place(change, names).as_deref(), Some(names)),
        },
        id: change.id.clone(),
        title: change.title.clone(),
        text: text.map(|(key, language)| [key.to_owned(), language.to_owned()]),
    }
}

/// Names a thing in a part; none for the part itself.
fn place(change: &Change, names: &Names) -> Option<String> {
    let id = change.id.as_deref()?;
    let title = change.title.as_deref().filter(|title| *title != id);
    Some(title.map_or_else(|| names.put(id), |title| format!("«{title}»")))
}
