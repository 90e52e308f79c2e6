//! Pictures of pages, by a browser of this machine.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use paywall_host::camera::{Camera, Chromium, Options, Screen};

/// The most pixels of a picture.
const PIXELS: f64 = 4_000_000.0;
/// The most bytes of a picture.
const BYTES: usize = 3 * 1024 * 1024;

/// The taker of pictures, which looks for a browser when the first one is wanted.
pub(super) struct Photographer {
    unsandboxed: bool,
    camera: Mutex<Option<Arc<Chromium>>>,
}

impl Photographer {
    /// Makes one, with or without the browser's sandbox.
    pub(super) fn new(unsandboxed: bool) -> Self {
        Self {
            unsandboxed,
            camera: Mutex::default(),
        }
    }

    /// Takes a picture of a page: a PNG.
    ///
    /// # Errors
    /// Fails if there is no browser, or if the picture would be too large.
    pub(super) fn take(&self, page: &str, screen: &Screen) -> Result<Vec<u8>> {
        let pixels =
            f64::from(screen.width) * f64::from(screen.height) * screen.scale * screen.scale;
        if pixels > PIXELS {
            bail!(
                "expected a picture of at most {PIXELS} pixels: give a smaller `width`, `height` or `scale`"
            );
        }
        let camera = self.camera()?;
        let png = camera.shoot(page, screen).context(
            "the browser took no picture; as root, start `paywall mcp` with --unsandboxed. The outline needs no browser",
        )?;
        if png.len() > BYTES {
            bail!("the picture has more than {BYTES} bytes: give a smaller `scale`, such as 0.5");
        }
        Ok(png)
    }

    /// Returns the browser.
    fn camera(&self) -> Result<Arc<Chromium>> {
        let mut camera = self.camera.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(camera) = &*camera {
            return Ok(camera.clone());
        }
        let options = Options {
            unsandboxed: self.unsandboxed,
            ..Options::default()
        };
        let found = Chromium::new(options).context(
            "there is no browser for pictures: install Chromium, or name one in the variable CHROMIUM. The outline needs none",
        )?;
        let found = Arc::new(found);
        *camera = Some(found.clone());
        Ok(found)
    }
}
