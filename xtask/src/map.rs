//! Source maps of the package's scripts: names of files that mean something to those who install it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

/// Files that are data as text: a map says where they are, and does not repeat them.
const DATA: [&str; 2] = ["inlined.js", "tables.js"];

/// Returns the place of a script's map.
pub fn beside(script: &Path) -> PathBuf {
    let mut name = script.as_os_str().to_owned();
    name.push(".map");
    name.into()
}

/// Names the sources in a map as they are called in `www/runtime`, whatever folder this build used. `leads` says that a
/// line stands in the script before all that the map knows.
pub fn tidy(map: &Path, leads: bool) -> Result<()> {
    let mut json: Value = serde_json::from_str(&fs::read_to_string(map)?)
        .with_context(|| format!("{} is no map", map.display()))?;
    let mut data = Vec::new();
    let sources = json["sources"].as_array_mut().into_iter().flatten();
    for (at, source) in sources.enumerate() {
        let path = source.as_str().unwrap_or_default();
        let name = path.rsplit("module/").next().unwrap_or(path);
        let name = name.rsplit("node_modules/").next().unwrap_or(name);
        let name = name.trim_start_matches("./");
        if DATA.contains(&name) {
            data.push(at);
        }
        *source = format!("paywall-runtime/src/{name}").into();
    }
    for at in data {
        json["sourcesContent"][at] = Value::Null;
    }
    if leads {
        let mappings = json["mappings"].as_str().unwrap_or_default();
        json["mappings"] = format!(";{mappings}").into();
    }
    fs::write(map, json.to_string()).with_context(|| format!("could not write {}", map.display()))
}
