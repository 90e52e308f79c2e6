//! `paywall preview`, the program: the link that it prints, and a file that it shows.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use paywall_host_testing::needs;
use paywall_host_testing::until::until;
use reqwest::StatusCode;
use reqwest::header::{HOST, SET_COOKIE};
use serde_json::{Value, json};

use super::world::document;

/// The program, until it is dropped.
struct Preview {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Preview {
    fn start(arguments: &[&Path]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paywall"))
            .args(["preview", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Reads the next address that it prints.
    fn address(&mut self) -> String {
        let mut lines = self.lines.by_ref().map_while(Result::ok);
        let found = lines.find_map(|line| Some(format!("http{}", line.split_once("http")?.1)));
        found.expect("an address")
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a client that shows where it is sent.
fn client() -> reqwest::Client {
    let redirects = reqwest::redirect::Policy::none();
    reqwest::Client::builder()
        .redirect(redirects)
        .build()
        .unwrap()
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn the_printed_link_signs_in_once_and_what_was_made_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut made = Vec::new();
    for start in 0..2 {
        let mut preview = Preview::start(&[Path::new("--data"), &data]);
        let pages = preview.address();
        let link = preview.address();
        let rebound = client()
            .get(&link)
            .header(HOST, "rebound.example")
            .send()
            .await
            .unwrap();
        assert_eq!(rebound.status(), StatusCode::FORBIDDEN, "start {start}");
        let came = client().get(&link).send().await.unwrap();
        assert_eq!(came.status(), StatusCode::SEE_OTHER, "start {start}");
        let cookie = came.headers()[SET_COOKIE]
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let again = client().get(&link).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::FORBIDDEN, "the link works once");
        let drafts = format!("{pages}v1/apps/fern/drafts");
        let kept: Value = client()
            .get(&drafts)
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let kept: Vec<&Value> = kept
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["id"])
            .collect();
        assert_eq!(kept, made.iter().collect::<Vec<_>>(), "start {start}");
        let origin = pages.trim_end_matches("/control/");
        let begun = client()
            .post(&drafts)
            .header("cookie", &cookie)
            .header("origin", origin);
        let begun = begun
            .header("paywall-control", "1")
            .json(&json!({ "name": "Spring" }))
            .send()
            .await
            .unwrap();
        made.push(begun.json::<Value>().await.unwrap()["id"].clone());
        for platform in ["web", "web-sandbox"] {
            let config = format!("{origin}/sdk/v3/platform/{platform}/config/");
            let answer = client().get(config).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{platform}");
        }
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_shown_with_its_faults_and_read_again_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.json");
    let mut faulty = document("One", "Body", "Everyone");
    faulty["campaign_rules"][0]["segments"][0]["paywall"] = json!("nobody");
    fs::write(&file, faulty.to_string()).unwrap();
    let mut preview = Preview::start(&[&file]);
    let pages = preview.address();
    let app = format!("{pages}v1/apps/file");
    let read = async || -> Value {
        client()
            .get(&app)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let first = read().await;
    assert_eq!(
        (&first["file"], &first["environments"][0]["name"]),
        (&json!("mine.json"), &json!("file")),
        "{first}"
    );
    fs::write(&file, "{").unwrap();
    fs::write(
        &file,
        document("Another one", "Body", "Everyone").to_string(),
    )
    .unwrap();
    let sequence = |app: &Value| app["environments"][0]["live"]["sequence"].clone();
    until(async || sequence(&read().await) != sequence(&first)).await;
    let now = read().await;
    let revision = now["environments"][0]["live"]["revision"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = client()
        .get(format!("{app}/revisions/{revision}/document"))
        .send()
        .await
        .unwrap();
    assert!(shown.text().await.unwrap().contains("Another one"));
    let sdk = format!(
        "{}/sdk/v3/platform/web/config/",
        pages.trim_end_matches("/control/")
    );
    let sdk = client().get(sdk).send().await.unwrap();
    assert_eq!(
        sdk.status(),
        StatusCode::NOT_FOUND,
        "pages of other sites cannot read the file"
    );
}

#[test]
fn it_listens_on_this_machine_alone() {
    for address in ["0.0.0.0", "192.168.1.7", "::"] {
        let output = Command::new(env!("CARGO_BIN_EXE_paywall"))
            .args(["preview", "--host", address])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("expected an address of this machine alone"),
            "{said}"
        );
    }
}
