//! The content of an app at one moment: a manifest, which lists the parts by their hashes, and the parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::canonical::{self, Hash};
use crate::error::Error;
use crate::identify::{Renamed, identify};
use crate::limits;
use crate::section::Section;
use crate::sorted::Sorted;

/// The name of a part: its section and its id, which is empty for [`Section::Rest`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name {
    /// The section that it is in.
    pub section: Section,
    /// The id in the section.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
}

impl Name {
    /// Makes a name.
    pub fn new(section: Section, part: impl Into<String>) -> Self {
        let part = part.into();
        Self { section, part }
    }
}

/// An entry of a manifest: the id of a part, and the hash of its canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry(pub String, pub Hash);

/// The list of an app's parts at one moment: for every section the ids and hashes, in their order.
///
/// Sections whose parts stand under their names are ordered by these; empty sections are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<Section, Vec<Entry>>")]
pub struct Manifest([Vec<Entry>; Section::ALL.len()]);

impl From<BTreeMap<Section, Vec<Entry>>> for Manifest {
    fn from(sections: BTreeMap<Section, Vec<Entry>>) -> Self {
        let mut manifest = Self::default();
        for (section, entries) in sections {
            manifest.0[section as usize] = entries;
        }
        manifest
    }
}

impl Serialize for Manifest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.sections())
    }
}

impl Manifest {
    /// Lists the parts of a section.
    pub fn section(&self, section: Section) -> &[Entry] {
        &self.0[section as usize]
    }

    /// Lists all parts with their hashes.
    pub fn parts(&self) -> impl Iterator<Item = (Name, Hash)> {
        self.sections().flat_map(|(section, entries)| {
            let named = move |entry: &Entry| (Name::new(section, &entry.0), entry.1);
            entries.iter().map(named)
        })
    }

    /// Lists the sections that have parts.
    fn sections(&self) -> impl Iterator<Item = (Section, &[Entry])> {
        let all = Section::ALL.into_iter();
        let listed = all.map(|section| (section, self.section(section)));
        listed.filter(|(_, entries)| !entries.is_empty())
    }

    /// Returns the hash of a part.
    pub fn get(&self, name: &Name) -> Option<Hash> {
        let mut entries = self.section(name.section).iter();
        Some(entries.find(|entry| entry.0 == name.part)?.1)
    }

    /// Returns the canonical JSON of the manifest, of which its hash is made.
    pub fn canonical(&self) -> String {
        let sections = self.sections().map(|(section, entries)| {
            let entries = entries
                .iter()
                .map(|Entry(id, hash)| json!([id, hash.to_string()]));
            (section.name().to_owned(), Value::Array(entries.collect()))
        });
        // There are no numbers in it, so it can always be written.
        canonical::write(&Value::Object(sections.collect())).unwrap_or_default()
    }

    /// Returns the hash of the manifest: equal contents have equal ones.
    pub fn hash(&self) -> Hash {
        Hash::of(self.canonical().as_bytes())
    }

    /// Replaces the entries of a section.
    pub(crate) fn put_section(&mut self, section: Section, mut entries: Vec<Entry>) {
        if section.key().is_none() {
            entries.sort_by(|a, b| a.0.cmp(&b.0));
        }
        self.0[section as usize] = entries;
    }
}

/// The parts of contents, by their hashes. They never change, so contents share them.
pub type Parts = Sorted<Hash, Arc<Value>>;

/// The content of an app at one moment.
///
/// It need not hold all parts that its manifest names: what touches few parts needs only these.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The list of its parts.
    pub manifest: Manifest,
    /// The parts by their hashes.
    pub parts: Parts,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.manifest == other.manifest
    }
}

impl Content {
    /// Reads a document, and gives ids to what has none; returns the components that got new ones, too.
    ///
    /// # Errors
    /// Fails as [`Content::read`] does.
    pub fn import(document: Value) -> Result<(Self, Vec<Renamed>), Error> {
        let mut document = Value::Object(plain(document)?);
        let renamed = identify(&mut document);
        Ok((Self::read(document)?, renamed))
    }

    /// Reads a document whose rules and products have ids.
    ///
    /// The names of 2023 become those of today, and lists that stand in pages of the platform's API become plain ones.
    ///
    /// # Errors
    /// `not_a_document`, `invalid_entry`, `missing_id`, `doubled_id`, `too_many_parts`, `inexact_number`.
    pub fn read(document: Value) -> Result<Self, Error> {
        let mut rest = plain(document)?;
        let mut content = Self::default();
        let mut parts = Vec::new();
        let mut keep = |value| {
            let hash = canonical::hash(&value)?;
            parts.push((hash, Arc::new(value)));
            Ok(hash)
        };
        for section in Section::ALL {
            let entries = match rest.get(section.name()) {
                Some(Value::Array(_)) if section.key().is_some() => listed(section, &mut rest)?,
                Some(Value::Object(_)) if section.key().is_none() && section != Section::Rest => {
                    under_names(section, &mut rest)
                }
                _ => continue,
            };
            let mut known = Map::new();
            let mut kept = Vec::with_capacity(entries.len());
            for (id, value) in entries {
                check_id(section, &id)?;
                if known.insert(id.clone(), Value::Null).is_some() {
                    let message = format!("expected one {} with the id \"{id}\"", section.noun());
                    return Err(Error::new("doubled_id", message));
                }
                kept.push(Entry(id, keep(value)?));
            }
            content.manifest.put_section(section, kept);
        }
        let rest = vec![Entry(String::new(), keep(Value::Object(rest))?)];
        content.manifest.put_section(Section::Rest, rest);
        content.parts.extend(parts);
        if content.manifest.parts().count() > limits::PARTS {
            let message = format!("expected at most {} parts", limits::PARTS);
            return Err(Error::new("too_many_parts", message));
        }
        Ok(content)
    }

