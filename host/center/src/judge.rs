//! The verdicts about contents, by which publications are let through.

use std::sync::Arc;

use paywall_check::gate;
use paywall_control::{Hash, Manifest, Verdict};
use paywall_ledger::Time;

use crate::blocking::blocking;
use crate::center::App;
use crate::problem::Problem;

impl App {
    /// Names whose verdicts count: this engine, which looks at the documents of these platforms.
    pub(crate) fn judge(&self) -> String {
        let platforms: Vec<&str> = self.platforms.iter().map(|it| it.id.as_str()).collect();
        let platforms = Hash::of(platforms.join("\n").as_bytes()).to_string();
        let short = platforms.get(..12).unwrap_or_default();
        format!("{} for {short}", self.version)
    }
}

/// Returns the verdict about a content: the one that is known, or a new one. A caller who leaves does not stop it.
///
/// # Errors
/// Fails if the content is not there, or if the database fails.
pub(crate) async fn judged(
    app: &Arc<App>,
    manifest: Manifest,
    now: Time,
) -> Result<Verdict, Problem> {
    let hash = manifest.hash();
    if let Some(known) = app.control.verdict(hash, &app.judge()).await? {
        return Ok(known);
    }
    let app = Arc::clone(app);
    let work = tokio::spawn(async move { judge(&app, hash, manifest, now).await });
    work.await
        .unwrap_or_else(|_| Err(Problem::internal("the check was given up")))
}

/// Looks at a content, unless somebody else just did.
async fn judge(app: &App, hash: Hash, manifest: Manifest, now: Time) -> Result<Verdict, Problem> {
    let lock = app.gate.lock_of(hash);
    let _held = lock.lock().await;
    if let Some(known) = app.control.verdict(hash, &app.judge()).await? {
        return Ok(known);
    }
    let content = app.control.content_of(manifest).await?;
    let platforms: Vec<String> = app.platforms.iter().map(|it| it.id.clone()).collect();
    let engine = app.engine.clone();
    let verdict = blocking(move || {
        let document = content.write()?;
        let platforms: Vec<&str> = platforms.iter().map(String::as_str).collect();
        Ok::<_, paywall_control::Error>(gate::judge(&engine, &document, &platforms, millis(now)))
    });
    let verdict = verdict.await??;
    app.control
        .keep_verdict(hash, &app.judge(), &verdict)
        .await?;
    Ok(verdict)
}

/// Returns a time as the engine wants it.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds are exact for 285,000 years"
)]
pub(crate) fn millis(time: Time) -> f64 {
    time.millis() as f64
}
