//! The differences between two albums: which states look different, where, and how much.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use serde::Serialize;

use crate::{Error, album};

/// The distance of colours, of 255, from which a pixel counts as changed; the edges of letters stay below it.
const DISTANCE: u8 = 24;

/// A state that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The name of the state.
    pub cell: String,
    /// The way in which it differs.
    #[serde(flatten)]
    pub change: Change,
}

/// The way in which a state differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The state is only in the second album.
    Added,
    /// The state is only in the first album.
    Removed,
    /// The pictures have different sizes.
    Size,
    /// Pixels differ in their colours.
    Pixels {
        /// The share of the pixels, from 0 to 1. It is 0 where only the bytes of the page differ.
        share: f64,
        /// The name of the picture of the changed pixels in the folder of masks.
        mask: Option<String>,
    },
}

/// Compares two folders, and writes into a third one which pixels changed.
///
/// The largest change comes first.
///
/// # Errors
/// Fails if a folder is no album, or a picture cannot be read or written.
pub fn folders(
    before: &Path,
    after: &Path,
    masks: Option<&Path>,
) -> Result<Vec<Difference>, Error> {
    let (old, new) = (album::read(before)?, album::read(after)?);
    if let Some(masks) = masks {
        fs::create_dir_all(masks)?;
    }
    let mut found = Vec::new();
    for (cell, key) in &new.cells {
        let change = match old.cells.get(cell) {
            Some(same) if same == key => continue,
            Some(other) => pictures(
                &before.join(format!("{other}.png")),
                &after.join(format!("{key}.png")),
                masks.map(|masks| (masks, format!("{other}-{key}.png"))),
            )?,
            None => Change::Added,
        };
        found.push(Difference {
            cell: cell.clone(),
            change,
        });
    }
    let gone = old
        .cells
        .keys()
        .filter(|cell| !new.cells.contains_key(*cell));
    found.extend(gone.map(|cell| Difference {
        cell: cell.clone(),
        change: Change::Removed,
    }));
    found.sort_by(|one, other| other.weight().total_cmp(&one.weight()));
    Ok(found)
}

impl Difference {
    fn weight(&self) -> f64 {
        match self.change {
            Change::Added | Change::Removed | Change::Size => 1.0,
            Change::Pixels { share, .. } => share,
        }
    }
}

/// A picture as red, green and blue.
struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<[u8; 3]>,
}

/// Compares two pictures, and writes the mask.
fn pictures(before: &Path, after: &Path, mask: Option<(&Path, String)>) -> Result<Change, Error> {
    let (old, new) = (read(before)?, read(after)?);
    if (old.width, old.height) != (new.width, new.height) {
        return Ok(Change::Size);
    }
    let pairs = old.pixels.iter().zip(&new.pixels);
    let changed: Vec<bool> = pairs.map(|(old, new)| differ(old, new)).collect();
    let count = changed.iter().filter(|changed| **changed).count();
    if let Some((folder, name)) = &mask {
        write_mask(&folder.join(name), &new, &changed)?;
    }
    Ok(Change::Pixels {
        share: count as f64 / changed.len().max(1) as f64,
        mask: mask.map(|(_, name)| name),
    })
}

fn differ(old: &[u8; 3], new: &[u8; 3]) -> bool {
    old.iter()
        .zip(new)
        .any(|(old, new)| old.abs_diff(*new) > DISTANCE)
}

fn read(path: &Path) -> Result<Picture, Error> {
    let wrong = |error: png::DecodingError| Error::File {
        path: path.display().to_string(),
        message: error.to_string(),
    };
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(wrong)?;
    let size = reader.output_buffer_size().unwrap_or_default();
    let mut bytes = vec![0; size];
    let info = reader.next_frame(&mut bytes).map_err(wrong)?;
    let samples = info.color_type.samples();
    let pixel = |part: &[u8]| match *part {
        [red, green, blue, ..] => [red, green, blue],
        [grey, ..] => [grey; 3],
        [] => [0; 3],
    };
    Ok(Picture {
        width: info.width,
        height: info.height,
        pixels: bytes[..info.buffer_size()]
            .chunks_exact(samples)
            .map(pixel)
            .collect(),
    })
}

/// Writes the new picture faintly, with the changed pixels in red.
fn write_mask(path: &Path, new: &Picture, changed: &[bool]) -> Result<(), Error> {
    let faint = |part: u8| 191 + part / 4;
    let bytes: Vec<u8> = new
        .pixels
        .iter()
        .zip(changed)
        .flat_map(|(pixel, changed)| {
            if *changed {
                [214, 0, 46]
            } else {
                pixel.map(faint)
            }
        })
        .collect();
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), new.width, new.height);
    encoder.set_color(png::ColorType::Rgb);
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&bytes));
    written.map_err(|error| Error::File {
        path: path.display().to_string(),
        message: error.to_string(),
    })
}
