//! Tests that states which look the same are photographed once, and unchanged ones not again.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use paywall_camera::album::{self, Cell, Done};
use paywall_camera::compare::{self, Change};
use paywall_camera::{Camera, Error, Screen};

/// A camera that paints: each letter of a page is a grey pixel.
struct Painter {
    version: &'static str,
    taken: AtomicUsize,
}

impl Painter {
    fn new(version: &'static str) -> Self {
        Self {
            version,
            taken: AtomicUsize::new(0),
        }
    }
}

impl Camera for Painter {
    fn version(&self) -> &str {
        self.version
    }

    fn shoot(&self, page: &str, _: &Screen) -> Result<Vec<u8>, Error> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        if page == "late" {
            return Err(Error::Late(5));
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, u32::try_from(page.len()).unwrap(), 1);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(page.as_bytes()).unwrap();
        writer.finish().unwrap();
        Ok(out)
    }
}

const SCREEN: Screen = Screen {
    width: 390,
    height: 844,
    scale: 1.0,
    dark: false,
};

fn cells(pages: &[(&str, &str)]) -> Vec<Cell> {
    let cell = |(name, page): &(&str, &str)| Cell {
        name: (*name).to_owned(),
        page: (*page).to_owned(),
        screen: SCREEN,
    };
    pages.iter().map(cell).collect()
}

fn pictures(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder).unwrap();
    let is_picture = |name: &str| name.ends_with(".png");
    files
        .filter(|file| is_picture(file.as_ref().unwrap().file_name().to_str().unwrap()))
        .count()
}

#[test]
fn states_that_look_the_same_share_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let camera = Painter::new("1");
    let three = cells(&[("en", "aaaa"), ("dark", "bbbb"), ("de", "aaaa")]);
    let done = album::fill(folder.path(), &three, &camera, 2).unwrap();
    assert_eq!((done.states, done.pictures, done.taken), (3, 2, 2));
    assert_eq!(pictures(folder.path()), 2);

    let again = album::fill(folder.path(), &three, &camera, 2).unwrap();
    assert_eq!(again, Done { taken: 0, ..done });
    assert_eq!(camera.taken.load(Ordering::Relaxed), 2);

    let one = cells(&[("en", "aaaa"), ("dark", "bbbc"), ("de", "aaaa")]);
    let done = album::fill(folder.path(), &one, &camera, 2).unwrap();
    assert_eq!(
        (done.taken, done.removed, pictures(folder.path())),
        (1, 1, 2)
    );
}

#[test]
fn another_camera_screen_or_light_takes_another_picture() {
    let folder = tempfile::tempdir().unwrap();
    let one = cells(&[("en", "aaaa")]);
    album::fill(folder.path(), &one, &Painter::new("1"), 1).unwrap();
    let newer = album::fill(folder.path(), &one, &Painter::new("2"), 1).unwrap();
    assert_eq!((newer.taken, newer.removed), (1, 1));
    let mut other = one.clone();
    other[0].screen.dark = true;
    assert_eq!(
        album::fill(folder.path(), &other, &Painter::new("2"), 1)
            .unwrap()
            .taken,
        1
    );
    other[0].screen.scale = 2.0;
    assert_eq!(
        album::fill(folder.path(), &other, &Painter::new("2"), 1)
            .unwrap()
            .taken,
        1
    );
}

#[test]
fn a_picture_that_cannot_be_taken_fails_and_keeps_the_list_of_before() {
    let folder = tempfile::tempdir().unwrap();
    let camera = Painter::new("1");
    album::fill(folder.path(), &cells(&[("en", "aaaa")]), &camera, 1).unwrap();
    let before = album::read(folder.path()).unwrap();
    let failed = album::fill(folder.path(), &cells(&[("en", "late")]), &camera, 2).unwrap_err();
    assert_eq!(failed.code(), "page_late");
    assert_eq!(album::read(folder.path()).unwrap(), before);
}

#[test]
fn a_comparison_names_what_changed_and_how_much() {
    let (before, after, masks) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let camera = Painter::new("1");
    let old = cells(&[
        ("same", "aaaa"),
        ("word", "aaaa"),
        ("wider", "aa"),
        ("gone", "a"),
    ]);
    let new = cells(&[
        ("same", "aaaa"),
        ("word", "azaa"),
        ("wider", "aaa"),
        ("new", "a"),
    ]);
    album::fill(before.path(), &old, &camera, 1).unwrap();
    album::fill(after.path(), &new, &camera, 1).unwrap();
    let found = compare::folders(before.path(), after.path(), Some(masks.path())).unwrap();
    let change = |name: &str| {
        let found = found.iter().find(|one| one.cell == name);
        found.map(|one| one.change.clone())
    };
    assert_eq!(change("same"), None);
    assert_eq!(change("gone"), Some(Change::Removed));
    assert_eq!(change("new"), Some(Change::Added));
    assert_eq!(change("wider"), Some(Change::Size));
    let Some(Change::Pixels { share, mask }) = change("word") else {
        panic!("{found:?}");
    };
    assert!((share - 0.25).abs() < 1e-9, "{share}");
    assert!(masks.path().join(mask.unwrap()).is_file());
    assert_eq!(
        found.last().unwrap().cell,
        "word",
        "the smallest change is last"
    );
}

#[test]
fn a_list_cannot_lead_out_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let list = r#"{"cells": {"en": "../../secret"}}"#;
    std::fs::write(folder.path().join("index.json"), list).unwrap();
    assert_eq!(
        album::read(folder.path()).unwrap_err().code(),
        "invalid_album"
    );
    let nothing = tempfile::tempdir().unwrap();
    assert_eq!(
        album::read(nothing.path()).unwrap_err().code(),
        "invalid_album"
    );
}
