//! Tests of every file in `tests/scenarios`: its expectations hold, and its output is the file beside it.
//! With `BLESS` set, the output becomes the expected one; expectations are never blessed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use paywall_scenario as scenario;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn scenarios_end_as_documented() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for file in files() {
        let report = scenario::play(&fs::read_to_string(&file).unwrap());
        let report = report.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(report.held > 0, "{}: expects nothing", file.display());
        let (text, expected) = (report.to_string(), file.with_extension("txt"));
        if bless {
            fs::write(&expected, &text).unwrap();
        }
        let same = fs::read_to_string(&expected).ok().as_ref() == Some(&text);
        if !report.failures.is_empty() || !same {
            wrong.push(format!("{}\n{text}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_documented_scenarios_have_a_file() {
    let names: Vec<_> = files()
        .iter()
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let seed = [
        "s1a", "s1b", "s1c", "s2a", "s2b", "s2c", "s3", "s4", "s4b", "s5",
    ];
    let seed = seed
        .into_iter()
        .chain(["s6a", "s6b", "s6c", "s6d", "s6e"])
        .map(String::from);
    for wanted in seed.chain((1..=22).map(|number| format!("x{number:02}"))) {
        assert!(
            names.iter().any(|name| name.starts_with(&wanted)),
            "{wanted}"
        );
    }
}

#[test]
fn an_expectation_that_does_not_hold_is_named() {
    let report = scenario::play(
        r#"[{"do": "install", "device": "D1"},
            {"do": "validate", "device": "D1", "purchases": ["C"]},
            {"do": "expect", "owners": {"C": "U:e1"}, "transfers": []}]"#,
    )
    .unwrap();
    let found = "step 3: owner of C: expected [U:e1], found [A1]";
    assert_eq!((report.failures, report.held), (vec![found.to_owned()], 1));
}

#[test]
fn a_step_about_nothing_is_an_error_that_names_the_step() {
    for (file, expected) in [
        (r#"{"do": "wait"}"#, "not a list of steps"),
        (r#"[{"do": "dance"}]"#, "step 1: unknown variant `dance`"),
        (
            r#"[{"do": "wait"}, {"do": "policy", "transfr": "x"}]"#,
            "step 2: unknown field `transfr`",
        ),
        (
            r#"[{"do": "purchase", "nam": "C"}]"#,
            "step 1: unknown field `nam`",
        ),
        (
            r#"[{"do": "expect", "owner": {}}]"#,
            "step 1: unknown field `owner`",
        ),
        (
            r#"[{"do": "logout", "device": "D1", "as": "e"}]"#,
            "step 1: unknown field `as`",
        ),
        (
            r#"[{"do": "logout", "device": "D1"}]"#,
            "step 1: no device D1",
        ),
        (
            r#"[{"do": "wait"}, {"do": "wait", "after": "soon"}]"#,
            "step 2: soon is neither a time",
        ),
        (
            r#"[{"do": "assign", "purchase": "C", "to": "A1"}]"#,
            "step 1: no purchase named C",
        ),
        (
            r#"[{"do": "receive", "store": "roku", "message": {}}]"#,
            "step 1: not a message of roku",
        ),
    ] {
        let error = scenario::play(file).unwrap_err().to_string();
        assert!(error.contains(expected), "{file}: {error}");
    }
}

#[test]
fn every_question_is_answered_by_a_scenario_whose_steps_are_told() {
    let mut answered = 0;
    for (name, question) in scenario::questions() {
        let text = scenario::shipped(name).unwrap_or_else(|| panic!("{question}: no {name}"));
        let report = scenario::play(text).unwrap();
        assert_eq!(report.failures, Vec::<String>::new(), "{name}");
        for step in report.steps {
            assert!(step.told.ends_with('.'), "{name}: {}", step.told);
        }
        answered += 1;
    }
    assert!(answered >= 20, "{answered}");
}
