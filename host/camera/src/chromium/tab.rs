//! A tab that takes one picture after the other.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::pipe::Pipe;
use crate::{Error, Screen};

/// Waits for the fonts and pictures of the page. The page's own scripts do not run, this one does.
const READY: &str = "Promise.all([document.fonts.ready,\
    ...Array.from(document.images, image => image.decode().catch(() => {}))]).then(() => true)";

#[derive(Debug)]
pub(super) struct Tab {
    session: String,
    frame: String,
}

impl Tab {
    /// Opens a tab of its own context, in which no script runs and no request goes out.
    pub(super) fn open(pipe: &Pipe, until: Instant) -> Result<Self, Error> {
        let browser = |method: &str, params: Value| pipe.ask(None, method, &params, until);
        let context = browser("Target.createBrowserContext", json!({}))?;
        let context = text(&context, "browserContextId")?;
        let target = browser(
            "Target.createTarget",
            json!({"url": "about:blank", "browserContextId": context}),
        )?;
        let target = text(&target, "targetId")?;
        let attach = json!({"targetId": target, "flatten": true});
        let session = text(&browser("Target.attachToTarget", attach)?, "sessionId")?;
        let tab = |method: &str, params: Value| pipe.ask(Some(&session), method, &params, until);
        tab("Fetch.enable", json!({"patterns": [{"urlPattern": "*"}]}))?;
        tab(
            "Emulation.setScriptExecutionDisabled",
            json!({"value": true}),
        )?;
        tab("Page.enable", json!({}))?;
        let tree = tab("Page.getFrameTree", json!({}))?;
        let frame = text(&tree["frameTree"]["frame"], "id")?;
        Ok(Self { session, frame })
    }

    /// Shows a page and photographs it when its fonts and pictures are there.
    pub(super) fn shoot(
        &self,
        pipe: &Pipe,
        page: &str,
        screen: &Screen,
        until: Instant,
    ) -> Result<Vec<u8>, Error> {
        let ask =
            |method: &str, params: Value| pipe.ask(Some(&self.session), method, &params, until);
        let Screen {
            width,
            height,
            scale,
            dark,
        } = screen;
        ask(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": false}),
        )?;
        let scheme = if *dark { "dark" } else { "light" };
        ask(
            "Emulation.setEmulatedMedia",
            json!({"features": [
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": "reduce"},
            ]}),
        )?;
        ask(
            "Page.setDocumentContent",
            json!({"frameId": self.frame, "html": page}),
        )?;
        ask(
            "Runtime.evaluate",
            json!({"expression": READY, "awaitPromise": true, "returnByValue": true}),
        )?;
        let taken = ask("Page.captureScreenshot", json!({"format": "png"}))?;
        let picture = STANDARD.decode(text(&taken, "data")?);
        picture.map_err(|_| Error::Broken("its picture is no base64".into()))
    }
}

fn text(value: &Value, name: &str) -> Result<String, Error> {
    let text = value[name].as_str().map(str::to_owned);
    text.ok_or_else(|| Error::Broken(format!("it named no {name}")))
}
