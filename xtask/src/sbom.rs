//! The bills of materials (CycloneDX): all that is in the module and in the program, with the notices of its licences.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::run::{capture, cargo, program, root, target};
use crate::wasm::{self, dist};

/// Something that ships.
struct Artefact {
    name: &'static str,
    /// The crate that it is made of.
    package: &'static str,
    /// The options of cargo beside it.
    options: &'static [&'static str],
    /// The folder of its files.
    folder: fn() -> PathBuf,
    /// The parts of it that are no crates: name, version, licence, and what each is.
    beside: fn() -> Result<Vec<[String; 4]>>,
}

const ARTEFACTS: [Artefact; 2] = [
    Artefact {
        name: "paywall-runtime",
        package: "paywall-runtime",
        options: &["--target", "wasm32-unknown-unknown"],
        folder: dist,
        beside: beside_module,
    },
    Artefact {
        name: "paywall",
        package: "paywall-host",
        options: &[],
        folder: || target().join("sbom"),
        beside: || Ok(vec![standard_library()?]),
    },
];

/// Beginnings of the names of files with licences.
const LICENCES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// A crate that is compiled in.
struct Package {
    name: String,
    version: String,
    licence: String,
    repository: Option<String>,
    /// The SHA-256 of the package at crates.io; none of crates of this repository.
    checksum: Option<String>,
    folder: PathBuf,
}

/// Writes the bills and notices: the module's into the npm package, the program's into `target/sbom`.
pub fn write() -> Result<()> {
    wasm::build()?;
    let metadata = ["metadata", "--locked", "--format-version", "1"];
    let metadata: Value = serde_json::from_slice(&capture(cargo().args(metadata))?)?;
    let lock = fs::read_to_string(root().join("Cargo.lock"))?;
    for artefact in &ARTEFACTS {
        let packages = packages(artefact, &metadata, &lock)?;
        let beside = (artefact.beside)()?;
        let folder = (artefact.folder)();
        fs::create_dir_all(&folder)?;
        let bill = serde_json::to_string_pretty(&bill(artefact, &packages, &beside))?;
        fs::write(folder.join("sbom.cdx.json"), bill + "\n")?;
        let notices = notices(&packages, &beside)?;
        fs::write(folder.join("NOTICES.txt"), notices)?;
        println!(
            "{:<16} {} crates: {}/sbom.cdx.json, NOTICES.txt",
            artefact.name,
            packages.len(),
            folder.display()
        );
    }
    Ok(())
}

/// Lists the crates that are compiled into an artefact, in order.
fn packages(artefact: &Artefact, metadata: &Value, lock: &str) -> Result<Vec<Package>> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--edges", "normal,no-proc-macro"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(["--package", artefact.package])
        .args(artefact.options);
    let tree = String::from_utf8(capture(&mut tree)?)?;
    let mut names = BTreeSet::new();
    for line in tree.lines().filter(|line| !line.contains("(proc-macro)")) {
        if let Some((name, rest)) = line.split_once(" v") {
            names.insert((name, rest.split(' ').next().unwrap_or(rest)));
        }
    }
    let known = metadata["packages"].as_array().context("no packages")?;
    let find = |(name, version): &(&str, &str)| {
        let mut found = known
            .iter()
            .filter(|it| it["name"] == *name && it["version"] == *version);
        let found = found
            .next()
            .with_context(|| format!("cargo does not know {name}"))?;
        package(found, lock)
    };
    names.iter().map(find).collect()
}

/// Reads what cargo says of a package.
fn package(found: &Value, lock: &str) -> Result<Package> {
    let text = |name: &str| found[name].as_str().map(String::from);
    let (name, version) = (text("name").context("no name")?, text("version"));
    let version = version.context("no version")?;
    let manifest = PathBuf::from(text("manifest_path").context("no manifest")?);
    // `MIT/Apache-2.0` is how crates said `or` before.
    let licence = text("license").with_context(|| format!("{name} names no licence"))?;
    let head = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    let entry = lock.split("[[package]]\n").find(|it| it.starts_with(&head));
    let checksum = entry.and_then(|it| it.split_once("checksum = \"")?.1.split('"').next());
    Ok(Package {
        licence: licence.replace(" / ", "/").replace('/', " OR "),
        repository: text("repository"),
        checksum: checksum.map(String::from),
        folder: manifest.parent().map(Path::to_owned).unwrap_or_default(),
        name,
        version,
    })
}

