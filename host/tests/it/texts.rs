//! The command `paywall texts`, as people type it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const DOCUMENT: &str = r#"{
  "paywalls": [{ "id": "p", "template": { "min_sdk_version": "3.3.0", "pages": [{ "name": "a", "contentContainer":
    { "component": "container", "components": [{ "component": "text", "text": "Only ${sku.price}" }] } }] } }]
}
"#;

/// Runs the program in a folder, and returns its exit code and what it said.
fn paywall(folder: &Path, line: &str) -> (i32, String) {
    let mut program = Command::cargo_bin("paywall").unwrap();
    let arguments = line.split(' ').skip(1);
    let output = program
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text + &told)
}

#[test]
fn a_document_goes_to_a_translator_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let read = |name: &str| fs::read_to_string(file(name)).unwrap();
    fs::write(file("plain.json"), DOCUMENT).unwrap();
    let run = |line: &str| {
        let (code, out) = paywall(folder.path(), line);
        assert_eq!(code, 0, "{line}: {out}");
        out
    };
    let out = run("paywall texts extract plain.json --locale en -o keyed.json");
    assert_eq!(out, "1 texts have keys now\n");
    assert!(read("keyed.json").contains("\"text\": \"${text.only}\""));
    run("paywall texts export keyed.json --format xliff --locale de -o de.xlf");
    let unit = "<source>Only <ph id=\"1\">${sku.price}</ph></source>\n";
    let file_of = read("de.xlf");
    assert!(file_of.contains(unit), "{file_of}");
    let target = "<target state=\"final\">Nur <ph id=\"1\"/></target>\n";
    let translated = file_of.replace(unit, &(unit.to_owned() + target));
    fs::write(file("de.xlf"), translated).unwrap();
    fs::write(
        file("fr.csv"),
        "key,fr\nonly,Seulement ${sku.price}\nnobody,x\n",
    )
    .unwrap();
    let out = run("paywall texts import keyed.json de.xlf fr.csv -o keyed.json");
    assert_eq!(
        out,
        "note[unknown_text] fr.csv:3: the document has no text with the key \"nobody\"; its fr is left out\n\
         2 texts are new or changed\n"
    );
    let table = run("paywall texts export keyed.json");
    let row = "only,paywall p / page a / text,Only ${sku.price},Nur ${sku.price},Seulement ${sku.price}\n";
    assert!(table.ends_with(row), "{table}");
    run("paywall texts flatten keyed.json -o again.json");
    assert_eq!(
        read("again.json").split_whitespace().collect::<String>(),
        DOCUMENT.split_whitespace().collect::<String>()
    );
}

#[test]
fn what_cannot_be_done_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plain.json"), DOCUMENT).unwrap();
    for (line, expected) in [
        (
            "paywall texts export plain.json",
            "expected a document with \"texts\"",
        ),
        (
            "paywall texts extract plain.json",
            "expected a document with \"texts\"",
        ),
        (
            "paywall texts export plain.json --format xliff",
            "--locale <TAG>",
        ),
        (
            "paywall texts export nothing.json",
            "cannot read nothing.json",
        ),
    ] {
        let (code, out) = paywall(folder.path(), line);
        assert!(code == 2 && out.contains(expected), "{line}: {out}");
    }
}

#[test]
fn a_table_that_is_no_utf_8_is_read_or_said_how_to_save_it() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"texts": {"default": "en", "locales": {"en": {"a": "Price"}, "fr": {}}}}"#;
    fs::write(folder.path().join("a.json"), document).unwrap();
    let table = "key,en,fr\na,Price,Prix \u{e0} payer\n";
    for units in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide: Vec<u8> = format!("\u{feff}{table}")
            .encode_utf16()
            .flat_map(units)
            .collect();
        fs::write(folder.path().join("wide.csv"), wide).unwrap();
        let (code, out) = paywall(folder.path(), "paywall texts import a.json wide.csv");
        assert!(code == 0 && out.contains("Prix \u{e0} payer"), "{out}");
    }
    let latin: Vec<u8> = table.chars().map(|sign| sign as u8).collect();
    fs::write(folder.path().join("latin.csv"), latin).unwrap();
    let (code, out) = paywall(folder.path(), "paywall texts import a.json latin.csv");
    assert!(
        code == 2 && out.contains("latin.csv, line 2") && out.contains("CSV UTF-8"),
        "{out}"
    );
}
