//! Functions of libraries that no call of the module can reach, although the compiler cannot know it.
//!
//! Here they become traps, and the optimiser then removes all that only they call.

use anyhow::{Result, bail};
use walrus::ir::{InstrLocId, Unreachable};
use walrus::{FunctionKind, Module};

/// The names of such functions.
const UNREACHED: [&str; 1] = [
    // The words of errors of reading and writing: of files there are none.
    "<std::io::error::Error as core::fmt::Display>::fmt",
];

/// The beginnings of the names of functions that wasm-bindgen's libraries bring for JavaScript to call: closures, and
/// promises. The module exports none of them, as it makes none.
const NOT_EXPORTED: [&str; 2] = [
    "wasm_bindgen::convert::closures::_::invoke::<",
    "js_sys::futures::jspi::task_waker::",
];

/// Replaces the bodies of these functions by a trap. A module that lacks one is an error: the list is then to be mended.
pub fn leave_out(module: &mut Module) -> Result<()> {
    let mut missing = UNREACHED.to_vec();
    for function in module.funcs.iter_mut() {
        let name = plain(function.name.as_deref().unwrap_or_default());
        let at = missing.iter().position(|unreached| *unreached == name);
        let is_unreached = at.is_some() || NOT_EXPORTED.iter().any(|begin| name.starts_with(begin));
        if let FunctionKind::Local(local) = &mut function.kind
            && is_unreached
        {
            let entry = local.entry_block();
            let trap = (Unreachable {}.into(), InstrLocId::default());
            local.block_mut(entry).instrs = vec![trap];
            at.map(|at| missing.swap_remove(at));
        }
    }
    match missing.first() {
        None => Ok(()),
        Some(name) => bail!("the module has no `{name}`"),
    }
}

/// Takes the hashes of crates out of a name: `handlebars[c26c04a1]::render` is `handlebars::render`.
pub fn plain(name: &str) -> String {
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
