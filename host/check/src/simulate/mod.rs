//! Simulation: a population is sent through a document, and what becomes of it is counted.
//!
//! Every decision is the module's own. Everybody comes for the first time: nothing is remembered between decisions.

mod hints;
mod person;
mod population;
mod ratio;
mod report;
mod run;
mod tally;

use std::fmt;

use serde::{Serialize, Serializer};

pub use population::{LineError, Population};
pub use report::{Alike, Never, Nothing, Overlap, Part, Parts, Report, Seen, Shown};
pub use run::{Failure, Plan, run};

/// What an app launches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    /// Nothing is named.
    Default,
    /// A label.
    Label(String),
    /// A URL.
    Url(String),
}

impl Placement {
    /// The fields of `launch` that name it, as JSON with a comma behind each.
    fn fields(&self) -> String {
        match self {
            Self::Default => String::new(),
            Self::Label(label) => format!("\"label\":{},", serde_json::Value::from(&**label)),
            Self::Url(url) => format!("\"url\":{},", serde_json::Value::from(&**url)),
        }
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("no label"),
            Self::Label(label) => write!(f, "label \"{label}\""),
            Self::Url(url) => write!(f, "URL {url}"),
        }
    }
}

impl Serialize for Placement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
