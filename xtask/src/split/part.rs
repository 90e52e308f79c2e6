//! The words that both parts are written with.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    ConstExpr, ElementSection, Elements, GlobalType, MemoryType, TableType, TypeSection, ValType,
};

use super::plan::Plan;
use super::whole::Whole;

/// The name of the module from which the rest imports what the first part exports, and the first part the function that
/// brings the rest (`www/runtime/start.js`).
pub const BETWEEN: &str = "";
/// The name of that function.
pub const BRING: &str = "";
/// The name under which wasm-bindgen exports the memory.
pub const MEMORY: &str = "memory";

/// The global that says whether the rest is here.
pub const HERE: GlobalType = GlobalType {
    val_type: ValType::I32,
    mutable: true,
    shared: false,
};

/// The name of the global that says where the page is to write the powers of ten.
pub const TENS: &str = "tens";
/// The type of that global.
pub const FIXED: GlobalType = GlobalType {
    mutable: false,
    ..HERE
};

/// The indices of functions and globals in a part, by those in the whole module.
#[derive(Default)]
pub struct Places {
    pub functions: BTreeMap<u32, u32>,
    pub globals: BTreeMap<u32, u32>,
}

impl Reencode for Places {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let place = self.functions.get(&function).copied();
        place.ok_or(Error::InvalidCodeSectionSize)
    }

    fn global_index(&mut self, global: u32) -> Result<u32, Error<Infallible>> {
        let place = self.globals.get(&global).copied();
        place.ok_or(Error::InvalidCodeSectionSize)
    }
}

impl Places {
    /// Returns the section with the types of the whole module, and the number of the one that takes and gives nothing.
    pub fn types(&mut self, whole: &Whole<'_>) -> Result<(TypeSection, u32)> {
        let mut section = TypeSection::new();
        for kind in &whole.types {
            let kind = self.func_type(kind.clone())?;
            section.ty().func_type(&kind);
        }
        let is_unit =
            |kind: &wasmparser::FuncType| kind.params().is_empty() && kind.results().is_empty();
        let unit = whole.types.iter().position(is_unit).unwrap_or_else(|| {
            section.ty().function([], []);
            whole.types.len()
        });
        Ok((section, u32::try_from(unit)?))
    }

    /// Returns the table, as both parts have it.
    pub fn table(&mut self, whole: &Whole<'_>, plan: &Plan) -> Result<TableType> {
        let table = whole.table.context("the module has no table")?;
        let slots = u64::from(plan.slots);
        Ok(TableType {
            minimum: slots,
            maximum: Some(slots),
            ..self.table_type(table)?
        })
    }

    /// Returns the memory, as both parts have it.
    pub fn memory(&mut self, whole: &Whole<'_>) -> Result<MemoryType> {
        let memory = whole.memory.context("the module has no memory")?;
        Ok(self.memory_type(memory)?)
    }

    /// Returns segments that put functions into these slots, one segment for each row of neighbours.
    pub fn segments(&self, slots: &BTreeMap<u32, u32>) -> ElementSection {
        let mut rows: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in slots {
            let function = self.functions[function];
            match rows.last_mut() {
                Some((start, row)) if *start + row.len() as u32 == *slot => row.push(function),
                _ => rows.push((*slot, vec![function])),
            }
        }
        let mut section = ElementSection::new();
        for (start, row) in rows {
            let start = ConstExpr::i32_const(start as i32);
            section.active(None, &start, Elements::Functions(row.into()));
        }
        section
    }
}

/// Returns short names, each once, in the same order for both parts.
pub fn names() -> impl Iterator<Item = String> {
    ('a'..='z').map(String::from)
}
