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
    let row = "only,$.paywalls[0].template.pages[0].contentContainer.components[0].text,Only ${sku.price},Nur ${sku.price},Seulement ${sku.price}\n";
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
