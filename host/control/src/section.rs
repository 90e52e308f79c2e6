//! The sections of a document: what its parts are, where they stand, and what names them.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

/// A section of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Section {
    /// The paywalls of the app.
    #[serde(rename = "paywalls")]
    Paywalls,
    /// The campaign rules. Their order means something: rules of one priority are asked in it.
    #[serde(rename = "campaign_rules")]
    Rules,
    /// The products that the app sells.
    #[serde(rename = "products")]
    Products,
    /// Conditions that rules name.
    #[serde(rename = "audiences")]
    Audiences,
    /// Lists of values that conditions name.
    #[serde(rename = "lists")]
    Lists,
    /// The layers of experiments.
    #[serde(rename = "layers")]
    Layers,
    /// The custom components.
    #[serde(rename = "customComponents")]
    Components,
    /// Everything else at the top of the document, as one part without a name.
    #[serde(rename = "rest")]
    Rest,
}

impl Section {
    /// All sections of a document.
    pub const ALL: [Self; 8] = [
        Self::Paywalls,
        Self::Rules,
        Self::Products,
        Self::Audiences,
        Self::Lists,
        Self::Layers,
        Self::Components,
        Self::Rest,
    ];

    /// Returns the name of the section: its field at the top of the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paywalls => "paywalls",
            Self::Rules => "campaign_rules",
            Self::Products => "products",
            Self::Audiences => "audiences",
            Self::Lists => "lists",
            Self::Layers => "layers",
            Self::Components => "customComponents",
            Self::Rest => "rest",
        }
    }

    /// Returns the field of a part that holds its id, where the section is a list. In the others, parts stand under their
    /// names, and have no order.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Paywalls | Self::Products => Some("id"),
            Self::Rules => Some("rule"),
            _ => None,
        }
    }

    /// Returns what people call a part of the section.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Paywalls => "paywall",
            Self::Rules => "campaign rule",
            Self::Products => "product",
            Self::Audiences => "audience",
            Self::Lists => "list",
            Self::Layers => "layer",
            Self::Components => "custom component",
            Self::Rest => "settings of the app",
        }
    }
}

impl Display for Section {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
