//! A document's file in the Control Center: to look at, and read again when it changes.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use paywall_host::Engine;
use paywall_host::server::host::Host;
use paywall_host::server::settings::Settings;
use paywall_host::server::{Here, Shown, show_again};
use serde_json::Value;

use super::{Arguments, let_in, open, say};
use crate::cli::{control, host, output, source};

/// The time between two looks at the file.
const PAUSE: Duration = Duration::from_millis(300);
/// The folders that are tried for the database: one that a killed program left may be in the way.
const TRIES: u32 = 100;

/// Shows the file until the program is interrupted.
pub(super) async fn show(arguments: &Arguments, file: &Path, engine: &Engine) -> Result<()> {
    let before = state(file);
    let bytes = source::read(file)?;
    let loaded = engine.load(&bytes)?;
    source::warn(&loaded, &loaded.describe()?.warnings);
    let document = serde_json::from_slice(loaded.json())?;
    let folder = Folder::new()?;
    let settings = settings(&folder.0, file, arguments.products.as_deref())?;
    let (host, listener) = open(arguments, (&settings, engine), document).await?;
    let (name, address) = (file.display(), listener.local_addr()?);
    say(&format!(
        "{name}, to look at, on this machine only: http://{address}/control/\nread again when it changes\n"
    ))?;
    tokio::select! {
        done = host::until_interrupted(&host, listener) => done,
        () = follow(&host, engine, (file, before)) => Ok(()),
    }
}

/// Shows the file again whenever it changed, for ever. What cannot be read is told, and what was shown before stays.
async fn follow(host: &Host, engine: &Engine, (file, mut before): (&Path, Option<State>)) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let now = state(file);
        if now.is_none() || now == before {
            continue;
        }
        before = now;
        match again(host, engine, file).await {
            Ok(()) => output::tell(&format!("{} was read again\n", file.display())),
            Err(error) => output::complain(&error),
        }
    }
}

/// Reads the file, and shows what it says now.
async fn again(host: &Host, engine: &Engine, file: &Path) -> Result<()> {
    let document = tokio::task::block_in_place(|| control::document(engine, Some(file)))?;
    Ok(show_again(host, document).await?)
}

/// The time and the size of a file, of which one changes when it does.
type State = (SystemTime, u64);

/// Returns the state of a file; none while it is not there.
fn state(file: &Path) -> Option<State> {
    let data = fs::metadata(file).ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// Makes the settings of an app that shows a file.
fn settings(folder: &Path, file: &Path, products: Option<&Path>) -> Result<Settings> {
    let name = file.file_name().unwrap_or(file.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let text = written(&folder.join("paywall.db"), &name);
    let path = folder.join("host.toml");
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    // The environment's variables are about `paywall host`.
    let mut settings = Settings::read(&path, |_| None)?;
    let products = products.map(details).transpose()?;
    let_in(&mut settings, Here::Reader(Shown { name, products }));
    Ok(settings)
}

/// Writes the settings.
fn written(database: &Path, name: &str) -> String {
    let database = Value::from(format!("sqlite:{}", database.display()));
    let name = Value::from(name);
    format!(
        r#"database = {database}
[control]
[[apps]]
id = "file"
name = {name}
[[apps.platforms]]
id = "web"
name = "Web"
store = "stripe"
store_app = "file"
environment = "file"
"#
    )
}

/// Reads the details of products.
fn details(file: &Path) -> Result<Value> {
    let details: Value = serde_json::from_slice(&source::read(file)?)
        .with_context(|| format!("{} is no JSON", file.display()))?;
    match details.is_array() {
        true => Ok(details),
        false => bail!("expected a JSON array in {}", file.display()),
    }
}

/// A folder of this program alone, which goes when it ends.
struct Folder(PathBuf);

impl Folder {
    /// Makes a folder that nobody else may look into.
    fn new() -> Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        for number in 0..TRIES {
            let name = format!("paywall-preview-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match builder.create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot make {}", path.display()));
                }
            }
        }
        bail!("cannot make a folder in {}", std::env::temp_dir().display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is in a folder that the system empties.
        let _ = fs::remove_dir_all(&self.0);
    }
}
