//! Campaign rules: compiled at load, asked at launch.
//!
//! A rule answers a placement and shows segments of its customers a paywall or a flow.
//! `docs/campaigns.md` describes its terms beyond the platform's format ([`terms`]).

pub mod bucket;
pub mod campaign;
pub mod cap;
pub mod choose;
pub mod compile;
pub mod condition;
pub mod decision;
pub mod experiment;
pub mod flow;
pub mod fold;
pub mod hash;
pub mod identifier;
pub mod judge;
pub mod leaf;
pub mod offer;
pub mod operator;
pub mod path;
pub mod place;
pub mod position;
pub mod reason;
pub mod schedule;
pub mod split;
pub mod strict;
pub mod terms;
pub mod trace;
pub mod version;

#[cfg(test)]
mod tests;
