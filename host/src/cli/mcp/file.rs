//! A document in a file of this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use paywall_host::control::{Content, Operation};
use serde_json::Value;

use super::arranged;
use super::edited::{Edited, Told};
use crate::cli::source;

/// The most bytes of a file that is read.
const LARGEST: u64 = 16 * 1024 * 1024;
/// The most edits that can be taken back.
const KEPT: usize = 200;

/// A document in a file.
pub(super) struct File {
    path: PathBuf,
    /// The document as it was when the server started.
    start: Vec<u8>,
    /// The edits of this session.
    edits: Mutex<Vec<Edit>>,
}

/// An edit of the file.
struct Edit {
    number: i64,
    sentences: Vec<String>,
    inverses: Vec<Operation>,
    /// True unless it was taken back, or takes another one back.
    counts: bool,
}

impl File {
    /// Looks whether the file can be read.
    ///
    /// # Errors
    /// Fails if it is not there, too large, or no JSON.
    pub(super) fn open(path: PathBuf) -> Result<Self> {
        let start = read(&path)?;
        parse(&path, &start)?;
        Ok(Self {
            path,
            start,
            edits: Mutex::default(),
        })
    }

    /// Reads the file as it is now (`file`, or nothing named), or as it was (`start`); returns its name, too.
    pub(super) fn bytes(&self, source: Option<&str>) -> Result<(String, Vec<u8>)> {
        let name = self.path.display().to_string();
        match source {
            None | Some("file") => Ok((name, read(&self.path)?)),
            Some("start") => Ok((name, self.start.clone())),
            Some(other) => bail!(
                "expected \"file\" or \"start\" (the file as it was when the server started) as `source`, found \"{other}\""
            ),
        }
    }

    /// Reads the document, with all ids.
    pub(super) fn document(&self, source: Option<&str>) -> Result<Value> {
        let (_, bytes) = self.bytes(source)?;
        let (content, _) = Content::import(parse(&self.path, &bytes)?)?;
        Ok(content.write()?)
    }

    /// Saves an edit.
    pub(super) fn edit(&self, operations: &[Operation]) -> Result<Edited> {
        let mut edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        self.save(&mut edits, operations, true)
    }

    /// Takes an edit back, by one that undoes it.
    pub(super) fn undo(&self, number: Option<i64>) -> Result<Edited> {
        let mut edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match number {
            Some(number) => edits.iter_mut().find(|edit| edit.number == number),
            None => edits.iter_mut().rev().find(|edit| edit.counts),
        };
        let edit = found
            .context("there is no such edit since the server started; `list_edits` lists them")?;
        let (number, inverses) = (edit.number, edit.inverses.clone());
        let edited = self.save(&mut edits, &inverses, false)?;
        let taken = edits.iter_mut().filter(|edit| edit.number == number);
        taken.for_each(|edit| edit.counts = false);
        Ok(edited)
    }

    /// Applies operations, and keeps what takes them back.
    fn save(
        &self,
        edits: &mut Vec<Edit>,
        operations: &[Operation],
        counts: bool,
    ) -> Result<Edited> {
        let inverses = self.apply(operations)?;
        let number = edits.last().map_or(1, |edit| edit.number + 1);
        let sentences: Vec<_> = operations.iter().map(Operation::sentence).collect();
        if edits.len() >= KEPT {
            edits.remove(0);
        }
        edits.push(Edit {
            number,
            sentences: sentences.clone(),
            inverses,
            counts,
        });
        Ok(Edited { number, sentences })
    }

    /// Lists the edits of this session, the newest first.
    pub(super) fn edits(&self) -> Vec<Told> {
        let edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        let told = edits.iter().rev().map(|edit| Told {
            number: edit.number,
            author: "this session".to_owned(),
            sentences: edit.sentences.clone(),
        });
        told.collect()
    }

    /// Applies operations to the file; returns what takes them back.
    fn apply(&self, operations: &[Operation]) -> Result<Vec<Operation>> {
        let before = read(&self.path)?;
        let (mut content, _) = Content::import(parse(&self.path, &before)?)?;
        let inverses = content.apply(operations)?;
        let text = arranged::like(&String::from_utf8_lossy(&before), &content.write()?)?;
        if read(&self.path)? != before {
            bail!("somebody saved the file meanwhile: read it again, and send the edit again");
        }
        replace(&self.path, text.as_bytes())?;
        Ok(inverses)
    }
}

/// Puts a new file in the place of an old one at once, so that nobody reads half of it.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let wrong = || format!("cannot write {}", path.display());
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let rights = fs::metadata(path).with_context(wrong)?.permissions();
    fs::write(&beside, bytes).with_context(wrong)?;
    fs::set_permissions(&beside, rights).with_context(wrong)?;
    fs::rename(&beside, path).with_context(wrong)
}

/// Reads the file, unless it is too large.
fn read(path: &Path) -> Result<Vec<u8>> {
    let size = fs::metadata(path).map_or(0, |found| found.len());
    if size > LARGEST {
        bail!(
            "{}: expected a document of at most {LARGEST} bytes",
            path.display()
        );
    }
    source::read(path)
}

/// Reads the JSON of a document.
fn parse(path: &Path, bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).with_context(|| {
        let path = path.display();
        format!("{path}: expected a document of plain JSON; `paywall check` says where it is not")
    })
}
