//! Runs `paywall host`, the program, with stores of our own: an app in Apple's store and in Google's.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::forge::{Chain, Rsa};

/// The address under which Google reaches the host.
pub const AUDIENCE: &str = "https://host.example";
/// The account by which Google signs its pushes.
pub const PUSHER: &str = "push@example.iam";

/// An app in two stores, as a settings file describes it.
pub struct AppInStores<'a> {
    /// The app's name in both stores.
    pub store_app: &'a str,
    /// The cloud document.
    pub document: &'a [u8],
    /// The keys that Apple signs with.
    pub apple: &'a Chain,
    /// Further settings of proofs by Apple's keys.
    pub apple_proof: &'a str,
    /// The key that Google signs with.
    pub google: &'a Rsa,
    /// The address of Google's API.
    pub google_url: &'a str,
}

impl AppInStores<'_> {
    /// Writes `host.toml` and the files that it names into a folder, and returns its path. `head` are the settings of the
    /// host, `app` those of the app before its platforms.
    pub fn write(&self, folder: &Path, head: &str, app: &str) -> PathBuf {
        let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
        let google = self.google_url;
        let account = json!({ "client_email": "asks@example.iam", "private_key": self.google.pem(),
            "token_uri": format!("{google}/token") });
        write("root.cer", &self.apple.root);
        write("document.json", self.document);
        write("account.json", account.to_string().as_bytes());
        let (store_app, proof) = (self.store_app, self.apple_proof);
        let settings = format!(
            r#"
            listen = "127.0.0.1:0"
            {head}

            [[apps]]
            {app}

            [[apps.platforms]]
            id = "ios"
            store = "apple"
            store_app = "{store_app}"
            document = "document.json"
            proof = {{ roots = ["root.cer"]{proof} }}

            [[apps.platforms]]
            id = "android"
            store = "google"
            store_app = "{store_app}"
            document = "document.json"

            [apps.platforms.proof]
            audience = "{AUDIENCE}"
            service_account = "{PUSHER}"
            credentials = "file:account.json"
            keys = "{google}/keys"
            api = "{google}"
            "#
        );
        write("host.toml", settings.as_bytes());
        folder.join("host.toml")
    }
}

/// Makes the claims by which Google signs a push at this second.
pub fn push_claims(second: i64) -> Value {
    json!({
        "iss": "https://accounts.google.com", "aud": AUDIENCE, "iat": second - 10, "exp": second + 3600,
        "email": PUSHER, "email_verified": true,
    })
}

/// The program, until it is dropped.
#[derive(Debug)]
pub struct Running {
    /// The address that it serves, as `127.0.0.1:4000`.
    pub address: String,
    /// The process of the program.
    pub child: Child,
}

impl Running {
    /// Starts `paywall host` with a settings file and this environment, and waits until it serves.
    pub fn start(program: &Path, settings: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(program)
            .args(["host", "--settings"])
            .arg(settings)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.unwrap();
            let rest = line.strip_prefix("host at http://")?;
            Some(rest.strip_suffix("/sdk/v3/").unwrap().to_owned())
        });
        Self {
            address: address.expect("the host starts"),
            child,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
