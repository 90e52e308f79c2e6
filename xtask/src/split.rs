//! The module in two parts, for browsers: what a first paywall needs, and the rest, which comes when it is needed.
//!
//! Both are cut out of the one module after it was linked and optimised: the bodies of some functions move, and nothing
//! else changes. The parts share a memory, a table and the stack, so together they answer what the module answers.
//! The first part has a stub for each function of the rest that it may call: it has the page bring the rest, unless
//! that is here, and then calls what stands in the function's slot of the table. So whatever is cut off, no call can go
//! wrong; how well the cut is chosen decides only how often a page waits.

mod data;
mod first;
mod part;
mod plan;
mod rest;
mod whole;

use std::cmp::Reverse;
use std::hash::{DefaultHasher, Hasher};

use anyhow::Result;

use plan::Plan;
use whole::Whole;

/// The two parts of a module.
pub struct Parts {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
    /// The functions of both parts, for those who look for what may come later: part, bytes, and name, the largest first.
    pub list: String,
}

/// Cuts a module in two. It must have the names of its functions; the parts have none.
///
/// # Errors
/// When the module is not built as expected, or has nothing of what [`plan`] lists.
pub fn cut(wasm: &[u8]) -> Result<Parts> {
    let whole = Whole::read(wasm)?;
    let plan = Plan::new(&whole, mark(wasm))?;
    Ok(Parts {
        first: first::write(&whole, &plan)?,
        rest: rest::write(&whole, &plan)?,
        list: list(&whole, &plan),
    })
}

/// Lists the functions of both parts.
fn list(whole: &Whole<'_>, plan: &Plan) -> String {
    let first = plan.first.iter().map(|function| ("first", *function));
    let rest = plan.rest.iter().map(|function| ("rest ", *function));
    let mut all: Vec<_> = first.chain(rest).collect();
    all.sort_by_key(|(part, function)| (*part, Reverse(whole.size_of(*function))));
    let lines = all.iter().map(|(part, function)| {
        let (bytes, name) = (whole.size_of(*function), whole.name_of(*function));
        format!("{part} {bytes:>6} {name}\n")
    });
    lines.collect()
}

/// Returns a name that only parts of the same module share, so that parts of two versions do not link.
fn mark(wasm: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(wasm);
    format!("{:08x}", hasher.finish() >> 32)
}
