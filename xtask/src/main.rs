//! The project's one task runner: `cargo xtask wasm | control | preview | site | test | bundlers | fuzz | sbom | release | reproduce | tidy | bench | bless`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its user"
)]

mod arguments;
mod bench;
mod bindgen;
mod control;
mod copies;
mod entries;
mod inline;
mod locales;
mod map;
mod model;
mod needs;
mod optimise;
mod order;
mod preview;
mod release;
mod report;
mod reproduce;
mod run;
mod sbom;
mod site;
mod size;
mod split;
mod steps;
mod supply;
mod test;
mod tidy;
mod tools;
mod unreached;
mod wasm;

use anyhow::Result;
use arguments::{Arguments, Task};
use clap::Parser;

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Wasm => wasm::build().map(|_| ()),
        Task::Control => control::make(),
        Task::Preview { arguments } => preview::serve(&arguments),
        Task::Site => site::make(),
        Task::Test => test::run_all(),
        Task::Bundlers => test::bundlers(),
        Task::Fuzz { arguments } => test::fuzz(&arguments),
        Task::Sbom => sbom::write(),
        Task::Release { version, prepare } => release::make(&version, prepare),
        Task::Reproduce => reproduce::compare(),
        Task::Tidy => tidy::check(),
        Task::Bench => bench::measure(),
        Task::Bless => test::bless(),
    }
}
