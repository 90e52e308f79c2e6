//! The steps of a long task, announced one by one to whoever waits for it.

use std::time::Instant;

/// A task of several steps.
pub struct Steps {
    count: usize,
    begun: usize,
    start: Instant,
}

impl Steps {
    /// Begins a task of so many steps.
    pub fn new(count: usize) -> Self {
        Self {
            count,
            begun: 0,
            start: Instant::now(),
        }
    }

    /// Announces the next step: what it does, and roughly how long it takes.
    ///
    /// What the step starts shows its own progress below that line; cargo shows a bar on a terminal and plain lines
    /// elsewhere.
    pub fn next(&mut self, what: &str) {
        self.begun += 1;
        let (step, count) = (self.begun, self.count);
        let seconds = self.start.elapsed().as_secs();
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        eprintln!("\n[{step}/{count}, {minutes}:{seconds:02} gone] {what}");
    }
}
