//! The data of the parts: what only the rest reads comes with it, and what JavaScript knows comes not at all.

use std::fs;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasm_encoder::{ConstExpr, DataSection};

use super::whole::Whole;
use crate::run::root;

/// The texts that only functions of the rest read ([`super::plan`]).
const LATE: [&str; 1] = ["runtime/src/paywall/symbol/rare.txt"];

/// The first and the last word of a text that nothing reads: the standard library's words for errors of files and networks
/// (`xtask/src/unreached.rs`).
const UNREAD: [&str; 2] = ["entity not found", "operation successful"];

/// The count of the powers of ten that `serde_json` reads numbers with, from 1 to 1e308. A page writes them into the memory
/// (`www/runtime/start.js`): brotli finds nothing in them, and they are 2.4 KB.
const TENS: i32 = 309;

/// A stretch of the memory, and what the module puts there.
pub type Segment<'a> = (u32, &'a [u8]);

/// The places of data in the memory.
pub struct Data {
    /// The stretches that the rest brings.
    pub late: Vec<Range<u32>>,
    /// The powers of ten.
    pub tens: Range<u32>,
    /// The stretch that neither part brings.
    unread: Range<u32>,
}

impl Data {
    /// Finds the data of a module.
    ///
    /// # Errors
    /// When something is not there, or there twice.
    pub fn find(whole: &Whole<'_>) -> Result<Self> {
        let memory = Memory::of(&whole.data);
        let late = LATE.map(|path| {
            let text = fs::read(root().join(path)).with_context(|| path.to_owned())?;
            memory.find(&text).with_context(|| path.to_owned())
        });
        let tens = (0..TENS).map(|power| format!("1e{power}").parse::<f64>());
        let tens: Vec<[u8; 8]> = tens
            .map(|ten| Ok(ten?.to_le_bytes()))
            .collect::<Result<_>>()?;
        let [first, last] = UNREAD.map(|word| memory.find(word.as_bytes()).context(word));
        Ok(Self {
            unread: first?.start..last?.end,
            late: late.into_iter().collect::<Result<_>>()?,
            tens: memory.find(&tens.concat()).context("the powers of ten")?,
        })
    }

    /// Returns whether the first part, or with `both` even both, has nothing at an address where the module has something.
    pub fn lacks(&self, address: u32, both: bool) -> bool {
        let late = self.late.iter().filter(|_| !both);
        late.chain([&self.unread])
            .any(|range| range.contains(&address))
    }

    /// Returns the data of the first part.
    pub fn first(&self, whole: &Whole<'_>) -> DataSection {
        let mut kept = whole.data.clone();
        for range in self.late.iter().chain([&self.tens, &self.unread]) {
            let parts = kept.iter().flat_map(|part| {
                [
                    part_of(part, 0..range.start),
                    part_of(part, range.end..u32::MAX),
                ]
            });
            kept = parts.filter(|(_, bytes)| !bytes.is_empty()).collect();
        }
        section(&kept)
    }

    /// Returns the data of the rest.
    pub fn rest(&self, whole: &Whole<'_>) -> DataSection {
        let parts = self.late.iter().flat_map(|range| {
            let part = |part| part_of(part, range.clone());
            whole.data.iter().map(part)
        });
        let parts: Vec<_> = parts.filter(|(_, bytes)| !bytes.is_empty()).collect();
        section(&parts)
    }
}

/// Returns the part of a segment that lies in a range; it is empty where there is none.
fn part_of<'a>((start, bytes): &Segment<'a>, range: Range<u32>) -> Segment<'a> {
    let inside = |address: u32| (address.saturating_sub(*start) as usize).min(bytes.len());
    let (from, to) = (inside(range.start), inside(range.end));
    (start + from as u32, &bytes[from..to])
}

fn section(segments: &[Segment<'_>]) -> DataSection {
    let mut section = DataSection::new();
    for (start, bytes) in segments {
        let start = ConstExpr::i32_const(*start as i32);
        section.active(0, &start, bytes.iter().copied());
    }
    section
}

/// The memory as the module fills it, from its first byte of data on. Zeros are there without being written.
struct Memory {
    start: u32,
    bytes: Vec<u8>,
}

impl Memory {
    fn of(segments: &[Segment<'_>]) -> Self {
        let start = segments.iter().map(|(start, _)| *start).min();
        let start = start.unwrap_or_default();
        let mut bytes = Vec::new();
        for (at, segment) in segments {
            let at = (at - start) as usize;
            bytes.resize(bytes.len().max(at + segment.len()), 0);
            bytes[at..at + segment.len()].copy_from_slice(segment);
        }
        Self { start, bytes }
    }

    /// Returns the one place of these bytes.
    fn find(&self, bytes: &[u8]) -> Result<Range<u32>> {
        let windows = self.bytes.windows(bytes.len()).enumerate();
        let found: Vec<usize> = windows
            .filter(|(_, window)| *window == bytes)
            .map(|(at, _)| at)
            .collect();
        let &[at] = &found[..] else {
            bail!(
                "expected once in the module's data, found {} times",
                found.len()
            );
        };
        let start = self.start + at as u32;
        Ok(start..start + bytes.len() as u32)
    }
}
