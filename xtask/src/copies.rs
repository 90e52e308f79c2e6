//! The copies of bytes that the module makes: by a function of its own (`runtime/heap/src/copy.rs`).
//!
//! Engines are slow at the instruction that copies when there are only few bytes, and the compiler uses it for all copies
//! whose length it does not know. Here each becomes a call of that function.

use anyhow::{Context, Result};
use walrus::ir::{Call, Instr, InstrSeq, VisitorMut, dfs_pre_order_mut};
use walrus::{FunctionId, FunctionKind, Module};

/// The name under which the function comes from the compiler.
const NAME: &str = "paywall_copy";

/// Replaces all copies outside of the function by calls of it, and removes its export.
pub fn by_call(module: &mut Module) -> Result<()> {
    let copy = module.exports.get_func(NAME);
    let mut calls = Calls {
        copy: copy.context("the module has no function that copies")?,
    };
    module.exports.remove(NAME)?;
    for function in module.funcs.iter_mut() {
        let id = function.id();
        if let FunctionKind::Local(local) = &mut function.kind
            && id != calls.copy
        {
            let entry = local.entry_block();
            dfs_pre_order_mut(&mut calls, local, entry);
        }
    }
    Ok(())
}

/// A visitor that makes calls of copies.
struct Calls {
    copy: FunctionId,
}

impl VisitorMut for Calls {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        for (instruction, _) in &mut sequence.instrs {
            if matches!(instruction, Instr::MemoryCopy(_)) {
                *instruction = Call { func: self.copy }.into();
            }
        }
    }
}
