//! The weight of the module and its JavaScript on the way to a browser.

use std::fmt::{self, Display};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use crate::locales;

/// The files that a page has before its first paywall, and the most that they may weigh together, in bytes after brotli
/// at level 11. A page in another language than English has the table of that language besides.
const FIRST: [&str; 2] = ["paywall_first.wasm", "index.js"];
pub const FIRST_BUDGET: usize = 150_000;

/// The module in one piece, which pages do not have.
const WHOLE: &str = "paywall_runtime.wasm";

/// The most that the table of a language may weigh.
pub const LOCALE_BUDGET: usize = 800;

/// The most that all that any page loads may weigh together, but the tables of languages.
///
/// The first part is for the main job: loading, deciding, rendering. The second is for the campaign engine: conditions,
/// schedules, caps, experiments, the trace, and flows. The third is for all the format's components (drawers, switches,
/// carousels, videos, countdowns, the focus) and all the platform's languages. The fourth is for what is met in the
/// field: documents in whatever form apps pass them, paywalls in frames and popups, clocks and dates, older browsers,
/// slow questions for fonts. What imported designs have, and what two parts weigh more than one, is within it.
pub const BUDGET: usize = 130_000 + 25_000 + 35_000 + 2_000;

/// Files that an app loads only when it imports them, by the beginning of their names, and the most that each may
/// weigh: the customer manager, the bridge to the app around a webview, keeping documents, keeping early taps, taking over a server's
/// page, dialogs and sheets; and the two files that only older engines load.
const APART: [(&str, usize); 19] = [
    ("customers", 10_000),
    ("bridge", 1_500),
    ("document", 900),
    ("early", 300),
    ("hydrate", 1_500),
    ("present", 2_500),
    ("older", 900),
    ("gunzip", 3_000),
    // Forms of index.js, and what they load in place of the module and its tables.
    ("bundled.js", 14_000),
    ("inline.js", 15_000),
    ("worker.js", 14_000),
    ("inlined.js", 212_000),
    ("tables.js", 21_000),
    ("standalone", 250_000),
    // Wrappers.
    ("element", 900),
    ("react", 1_500),
    ("vue", 1_100),
    ("svelte", 700),
    ("server", 600),
];

/// The bytes of one file as they are, after `gzip -9`, and after brotli at level 11.
#[derive(Clone, Default)]
pub struct Size {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

/// The sizes of several files, and of all together.
pub struct Sizes(Vec<Size>);

impl Sizes {
    /// Measures files. Compressing takes about a second for each megabyte.
    pub fn measure(folder: &Path, names: &[String]) -> Result<Sizes> {
        let one = |name: &String| measure_file(folder, name);
        Ok(Sizes(names.iter().map(one).collect::<Result<_>>()?))
    }

    /// Returns the sum of all files that any page loads, but those that only some apps import, and the languages. Pages
    /// have the module in two parts, and hosts the whole one.
    pub fn sum(&self) -> Size {
        let is_apart = |file: &Size| APART.iter().any(|(name, _)| file.name.starts_with(name));
        let is_whole = |file: &Size| file.name == WHOLE;
        self.sum_of("sum", |file| {
            !is_apart(file) && !is_locale(file) && !is_whole(file)
        })
    }

    /// Returns the sum of what a page has before its first paywall.
    pub fn first(&self) -> Size {
        self.sum_of("first paywall", |file| FIRST.contains(&&*file.name))
    }

    /// Returns the largest table of a language.
    pub fn locale(&self) -> Size {
        let locales = self.0.iter().filter(|file| is_locale(file));
        locales
            .max_by_key(|file| file.brotli)
            .cloned()
            .unwrap_or_default()
    }

    /// Returns the files that only some apps load, each with the most it may weigh.
    pub fn apart(&self) -> impl Iterator<Item = (Size, usize)> {
        APART.iter().map(|(name, budget)| {
            let size = self.sum_of(name, |file| file.name.starts_with(name));
            (size, *budget)
        })
    }

    fn sum_of(&self, name: &str, which: impl Fn(&Size) -> bool) -> Size {
        let start = Size {
            name: name.into(),
            ..Size::default()
        };
        let files = self.0.iter().filter(|file| which(file));
        files.fold(start, |sum, file| Size {
            name: sum.name,
            raw: sum.raw + file.raw,
            gzip: sum.gzip + file.gzip,
            brotli: sum.brotli + file.brotli,
        })
    }

    /// Writes `{"files": [{name, raw, gzip, brotli}], "first": {…}, "sum": {…}, "budget": bytes}`.
    pub fn to_json(&self) -> Value {
        let files: Vec<Value> = self.0.iter().map(Size::to_json).collect();
        json!({ "files": files, "first": self.first().to_json(), "sum": self.sum().to_json(), "budget": BUDGET })
    }

    /// Reads the output of [`Sizes::to_json`].
    pub fn from_json(text: &str) -> Result<Sizes> {
        let value: Value = serde_json::from_str(text)?;
        let files = value["files"].as_array().cloned().unwrap_or_default();
        Ok(Sizes(files.iter().map(Size::from_json).collect()))
    }
}

impl Size {
    fn to_json(&self) -> Value {
        json!({ "name": self.name, "raw": self.raw, "gzip": self.gzip, "brotli": self.brotli })
    }

    fn from_json(value: &Value) -> Size {
        let number = |key: &str| value[key].as_u64().unwrap_or_default() as usize;
        Size {
            name: value["name"].as_str().unwrap_or_default().into(),
            raw: number("raw"),
            gzip: number("gzip"),
            brotli: number("brotli"),
        }
    }
}

impl Display for Sizes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.0.iter().filter(|file| !is_locale(file));
        writeln!(
            out,
            "{:<24}{:>10}{:>10}{:>10}",
            "bytes", "raw", "gzip -9", "brotli 11"
        )?;
        for Size {
            name,
            raw,
            gzip,
            brotli,
        } in own.chain([&self.first(), &self.sum()])
        {
            writeln!(out, "{name:<24}{raw:>10}{gzip:>10}{brotli:>10}")?;
        }
        let (first, share) = (self.first().brotli, self.sum().brotli * 100 / BUDGET);
        writeln!(
            out,
            "{first} of {FIRST_BUDGET} bytes before the first paywall"
        )?;
        writeln!(out, "{share} % of the {BUDGET} bytes all may weigh")?;
        let Size { name, brotli, .. } = self.locale();
        writeln!(
            out,
            "the largest language, {name}, {brotli} of {LOCALE_BUDGET} bytes"
        )?;
        write!(out, "beside them, for apps that import it:")?;
        for (Size { name, brotli, .. }, budget) in self.apart() {
            write!(out, "\n{name}, {brotli} of {budget} bytes")?;
        }
        Ok(())
    }
}

/// Returns whether a file is the table of a language.
fn is_locale(file: &Size) -> bool {
    file.name.starts_with(locales::FOLDER)
}

fn measure_file(folder: &Path, name: &str) -> Result<Size> {
    let bytes = fs::read(folder.join(name))?;
    Ok(Size {
        name: name.into(),
        raw: bytes.len(),
        gzip: gzip(&bytes)?,
        brotli: brotli(&bytes)?,
    })
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// Returns the count of bytes after brotli at level 11.
pub fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    ::brotli::CompressorWriter::new(&mut packed, 4096, 11, 22).write_all(bytes)?;
    Ok(packed.len())
}
