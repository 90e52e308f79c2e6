//! The functions that come later, and the ways between the two parts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use anyhow::{Context, Result, bail};

use super::data::Data;
use super::whole::Whole;
use crate::unreached::plain;

/// The words in the names of functions that come later. What only they call comes with them.
///
/// Most paywalls need none of it, and a document tells by its words which do (`www/runtime/needs.js` looks for them).
/// What every document may need at any moment stays in the first part, although many documents do not: conditions, flows,
/// and the words of errors.
const LATER: [&str; 31] = [
    // Handlebars: texts with `{{`, custom components, the shells of pages.
    "handlebars::",
    "pest::",
    "paywall_runtime::text::words",
    "paywall_runtime::text::helper",
    "paywall_runtime::text::custom",
    "paywall_runtime::text::shell",
    "paywall_runtime::text::error",
    // Kinds of components that few paywalls have.
    "paywall_runtime::paywall::kind::carousel::",
    "paywall_runtime::paywall::kind::choices::",
    "paywall_runtime::paywall::kind::countdown::",
    "paywall_runtime::paywall::kind::countdown_box::",
    "paywall_runtime::paywall::kind::drawer::",
    "paywall_runtime::paywall::kind::field::",
    "paywall_runtime::paywall::kind::grid::",
    "paywall_runtime::paywall::kind::media_button::",
    "paywall_runtime::paywall::kind::picker::",
    "paywall_runtime::paywall::kind::progress::",
    "paywall_runtime::paywall::kind::qr_code::",
    "paywall_runtime::paywall::kind::svg_image::",
    "paywall_runtime::paywall::remaining::",
    "qrcodegen::",
    // Icons that few paywalls have.
    "paywall_runtime::paywall::symbol::rare",
    // Terms of campaign rules that few documents have.
    "paywall_runtime::rule::cap::",
    "paywall_runtime::rule::experiment::",
    "paywall_runtime::rule::schedule::",
    // Dates in words: texts with a `dateTimeFormat`.
    "paywall_runtime::locale::date::",
    // What apps ask that do not show the answer on a page.
    "paywall_runtime::call::snapshot",
    "paywall_runtime::call::describe",
    "paywall_runtime::load::Document>::survey",
    "paywall_runtime::request::PageOptions>::",
    "paywall_runtime::rule::trace::Trace>::",
];

/// The beginnings of the names of functions that go by their callers alone, whatever types they are for: equal ones have
/// become one, so such a function stands for several, as do those that write what is formatted. What may be there is also
/// dropped when it is not.
const SHARED: [&str; 3] = ["<alloc::", "alloc::", "core::ptr::drop_in_place"];

/// The numbers by which the compiler says that there is no character. They lie among the addresses of data, and are none.
const NO_CHAR: RangeInclusive<u32> = 0x11_0000..=0x11_0001;

/// The count of bytes in a stub, more or less. What is smaller stays, and stands for several functions as well.
const STUB: usize = 16;

/// The parts to which functions go, and the ways between these.
pub struct Plan {
    /// The functions of the first part, in order.
    pub first: Vec<u32>,
    /// The functions of the rest, in order.
    pub rest: Vec<u32>,
    /// The functions of the rest that the first part may call, each with a slot of the table that holds it.
    pub stubs: BTreeMap<u32, u32>,
    /// The count of the table's slots.
    pub slots: u32,
    /// The functions that the rest calls and does not have: imports, and those of the first part.
    pub shared: Vec<u32>,
    /// The slots of those of the first part, out of which the page gives them to the rest.
    pub lent: BTreeMap<u32, u32>,
    /// The globals that the rest uses.
    pub globals: BTreeSet<u32>,
    /// The places of data that the first part does without.
    pub data: Data,
    /// A name that only these two parts share.
    pub mark: String,
}