/// Writes a bill as CycloneDX. The same sources make the same bill, so it has no time and no serial number.
fn bill(artefact: &Artefact, packages: &[Package], beside: &[[String; 4]]) -> Value {
    let mut components: Vec<Value> = packages.iter().map(component).collect();
    for [name, version, licence, what] in beside {
        components.push(json!({
            "type": "library", "bom-ref": format!("{name}@{version}"), "name": name, "version": version,
            "description": what, "licenses": [{"expression": licence}],
        }));
    }
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": artefact.name, "name": artefact.name,
            "version": env!("CARGO_PKG_VERSION"), "licenses": [{"expression": "MIT OR Apache-2.0"}],
        }},
        "components": components,
    })
}

/// Describes a crate. Those of this repository have no address at crates.io, even where they stand in for one.
fn component(package: &Package) -> Value {
    let (name, version) = (&package.name, &package.version);
    let mut component = json!({
        "type": "library", "bom-ref": format!("{name}@{version}"), "name": name, "version": version,
        "licenses": [{"expression": package.licence}],
    });
    if let Some(checksum) = &package.checksum {
        component["purl"] = format!("pkg:cargo/{name}@{version}").into();
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
        if let Some(url) = &package.repository {
            component["externalReferences"] = json!([{"type": "vcs", "url": url}]);
        }
    }
    component
}

/// Writes the licences of packages of others, each text once, below those that have it.
fn notices(packages: &[Package], beside: &[[String; 4]]) -> Result<String> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut out = String::from("What others wrote and is part of this, with its licences.\n\n");
    for package in packages.iter().filter(|it| it.checksum.is_some()) {
        let title = format!("{} {}", package.name, package.version);
        out += &format!("- {title}: {}\n", package.licence);
        for text in licences(&package.folder)? {
            texts.entry(text).or_default().push(title.clone());
        }
    }
    for [name, version, licence, what] in beside {
        out += &format!("- {name} {version}: {licence} ({what})\n");
        let folder = root().join("tests/node_modules").join(name);
        if folder.is_dir() {
            for text in licences(&folder)? {
                texts
                    .entry(text)
                    .or_default()
                    .push(format!("{name} {version}"));
            }
        }
    }
    for (text, titles) in texts {
        out += &format!("\n---- {}\n\n{}\n", titles.join(", "), text.trim_end());
    }
    Ok(out)
}

/// Reads the files with licences in a package's folder.
fn licences(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?;
        let name = file.file_name().to_string_lossy().to_uppercase();
        if LICENCES.iter().any(|it| name.starts_with(it)) && file.path().is_file() {
            texts.push(fs::read_to_string(file.path())?.replace("\r\n", "\n"));
        }
    }
    texts.sort();
    Ok(texts)
}

/// Names what the module and its JavaScript have beside crates.
fn beside_module() -> Result<Vec<[String; 4]>> {
    let packages = fs::read_to_string(root().join("tests/package-lock.json"))?;
    let packages: Value = serde_json::from_str(&packages)?;
    let Some(fflate) = packages["packages"]["node_modules/fflate"]["version"].as_str() else {
        bail!("tests/package-lock.json has no fflate");
    };
    let row = |texts: [&str; 4]| texts.map(String::from);
    Ok(vec![
        standard_library()?,
        row([
            "handlebars",
            "6.4.4",
            "MIT",
            "© 2014 Ning Sun, the grammar of templates",
        ]),
        row(["fflate", fflate, "MIT", "© Arjun Barrett, in gunzip.js"]),
        row([
            "CLDR",
            "48.2",
            "Unicode-3.0",
            "© Unicode, Inc., numbers and dates of languages",
        ]),
    ])
}

/// Names the standard library, which is compiled in.
fn standard_library() -> Result<[String; 4]> {
    let version = String::from_utf8(capture(program("rustc").arg("--version"))?)?;
    let version = version.split(' ').nth(1).unwrap_or_default();
    let what = "© The Rust Project contributors, the standard library";
    Ok(["rust-std", version, "MIT OR Apache-2.0", what].map(String::from))
}
