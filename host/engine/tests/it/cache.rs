//! Tests of the cache of compiled modules.

use std::fs;
use std::path::{Path, PathBuf};

use paywall_engine::{Engine, EngineOptions};
use paywall_host_testing::engine::stub_options;

fn start(cache: &Path) {
    let options = EngineOptions {
        cache_dir: Some(cache.join("paywall")),
        ..stub_options()
    };
    let document = Engine::new(options).unwrap().load(b"{}").unwrap();
    document.decide(b"{}").unwrap();
}

fn only_file(cache: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(cache.join("paywall"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[test]
fn the_second_start_takes_the_compiled_module() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    let file = only_file(folder.path());
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    start(folder.path());
    assert_eq!(
        fs::metadata(only_file(folder.path()))
            .unwrap()
            .modified()
            .unwrap(),
        written
    );
}

#[test]
fn a_damaged_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    let file = only_file(folder.path());
    let good = fs::read(&file).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for damaged in [
        &flipped[..],
        &good[..good.len() / 2],
        b"",
        b"no machine code",
    ] {
        fs::write(&file, damaged).unwrap();
        start(folder.path());
        assert!(
            fs::read(&file).unwrap() != damaged,
            "the damaged file is still there"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_only_time() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("paywall"),
        "a file where the folder should be",
    )
    .unwrap();
    start(folder.path());
}

#[test]
fn old_files_make_room() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("paywall")).unwrap();
    for number in 0..20 {
        fs::write(folder.path().join(format!("paywall/{number}.cwasm")), "old").unwrap();
    }
    fs::write(folder.path().join("paywall/notes.txt"), "not ours").unwrap();
    start(folder.path());
    let names: Vec<_> = fs::read_dir(folder.path().join("paywall"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 8 + 1, "{names:?}");
    assert!(names.iter().any(|name| name == "notes.txt"));
    assert!(
        names.iter().any(|name| name.len() > 64),
        "the new one stays"
    );
}

/// Sets the rights of a file or a folder.
#[cfg(unix)]
fn allow(place: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_can_write_to_is_not_used() {
    for mode in [0o777, 0o770, 0o703] {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("paywall");
        fs::create_dir(&cache).unwrap();
        allow(&cache, mode);
        start(folder.path());
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 0, "{mode:o}");
        // Neither is one that others could put another in the place of.
        allow(&cache, 0o700);
        allow(folder.path(), mode);
        start(folder.path());
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 0, "{mode:o} above");
        allow(folder.path(), 0o700);
        start(folder.path());
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 1);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_could_write_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    let file = only_file(folder.path());
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    allow(&file, 0o666);
    start(folder.path());
    let file = fs::metadata(only_file(folder.path())).unwrap();
    assert!(file.modified().unwrap() > written, "compiled anew");
}
