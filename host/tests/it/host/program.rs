//! The program under test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use paywall_host_testing::program::Running;
use serde_json::Value;

/// A host at work, until it is dropped.
pub struct Program {
    settings: PathBuf,
    running: Running,
    client: reqwest::Client,
}

impl Program {
    /// Starts `paywall host`, and waits until it serves.
    pub fn start(settings: PathBuf, secret: &str) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_paywall"));
        let running = Running::start(program, &settings, &[("PAYWALL_TEST_SECRET", secret)]);
        Self {
            settings,
            running,
            client: reqwest::Client::new(),
        }
    }

    /// Makes a call of an SDK. Returns status and body.
    pub async fn sdk(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let path = format!("/sdk/v3/platform/{path}");
        self.call(method, &path, &[], body.to_string()).await
    }

    /// Sends a store's message. Returns status and body.
    pub async fn notify(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
        let path = format!("/notifications/{path}");
        self.call("POST", &path, headers, body.to_string()).await
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> (u16, Value) {
        let url = format!("http://{}{path}", self.running.address);
        let mut request = self.client.request(method.parse().unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(text.into()))
    }

    /// Lists the entitlements of a device, each with its end.
    pub async fn entitled(&self, device: &str) -> Vec<(String, String)> {
        let path = format!("{device}/active_entitlements/");
        let (status, body) = self.sdk("GET", &path, Value::Null).await;
        assert_eq!(status, 200, "{body}");
        let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        let results = body["results"].as_array().unwrap().iter();
        results
            .map(|it| (text(&it["entitlement_ref_id"]), text(&it["expires"])))
            .collect()
    }

    /// Runs a command with this host's settings.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_paywall"))
            .args(arguments)
            .arg("--settings")
            .arg(&self.settings)
            .output()
            .unwrap()
    }

    /// Runs a command about a user, named by a device, an account or an id.
    pub fn command(&self, command: &str, by: &str, name: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_paywall"))
            .args([command, by, name, "--settings"])
            .arg(&self.settings)
            .output()
            .unwrap()
    }

    /// Returns the output of `paywall history` about a user, named by a device or an account.
    pub fn history(&self, by: &str, name: &str) -> String {
        let output = self.command("history", by, name);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}
