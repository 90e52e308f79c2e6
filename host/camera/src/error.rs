//! The errors of pictures.

use std::io;

/// The reasons why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no browser on this machine.
    #[error(
        "no Chromium is installed: install it (`apt-get install chromium`), or name one in CHROMIUM; pictures need it, all else works without"
    )]
    NoBrowser,
    /// The browser's sandbox does not work for root.
    #[error(
        "Chromium does not run as root with its sandbox: run this as another user, or, only on a machine that is thrown away afterwards, with --unsandboxed"
    )]
    Root,
    /// The browser did not start.
    #[error("Chromium did not start: {0}")]
    Start(String),
    /// The browser ended, or said something that nobody understands.
    #[error("Chromium broke down: {0}")]
    Broken(String),
    /// The page was not ready in time.
    #[error("the page was not ready within {0} seconds")]
    Late(u64),
    /// The picture would be empty or too large.
    #[error("a picture has from 1 to 8192 pixels in each direction")]
    Size,
    /// The document is not one that pictures can be taken of.
    #[error("{0}")]
    Document(String),
    /// A file of an album is not what it should be.
    #[error("{path}: {message}")]
    File {
        /// The file that was read.
        path: String,
        /// The fault that was found in it.
        message: String,
    },
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Error {
    /// Returns the stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBrowser => "no_browser",
            Self::Root => "browser_as_root",
            Self::Start(_) => "browser_not_started",
            Self::Broken(_) => "browser_broken",
            Self::Late(_) => "page_late",
            Self::Size => "picture_size",
            Self::Document(_) => "invalid_document",
            Self::File { .. } => "invalid_album",
            Self::Io(_) => "io",
        }
    }
}
