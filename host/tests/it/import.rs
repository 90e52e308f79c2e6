//! Tests of `paywall import`, as a team that moves uses it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use assert_cmd::Command;
use paywall_host_testing::needs;
use serde_json::{Value, json};

/// Runs the program in a folder: its exit code, and what it told.
fn paywall(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut program = Command::cargo_bin("paywall").unwrap();
    let output = program
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn json_of(file: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

#[needs(module, shared)]
#[test]
fn all_templates_become_one_document_without_an_error_and_every_loss_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let templates =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/import/revenuecat/templates");
    let templates = templates.to_str().unwrap();
    for name in ["first", "second"] {
        let (document, report) = (format!("{name}.json"), format!("{name}.report.json"));
        let (code, _, told) = paywall(
            folder.path(),
            &[
                "import",
                "revenuecat",
                templates,
                "-o",
                &document,
                "--report",
                &report,
            ],
        );
        assert_eq!(code, 0, "{told}");
        let report = json_of(folder.path().join(report));
        let findings = report["findings"].as_array().unwrap();
        assert_eq!(report["unlisted"], 0);
        assert_eq!(told.lines().count(), findings.len(), "each finding is told");
        let known: BTreeSet<&str> = paywall_host::import::revenuecat::code::ALL
            .iter()
            .chain(paywall_host::import::code::ALL)
            .map(|code| code.name)
            .collect();
        for finding in findings {
            let code = finding["code"].as_str().unwrap();
            assert!(known.contains(code), "{finding}");
            assert!(finding["path"].as_str().unwrap().contains('$'), "{finding}");
            assert!(
                told.contains(finding["message"].as_str().unwrap()),
                "{finding}"
            );
        }
    }
    let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(
        bytes("first.json") == bytes("second.json"),
        "the same files give the same bytes"
    );
    assert!(bytes("first.report.json") == bytes("second.report.json"));
    let count = fs::read_dir(templates).unwrap().count();
    let document = json_of(folder.path().join("first.json"));
    assert_eq!(document["paywalls"].as_array().unwrap().len(), count);
    let (code, checked, told) =
        paywall(folder.path(), &["check", "first.json", "--format", "json"]);
    let errors: Vec<&str> = checked
        .lines()
        .filter(|line| line.contains("\"error\""))
        .collect();
    assert!(errors.is_empty() && code < 2, "{code} {errors:?} {told}");
}

/// Answers the requests of a test: the path decides.
fn serve(listener: &TcpListener) {
    for stream in listener.incoming().flatten() {
        answer(stream);
    }
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let (head, body): (&str, Vec<u8>) = match first.split(' ').nth(1).unwrap_or_default() {
        "/hero.png" => ("200 OK\r\ncontent-type: image/png", b"a picture".to_vec()),
        "/moved.png" => ("302 Found\r\nlocation: /hero.png", Vec::new()),
        "/away.png" => ("302 Found\r\nlocation: file:///etc/passwd", Vec::new()),
        "/round.png" => ("302 Found\r\nlocation: /round.png", Vec::new()),
        "/page.png" => ("200 OK\r\ncontent-type: text/html", b"<p>".to_vec()),
        "/large.png" => ("200 OK\r\ncontent-type: image/png", vec![0; (10 << 20) + 1]),
        _ => ("404 Not Found", Vec::new()),
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(&body);
}

#[test]
fn pictures_are_fetched_into_a_folder_and_what_does_not_come_stays_a_link() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || serve(&listener));
    let folder = tempfile::tempdir().unwrap();
    let paths = ["hero", "moved", "away", "round", "page", "large", "missing"];
    let images: Vec<Value> = paths
        .iter()
        .map(|path| json!({ "type": "image", "id": path, "source": { "light": { "original": format!("{base}/{path}.png"), "width": 10, "height": 10 } } }))
        .collect();
    let paywall_json = json!({ "default_locale": "en_US", "components_localizations": { "en_US": {} },
        "components_config": { "base": { "stack": { "type": "stack", "components": images } } } });
    fs::write(folder.path().join("design.json"), paywall_json.to_string()).unwrap();
    let import = |more: &[&str]| {
        let all = [
            &[
                "import",
                "revenuecat",
                "design.json",
                "-o",
                "out.json",
                "--assets",
                "pictures",
                "--report",
                "report.json",
            ],
            more,
        ]
        .concat();
        let (code, _, told) = paywall(folder.path(), &all);
        assert_eq!(code, 0, "{told}");
        (
            fs::read_to_string(folder.path().join("out.json")).unwrap(),
            told,
        )
    };
    let (document, told) = import(&[]);
    assert!(document.contains(&format!("{base}/hero.png")));
    assert_eq!(
        told.matches("in a private network").count(),
        paths.len(),
        "{told}"
    );

    let (document, told) = import(&["--private"]);
    for (name, is_there) in [
        ("001-hero.png", true),
        ("002-moved.png", true),
        ("003-away.png", false),
    ] {
        assert_eq!(
            document.contains(&format!("\"pictures/{name}\"")),
            is_there,
            "{name}"
        );
        assert_eq!(
            folder.path().join("pictures").join(name).exists(),
            is_there,
            "{name}"
        );
    }
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(
        report.contains("\"asset_left\"") && report.contains("the answer is 404"),
        "{report}"
    );

    // The document names them from where it is.
    fs::create_dir_all(folder.path().join("deep/er")).unwrap();
    let all = "import revenuecat design.json -o deep/er/out.json --assets deep/img --private";
    let (code, _, said) = paywall(folder.path(), &all.split(' ').collect::<Vec<_>>());
    assert_eq!(code, 0, "{said}");
    let deep = fs::read_to_string(folder.path().join("deep/er/out.json")).unwrap();
    assert!(deep.contains("\"../img/001-hero.png\""), "{deep}");
    assert_eq!(
        fs::read(folder.path().join("pictures/001-hero.png")).unwrap(),
        b"a picture"
    );
    for (path, reason) in [
        ("away", "found file"),
        ("round", "more than 3 times"),
        ("page", "found \"text/html\""),
        ("large", "more than 10485760 bytes"),
        ("missing", "the answer is 404"),
    ] {
        assert!(document.contains(&format!("{base}/{path}.png")), "{path}");
        let line = told
            .lines()
            .find(|line| line.contains(&format!("/{path}.png")))
            .unwrap_or(&told);
        assert!(
            line.contains("asset_left") && line.contains(reason),
            "{line}"
        );
    }
}
