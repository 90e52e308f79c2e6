use paywall_engine::{Engine, EngineOptions, Error};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Once per program: compiles the module, or takes it compiled from the user's cache folder.
    let engine = Engine::new(EngineOptions::default())?;

    // Once per document: JSON, gzip of JSON, or {"initial_config": base64(gzip(JSON))}.
    let document = engine.load(&std::fs::read("paywalls.json")?)?;
    for warning in document.describe()?.warnings {
        eprintln!("{}: {}", warning.path.unwrap_or_default(), warning.message);
    }

    let request = br#"{"launch": {"label": "settings"}, "device": {"formFactor": "phone"}, "now": 1764000000000}"#;
    match document.snapshot(request) {
        Ok(page) => println!("{}", page.ok.html),
        Err(Error::Refused(refusal)) => eprintln!("no paywall: {refusal}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
