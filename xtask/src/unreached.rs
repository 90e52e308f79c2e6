//! Functions of libraries that no call of the module can reach, although the compiler cannot know it.
//!
//! Texts and page shells may hold no partials and no decorators (`runtime/src/text/words.rs` refuses them before
//! Handlebars reads them), so the code for them is never run. Here it becomes a trap, and the optimiser then removes all
//! that only this code calls.

use anyhow::{Result, bail};
use walrus::ir::{InstrLocId, Unreachable};
use walrus::{FunctionKind, Module};

/// The names of such functions.
const UNREACHED: [&str; 4] = [
    "<handlebars::render::Decorator>::try_from_template",
    "<handlebars::decorators::inline::InlineDecorator as handlebars::decorators::DecoratorDef>::call",
    "<handlebars::template::DecoratorTemplate>::new",
    // The partials of a call, by name.
    "<alloc::collections::btree::map::BTreeMap<alloc::string::String, &handlebars::template::Template>>::insert",
];

/// Replaces the bodies of these functions by a trap. A version of Handlebars that lacks one is an error: the list is then
/// to be mended.
pub fn leave_out(module: &mut Module) -> Result<()> {
    let mut missing = UNREACHED.to_vec();
    for function in module.funcs.iter_mut() {
        let name = plain(function.name.as_deref().unwrap_or_default());
        if let FunctionKind::Local(local) = &mut function.kind
            && let Some(at) = missing.iter().position(|unreached| *unreached == name)
        {
            let entry = local.entry_block();
            local.block_mut(entry).instrs = vec![(Unreachable {}.into(), InstrLocId::default())];
            missing.swap_remove(at);
        }
    }
    match missing.first() {
        None => Ok(()),
        Some(name) => bail!("the module has no `{name}`"),
    }
}

/// Takes the hashes of crates out of a name: `handlebars[c26c04a1]::render` is `handlebars::render`.
fn plain(name: &str) -> String {
    let mut parts = name.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                out.push_str(rest);
            }
            _ => {
                out.push('[');
                out.push_str(part);
            }
        }
    }
    out
}
