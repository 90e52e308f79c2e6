//! The errors of the host.

use std::path::PathBuf;
use std::time::Duration;

use crate::refusal::Refusal;

/// The reason why the host has no answer.
///
/// [`Error::Refused`] is an answer of the module: the call or the document does not allow a result.
/// All others are the host's own. After one of them, the instance in which
/// it happened is gone; the next call gets another.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The module answered with an error.
    #[error("{0}")]
    Refused(Refusal),
    /// This program was built without the module.
    #[error("the module is not built in: run `cargo xtask wasm` and build again, or name the file")]
    ModuleMissing,
    /// The module file is not one that this host can run.
    #[error("not a module this host can run: {0}")]
    Module(String),
    /// The WebAssembly engine could not be set up on this machine.
    #[error("cannot set up the WebAssembly engine: {0}")]
    Setup(String),
    /// The system provides no random numbers.
    #[error("no random numbers: {0}")]
    Randomness(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The reason that the system gives.
        source: std::io::Error,
    },
    /// The document is packed (gzip, base64) and cannot be unpacked.
    #[error("cannot unpack the document: {0}")]
    Unpack(String),
    /// The document has more bytes than [`crate::EngineOptions::document_bytes`].
    #[error("the document is larger than {limit} bytes")]
    DocumentTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The request has more bytes than [`crate::EngineOptions::request_bytes`].
    #[error("the request is larger than {limit} bytes")]
    RequestTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The answer has more bytes than [`crate::EngineOptions::answer_bytes`].
    #[error("the answer of {bytes} bytes is larger than {limit} bytes")]
    AnswerTooLarge {
        /// The limit, in bytes.
        limit: usize,
        /// The size of the answer, in bytes.
        bytes: usize,
    },
    /// The module asked for more memory than [`crate::EngineOptions::memory_bytes`].
    #[error("the module needs more memory than {limit} bytes")]
    Memory {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The call took longer than [`crate::EngineOptions::call_time`] or [`crate::EngineOptions::load_time`].
    #[error("the module took longer than {limit:?}")]
    Time {
        /// The limit that was exceeded.
        limit: Duration,
    },
    /// All instances were in use for longer than [`crate::EngineOptions::wait_time`].
    #[error("all instances were busy for {waited:?}")]
    Busy {
        /// The time for which the call waited.
        waited: Duration,
    },
    /// The module stopped with a trap, which is a defect of the module.
    #[error("the module stopped: {0}")]
    Trap(String),
    /// The module broke its contract (docs/abi.md), which is a defect of the module.
    #[error("the module broke its contract: {0}")]
    Contract(String),
    /// The work was given up before it ended, because the program is going down.
    #[error("the work was given up")]
    Cancelled,
}

impl Error {
    /// Returns a stable code of this error; for a [`Refusal`], the module's own.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => &refusal.code,
            Self::ModuleMissing => "module_missing",
            Self::Module(_) => "invalid_module",
            Self::Setup(_) => "setup_failed",
            Self::Randomness(_) => "no_randomness",
            Self::File { .. } => "file_error",
            Self::Unpack(_) => "invalid_packing",
            Self::DocumentTooLarge { .. } => "document_too_large",
            Self::RequestTooLarge { .. } => "request_too_large",
            Self::AnswerTooLarge { .. } => "output_too_large",
            Self::Memory { .. } => "memory_limit",
            Self::Time { .. } => "time_limit",
            Self::Busy { .. } => "busy",
            Self::Trap(_) => "trap",
            Self::Contract(_) => "broken_contract",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns the sentence for people alone, for those who show the code and the path beside it.
    pub fn message(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.message.clone(),
            other => other.to_string(),
        }
    }

    /// Returns the JSON path of the part concerned, if there is one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.path.as_deref(),
            _ => None,
        }
    }

    /// Returns the status of an HTTP response with this error, which
    /// says whose fault it is and if trying again helps.
    pub fn status(&self) -> u16 {
        match self {
            // `labeled_campaign_not_found`, `paywall_not_found`, …
            Self::Refused(refusal) if refusal.code.ends_with("_not_found") => 404,
            Self::Refused(_) | Self::Unpack(_) => 422,
            Self::DocumentTooLarge { .. } | Self::RequestTooLarge { .. } => 413,
            Self::Busy { .. } | Self::Cancelled => 503,
            Self::Time { .. } => 504,
            _ => 500,
        }
    }
}
