//! Failures of the Control Center's commands, in words for people.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use paywall_host::control::policy::Role;
use paywall_host_testing::needs;
use serde_json::json;

use super::world::{NOON, document, worlds};

/// `paywall control`, until it is dropped.
struct Control {
    child: Child,
    server: String,
    token: String,
}

impl Control {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paywall"))
            .args(["control", "--address", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut server, mut token) = (String::new(), String::new());
        for line in lines.map_while(Result::ok) {
            if let Some((_, address)) = line.split_once(" at ") {
                server = address.trim_end_matches("/control/").to_owned();
            }
            if let Some((_, secret)) = line.split_once("token for a day: ") {
                token = secret.to_owned();
                break;
            }
        }
        Self {
            child,
            server,
            token,
        }
    }

    /// Makes an owner, and returns the secret of the link that is announced by these words.
    fn owner(&self, folder: &Path, words: &str) -> String {
        let made = Command::new(env!("CARGO_BIN_EXE_paywall"))
            .args(["owner", "--email", "ada@example.com", "--settings"])
            .arg(folder.join("host.toml"))
            .output()
            .unwrap();
        let said = String::from_utf8(made.stdout).unwrap();
        let link = said.lines().find_map(|line| line.strip_prefix(words));
        link.expect(&said).rsplit('/').next().unwrap().to_owned()
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn one_command_starts_everything_and_a_second_start_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for start in 0..2 {
        let control = Control::start(&data);
        let client = reqwest::Client::new();
        for platform in ["web", "web-sandbox"] {
            let url = format!("{}/sdk/v3/platform/{platform}/config/", control.server);
            let answer = client.get(url).send().await.unwrap();
            assert_eq!(answer.status(), 200, "start {start}");
        }
        let url = format!("{}/control/v1/me", control.server);
        let me = client
            .get(url)
            .bearer_auth(&control.token)
            .send()
            .await
            .unwrap();
        let me: serde_json::Value = me.json().await.unwrap();
        assert_eq!(
            (&me["apps"][0]["name"], &me["apps"][0]["role"]),
            (&json!("Fern"), &json!("owner"))
        );
        let url = format!("{}/control/v1/apps/fern/deployments", control.server);
        let all = client
            .get(url)
            .bearer_auth(&control.token)
            .send()
            .await
            .unwrap();
        let all: serde_json::Value = all.json().await.unwrap();
        assert_eq!(
            all.as_array().unwrap().len(),
            2,
            "the first start published in both environments"
        );
        let said = [
            "an owner of fern, within a week: ",
            "a new password, within an hour: ",
        ][start];
        let link = control.owner(&data, said);
        let arrival = json!({ "link": link, "name": "Ada", "password": "correct horse battery" });
        let url = format!("{}/control/v1/setup", control.server);
        let came = client.post(url).header("origin", &control.server);
        let came = came.header("paywall-control", "1").json(&arrival).send();
        let came: serde_json::Value = came.await.unwrap().json().await.unwrap();
        assert_eq!(came["apps"][0]["role"], "owner", "start {start}: {came}");
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn refusals_say_what_to_do_and_scripts_can_tell_them_apart() {
    let world = worlds().remove(0);
    let host = world.host(NOON).await;
    let ada = world.person("ada", Role::Owner, &host, NOON).await;
    let eve = world.person("eve", Role::Viewer, &host, NOON).await;
    let file = world.write("a.json", &document("One", "Body", "Everyone"));
    let said = ada.does(&["publish", &file, "--dry-run"]).await;
    assert!(said.contains("Paywall «Plans» (plans) is new."), "{said}");
    let (code, said) = eve.runs(&["publish", &file]).await;
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("error[forbidden]") && said.contains("editor"),
        "{said}"
    );
    ada.does(&["publish", &file]).await;
    let said = ada.does(&["publish", &file]).await;
    assert!(said.contains("no difference"), "{said}");
    let (code, said) = ada
        .runs(&["diff", "--exit-code", "live:sandbox", &file])
        .await;
    assert_eq!((code, said.trim()), (0, "no difference"));
    let other = world.write("b.json", &document("Two", "Body", "Everyone"));
    let (code, said) = eve
        .runs(&[
            "diff",
            "--exit-code",
            "--format",
            "json",
            "live:sandbox",
            &other,
        ])
        .await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("\"sentences\""), "{said}");
    // A document with faults is not sent, and what is wrong is said with its line.
    let mut broken = document("Three", "Body", "Everyone");
    broken["campaign_rules"][0]["segments"][0]["paywall"] = json!("nowhere");
    let broken = world.write("c.json", &broken);
    let (code, said) = ada.runs(&["publish", &broken]).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("c.json:"), "{said}");
    let (code, said) = ada.runs(&["promote", "--from", "staging"]).await;
    assert_eq!(code, 2);
    assert!(said.contains("sandbox, production"), "{said}");
    let (code, said) = ada.runs(&["pull", "0123456789ab"]).await;
    assert_eq!(code, 2);
    assert!(said.contains("paywall log"), "{said}");
    let (code, said) = ada.runs(&["--token", "x"]).await;
    assert_eq!(code, 2, "{said}");
    let (code, said) = ada
        .runs(&["log", "--token", "pw_live_wrong", "--app", "fern"])
        .await;
    assert_eq!(code, 2);
    assert!(said.contains("PAYWALL_TOKEN"), "{said}");
    let (code, said) = ada.runs(&["log", "--server", "http://127.0.0.1:1"]).await;
    assert_eq!(code, 2);
    assert!(said.contains("is the host running"), "{said}");
    host.end().await;
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn warnings_are_ticked_off_by_name_before_production() {
    let world = worlds().remove(0);
    let host = world.host(NOON).await;
    let ada = world.person("ada", Role::Owner, &host, NOON).await;
    let mut document = document("One", "Body", "Everyone");
    document["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"][0]["fontSise"] =
        json!(12);
    let file = world.write("a.json", &document);
    let publish = ["publish", &file, "--environment", "production"];
    let (code, said) = ada.runs(&publish).await;
    assert_eq!(code, 1, "{said}");
    let ticks = said.lines().filter_map(|line| line.split_once("--tick '"));
    let ticks: Vec<String> = ticks
        .map(|(_, tick)| format!("--tick={}", tick.trim_end_matches('\'')))
        .collect();
    assert!(!ticks.is_empty() && said.contains("a.json:"), "{said}");
    let mut line: Vec<&str> = publish.to_vec();
    line.extend(ticks.iter().map(String::as_str));
    let said = ada.does(&line).await;
    assert!(said.contains("is live in production"), "{said}");
    host.end().await;
}
