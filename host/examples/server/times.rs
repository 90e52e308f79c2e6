//! The times that calls took.

use std::time::Duration;

/// Times in microseconds, because a day has millions of them.
#[derive(Default, Clone)]
pub struct Times(Vec<u32>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0
            .push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds the times of others.
    pub fn join(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the time within which that many of a thousand calls were answered, in milliseconds.
    pub fn within(&mut self, thousandths: usize) -> f64 {
        self.0.sort_unstable();
        let index = self.0.len().saturating_sub(1) * thousandths / 1000;
        self.0.get(index).map_or(0.0, |it| f64::from(*it) / 1000.0)
    }

    /// Returns the median and p99 as people read them, in milliseconds.
    pub fn told(&mut self) -> String {
        format!("{:.1}/{:.1}", self.within(500), self.within(990))
    }
}
