//! Pictures of pages (`docs/pictures.md`).
//!
//! A [`Camera`] photographs a page on a screen; [`Chromium`] is one. [`album`] keeps pictures by a key of all that
//! they depend on, so that what looks the same is photographed once, and what did not change is not photographed
//! again. [`matrix`] says which states of a document to photograph, and [`compare`] what differs between two albums.

pub mod album;
mod chromium;
pub mod compare;
mod error;
mod fonts;
mod key;
pub mod matrix;

pub use chromium::{Chromium, Options, installed};
pub use error::Error;
pub use key::Key;

/// A screen that a page is photographed on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screen {
    /// The width in CSS pixels.
    pub width: u32,
    /// The height in CSS pixels.
    pub height: u32,
    /// The pixels of the picture for each CSS pixel.
    pub scale: f64,
    /// True if the system is in dark mode.
    pub dark: bool,
}

/// The most pixels of a picture, in either direction.
pub const MOST_PIXELS: f64 = 8192.0;

impl Screen {
    /// Checks that a picture of the screen is neither empty nor too large to take.
    ///
    /// # Errors
    /// Fails if it is.
    pub fn check(&self) -> Result<(), Error> {
        let fits = |side: u32| (1.0..=MOST_PIXELS).contains(&(f64::from(side) * self.scale));
        if fits(self.width) && fits(self.height) {
            return Ok(());
        }
        Err(Error::Size)
    }
}

/// A taker of pictures of pages. Pages are untrusted: a camera runs no script of theirs, and loads nothing that was
/// not given.
pub trait Camera: Sync {
    /// Returns all that the look of its pictures depends on beside page and screen: its version, and the fonts.
    fn version(&self) -> &str;

    /// Photographs a page: returns a PNG.
    ///
    /// # Errors
    /// Fails if the camera is broken, or the page takes too long.
    fn shoot(&self, page: &str, screen: &Screen) -> Result<Vec<u8>, Error>;
}
