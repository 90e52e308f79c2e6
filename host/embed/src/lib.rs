//! Tables of built-in files, for build scripts that collect them in the repository.
//!
//! A file that has not been built yet is simply not in the table, so every crate
//! always builds; code that needs a missing file says which command makes it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The files of the runtime that pages with files beside them do not load: the whole module, which is built into the
/// engine's crate, and the forms of the package for bundlers, workers and frameworks.
const NOT_FOR_PAGES: [&str; 12] = [
    "paywall_runtime.wasm",
    "inlined.js",
    "tables.js",
    "inline.js",
    "bundled.js",
    "element.bundled.js",
    "worker.js",
    "standalone.js",
    "react.js",
    "react-server.js",
    "vue.js",
    "svelte.js",
];

/// The kinds of files of the runtime that pages load.
const FOR_PAGES: [&str; 3] = [".js", ".wasm", ".bin"];

/// Returns whether pages load a file of the runtime (`www/dist`).
pub fn is_for_pages(file: &str) -> bool {
    FOR_PAGES.iter().any(|end| file.ends_with(end)) && !NOT_FOR_PAGES.contains(&file)
}

/// The files to build in, each with its name in the table.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    found: Vec<(String, PathBuf)>,
}

impl Files {
    /// Begins without files. Paths start at the root of the repository, which lies `up` above the crate (`../..`).
    ///
    /// # Errors
    /// Fails if the caller is not a build script.
    pub fn new(up: &str) -> io::Result<Self> {
        Ok(Self {
            root: folder("CARGO_MANIFEST_DIR")?.join(up),
            found: Vec::new(),
        })
    }

    /// Adds a file under a name, if it exists.
    pub fn file(&mut self, path: &str, name: &str) {
        let path = self.watched(path);
        if path.is_file() {
            self.found.push((name.to_owned(), path));
        }
    }

    /// Adds all files below a folder that `wanted` accepts by their
    /// names; in the table, `name` stands for the folder.
    ///
    /// # Errors
    /// Fails if a file or folder cannot be read.
    pub fn folder(&mut self, path: &str, name: &str, wanted: fn(&str) -> bool) -> io::Result<()> {
        let path = self.watched(path);
        self.collect(&path, name, wanted)
    }

    /// Leaves out each file beside which its packed form lies (`app.js` beside `app.js.br`): it can be unpacked.
    pub fn leave_packed(&mut self) {
        let names: BTreeSet<String> = self.found.iter().map(|(name, _)| name.clone()).collect();
        self.found
            .retain(|(name, _)| !names.contains(&format!("{name}.br")));
    }

    /// Writes the table, sorted by name, into a file for `include!`: `&[("name", include_bytes!("path")), …]`.
    ///
    /// # Errors
    /// Fails if the file cannot be written.
    pub fn write(mut self, file: &str) -> io::Result<()> {
        self.found.sort();
        let mut out = String::from("&[\n");
        for (name, path) in &self.found {
            let path = path.canonicalize()?;
            writeln!(out, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
        }
        out.push_str("]\n");
        fs::write(folder("OUT_DIR")?.join(file), out)
    }

    #[allow(clippy::print_stdout, reason = "so a build script talks to cargo")]
    fn watched(&self, path: &str) -> PathBuf {
        let path = self.root.join(path);
        println!("cargo::rerun-if-changed={}", path.display());
        path
    }

    fn collect(&mut self, folder: &Path, name: &str, wanted: fn(&str) -> bool) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry?;
            let file = entry.file_name().to_string_lossy().into_owned();
            let name = format!("{name}/{file}");
            // Files for tools, such as a build stamp, begin with a dot.
            if file.starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.collect(&entry.path(), &name, wanted)?;
            } else if wanted(&file) {
                self.found.push((name, entry.path()));
            }
        }
        Ok(())
    }
}

fn folder(variable: &str) -> io::Result<PathBuf> {
    env::var(variable)
        .map(PathBuf::from)
        .map_err(io::Error::other)
}
