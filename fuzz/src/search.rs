//! The search: changes of inputs, one after the other, for a given time.

use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Mutator, Target, root};

/// The most bytes of an input that is made.
const MOST: usize = 128 << 10;
/// The most bytes of an input that are shown.
const MOST_SHOWN: usize = 4 << 10;
/// The longest time that one input may take, far beyond that of any in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);
/// The stack of a search, that of a main thread.
const STACK: usize = 8 << 20;

/// The outcome of a search.
pub struct Searched {
    /// The number of inputs.
    pub inputs: u64,
    /// The input that broke something: its file, and what is in it.
    pub failure: Option<String>,
}

/// Works on the inputs that there are, and then on changes of them until the time is over or one breaks something.
///
/// Each input lies in a file while it is worked on, so that it is there even if it ends the whole process.
///
/// # Errors
/// Fails if that file cannot be written, or if an input takes too long: the file has it.
pub fn search(target: &'static Target, seed: u64, time: Duration) -> io::Result<Searched> {
    let folder = root().join("target/fuzz");
    fs::create_dir_all(&folder)?;
    let file = folder.join(target.name);
    let (tell, told) = mpsc::channel();
    let place = file.clone();
    let work = move || -> io::Result<Searched> {
        let outcome = work(target, seed, time, &place, &tell);
        drop(tell);
        outcome
    };
    let worker = thread::Builder::new().stack_size(STACK).spawn(work)?;
    loop {
        match told.recv_timeout(LONGEST) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let input = shown(&fs::read(&file)?);
                let what = format!("no end after {LONGEST:?}: {}: {input}", file.display());
                return Err(io::Error::other(what));
            }
        }
    }
    worker
        .join()
        .map_err(|_| io::Error::other("the search itself broke"))?
}

/// Writes an input as one line of text, its end left out if it is long: of a run elsewhere, the output may be all there is.
fn shown(input: &[u8]) -> String {
    input[..input.len().min(MOST_SHOWN)]
        .escape_ascii()
        .to_string()
}

/// Works on one input after the other, and tells the other thread of each.
fn work(
    target: &Target,
    seed: u64,
    time: Duration,
    file: &std::path::Path,
    tell: &mpsc::Sender<()>,
) -> io::Result<Searched> {
    let mut mutator = Mutator::new(seed, MOST);
    let given = target.inputs();
    let start = Instant::now();
    let mut inputs = 0;
    // Some are changes of changes, which reach further.
    let mut recent: Vec<Vec<u8>> = given.clone();
    let mut next = given.iter();
    loop {
        let input = match next.next() {
            Some(input) => input.clone(),
            None if start.elapsed() >= time || recent.is_empty() => break,
            None => {
                let (one, other) = (mutator.choose(&recent), mutator.choose(&recent));
                mutator.change(one, other)
            }
        };
        fs::write(file, &input)?;
        let _ = tell.send(());
        inputs += 1;
        if panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
            let failure = file.with_extension("failed");
            fs::write(&failure, &input)?;
            return Ok(Searched {
                inputs,
                failure: Some(format!("{}: {}", failure.display(), shown(&input))),
            });
        }
        mutator.keep(&mut recent, &given, input);
    }
    Ok(Searched {
        inputs,
        failure: None,
    })
}
