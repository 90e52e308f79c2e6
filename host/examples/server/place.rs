//! The program that is measured, and the database that it works on.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use paywall_host_testing::postgres;
use tempfile::TempDir;

use crate::Outcome;

#[derive(Args)]
pub struct Place {
    /// The program `paywall`; by default the one that was built together with this one
    #[arg(long, global = true, value_name = "FILE")]
    program: Option<PathBuf>,
    /// `sqlite` (a new file in the temporary folder), `postgres` (a new server, which flushes), or the URL of an empty
    /// database
    #[arg(long, global = true, default_value = "sqlite", value_name = "URL")]
    pub database: String,
}

impl Place {
    /// Returns the path of the program.
    pub fn program(&self) -> Outcome<PathBuf> {
        if let Some(program) = &self.program {
            return Ok(program.clone());
        }
        // This program lies in `examples`, beside it.
        let own = std::env::current_exe()?;
        let folder = own.parent().and_then(Path::parent);
        Ok(folder.ok_or("no folder")?.join("paywall"))
    }
}

/// A database, and the folder of the files that are made for a host.
pub struct Database {
    pub url: String,
    folder: TempDir,
}

impl Database {
    /// Makes a new database of this kind, or takes the one at this URL.
    pub fn of(kind: &str) -> Outcome<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let folder = tempfile::tempdir()?;
        let url = match kind {
            "sqlite" => {
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                format!(
                    "sqlite:{}",
                    folder.path().join(format!("{number}.db")).display()
                )
            }
            "postgres" => postgres::durable().ok_or("PostgreSQL is not installed")?,
            url => url.to_owned(),
        };
        Ok(Self { url, folder })
    }

    /// Returns the folder for the host's files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns its size on the disk, in bytes.
    pub fn bytes(&self) -> u64 {
        let Some(file) = self.url.strip_prefix("sqlite:") else {
            return postgres::bytes(&self.url).unwrap_or(0);
        };
        let parts = ["", "-wal", "-shm"].map(|end| std::fs::metadata(format!("{file}{end}")));
        parts.iter().flatten().map(std::fs::Metadata::len).sum()
    }
}
