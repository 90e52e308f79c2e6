//! Searches in all targets, or in those that are named, for a given time each.
//!
//! ```text
//! cargo run --package paywall-fuzz -- --seconds 10 [--seed 42] [TARGET …]
//! cargo run --package paywall-fuzz -- --input FILE TARGET
//! cargo run --package paywall-fuzz -- --seeds FOLDER TARGET
//! ```
#![allow(clippy::print_stdout, reason = "a command line tool talks to its user")]

use std::env;
use std::error::Error;
use std::fs;
use std::time::Duration;

use paywall_fuzz::{TARGETS, Target, search::search};

/// The command line.
struct Arguments {
    seconds: u64,
    seed: u64,
    input: Option<String>,
    seeds: Option<String>,
    targets: Vec<&'static Target>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = read(env::args().skip(1))?;
    if let Some(file) = arguments.input {
        let input = fs::read(file)?;
        arguments.targets.iter().for_each(|it| (it.run)(&input));
        return Ok(());
    }
    if let Some(folder) = arguments.seeds {
        fs::create_dir_all(&folder)?;
        let inputs = arguments.targets.iter().flat_map(|it| it.inputs());
        for (number, input) in inputs.enumerate() {
            fs::write(format!("{folder}/{number}"), input)?;
        }
        return Ok(());
    }
    let time = Duration::from_secs(arguments.seconds);
    let mut failures = Vec::new();
    for target in arguments.targets {
        let searched = search(target, arguments.seed, time)?;
        println!(
            "{:<9} seed {} inputs {}",
            target.name, arguments.seed, searched.inputs
        );
        failures.extend(searched.failure);
    }
    match failures.is_empty() {
        true => Ok(()),
        false => {
            println!("these inputs break something:\n{}", failures.join("\n"));
            Err(format!("{} inputs break something", failures.len()).into())
        }
    }
}

/// Reads the command line.
fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments {
        seconds: 10,
        seed: fastrand::u64(..1 << 32),
        input: None,
        seeds: None,
        targets: Vec::new(),
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} lacks a value"));
        let number = |text: String| text.parse().map_err(|_| format!("{text} is no number"));
        match word.as_str() {
            "--seconds" => arguments.seconds = number(value()?)?,
            "--seed" => arguments.seed = number(value()?)?,
            "--input" => arguments.input = Some(value()?),
            "--seeds" => arguments.seeds = Some(value()?),
            name => arguments.targets.push(Target::named(name).ok_or_else(|| {
                let names: Vec<_> = TARGETS.iter().map(|it| it.name).collect();
                format!("{name} is no target; there are {}", names.join(", "))
            })?),
        }
    }
    if arguments.targets.is_empty() {
        arguments.targets = TARGETS.iter().collect();
    }
    Ok(arguments)
}
