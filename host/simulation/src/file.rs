//! The empty database that each run begins with.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use paywall_database::Database;
use tempfile::TempDir;

use super::dice::Dice;
use super::disk::Disk;
use super::machine::{Faults, Machine};
use super::time::runtime;
use super::trace::Trace;

/// The folder of this process's databases: in memory, if the system has such a place.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let memory = Path::new("/dev/shm");
    let new = || match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    };
    FOLDER.get_or_init(new).path()
}

thread_local! {
    /// The disk of this thread, whose open connections know their statements already.
    static USED: RefCell<Option<Arc<Disk>>> = const { RefCell::new(None) };
}

/// Returns a disk with an empty database. A fresh one has no free pages, so it can be full.
pub(crate) fn disk(fresh: bool) -> Arc<Disk> {
    let used = USED.with(|it| it.borrow_mut().take());
    let disk = match used.filter(|_| !fresh) {
        Some(disk) => disk,
        None => Arc::new(new_disk()),
    };
    disk.clear();
    disk
}

/// Keeps a disk for the next run of this thread.
pub(crate) fn done(disk: Arc<Disk>) {
    USED.with(|it| it.borrow_mut().replace(disk));
}

/// Returns the bytes of an empty database. Call it before the first run: a host makes the tables.
pub(crate) fn empty() -> &'static [u8] {
    static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();
    EMPTY.get_or_init(make_empty)
}

/// Makes a disk with a file of its own.
fn new_disk() -> Disk {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let file = folder().join(format!("run-{}.db", NUMBER.fetch_add(1, Ordering::Relaxed)));
    std::fs::write(&file, empty()).unwrap();
    Disk::new(&file)
}

/// Makes an empty database: a host opened it once.
fn make_empty() -> Vec<u8> {
    let file = folder().join("empty.db");
    std::fs::write(&file, "").unwrap();
    let disk = Arc::new(Disk::new(&file));
    let runtime = runtime();
    runtime.block_on(async {
        let (dice, trace) = (Arc::new(Dice::new(0)), Arc::new(Trace::new()));
        let machine = Machine::start(
            "empty".into(),
            &dice,
            &trace,
            &Arc::<Faults>::default(),
            &disk,
        );
        Database::open(&machine.url).await.unwrap().close().await;
        machine.kill("because the tables are made");
    });
    drop(runtime);
    disk.keep_records();
    disk.clear();
    std::fs::read(&file).unwrap()
}
