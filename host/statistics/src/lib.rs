//! Statistics of experiments, as pure functions over sums: no function here ever sees a person.
//!
//! An [`Arm`] is made of the sums of a variant. Two arms give an [`Effect`], absolute or relative, and an effect gives
//! intervals: one that holds however often it is looked at ([`Effect::always`]), and one that holds at a horizon that was
//! set beforehand ([`Effect::at_horizon`]). `docs/results.md` says which is shown when.
//!
//! Whatever cannot be said, for lack of people or of any variation, is `None`.

mod arm;
mod better;
mod distribution;
mod effect;
mod multiple;
mod power;
mod proportion;
pub mod ratio;

pub use arm::{Arm, PairSums, Sums, adjusted, theta};
pub use better::chance_to_beat;
pub use effect::{Effect, Interval, Scale, effect};
pub use multiple::{benjamini_hochberg, holm};
pub use power::{people_in_all, people_per_arm, people_per_arm_always, smallest_effect};
pub use proportion::{newcombe, pooled, wilson};
