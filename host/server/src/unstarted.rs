//! The reasons why a host cannot start.

use paywall_database::control::Refusal;
use paywall_ledger::Unavailable;

use super::follow::Unserved;
use super::settings::SettingsError;

/// The reason why a host cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A document or the module cannot be read.
    #[error("{path}")]
    Document {
        /// The file of the document.
        path: std::path::PathBuf,
        /// The engine's reason, which names the place.
        source: Box<paywall_engine::Error>,
    },
    /// The live revision of an environment cannot be served.
    #[error("platform {platform}")]
    Revision {
        /// The id of the platform that follows it.
        platform: String,
        /// The reason, which names the revision.
        source: Box<Unserved>,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] paywall_database::Error),
    /// The Control Center's link for the first owner cannot be made.
    #[error(transparent)]
    Control(#[from] Refusal),
    /// The settings name something that is not there or cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// TLS cannot be set up, so nothing could be asked of the outside.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The Control Center cannot begin with the document.
    #[error("the Control Center cannot begin: {0}")]
    Center(String),
}
