//! The host that is measured: its settings, its process, and what it says of itself.

use std::fs;
use std::path::PathBuf;

use paywall_host_testing::file;
use paywall_host_testing::program::{AppInStores, Running};
use paywall_host_testing::receiver::SECRET;
use serde_json::Value;

use crate::Outcome;
use crate::call::Call;
use crate::http::Connection;
use crate::place::{Database, Place};
use crate::shop::{BUNDLE, STRIPE_SECRET, Shop};
use crate::stores::Stores;

/// The operator's key, and the output of `printf %s metrics | sha256sum`.
pub const KEY: &str = "metrics";
const KEY_HASH: &str = "177a7ea3611fe6b138557deaf44941614b66c0ece1766308044c8b65c8ba2123";

/// The settings of a host beyond its app in five stores.
#[derive(Default)]
pub struct More {
    /// The address of the receiver of events.
    pub receiver: Option<String>,
    /// True if calls come through a proxy that says whom they came from, so that the limits by address count.
    pub proxy: bool,
    /// The ids of further platforms of the app, each with a document of its own, whose purchases nobody proves.
    pub platforms: Vec<String>,
    /// The id of the only platform of a second app.
    pub neighbour: Option<&'static str>,
    /// True if the host has a Control Center.
    pub control: bool,
}

/// The program, until it is dropped.
pub struct Host {
    running: Running,
}

impl Host {
    /// Starts `paywall host` with a settings file as the documentation has it.
    pub fn start(
        place: &Place,
        database: &Database,
        shop: &Shop,
        stores: &Stores,
        more: &More,
    ) -> Outcome<Self> {
        let document = fs::read(file("paywall-templates/document.json"))?;
        let app = AppInStores {
            store_app: BUNDLE,
            document: &document,
            apple: &shop.apple,
            apple_proof: ", app_id = 41234",
            google: &shop.google,
            google_url: &stores.url,
        };
        let proxy = if more.proxy {
            "proxy_header = \"x-forwarded-for\""
        } else {
            ""
        };
        let control = if more.control { "[control]\n" } else { "" };
        let head = format!(
            "database = \"{}\"\n{proxy}\n{control}[[admin_keys]]\nname = \"measures\"\nsha256 = \"{KEY_HASH}\"\n\
             scopes = [\"read\", \"metrics\"]\n",
            database.url
        );
        let settings = app.write(database.folder(), &head, &app_settings(more));
        let text = fs::read_to_string(&settings)? + &further(database, &document, stores, more)?;
        fs::write(&settings, text)?;
        let running = Running::start(&place.program()?, &settings, &[]);
        Ok(Self { running })
    }

    /// Returns the address that it serves.
    pub fn address(&self) -> &str {
        &self.running.address
    }

    /// Returns the processor time that it took so far, in seconds, if the system tells.
    pub fn processor(&self) -> f64 {
        let stat = fs::read_to_string(self.proc("stat")).unwrap_or_default();
        // Behind the name, which may hold anything, come user and system time, in hundredths of a second.
        let rest = stat.rsplit(')').next().unwrap_or_default();
        let times = rest.split_whitespace().skip(11).take(2);
        times.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / 100.0
    }

    /// Returns its resident memory in bytes, if the system tells.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(self.proc("status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) * 1024
    }

    /// Returns the numbers of its open files and of the connections among them, if the system tells.
    pub fn files(&self) -> (usize, usize) {
        let Ok(files) = fs::read_dir(self.proc("fd")) else {
            return (0, 0);
        };
        let targets: Vec<_> = files
            .flatten()
            .filter_map(|it| fs::read_link(it.path()).ok())
            .collect();
        let sockets = targets
            .iter()
            .filter(|it| it.to_string_lossy().starts_with("socket:"));
        (targets.len(), sockets.count())
    }

    fn proc(&self, what: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{what}", self.running.child.id()))
    }

    /// Returns the work that waits in the host.
    pub async fn waiting(&self) -> Outcome<Waiting> {
        let mut connection = Connection::open(self.address()).await?;
        let call = Call::get("/metrics".into()).with_key(KEY);
        let text = String::from_utf8(call.on(&mut connection).await?.body)?;
        // Of all apps together.
        let sum = |name: &str, of: &str| {
            let lines = text
                .lines()
                .filter(|it| it.starts_with(name) && it.contains(&format!("in=\"{of}\"")));
            lines
                .filter_map(|it| it.rsplit(' ').next()?.parse::<f64>().ok())
                .sum::<f64>()
        };
        Ok(Waiting {
            inbox: sum("paywall_waiting", "inbox"),
            outbox: sum("paywall_waiting", "outbox"),
            not_understood: sum("paywall_waiting", "not_understood"),
            oldest_message: sum("paywall_oldest_seconds", "inbox"),
            oldest_event: sum("paywall_oldest_seconds", "outbox"),
        })
    }
}

/// The work that waits in a host; ages are in seconds.
pub struct Waiting {
    pub inbox: f64,
    pub outbox: f64,
    pub not_understood: f64,
    pub oldest_message: f64,
    pub oldest_event: f64,
}

/// Writes the app's settings before its platforms.
fn app_settings(more: &More) -> String {
    let webhook = more.receiver.as_ref().map(|url| {
        format!(
            "[apps.webhook]\nurl = \"{url}\"\nsecrets = [\"{SECRET}\"]\n\
             retry = {{ first_seconds = 1, longest_seconds = 4, attempts = 3 }}\n"
        )
    });
    format!("id = \"fern\"\n{}", webhook.unwrap_or_default())
}

/// Writes the platforms beyond Apple's and Google's, and the second app; and their documents.
fn further(database: &Database, document: &[u8], stores: &Stores, more: &More) -> Outcome<String> {
    let url = &stores.url;
    let mut text = String::new();
    let mut platform = |id: &str, store: &str, proof: &str| {
        let mut document: Value = serde_json::from_slice(document)?;
        document["platform_config"]["id"] = id.into();
        fs::write(
            database.folder().join(format!("{id}.json")),
            document.to_string(),
        )?;
        text += &format!(
            "\n[[apps.platforms]]\nid = \"{id}\"\nstore = \"{store}\"\nstore_app = \"{BUNDLE}\"\n\
             document = \"{id}.json\"\n{proof}\n"
        );
        Outcome::Ok(())
    };
    let api = format!("api = \"{url}\"");
    platform(
        "roku",
        "roku",
        &format!("proof = {{ keys = \"{url}/roku\", api_key = \"key\", {api} }}"),
    )?;
    let amazon = format!(
        "proof = {{ topics = [\"arn:aws:sns:us-east-1:1:fern\"], shared_secret = \"secret\", {api} }}"
    );
    platform("fire", "amazon", &amazon)?;
    let stripe = format!("proof = {{ secrets = [\"{STRIPE_SECRET}\"], api_key = \"key\", {api} }}");
    platform("web", "stripe", &stripe)?;
    for id in &more.platforms {
        platform(id, "apple", "")?;
    }
    if let Some(id) = more.neighbour {
        let mut second = String::from("\n[[apps]]\nid = \"neighbour\"\n");
        fs::write(database.folder().join(format!("{id}.json")), document)?;
        second += &format!(
            "[[apps.platforms]]\nid = \"{id}\"\nstore = \"apple\"\nstore_app = \"{BUNDLE}\"\ndocument = \"{id}.json\"\n"
        );
        text += &second;
    }
    Ok(text)
}