    /// Writes the content as a document. Paywalls and rules are always there; other sections only if they have parts.
    ///
    /// # Errors
    /// `missing_part`.
    pub fn write(&self) -> Result<Value, Error> {
        let rest = self.find(&Name::new(Section::Rest, ""))?;
        let mut document = rest
            .and_then(|rest| rest.as_object().cloned())
            .unwrap_or_default();
        for section in Section::ALL {
            let entries = self.manifest.section(section);
            let is_needed = matches!(section, Section::Paywalls | Section::Rules);
            if section == Section::Rest || entries.is_empty() && !is_needed {
                continue;
            }
            let mut parts = Vec::with_capacity(entries.len());
            for Entry(id, hash) in entries {
                parts.push((id.clone(), self.part(*hash)?.as_ref().clone()));
            }
            let value = match section.key() {
                Some(_) => Value::Array(parts.into_iter().map(|(_, part)| part).collect()),
                None => Value::Object(parts.into_iter().collect()),
            };
            document.insert(section.name().to_owned(), value);
        }
        Ok(Value::Object(document))
    }

    /// Keeps a part, and returns its hash.
    pub(crate) fn keep(&mut self, value: Value) -> Result<Hash, Error> {
        let hash = canonical::hash(&value)?;
        if !self.parts.contains_key(&hash) {
            self.parts.insert(hash, Arc::new(value));
        }
        Ok(hash)
    }

    /// Forgets the parts that the manifest does not name.
    pub fn forget(&mut self) {
        let named = self.manifest.parts().filter_map(|(_, hash)| {
            let part = self.parts.get(&hash)?;
            Some((hash, Arc::clone(part)))
        });
        self.parts = named.collect();
    }

    /// Lists the parts of a section that the content holds, in their order.
    pub(crate) fn held(&self, section: Section) -> impl Iterator<Item = (&str, &Value)> {
        let entries = self.manifest.section(section).iter();
        entries.filter_map(|entry| Some((entry.0.as_str(), &**self.parts.get(&entry.1)?)))
    }

    /// Returns the part with a hash.
    pub(crate) fn part(&self, hash: Hash) -> Result<&Arc<Value>, Error> {
        let missing = || Error::new("missing_part", format!("expected the part {hash}"));
        self.parts.get(&hash).ok_or_else(missing)
    }

    /// Returns the part of a name, if the content has it.
    pub(crate) fn find(&self, name: &Name) -> Result<Option<&Arc<Value>>, Error> {
        let hash = self.manifest.get(name);
        hash.map(|hash| self.part(hash)).transpose()
    }
}

/// Checks the length of an id, and that there is one.
pub(crate) fn check_id(section: Section, id: &str) -> Result<(), Error> {
    if id.is_empty() || id.len() > limits::ID_BYTES {
        let most = limits::ID_BYTES;
        let message = format!(
            "expected an id of 1 to {most} bytes for every {}",
            section.noun()
        );
        return Err(Error::new("missing_id", message));
    }
    Ok(())
}

/// Brings a document into the form of today.
fn plain(document: Value) -> Result<Map<String, Value>, Error> {
    let refused = || {
        Error::new(
            "not_a_document",
            "expected a JSON object with paywalls and campaign rules",
        )
    };
    let Value::Object(mut fields) = document else {
        return Err(refused());
    };
    if fields.contains_key("document") || fields.contains_key("results") {
        return Err(refused());
    }
    if fields.contains_key("template") && !fields.contains_key("paywalls") {
        fields = Map::from_iter([("paywalls".to_owned(), json!([fields]))]);
    }
    if !fields.contains_key(Section::Rules.name())
        && let Some(rules) = fields.remove("campaigns")
    {
        fields.insert(Section::Rules.name().to_owned(), rules);
    }
    for section in Section::ALL {
        let value = fields.get_mut(section.name());
        if let (Some(_), Some(Value::Object(page))) = (section.key(), value)
            && let Some(results @ Value::Array(_)) = page.remove("results")
        {
            fields.insert(section.name().to_owned(), results);
        }
    }
    Ok(fields)
}

/// Takes the parts of a section that is a list.
fn listed(section: Section, rest: &mut Map<String, Value>) -> Result<Vec<(String, Value)>, Error> {
    let Some(Value::Array(entries)) = rest.remove(section.name()) else {
        return Ok(Vec::new());
    };
    let key = section.key().unwrap_or_default();
    let named = entries.into_iter().enumerate().map(|(index, entry)| {
        let place = format!("$.{section}[{index}]");
        if !entry.is_object() {
            let message = format!("expected an object at {place}");
            return Err(Error::new("invalid_entry", message));
        }
        let id = entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let id = id.ok_or_else(|| {
            let message = format!("expected a text in \"{key}\" at {place}");
            Error::new("missing_id", message)
        })?;
        Ok((id, entry))
    });
    named.collect()
}

/// Takes the parts of a section whose parts stand under their names.
fn under_names(section: Section, rest: &mut Map<String, Value>) -> Vec<(String, Value)> {
    match rest.remove(section.name()) {
        Some(Value::Object(entries)) => entries.into_iter().collect(),
        _ => Vec::new(),
    }
}
