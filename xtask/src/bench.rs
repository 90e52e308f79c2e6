//! Measurements.

use anyhow::{Result, bail};

pub fn measure() -> Result<()> {
    bail!("not yet")
}
