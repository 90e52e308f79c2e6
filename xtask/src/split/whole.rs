//! The whole module, read into what must be known to cut it.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, Export, ExternalKind, FuncType, FunctionBody,
    Global, Import, KnownCustom, MemoryType, Name, NameSectionReader, Naming, Operator, Parser,
    Payload, TableType, TypeRef,
};

use super::data::Segment;
use crate::unreached::plain;

/// The beginning of the names under which hosts call the module, which browsers do not need (`runtime/src/abi.rs`).
const FOR_HOSTS: &str = "paywall_";

/// The sections of a module, without what only hosts use of it.
#[derive(Default)]
pub struct Whole<'a> {
    pub types: Vec<FuncType>,
    pub imports: Vec<Import<'a>>,
    /// The types of all functions: the imported ones, then the module's own.
    pub functions: Vec<u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub table: Option<TableType>,
    pub memory: Option<MemoryType>,
    pub globals: Vec<Global<'a>>,
    pub exports: Vec<Export<'a>>,
    /// The functions in the table, by their slots.
    pub slots: BTreeMap<u32, u32>,
    pub data: Vec<Segment<'a>>,
    /// The names of functions, as the linker knows them.
    pub names: BTreeMap<u32, &'a str>,
    /// The things that each of the module's own functions uses.
    pub uses: Vec<Uses>,
}

/// The things that the body of a function names.
#[derive(Default)]
pub struct Uses {
    pub functions: Vec<u32>,
    pub globals: Vec<u32>,
    /// The fixed numbers, some of which are addresses.
    pub numbers: Vec<u32>,
}

impl<'a> Whole<'a> {
    /// Reads a module.
    ///
    /// # Errors
    /// When the module has something that the compiler does not write today, and that cutting would have to know.
    pub fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut whole = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            whole.take(payload?)?;
        }
        Ok(whole)
    }

    /// Returns the count of imported functions, which come first.
    pub fn imported(&self) -> u32 {
        self.imports.len() as u32
    }

    /// Returns the number of a function's type.
    pub fn type_of(&self, function: u32) -> u32 {
        self.functions[function as usize]
    }

    /// Returns the functions at which calls begin: those that are exported, and those in the table.
    pub fn entries(&self) -> impl Iterator<Item = u32> {
        let functions = self
            .exports
            .iter()
            .filter(|export| export.kind == ExternalKind::Func);
        let exported = functions.map(|export| export.index);
        exported.chain(self.slots.values().copied())
    }

    /// Returns what one of the module's own functions uses.
    pub fn uses_of(&self, function: u32) -> &Uses {
        &self.uses[(function - self.imported()) as usize]
    }

    /// Returns the count of bytes in the body of one of the module's own functions.
    pub fn size_of(&self, function: u32) -> usize {
        self.body_of(function).range().len()
    }

    /// Returns the name of a function, as authors know it.
    pub fn name_of(&self, function: u32) -> String {
        plain(self.names.get(&function).copied().unwrap_or_default())
    }

    /// Returns the body of one of the module's own functions.
    pub fn body_of(&self, function: u32) -> FunctionBody<'a> {
        self.bodies[(function - self.imported()) as usize].clone()
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                for kind in types.into_iter_err_on_gc_types() {
                    self.types.push(kind?);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let TypeRef::Func(kind) = import.ty else {
                        bail!("the module imports something else than functions");
                    };
                    self.functions.push(kind);
                    self.imports.push(import);
                }
            }
            Payload::FunctionSection(functions) => {
                for kind in functions {
                    self.functions.push(kind?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.table = Some(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.memory = Some(memory?);
                }
            }
            Payload::GlobalSection(globals) => {
                self.globals = globals.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::ExportSection(exports) => {
                self.exports = exports.into_iter().collect::<Result<_, _>>()?;
                self.exports
                    .retain(|export| !export.name.starts_with(FOR_HOSTS));
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    self.fill(&element?)?;
                }
            }
            Payload::CodeSectionEntry(body) => {
                self.uses.push(Uses::of(&body)?);
                self.bodies.push(body);
            }
            Payload::DataSection(data) => {
                self.data = data.into_iter().map(placed).collect::<Result<_>>()?
            }
            Payload::StartSection { .. } => bail!("the module has a function that starts it"),
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(parts) = custom.as_known() {
                    self.learn(parts)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes over the names of functions.
    fn learn(&mut self, parts: NameSectionReader<'a>) -> Result<()> {
        for part in parts {
            if let Name::Function(names) = part? {
                for name in names {
                    let Naming { index, name } = name?;
                    self.names.insert(index, name);
                }
            }
        }
        Ok(())
    }

    /// Takes over the slots that a segment fills.
    fn fill(&mut self, element: &wasmparser::Element<'a>) -> Result<()> {
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (&element.kind, &element.items)
        else {
            bail!("the module has a segment of another kind for its table");
        };
        for (slot, function) in (place(offset_expr)?..).zip(functions.clone()) {
            self.slots.insert(slot, function?);
        }
        Ok(())
    }
}

/// Returns where a segment of data lies, and its bytes.
fn placed(segment: wasmparser::Result<wasmparser::Data<'_>>) -> Result<Segment<'_>> {
    let segment = segment?;
    let DataKind::Active { offset_expr, .. } = segment.kind else {
        bail!("the module has a segment of another kind for its memory");
    };
    Ok((place(&offset_expr)?, segment.data))
}

/// Returns the fixed place of a segment.
fn place(offset: &ConstExpr<'_>) -> Result<u32> {
    let Operator::I32Const { value } = offset.get_operators_reader().read()? else {
        bail!("a segment has no fixed place");
    };
    Ok(value as u32)
}

impl Uses {
    fn of(body: &FunctionBody<'_>) -> Result<Self> {
        let mut uses = Self::default();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => uses.functions.push(function_index),
                Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                    uses.globals.push(global_index);
                }
                Operator::I32Const { value } => uses.numbers.push(value as u32),
                _ => {}
            }
        }
        Ok(uses)
    }
}
