//! A folder of pictures: each under its key, and a list of which state shows which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{process, thread};

use serde::{Deserialize, Serialize};

use crate::{Camera, Error, Key, Screen};

/// The name of the list in the folder.
const INDEX: &str = "index.json";

/// A state to photograph: its page, on a screen.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The name of the state, for people and for comparisons.
    pub name: String,
    /// The page as HTML.
    pub page: String,
    /// The screen that it is shown on.
    pub screen: Screen,
}

/// The list of a folder.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The key of the picture of each state, by the name of the state. The picture is `KEY.png`.
    pub cells: BTreeMap<String, String>,
}

/// The counts of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The states that were asked for.
    pub states: usize,
    /// The pictures that they show; states that look the same share one.
    pub pictures: usize,
    /// The pictures that were taken, because nobody had them yet.
    pub taken: usize,
    /// The pictures that were removed, because no state shows them any more.
    pub removed: usize,
}

/// Photographs what is not there yet, `at_once` pages at a time, and removes what no state shows any more.
///
/// # Errors
/// Fails if a picture cannot be taken or kept. Pictures that were taken stay.
pub fn fill(
    folder: &Path,
    cells: &[Cell],
    camera: &dyn Camera,
    at_once: usize,
) -> Result<Done, Error> {
    fs::create_dir_all(folder)?;
    let mut index = Index::default();
    let mut wanted = BTreeMap::new();
    for cell in cells {
        let key = Key::of(&cell.page, &cell.screen, camera).text().to_owned();
        index.cells.insert(cell.name.clone(), key.clone());
        wanted.entry(key).or_insert(cell);
    }
    let missing: Vec<_> = wanted
        .iter()
        .filter(|(key, _)| !folder.join(format!("{key}.png")).is_file())
        .collect();
    photograph(folder, &missing, camera, at_once)?;
    let mut list = serde_json::to_vec_pretty(&index).map_err(|error| wrong(folder, &error))?;
    list.push(b'\n');
    keep(folder, INDEX, &list)?;
    let shown: BTreeSet<_> = wanted.keys().map(String::as_str).collect();
    Ok(Done {
        states: cells.len(),
        pictures: wanted.len(),
        taken: missing.len(),
        removed: sweep(folder, &shown)?,
    })
}

/// Reads the list of a folder.
///
/// # Errors
/// Fails if there is none, or if it is not one that `fill` wrote.
pub fn read(folder: &Path) -> Result<Index, Error> {
    let path = folder.join(INDEX);
    let bytes = fs::read(&path).map_err(|error| wrong(&path, &error))?;
    let index: Index = serde_json::from_slice(&bytes).map_err(|error| wrong(&path, &error))?;
    // Keys become names of files.
    if let Some(key) = index.cells.values().find(|key| !is_key(key)) {
        return Err(wrong(&path, &format!("{key:?} is no key of a picture")));
    }
    Ok(index)
}

/// Takes the missing pictures on several threads. After the first failure no further one is begun.
fn photograph(
    folder: &Path,
    missing: &[(&String, &&Cell)],
    camera: &dyn Camera,
    at_once: usize,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let work = || {
        while let Some((key, cell)) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
            let taken = camera.shoot(&cell.page, &cell.screen);
            let kept = taken.and_then(|bytes| keep(folder, &format!("{key}.png"), &bytes));
            if let Err(error) = kept {
                next.store(missing.len(), Ordering::Relaxed);
                let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.get_or_insert(error);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..at_once.clamp(1, missing.len().max(1)) {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(()), Err)
}

/// Writes a file as a whole: nobody ever reads half of it.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let part = folder.join(format!(".{name}.{}", process::id()));
    fs::write(&part, bytes)?;
    Ok(fs::rename(&part, folder.join(name))?)
}

/// Removes the pictures that are not shown, and counts them. Other files are left alone.
fn sweep(folder: &Path, shown: &BTreeSet<&str>) -> Result<usize, Error> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let key = name.to_str().and_then(|name| name.strip_suffix(".png"));
        if key.is_some_and(|key| is_key(key) && !shown.contains(key)) {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn wrong(path: &Path, message: &dyn ToString) -> Error {
    Error::File {
        path: path.display().to_string(),
        message: message.to_string(),
    }
}
