//! The rest: the functions that the first part has stubs for, and what only these call.

use std::collections::BTreeMap;

use anyhow::Result;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, EntityType, Function, FunctionSection, ImportSection, Module, StartSection,
};

use super::part::{BETWEEN, HERE, MEMORY, Places, names};
use super::plan::Plan;
use super::whole::Whole;

/// Writes the rest. Started, it puts its functions into their slots and says that it is here.
///
/// # Errors
/// When the module is not built as expected.
pub fn write(whole: &Whole<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let mut places = Places::default();
    let (types, unit) = places.types(whole)?;
    let imports = imports(whole, plan, &mut places)?;
    let own = plan.shared.len() as u32;
    places
        .functions
        .extend(plan.rest.iter().copied().zip(own..));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for function in &plan.rest {
        functions.function(whole.type_of(*function));
        places.parse_function_body(&mut code, whole.body_of(*function))?;
    }
    functions.function(unit);
    let mut start = Function::new([]);
    start.instructions().i32_const(1).global_set(0).end();
    code.function(&start);
    let function_index = own + plan.rest.len() as u32;
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions);
    module.section(&StartSection { function_index });
    module.section(&places.segments(&slots(whole, plan)));
    module.section(&code).section(&plan.data.rest(whole));
    Ok(module.finish())
}

/// Returns the slots of the rest's functions.
fn slots(whole: &Whole<'_>, plan: &Plan) -> BTreeMap<u32, u32> {
    let known = whole
        .slots
        .iter()
        .map(|(slot, function)| (*slot, *function));
    let stubs = plan.stubs.iter().map(|(function, slot)| (*slot, *function));
    known
        .filter(|(_, function)| plan.stubs.contains_key(function))
        .chain(stubs)
        .collect()
}

/// Returns what the rest imports: of the first part, and of the page. The first global says whether the rest is here.
fn imports(whole: &Whole<'_>, plan: &Plan, places: &mut Places) -> Result<ImportSection> {
    let mut section = ImportSection::new();
    let mut names = names();
    let mut shared = |section: &mut ImportSection, kind: EntityType| {
        let name = names.next().unwrap_or_default();
        section.import(BETWEEN, &name, kind);
    };
    section.import(BETWEEN, MEMORY, EntityType::Memory(places.memory(whole)?));
    section.import(BETWEEN, &plan.mark, EntityType::Global(HERE));
    shared(&mut section, EntityType::Table(places.table(whole, plan)?));
    for (index, global) in (1..).zip(&plan.globals) {
        let kind = places.global_type(whole.globals[*global as usize].ty)?;
        shared(&mut section, EntityType::Global(kind));
        places.globals.insert(*global, index);
    }
    for (index, function) in (0..).zip(&plan.shared) {
        let kind = EntityType::Function(whole.type_of(*function));
        match whole.imports.get(*function as usize) {
            Some(import) => {
                section.import(import.module, import.name, kind);
            }
            None => {
                section.import(BETWEEN, &plan.lent[function].to_string(), kind);
            }
        }
        places.functions.insert(*function, index);
    }
    Ok(section)
}
