//! The parts of a document that are shown, as typed data: paywalls, their components, and the attributes of those.

pub mod action;
pub mod attribute;
pub mod component;
pub mod condition;
pub mod custom;
mod given;
pub mod initial;
pub mod looped;
pub mod paywall;
pub mod texts;
