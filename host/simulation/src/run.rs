//! One run: a seed, its story, and what is wrong in the end.

use std::cell::RefCell;
use std::sync::Once;

use super::oracle;
use super::story;
use super::time::runtime;
use super::trace::digest;
use super::world::World;

/// The end of a run.
#[derive(Debug)]
pub struct Run {
    /// The seed that gives the same run again.
    pub seed: u64,
    /// Everything that happened, line by line.
    pub lines: Vec<String>,
    /// Everything that is wrong; nothing, it is hoped.
    pub wrong: Vec<String>,
}

impl Run {
    /// Returns a number that tells two runs apart.
    pub fn digest(&self) -> u64 {
        digest(&self.lines)
    }
}

thread_local! {
    /// The panics on this thread, which tasks of the host may catch.
    static PANICS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes panics besides printing them.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.with(|all| all.borrow_mut().push(panic.to_string()));
            before(panic);
        }));
    });
}

/// Plays the run of a seed.
pub fn run(seed: u64) -> Run {
    note_panics();
    super::registry::install();
    super::file::empty();
    PANICS.with(|all| all.borrow_mut().clear());
    let mut run = runtime().block_on(play(seed));
    let panics = PANICS.with(|all| all.borrow().clone());
    run.wrong
        .extend(panics.into_iter().map(|it| format!("a panic: {it}")));
    run
}

/// Plays the story, and judges it.
async fn play(seed: u64) -> Run {
    let world = World::new(seed);
    let hosts = world.keep_hosts();
    story::play(&world).await;
    let wrong = oracle::judge(&world).await;
    drop(hosts);
    world.end();
    Run {
        seed,
        lines: world.trace.lines(),
        wrong,
    }
}
