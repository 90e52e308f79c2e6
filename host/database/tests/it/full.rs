//! Tests of a disk that is full: a small file system of memory. Only root may mount one; others skip this.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use paywall_database::{Database, Error, LedgerDatabase};
use paywall_host_testing::shop::app;
use paywall_ledger::DeviceId;
use tempfile::TempDir;

use crate::databases::check;
use crate::history::history;
use paywall_host_testing::shop::NOW;

/// A file system of its own, until it is dropped.
struct Disk(TempDir);

impl Disk {
    /// Mounts one of this size. None if that is not allowed here.
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={size}");
        run(
            "mount",
            &["-t", "tmpfs", "-o", &size, "tmpfs"],
            folder.path(),
        )
        .then(|| Self(folder))
    }

    /// Returns the number of bytes that its files have.
    fn used(&self) -> u64 {
        let files = std::fs::read_dir(self.0.path()).unwrap();
        files.map(|it| it.unwrap().metadata().unwrap().len()).sum()
    }

    /// Gives it another size.
    fn resize(&self, size: &str) {
        let size = format!("remount,size={size}");
        assert!(run("mount", &["-o", &size], self.0.path()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run("umount", &["-l"], self.0.path());
    }
}

/// Runs a program with a folder as its last argument. Returns true if it succeeds.
fn run(program: &str, arguments: &[&str], folder: &Path) -> bool {
    let mut command = Command::new(program);
    let output = command.args(arguments).arg(folder).output();
    output.is_ok_and(|it| it.status.success())
}

#[tokio::test]
async fn what_was_acknowledged_before_the_disk_was_full_is_there_and_the_rest_goes_on_once_there_is_room()
 {
    let Some(disk) = Disk::mount("64m") else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let url = format!("sqlite:{}", disk.0.path().join("ledger.db").display());
    let database = Database::open(&url).await.unwrap();
    // The tables of any version fit; of the inputs, only some do.
    disk.resize(&format!("{}k", disk.used() / 1024 + 400));
    let ledger = LedgerDatabase::new(&database, app());
    let inputs = history(900, 400, 4, 6);
    let (mut acknowledged, mut failed) = (BTreeSet::new(), Vec::new());
    for input in &inputs {
        match ledger.accept(input.clone()).await {
            Ok(_) => drop(acknowledged.insert(input.key.clone())),
            Err(Error::Refused(_)) => {}
            Err(_) => failed.push(input.clone()),
        }
    }
    assert!(failed.len() > 10, "the disk was not full");
    assert!(
        database.try_writing().await.is_err(),
        "the host is not ready"
    );
    let device = DeviceId::new("0");
    let state = ledger.device_state(&device, NOW).await;
    assert!(state.unwrap().is_some(), "what is there can be read");
    disk.resize("64m");
    database.try_writing().await.unwrap();
    for input in failed {
        match ledger.accept(input.clone()).await {
            Ok(_) => drop(acknowledged.insert(input.key)),
            Err(error) => assert!(matches!(error, Error::Refused(_)), "{error}"),
        }
    }
    let log = ledger.log().await.unwrap();
    let kept: BTreeSet<String> = log.into_iter().map(|it| it.key).collect();
    assert_eq!(acknowledged, kept);
    check(&ledger, &inputs).await;
    database.close().await;
}
