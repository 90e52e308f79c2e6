//! Simulation: a population is sent through a document, and the outcomes are counted.
//!
//! Every decision is the module's own. Everybody comes for the first time: nothing is remembered between decisions.

mod compared;
mod give;
mod hints;
mod home;
mod outcome;
mod person;
mod population;
mod report;
mod run;
mod said;
mod tally;

use std::fmt;

use serde::{Serialize, Serializer};

pub use compared::{Compared, Move};
pub use outcome::Outcome;
pub use population::{LineError, Population};
pub use report::{Alike, Never, Nothing, Overlap, Part, Parts, Report, Seen, Shown};
pub use run::{Failure, Plan, compare, run};

/// A placement as an app launches it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    /// The launch that names nothing.
    Default,
    /// The launch of a label.
    Label(String),
    /// The launch of a URL.
    Url(String),
}

impl Placement {
    /// Writes the fields of `launch` that name the placement, as JSON with a comma behind each.
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
