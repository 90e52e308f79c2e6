//! Loads a document and makes one call: `cargo run -p paywall-runtime --example call -- DOCUMENT OPERATION REQUEST`.
#![allow(clippy::print_stdout, reason = "an example prints")]

use paywall_runtime::call;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let document = std::fs::read(arguments.next().ok_or("expected a document")?)?;
    let operation = arguments.next().ok_or("expected an operation")?.parse()?;
    let request = arguments.next().unwrap_or_default();
    let (document, loaded) = call::load(&document, 1);
    let Some(document) = document else {
        println!("{}", String::from_utf8_lossy(&loaded));
        return Ok(());
    };
    println!(
        "{}",
        String::from_utf8_lossy(&call::answer(&document, operation, request.as_bytes()))
    );
    Ok(())
}
