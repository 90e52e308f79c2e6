//! The order of the module's functions. It means nothing to who runs them, but what is alike compresses best side by side:
//! that is worth 1.7 % of the module.

use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload,
    TypeRef,
};

/// How many bytes in a row are compared.
const RUN: usize = 4;
/// How many different runs are told apart.
const RUNS: usize = 4096;
/// What the same type counts for, of 1 for the same code: the types stand in a section of their own, in the same order.
const SAME_TYPE: f64 = 0.3;

/// The module with similar functions beside each other.
pub fn by_similarity(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut order = Order::default();
    let mut looks = Vec::new();
    let mut types = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    order.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(functions) => {
                types = functions.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CodeSectionEntry(body) => looks.push(Look::of(&types, looks.len(), &body)),
            _ => {}
        }
    }
    order.arrange(&looks);
    let mut module = Module::new();
    let parser = Parser::new(0);
    order
        .parse_core_module(&mut module, parser, wasm)
        .context("the module's functions could not be put in order")?;
    Ok(module.finish())
}

/// What of a function is compared.
struct Look {
    kind: Option<u32>,
    runs: Vec<u64>,
    count: u32,
}

impl Look {
    fn of(types: &[u32], at: usize, body: &FunctionBody<'_>) -> Self {
        let mut runs = vec![0_u64; RUNS / 64];
        for run in body.as_bytes().windows(RUN) {
            // Fowler, Noll and Vo's hash.
            let hash = run.iter().fold(0x811c_9dc5_u32, |hash, byte| {
                (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
            });
            let place = hash as usize % RUNS;
            runs[place / 64] |= 1 << (place % 64);
        }
        Self {
            kind: types.get(at).copied(),
            count: 1 + runs.iter().map(|word| word.count_ones()).sum::<u32>(),
            runs,
        }
    }

    /// How alike two are, from 0: the cosine of their runs.
    fn likeness(&self, other: &Self) -> f64 {
        let pairs = self.runs.iter().zip(&other.runs);
        let common: u32 = pairs.map(|(a, b)| (a & b).count_ones()).sum();
        let cosine = f64::from(common) / f64::from(self.count * other.count).sqrt();
        let same = self.kind == other.kind;
        cosine + if same { SAME_TYPE } else { 0.0 }
    }
}

/// Which of the module's own functions stands where.
#[derive(Default)]
struct Order {
    imported: u32,
    /// By new place, the old one.
    old: Vec<usize>,
    /// By old place, the new one.
    new: Vec<u32>,
}

impl Order {
    /// Each function is followed by the one most like it of those left.
    fn arrange(&mut self, looks: &[Look]) {
        let mut left: Vec<usize> = (1..looks.len()).collect();
        self.old.push(0);
        self.new = vec![0; looks.len()];
        let mut last = 0;
        while let Some((at, _)) = left
            .iter()
            .map(|place| looks[last].likeness(&looks[*place]))
            .enumerate()
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
        {
            last = left.remove(at);
            self.new[last] = self.old.len() as u32;
            self.old.push(last);
        }
    }
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(match function.checked_sub(self.imported) {
            Some(own) => self.imported + self.new[own as usize],
            None => function,
        })
    }

    fn parse_function_section(
        &mut self,
        to: &mut FunctionSection,
        from: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types: Vec<u32> = from.into_iter().collect::<Result<_, _>>()?;
        for old in &self.old {
            to.function(types[*old]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        to: &mut CodeSection,
        from: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies: Vec<FunctionBody<'_>> = from.into_iter().collect::<Result<_, _>>()?;
        for old in self.old.clone() {
            self.parse_function_body(to, bodies[old].clone())?;
        }
        Ok(())
    }

    /// What is only for tools.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        Ok(())
    }
}
