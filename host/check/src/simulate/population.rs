//! The population: made up from a seed, or read from a file.

use serde_json::{Map, Value};

use super::Placement;
use super::hints::Hints;
use super::home::homes;
use super::person::{self, Origin, Person};
use paywall_zone::Zone;

/// The people who ask.
#[derive(Debug, Clone)]
pub enum Population {
    /// A number of people, made up from a seed.
    /// They have what the conditions of the document ask for, each value about as
    /// often as any other: they try the rules out, they forecast nothing.
    Made {
        /// The number of people.
        people: u64,
        /// The seed; the same one gives the same people.
        seed: u64,
    },
    /// Requests of `docs/abi.md`, one JSON object per line; empty lines are passed over.
    Lines(String),
}

/// The error for a line of a population that is no request.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the population is not a JSON object: {problem}")]
pub struct LineError {
    /// The number of the line, from 1.
    pub line: usize,
    /// The reason that the parser gives.
    pub problem: String,
}

/// The people, ready to be asked one after the other.
#[derive(Debug)]
pub(super) enum People {
    Made {
        people: u64,
        origin: Origin,
    },
    /// People read from a file, each with the launch of their own line, if it has one.
    Read(Vec<(Person, Option<String>)>),
}

impl Population {
    /// Makes the people ready to be asked: made up with hints of the documents, or read from their lines.
    pub(super) fn people(
        &self,
        documents: &[Value],
        now: u64,
        zone: Option<&Zone>,
    ) -> Result<People, LineError> {
        match self {
            Self::Made { people, seed } => Ok(People::Made {
                people: *people,
                origin: Origin {
                    seed: *seed,
                    hints: Hints::of(documents, now as f64),
                    now,
                    homes: homes(now, zone),
                },
            }),
            Self::Lines(text) => {
                let lines = text.lines().enumerate();
                let lines = lines.filter(|(_, line)| !line.trim().is_empty());
                let people = lines.map(|(index, line)| {
                    read(line, now, zone).map_err(|error| LineError {
                        line: index + 1,
                        problem: error.to_string(),
                    })
                });
                people.collect::<Result<_, _>>().map(People::Read)
            }
        }
    }
}

impl People {
    /// Returns the number of people.
    pub(super) fn count(&self) -> u64 {
        match self {
            Self::Made { people, .. } => *people,
            Self::Read(people) => people.len() as u64,
        }
    }

    /// Returns a person, with the placement they launch themselves, if they do.
    pub(super) fn get(&self, number: u64) -> Option<(Person, Option<Placement>)> {
        match self {
            Self::Made { origin, .. } => Some((person::make(origin, number), None)),
            Self::Read(people) => {
                let (person, own) = people.get(number as usize)?;
                let own = own.as_deref().and_then(placement);
                Some((person.clone(), own))
            }
        }
    }
}

/// Reads the placement that a line launches, if it names one.
fn placement(launch: &str) -> Option<Placement> {
    let launch: Value = serde_json::from_str(launch).ok()?;
    let text = |name| launch.get(name).and_then(Value::as_str);
    text("label").map_or_else(
        || text("url").map(|url| Placement::Url(url.to_owned())),
        |label| Some(Placement::Label(label.to_owned())),
    )
}

/// Gives a person the clock of the zone that they name, else of `zone`. A zone that is not known is UTC, as on the host.
fn live_in(request: &mut Map<String, Value>, zone: Option<&Zone>) {
    if paywall_zone::complete(request).is_err() {
        return;
    }
    let is_set = request.contains_key("utcOffset") || request.contains_key("offsetChanges");
    let now = request.get("now").and_then(Value::as_f64);
    if let (Some(zone), Some(now), false) = (zone, now, is_set) {
        zone.clock(now as i64).add_to(request);
    }
}

/// Reads a line of a population.
fn read(line: &str, now: u64, zone: Option<&Zone>) -> serde_json::Result<(Person, Option<String>)> {
    let mut request: Map<String, Value> = serde_json::from_str(line)?;
    request.remove("trace");
    request.entry("now").or_insert(now.into());
    live_in(&mut request, zone);
    let launch = request.remove("launch").unwrap_or_default();
    let context = launch
        .get("context")
        .cloned()
        .unwrap_or_else(|| Value::Object(Map::new()));
    let field =
        |object: &str, name: &str| Some(request.get(object)?.get(name)?.as_str()?.to_owned());
    let form_factor = field("device", "formFactor").unwrap_or_else(|| "desktop".into());
    let has_id = field("customer", "id")
        .or_else(|| field("customer", "deviceId"))
        .is_some();
    let own = ["label", "url"]
        .iter()
        .any(|name| launch.get(name).is_some());
    let text = Value::Object(request).to_string();
    let person = Person {
        request: text.get(1..text.len() - 1).unwrap_or_default().to_owned(),
        launch: format!("\"context\":{context}"),
        form_factor,
        has_id,
    };
    Ok((person, own.then(|| launch.to_string())))
}