impl Plan {
    /// Decides where everything goes.
    ///
    /// # Errors
    /// When the module has no function for one of the names in [`LATER`]: the list is then to be mended.
    pub fn new(whole: &Whole<'_>, mark: String) -> Result<Self> {
        let soon = reached(whole, &named(whole)?);
        let all = reached(whole, &BTreeSet::new());
        let (first, rest): (Vec<u32>, Vec<u32>) =
            all.iter().partition(|function| soon.contains(function));
        let data = Data::find(whole)?;
        for function in &all {
            let both = !soon.contains(function);
            let numbers = whole.uses_of(*function).numbers.iter();
            let mut addresses = numbers.filter(|number| !NO_CHAR.contains(*number));
            if addresses.any(|address| data.lacks(*address, both)) {
                let name = whole.name_of(*function);
                bail!("`{name}` reads what its part does not have");
            }
        }
        let mut table = Table::of(whole)?;
        let called: BTreeSet<u32> = used(whole, &first).chain(whole.entries()).collect();
        let stubs = rest.iter().filter(|function| called.contains(function));
        let stubs = stubs.map(|function| (*function, table.slot_of(*function)));
        let stubs = stubs.collect();
        let mut shared: Vec<u32> = used(whole, &rest).collect();
        shared.retain(|function| rest.binary_search(function).is_err());
        // Equal types beside each other compress best.
        shared.sort_unstable_by_key(|function| (whole.type_of(*function), *function));
        shared.dedup();
        let own = shared
            .iter()
            .filter(|function| **function >= whole.imported());
        let lent = own.map(|function| (*function, table.slot_of(*function)));
        let lent = lent.collect();
        let uses = rest.iter().map(|function| whole.uses_of(*function));
        let globals = uses.flat_map(|uses| &uses.globals).copied().collect();
        Ok(Self {
            first,
            rest,
            stubs,
            slots: table.free,
            shared,
            lent,
            globals,
            data,
            mark,
        })
    }
}

/// Returns the functions that come later by their names.
fn named(whole: &Whole<'_>) -> Result<BTreeSet<u32>> {
    let mut found = BTreeSet::new();
    let mut missing = LATER.to_vec();
    for (function, name) in &whole.names {
        let name = plain(name);
        let later = LATER.iter().find(|later| name.contains(**later));
        if let Some(one) = later {
            missing.retain(|later| later != one);
            let is_large = *function >= whole.imported() && whole.size_of(*function) > STUB;
            let is_shared = SHARED.iter().any(|begin| name.starts_with(begin));
            if is_large && !is_shared && !name.ends_with("::write_fmt") {
                found.insert(*function);
            }
        }
    }
    match missing.first() {
        None => Ok(found),
        Some(later) => bail!("the module has no function of `{later}` that could come later"),
    }
}

/// Returns the functions of the module that can be reached without these.
fn reached(whole: &Whole<'_>, without: &BTreeSet<u32>) -> BTreeSet<u32> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<u32> = whole.entries().collect();
    while let Some(function) = open.pop() {
        let is_own = function >= whole.imported();
        if is_own && !without.contains(&function) && reached.insert(function) {
            open.extend(&whole.uses_of(function).functions);
        }
    }
    reached
}

/// Returns what these functions call by name.
fn used(whole: &Whole<'_>, functions: &[u32]) -> impl Iterator<Item = u32> {
    let uses = functions.iter().map(|function| whole.uses_of(*function));
    uses.flat_map(|uses| uses.functions.iter().copied())
}

/// The table, in which functions have slots: those of the whole module, and more behind them.
struct Table {
    known: BTreeMap<u32, u32>,
    free: u32,
}

impl Table {
    fn of(whole: &Whole<'_>) -> Result<Self> {
        let table = whole.table.context("the module has no table")?;
        Ok(Self {
            known: whole.slots.iter().map(|(slot, at)| (*at, *slot)).collect(),
            free: u32::try_from(table.initial)?,
        })
    }

    /// Returns a slot of a function.
    fn slot_of(&mut self, function: u32) -> u32 {
        *self.known.entry(function).or_insert_with(|| {
            self.free += 1;
            self.free - 1
        })
    }
}
