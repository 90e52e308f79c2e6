//! A host with a Control Center, whose platform follows production.

use std::fs;
use std::path::PathBuf;

use paywall_host_testing::program::Running;
use serde_json::{Value, json};

use crate::Outcome;
use crate::place::{Database, Place};

/// The app, and its platform.
pub const APP: &str = "fern";
pub const PLATFORM: &str = "web";

/// A host, until it is dropped: then it is killed.
pub struct Desk {
    running: Running,
}

impl Desk {
    /// Starts a host on a database, beside others if there are any.
    pub fn start(place: &Place, database: &Database) -> Outcome<Self> {
        let settings: PathBuf = database.folder().join("center.toml");
        let text = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = \"{}\"\n[control]\n[[apps]]\nid = \"{APP}\"\n[[apps.platforms]]\n\
             id = \"{PLATFORM}\"\nstore = \"stripe\"\nstore_app = \"{APP}\"\nenvironment = \"production\"\n",
            database.url
        );
        fs::write(&settings, text)?;
        let running = Running::start(&place.program()?, &settings, &[]);
        Ok(Self { running })
    }

    pub fn address(&self) -> &str {
        &self.running.address
    }
}

/// Makes a document of so many paywalls with so many texts each, and with this word in everything that it has.
pub fn document(word: &str, paywalls: usize, texts: usize) -> Value {
    let text = |it: usize| json!({ "component": "text", "id": format!("t{it}"), "text": word });
    let texts: Vec<Value> = (0..texts).map(text).collect();
    let page = json!({ "name": "main", "contentContainer":
        { "component": "container", "id": "content", "components": texts } });
    let template = json!({ "min_sdk_version": "3.2.0", "initialState": {}, "pages": [page] });
    let paywall = |it: usize| {
        let mut template = template.clone();
        template["id"] = json!(format!("p{it}"));
        json!({ "id": format!("p{it}"), "name": word, "template": template })
    };
    json!({
        "paywalls": (0..paywalls).map(paywall).collect::<Vec<_>>(),
        "products": [{ "id": "yearly", "sku_ref_id": "yearly", "name": word }],
        "campaign_rules": [{ "rule": "everyone", "name": word, "type": "default", "value": null,
            "segments": [{ "segment": "all", "name": word, "paywall": "p0",
                "form_factors": ["phone", "tablet", "desktop", "television"] }] }],
    })
}
