//! The command `paywall import`, which makes documents of other vendors' paywalls, and brings customers along.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
#[cfg(feature = "server")]
use paywall_host::import::code::ASSET_LEFT;
use paywall_host::import::{self, File, Import, Options};

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    from: From,
}

#[derive(Subcommand)]
enum From {
    /// RevenueCat's paywalls: JSON of its API, or of what apps get
    Revenuecat(Files),
    /// Adapty's paywalls: view configurations, or the dashboard's fallback files
    Adapty(Files),
    /// Customers with their purchases, into the database of a host
    #[cfg(feature = "server")]
    Customers(super::customers::Arguments),
}

#[derive(Args)]
struct Files {
    /// The files, and folders with `.json` files in them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the document here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the report here, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Leave the colours of dark mode out
    #[arg(long)]
    light: bool,
    /// Fetch pictures and icons into this folder, which the document then names
    #[cfg(feature = "server")]
    #[arg(long, value_name = "FOLDER")]
    assets: Option<PathBuf>,
    /// Fetch them from addresses of private networks, too
    #[cfg(feature = "server")]
    #[arg(long, requires = "assets")]
    private: bool,
}

/// Imports the files, writes the document, and says what did not come over.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let files = match &arguments.from {
        From::Revenuecat(files) | From::Adapty(files) => files,
        #[cfg(feature = "server")]
        From::Customers(customers) => return super::customers::run(customers),
    };
    let read = read(&files.files)?;
    let list: Vec<File<'_>> = read
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    let options = Options { light: files.light };
    #[cfg_attr(
        not(feature = "server"),
        expect(unused_mut, reason = "nothing is fetched")
    )]
    let mut imported = match &arguments.from {
        From::Revenuecat(_) => import::revenuecat::import(&list, &options)?,
        _ => import::adapty::import(&list)?,
    };
    #[cfg(feature = "server")]
    fetch(files, &mut imported)?;
    if let Some(file) = &files.report {
        output::write(Some(file), imported.report.to_text().as_bytes())?;
    }
    output::write(
        files.output.as_deref(),
        imported.document.to_text().as_bytes(),
    )?;
    tell(&imported);
    Ok(())
}

/// Fetches what the document links to, and names it in the document. What does not come stays a link, and is told.
#[cfg(feature = "server")]
fn fetch(files: &Files, imported: &mut Import) -> Result<()> {
    let Some(folder) = &files.assets else {
        return Ok(());
    };
    let fetched = super::assets::fetch(&imported.assets, folder, files.private)?;
    for (address, reason) in &fetched.left {
        let message = format!("the picture stays a link: {reason}");
        imported.report.add(ASSET_LEFT, address, message);
    }
    // The document names its pictures from where it is itself.
    let base = files.output.as_deref().and_then(Path::parent);
    let near = from(base.unwrap_or(Path::new("")), folder)?;
    let names = fetched.names.into_iter();
    let names = names.map(|(address, name)| (address, format!("{near}/{name}")));
    imported.document.rename(&names.collect());
    Ok(())
}

/// Returns the way from one folder to another, both of which are there, with `/` in it.
#[cfg(feature = "server")]
fn from(base: &Path, to: &Path) -> Result<String> {
    let whole = |path: &Path| {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))
    };
    let (base, to) = (whole(base)?, whole(to)?);
    let both = base.components().zip(to.components());
    let shared = both.take_while(|(one, other)| one == other).count();
    let up = base.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Writes the findings to standard error, a line each.
fn tell(imported: &Import) {
    for finding in imported.report.findings() {
        output::tell(&output::line(
            "note",
            finding.code,
            &finding.message,
            Some(&finding.path),
        ));
    }
    let unlisted = imported.report.unlisted();
    if unlisted > 0 {
        output::tell(&format!("{unlisted} more findings are not listed\n"));
    }
}

/// Reads files, and the `.json` files of folders in the order of their names. A file is called by its name alone.
fn read(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = Vec::new();
            for entry in
                fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?
            {
                let path = entry?.path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "json")
                {
                    inside.push(path);
                }
            }
            inside.sort();
            if inside.is_empty() {
                bail!("expected files that end in .json in {}", path.display());
            }
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    files
        .iter()
        .map(|file| Ok((name(file), super::source::read(file)?)))
        .collect()
}

/// Returns the name of a file without its folder.
fn name(file: &Path) -> String {
    file.file_name()
        .unwrap_or(file.as_os_str())
        .to_string_lossy()
        .into_owned()
}
