//! Compares the arrows of the code with those that `ARCHITECTURE.md` lists, and looks for circles.

use std::collections::BTreeMap;

use anyhow::Result;

use super::compare::compare;
use super::crates::Crate;
use super::finding;
use super::graph::{Arrows, circles};
use super::map;
use super::uses::Names;

/// The most files that may use each other in a circle.
const CIRCLE_OF_FILES: usize = 5;
/// The name of the list of crates.
const CRATES: &str = "crates";
/// The name of a crate's root among its modules.
pub const ROOT: &str = "(root)";

/// The arrows of the code, each with a place where it can be seen.
pub type Seen = BTreeMap<(String, String), String>;

/// Compares the crates that crates depend on.
pub fn between_crates(crates: &[Crate]) -> Result<Vec<String>> {
    let mut seen = Seen::new();
    for one in crates {
        for other in &one.needs {
            let pair = (one.name.clone(), other.clone());
            seen.insert(pair, format!("the Cargo.toml of {}", one.name));
        }
    }
    let names: Vec<_> = crates.iter().map(|one| one.name.clone()).collect();
    let mut out = Vec::new();
    let lists = map::read()?;
    compare(CRATES, &names, &seen, &lists, &mut out);
    Ok(out)
}

/// Compares the modules that modules use, in every crate. A crate of one module needs no list.
pub fn between_modules(crates: &[Crate]) -> Result<Vec<String>> {
    let lists = map::read()?;
    let mut out = Vec::new();
    for one in crates {
        let seen = top_level(&file_arrows(one));
        let mut names: Vec<_> = one.modules.iter().map(|module| top(&module.path)).collect();
        names.retain(|name| name != ROOT);
        names.sort();
        names.dedup();
        if names.len() > 1 {
            compare(&one.name, &names, &seen, &lists, &mut out);
        }
        for circle in circles(&as_arrows(&seen)) {
            let message = format!("these modules use each other: {}", circle.join(", "));
            out.push(finding(&*one.name, message));
        }
    }
    Ok(out)
}

/// Looks for circles of too many files, in every crate.
pub fn between_files(crates: &[Crate]) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for one in crates {
        for circle in circles(&as_arrows(&file_arrows(one))) {
            if circle.len() > CIRCLE_OF_FILES {
                let message = format!(
                    "{} files use each other: {}",
                    circle.len(),
                    circle.join(", ")
                );
                out.push(finding(&*one.name, message));
            }
        }
    }
    Ok(out)
}

/// Returns the arrows between the files of a crate.
fn file_arrows(one: &Crate) -> Seen {
    let names = Names::new(&one.modules);
    let mut seen = Seen::new();
    for module in &one.modules {
        for found in names.uses(module) {
            let name = |path: &str| if path.is_empty() { ROOT } else { path }.to_owned();
            seen.entry((name(&module.path), name(&found.to)))
                .or_insert_with(|| module.place(found.at));
        }
    }
    seen
}

/// Returns the name of the module at the top that a path is in.
fn top(path: &str) -> String {
    let first = path.split("::").next().unwrap_or_default();
    if first.is_empty() { ROOT } else { first }.into()
}

/// Returns the arrows between the modules at the top. The root may use all of them.
fn top_level(files: &Seen) -> Seen {
    let mut out = Seen::new();
    for ((from, to), place) in files {
        let (from, to) = (top(from), top(to));
        if from != to && from != ROOT {
            out.entry((from, to)).or_insert_with(|| place.clone());
        }
    }
    out
}

/// Returns the arrows alone, without the places.
pub fn as_arrows(seen: &Seen) -> Arrows {
    let mut out = Arrows::new();
    for (from, to) in seen.keys() {
        out.entry(from.clone()).or_default().insert(to.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::modules::Module;
    use super::*;

    fn crate_of(sources: &[(&str, &str)]) -> Crate {
        let module =
            |(path, source): &(&str, &str)| Module::new(path, Path::new("x.rs"), (*source).into());
        Crate {
            name: "one".into(),
            needs: Vec::new(),
            modules: sources.iter().map(module).collect(),
        }
    }

    #[test]
    fn circles_are_found() {
        let round = [
            ("", ""),
            ("a", "use crate::b;"),
            ("b", "fn f() { crate::a::g() }"),
        ];
        let seen = top_level(&file_arrows(&crate_of(&round)));
        assert_eq!(circles(&as_arrows(&seen)), [["a", "b"]]);
        let within = [
            ("a::b", "use super::c;"),
            ("a::c", "use super::b;"),
            ("a", ""),
        ];
        let files = file_arrows(&crate_of(&within));
        assert!(top_level(&files).is_empty());
        assert_eq!(circles(&as_arrows(&files)), [["a::b", "a::c"]]);
    }
}
