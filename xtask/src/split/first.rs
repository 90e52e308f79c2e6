//! The first part: all but some functions, in whose place it has stubs.

use anyhow::{Context, Result};
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, ImportSection, MemorySection, Module, TableSection,
};

use super::part::{BETWEEN, BRING, FIXED, HERE, Places, TENS, names};
use super::plan::Plan;
use super::whole::Whole;

/// The first part on its way.
struct First<'a, 'w> {
    whole: &'a Whole<'w>,
    plan: &'a Plan,
    places: Places,
    /// The imported function that brings the rest.
    bring: u32,
    /// The global that says whether the rest is here.
    here: u32,
    /// The function that brings the rest unless it is here.
    ensure: u32,
}

/// Writes the first part.
///
/// # Errors
/// When the module is not built as expected.
pub fn write(whole: &Whole<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let bring = whole.imported();
    let here = whole.globals.len() as u32;
    let own = plan.first.iter().chain(plan.stubs.keys()).copied();
    let mut places = Places::default();
    places.globals.extend((0..here).map(|it| (it, it)));
    places.functions.extend((0..bring).map(|it| (it, it)));
    places.functions.extend(own.zip(bring + 1..));
    let ensure = bring + 1 + (plan.first.len() + plan.stubs.len()) as u32;
    let mut first = First {
        whole,
        plan,
        places,
        bring,
        here,
        ensure,
    };
    let mut module = Module::new();
    first.write_types(&mut module)?;
    first.write_state(&mut module)?;
    first.write_exports(&mut module)?;
    first.write_table(&mut module);
    first.write_code(&mut module)?;
    module.section(&plan.data.first(whole));
    Ok(module.finish())
}

impl First<'_, '_> {
    /// Writes the types, the imports, and the types of the functions.
    fn write_types(&mut self, module: &mut Module) -> Result<()> {
        let (types, unit) = self.places.types(self.whole)?;
        let mut imports = ImportSection::new();
        for (function, import) in (0..).zip(&self.whole.imports) {
            let kind = EntityType::Function(self.whole.type_of(function));
            imports.import(import.module, import.name, kind);
        }
        imports.import(BETWEEN, BRING, EntityType::Function(unit));
        let mut functions = FunctionSection::new();
        for function in self.plan.first.iter().chain(self.plan.stubs.keys()) {
            functions.function(self.whole.type_of(*function));
        }
        functions.function(unit);
        module.section(&types).section(&imports).section(&functions);
        Ok(())
    }

    /// Writes the table, the memory and the globals.
    fn write_state(&mut self, module: &mut Module) -> Result<()> {
        let mut tables = TableSection::new();
        tables.table(self.places.table(self.whole, self.plan)?);
        let mut memories = MemorySection::new();
        memories.memory(self.places.memory(self.whole)?);
        let mut globals = GlobalSection::new();
        for global in &self.whole.globals {
            self.places.parse_global(&mut globals, global.clone())?;
        }
        globals.global(HERE, &ConstExpr::i32_const(0));
        let tens = ConstExpr::i32_const(self.plan.data.tens.start as i32);
        globals.global(FIXED, &tens);
        module.section(&tables).section(&memories).section(&globals);
        Ok(())
    }

    /// Writes what the page uses, and what the rest imports, in its order; functions it has out of the table.
    fn write_exports(&mut self, module: &mut Module) -> Result<()> {
        let mut exports = ExportSection::new();
        for export in &self.whole.exports {
            self.places.parse_export(&mut exports, *export)?;
        }
        exports.export(&self.plan.mark, ExportKind::Global, self.here);
        exports.export(TENS, ExportKind::Global, self.here + 1);
        let globals = self.plan.globals.iter();
        let globals = globals.map(|global| (ExportKind::Global, *global));
        let table = [(ExportKind::Table, 0)].into_iter();
        for ((kind, index), name) in table.chain(globals).zip(names()) {
            exports.export(&name, kind, index);
        }
        module.section(&exports);
        Ok(())
    }

    /// Fills the table: with stubs, as long as the rest is not here, and with what that calls.
    fn write_table(&self, module: &mut Module) {
        let mut slots = self.whole.slots.clone();
        let more = self.plan.stubs.iter().chain(&self.plan.lent);
        slots.extend(more.map(|(function, slot)| (*slot, *function)));
        module.section(&self.places.segments(&slots));
    }

    fn write_code(&mut self, module: &mut Module) -> Result<()> {
        let mut code = CodeSection::new();
        for function in &self.plan.first {
            let body = self.whole.body_of(*function);
            self.places.parse_function_body(&mut code, body)?;
        }
        for (function, slot) in &self.plan.stubs {
            code.function(&self.stub(*function, *slot)?);
        }
        let mut ensure = Function::new([]);
        let mut body = ensure.instructions();
        body.global_get(self.here).i32_eqz().if_(BlockType::Empty);
        body.call(self.bring).end().end();
        code.function(&ensure);
        module.section(&code);
        Ok(())
    }

    /// Returns the stub of a function: it ensures that the rest is here, and calls what then stands in the slot.
    fn stub(&self, function: u32, slot: u32) -> Result<Function> {
        let kind = self.whole.type_of(function);
        let of_kind = self.whole.types.get(kind as usize);
        let parameters = of_kind.context("a function has no type")?.params().len();
        let mut stub = Function::new([]);
        let mut body = stub.instructions();
        body.call(self.ensure);
        for parameter in 0..parameters as u32 {
            body.local_get(parameter);
        }
        body.i32_const(slot as i32).call_indirect(0, kind).end();
        Ok(stub)
    }
}
