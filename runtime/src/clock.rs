//! The customer's clock. The engine has no table of time zones: how far the clock is ahead of UTC, and when that
//! changes, comes with the request.

use serde_json::Value as Json;

use crate::date::{self, MINUTE, Moment};
use crate::limits;

/// The clock on the customer's wall.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// The minutes that it is ahead of UTC before the first change.
    pub offset: f64,
    /// The changes, in the order of time: an instant, and the minutes that it is ahead of UTC from then on.
    pub changes: Vec<[f64; 2]>,
}

impl Clock {
    /// Returns what the clock shows at an instant, in milliseconds as if it stood in UTC.
    pub fn wall(&self, instant: f64) -> f64 {
        let mut offset = self.offset;
        for [from, minutes] in &self.changes {
            if instant < *from {
                break;
            }
            offset = *minutes;
        }
        instant + offset * MINUTE
    }

    /// Returns the instant at which the clock shows a time.
    ///
    /// A time that is skipped in spring is meant by the clock as it was before: 2:30 is 3:30 then. Of a time that
    /// comes twice in autumn, the first is meant.
    pub fn instant(&self, wall: f64) -> f64 {
        let mut offset = self.offset;
        for [from, minutes] in &self.changes {
            if wall - offset.max(*minutes) * MINUTE < *from {
                break;
            }
            offset = *minutes;
        }
        wall - offset * MINUTE
    }

    /// Returns what the clock shows at a moment.
    pub fn wall_of(&self, moment: Moment) -> f64 {
        if moment.wall {
            moment.time
        } else {
            self.wall(moment.time)
        }
    }

    /// Returns the instant of a moment, which is one of this clock when the moment has no offset of its own.
    pub fn instant_of(&self, moment: Moment) -> f64 {
        if moment.wall {
            self.instant(moment.time)
        } else {
            moment.time
        }
    }

    /// Reads a date, and returns its instant.
    pub fn read(&self, value: &Json) -> Option<f64> {
        Some(self.instant_of(date::read(value)?))
    }
}

/// Reads the changes of a clock: a list of `[milliseconds since 1970, minutes ahead of UTC]`.
pub fn changes(value: &Json) -> Option<Vec<[f64; 2]>> {
    let list = value.as_array()?;
    if list.len() > limits::OFFSET_CHANGES {
        return None;
    }
    let mut changes = Vec::new();
    for change in list {
        changes.push([change.get(0)?.as_f64()?, change.get(1)?.as_f64()?]);
    }
    Some(changes)
}
