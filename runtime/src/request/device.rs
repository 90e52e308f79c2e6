//! The device in front of the customer.

use serde_json::{Map, Value as Json};

use super::reader;
use crate::error::Error;
use crate::reader::Path;

/// The device the paywall is shown on.
#[derive(Debug, Clone)]
pub struct Device {
    /// `phone`, `tablet`, `desktop` or `television`.
    pub form_factor: String,
    /// Width of the viewport in CSS pixels; 0 when it is not known.
    pub width: f64,
    /// Height of the viewport in CSS pixels; 0 when it is not known.
    pub height: f64,
    /// Other facts that the app gives: [`Device::FACTS`].
    pub facts: Map<String, Json>,
}

impl Default for Device {
    fn default() -> Self {
        Self {
            form_factor: "desktop".into(),
            width: 0.0,
            height: 0.0,
            facts: Map::new(),
        }
    }
}

impl Device {
    /// The facts that an app may give about a device for conditions, all of them texts.
    pub const FACTS: [&'static str; 11] = [
        "osName",
        "osVersion",
        "appVersion",
        "sdkVersion",
        "deviceModel",
        "timezone",
        "language",
        "country",
        "storeCountry",
        "tvResolution",
        "screenSize",
    ];

    /// Reads the `device` of a request.
    pub(super) fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            match name {
                "formFactor" => out.form_factor = reader::text(value, path)?,
                "width" => out.width = reader::number(&value, path)?,
                "height" => out.height = reader::number(&value, path)?,
                _ if Self::FACTS.contains(&name) && value.is_string() => {
                    out.facts.insert(name.into(), value);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }

    /// Returns whether this is a television.
    pub fn is_television(&self) -> bool {
        self.form_factor == "television"
    }

    /// Returns the factor by which lengths of the document are multiplied.
    /// Televisions scale to a design of 1920 x 1080; everything else is 1.
    pub fn scale(&self) -> f64 {
        let known = self.width > 0.0 && self.height > 0.0;
        if !self.is_television() || !known {
            return 1.0;
        }
        // The reference player rounds this one scale, and documents were drawn to look right there.
        if (self.width, self.height) == (1280.0, 720.0) {
            return 0.67;
        }
        (self.width / 1920.0).min(self.height / 1080.0)
    }

    /// Returns `4K`, `1080p` or `720p` for a television, an empty text for everything else.
    pub fn tv_quality(&self) -> &'static str {
        match self.height {
            _ if !self.is_television() => "",
            height if height >= 2160.0 => "4K",
            height if height >= 1080.0 => "1080p",
            _ => "720p",
        }
    }
}
