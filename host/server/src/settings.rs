//! The settings of a host: a TOML file, and the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use axum::http::HeaderName;
use serde::Deserialize;
use toml::Table;

use super::admin::AdminKey;
use super::budget::QuestionSizes;
use super::calls::Calls;
use super::identity::{Identity, IdentitySettings};
use super::log::Level;
use super::oidc::OidcSettings;
use super::retention::Retention;
use paywall_center::Here;
use paywall_ledger::{
    App, AppId, AppPlatform, Catalogue, EventName, PlatformId, Policy, Product, ProductId, Store,
};
use paywall_listen::{Connections, StreamLimits};
use paywall_results::Windows;
use paywall_stores::{Secret, Stores, configure};
use paywall_webhooks::{Endpoint, Retry, SigningSecret};

/// The settings of a host: its database, its address and the apps it serves.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The address and port to listen on; `PAYWALL_LISTEN` in the environment wins.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// The database: `sqlite:FILE` or `postgres://…`; `PAYWALL_DATABASE` in the environment wins.
    #[serde(default = "default_database")]
    pub database: String,
    /// Replicas of a PostgreSQL server, for reads that may be slightly old; `PAYWALL_REPLICAS` in the
    /// environment wins, with spaces between them.
    #[serde(default)]
    pub replicas: Vec<String>,
    /// The limits of connections.
    #[serde(default)]
    pub connections: Connections,
    /// The limits of the calls that SDKs make.
    #[serde(default)]
    pub calls: Calls,
    /// The limits of answers that stay open, by which clients hear what changes.
    #[serde(default)]
    pub streams: StreamLimits,
    /// The limits of the questions to stores that devices cause.
    #[serde(default)]
    pub questions: QuestionSizes,
    /// The header in which a proxy before the host adds whom a request came from, such as `x-forwarded-for`.
    /// If absent, a request comes from whoever opened the connection.
    #[serde(default)]
    pub proxy_header: Option<String>,
    /// True if every Apple transaction that a device shows is believed, signed or not. For trying things out only,
    /// so `listen` must be on this machine.
    #[serde(default)]
    pub trust_unsigned_purchases: bool,
    /// The periods for which data that decides nothing is kept.
    #[serde(default)]
    pub retention: Retention,
    /// The days for which purchases count for experiments (docs/results.md).
    #[serde(default)]
    pub results: Windows,
    /// The keys for `/admin/` and `/metrics`. If there are none, nobody may call them.
    #[serde(default)]
    pub admin_keys: Vec<AdminKey>,
    /// The Control Center's API and pages (docs/control.md). If absent, the host has none.
    #[serde(default)]
    pub control: Option<ControlSettings>,
    /// The amount written to standard error: `off`, `errors` or `calls`.
    #[serde(default)]
    pub log: Level,
    /// The apps that the host serves.
    pub apps: Vec<AppSettings>,
    /// The folder of the file, to which paths in it are relative.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// The settings of the Control Center.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlSettings {
    /// The environments beside `sandbox`, `production`, and those that platforms follow.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The address that browsers have for it, such as `https://control.example.com`. If absent, the header `Host` of each
    /// call says it; a proxy that changes that header needs this.
    #[serde(default)]
    pub origin: Option<String>,
    /// The provider of identities at which people may sign in, too.
    #[serde(default)]
    pub oidc: Option<OidcSettings>,
    /// The rights of somebody at this machine who has no account. Only a program sets it, never a file.
    #[serde(skip)]
    pub here: Option<Here>,
}

/// One app: its rules, platforms and receiver of events.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppSettings {
    /// The id, under which everything in the database is stored.
    pub id: AppId,
    /// A display name for people; the id if absent.
    #[serde(default)]
    pub name: String,
    /// The rules by which purchases move (docs/ledger.md).
    #[serde(default)]
    pub policy: Policy,
    /// The rules by which test purchases move. If absent, test purchases are ignored.
    #[serde(default)]
    pub sandbox: Option<Policy>,
    /// True if Roku's hold and Stripe's pause set the flags that the platform documents for Google.
    #[serde(default)]
    pub hold_and_pause_everywhere: bool,
    /// The days for which a single purchase lasts if its store does not say how long, by the store's product id.
    #[serde(default)]
    pub days: BTreeMap<String, u32>,
    /// The stores that the app is sold in.
    pub platforms: Vec<PlatformSettings>,
    /// The receiver of events about customers (docs/webhooks.md).
    #[serde(default)]
    pub webhook: Option<WebhookSettings>,
    /// The proof of who logs in and of who asks (docs/identity.md).
    #[serde(default)]
    pub identity: IdentitySettings,
}

/// The app as one store sells it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformSettings {
    /// The id by which SDKs ask.
    pub id: PlatformId,
    /// A display name for people.
    #[serde(default)]
    pub name: String,
    /// The store that sells the app on this platform.
    pub store: Store,
    /// The store's own id of the app: a bundle id, package name or channel id.
    pub store_app: String,
    /// The document: its paywalls and campaigns, and the products and entitlements of the app in this store.
    /// The path is relative to the settings' file. Without one, the document comes from `environment`.
    #[serde(default)]
    pub document: Option<PathBuf>,
    /// The environment of the Control Center whose live revision is the document, such as `production`.
    #[serde(default)]
    pub environment: Option<String>,
    /// The settings by which the store's word is recognised and the store is asked (docs/notifications.md).
    /// If absent, the store is not listened to, and no purchase that a device shows is proved.
    #[serde(default)]
    pub proof: Option<Table>,
}

/// A receiver of events, and the rhythm of attempts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// The address: `https://…`, or `http://` on this machine.
    pub url: String,
    /// The secrets that the receiver knows, each `whsec_…` or the place to read it from (`env:NAME`, `file:PATH`).
    pub secrets: Vec<String>,
    /// The events that it wants. If absent, all but those of devices.
    #[serde(default)]
    pub events: Option<Vec<EventName>>,
    /// True if events about users without an account wait until there is one.
    #[serde(default)]
    pub wait_for_login: bool,
    /// The rhythm in which failed attempts are repeated.
    #[serde(default)]
    pub retry: Retry,
}

/// The reason why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read {path} (docs/host.md describes the file)")]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The reason that the system gives.
        source: std::io::Error,
    },
    /// The file is not of the documented form.
    #[error("{path}")]
    Form {
        /// The path of the file.
        path: PathBuf,
        /// The reason that the parser gives, with the place.
        source: Box<toml::de::Error>,
    },
    /// The settings of a store, a receiver of events or a key cannot be used.
    #[error("{of}: {why}")]
    Wrong {
        /// The thing that the settings are about, in words.
        of: String,
        /// The complaint about them.
        why: String,
    },
    /// Two apps or two platforms have one id.
    #[error("the id of {0} is used twice")]
    Twice(String),
}

/// Returns the address if none is set: on this machine only.
fn default_listen() -> String {
    "127.0.0.1:8788".into()
}

/// Returns the database if none is set: SQLite in the working folder.
fn default_database() -> String {
    "sqlite:paywall.db".into()
}

impl Settings {
    /// Reads the settings of a file, and replaces some by those in the environment (`variable`).
    ///
    /// # Errors
    /// Fails if there is no such file, or if it is not of the documented form.
    pub fn read(
        file: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let path = file.to_owned();
        let text = std::fs::read_to_string(file);
        let text = text.map_err(|source| SettingsError::File {
            path: path.clone(),
            source,
        })?;
        let read: Result<Self, _> = toml::from_str(&text);
        let mut settings = read.map_err(|source| SettingsError::Form {
            path,
            source: Box::new(source),
        })?;
        if let Some(listen) = variable("PAYWALL_LISTEN") {
            settings.listen = listen;
        }
        if let Some(database) = variable("PAYWALL_DATABASE") {
            settings.database = database;
        }
        if let Some(replicas) = variable("PAYWALL_REPLICAS") {
            settings.replicas = replicas.split_whitespace().map(str::to_owned).collect();
        }
        settings.folder = file.parent().unwrap_or(Path::new("")).to_owned();
        for platform in settings.apps.iter_mut().flat_map(|app| &mut app.platforms) {
            let document = platform.document.take();
            platform.document = document.map(|path| settings.folder.join(path));
        }
        settings.check_documents()?;
        settings.check_ids()?;
        settings.check_keys()?;
        settings.check_network()?;
        Ok(settings)
    }

    /// Returns the header in which a proxy writes whom a request came from.
    ///
    /// # Errors
    /// Fails if no header can have this name.
    pub(super) fn proxy_header(&self) -> Result<Option<HeaderName>, SettingsError> {
        let read = self.proxy_header.as_ref().map(|name| name.parse());
        read.transpose().map_err(|_| SettingsError::Wrong {
            of: "proxy_header".into(),
            why: "it is the name of a header, such as x-forwarded-for".into(),
        })
    }

    /// Checks the settings that are about the network.
    fn check_network(&self) -> Result<(), SettingsError> {
        self.proxy_header()?;
        for (of, complaint) in [
            ("connections", self.connections.complaint()),
            ("calls", self.calls.complaint()),
            ("streams", self.streams.complaint()),
            ("questions", self.questions.complaint()),
        ] {
            if let Some(why) = complaint {
                return Err(SettingsError::Wrong {
                    of: of.into(),
                    why: why.into(),
                });
            }
        }
        match self.trust_unsigned_purchases && !is_here(&self.listen) {
            false => Ok(()),
            true => Err(SettingsError::Wrong {
                of: "trust_unsigned_purchases".into(),
                why: "anybody can make a purchase up, so `listen` must be an address of this machine only, such as \
                      127.0.0.1:8788"
                    .into(),
            }),
        }
    }

    /// Checks that the hashes of administrative keys have the form of SHA-256.
    fn check_keys(&self) -> Result<(), SettingsError> {
        let hex = |text: &str| {
            text.bytes()
                .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
        };
        let wrong = |key: &&AdminKey| key.sha256.len() != 64 || !hex(&key.sha256);
        match self.admin_keys.iter().find(wrong) {
            None => Ok(()),
            Some(key) => Err(SettingsError::Wrong {
                of: format!("the administrative key of {}", key.name),
                why: "`sha256` is 64 digits, 0 to 9 and a to f".into(),
            }),
        }
    }

    /// Checks that each document comes from one place.
    fn check_documents(&self) -> Result<(), SettingsError> {
        let mut platforms = self.apps.iter().flat_map(|app| &app.platforms);
        let wrong = platforms.find(|it| it.document.is_some() == it.environment.is_some());
        wrong.map_or(Ok(()), |platform| {
            Err(SettingsError::Wrong {
                of: format!("platform {}", platform.id),
                why: "its document comes either from a file (`document`) or from an environment (`environment`)"
                    .into(),
            })
        })
    }

    /// Checks that no two apps and no two platforms share an id.
    fn check_ids(&self) -> Result<(), SettingsError> {
        let apps = self.apps.iter().map(|app| format!("app {}", app.id));
        let platforms = self.apps.iter().flat_map(|app| &app.platforms);
        let platforms = platforms.map(|platform| format!("platform {}", platform.id));
        let mut seen = std::collections::BTreeSet::new();
        for id in apps.chain(platforms) {
            if !seen.insert(id.clone()) {
                return Err(SettingsError::Twice(id));
            }
        }
        Ok(())
    }
}

/// Returns true if only this machine can reach an address to listen on.
fn is_here(listen: &str) -> bool {
    let Some((host, _)) = listen.rsplit_once(':') else {
        return false;
    };
    let bare = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let address = bare.unwrap_or(host).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

impl AppSettings {
    /// Collects the stores whose word about purchases can be checked. Reads the secrets and files that are named.
    ///
    /// # Errors
    /// Fails if the settings of a store are not of the documented form, or if something they name is not there.
    pub fn stores(&self, folder: &Path) -> Result<Stores, SettingsError> {
        let mut stores = Stores::new();
        for platform in &self.platforms {
            let Some(written) = &platform.proof else {
                continue;
            };
            let read = configure(platform.store, written.clone(), folder);
            let read = read.map_err(|why| SettingsError::Wrong {
                of: format!("the proof of platform {}", platform.id),
                why: why.to_string(),
            })?;
            stores.insert(platform.id.clone(), read);
        }
        Ok(stores)
    }

    /// Returns true if there is a receiver that wants to hear of users who were forgotten.
    pub fn hears_of_deletions(&self) -> bool {
        let hears = |it: &WebhookSettings| {
            let wanted = it.events.as_ref();
            wanted.is_none_or(|it| it.contains(&EventName::UserDeleted))
        };
        self.webhook.as_ref().is_some_and(hears)
    }

    /// Returns the receiver of events, and the rhythm of attempts. Reads the secrets that are named.
    ///
    /// # Errors
    /// Fails if nothing could be sent there, or if a secret is not there.
    pub fn endpoint(&self, folder: &Path) -> Result<Option<(Endpoint, Retry)>, SettingsError> {
        let Some(written) = &self.webhook else {
            return Ok(None);
        };
        let wrong = |why: String| SettingsError::Wrong {
            of: format!("the webhook of app {}", self.id),
            why,
        };
        let mut secrets = Vec::new();
        for secret in &written.secrets {
            let secret = Secret::read(secret, folder).map_err(|why| wrong(why.to_string()))?;
            let secret = SigningSecret::try_from(secret.reveal().to_owned());
            secrets.push(secret.map_err(|why| wrong(why.to_string()))?);
        }
        let endpoint = Endpoint {
            url: written.url.clone(),
            secrets,
            events: written.events.clone(),
            wait_for_login: written.wait_for_login,
        };
        endpoint.check().map_err(|why| wrong(why.to_string()))?;
        Ok(Some((endpoint, written.retry)))
    }

    /// Returns the checker of who logs in and of who asks. Reads the keys that are named.
    ///
    /// # Errors
    /// Fails if a key is not there, or cannot be used.
    pub fn identity(&self, folder: &Path) -> Result<Identity, SettingsError> {
        let platforms = self.platforms.iter().map(|it| it.id.as_str());
        let names: Vec<&str> = std::iter::once(self.id.as_str()).chain(platforms).collect();
        let read = self.identity.read(&names, folder);
        read.map_err(|why| SettingsError::Wrong {
            of: format!("the identity of app {}", self.id),
            why,
        })
    }

    /// Makes the app for the ledger; `catalogues` are those of its platforms, in any order.
    pub fn app<'a>(&self, catalogues: impl IntoIterator<Item = &'a Catalogue>) -> App {
        let mut all = Catalogue::default();
        for catalogue in catalogues {
            for product in &catalogue.products {
                let days = self.days.get(&product.sku).copied();
                let product = Product {
                    days,
                    ..product.clone()
                };
                if !all.products.contains(&product) {
                    all.products.push(product);
                }
            }
            all.grant(catalogue.entitlements.clone());
        }
        let products = [all.products.clone(), self.lasting(&all.products)].concat();
        let entitlements = all.entitlements;
        let platforms = self.platforms.iter().map(|it| AppPlatform {
            id: it.id.clone(),
            name: it.name.clone(),
            store: it.store,
            store_app: it.store_app.clone(),
        });
        App {
            id: self.id.clone(),
            platforms: platforms.collect(),
            products,
            entitlements,
            policy: self.policy.clone(),
            sandbox: self.sandbox.clone(),
            hold_and_pause_everywhere: self.hold_and_pause_everywhere,
        }
    }

    /// Lists the products of `days` that no document sells yet. They grant nothing. How long a purchase lasts is settled
    /// when it is first seen, which may be a moment before this host knows the product from a document.
    fn lasting(&self, known: &[Product]) -> Vec<Product> {
        let stores: BTreeSet<Store> = self.platforms.iter().map(|it| it.store).collect();
        let all = stores.into_iter().flat_map(|store| {
            self.days.iter().map(move |(sku, days)| Product {
                // No document makes such an id: each of theirs begins with the store.
                id: ProductId::new(format!("days:{}/{sku}", store.name())),
                store,
                sku: sku.clone(),
                days: Some(*days),
            })
        });
        let is_known = |it: &Product| {
            known
                .iter()
                .any(|own| own.store == it.store && own.sku == it.sku)
        };
        all.filter(|it| !is_known(it)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str, listen: Option<&str>) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("host.toml");
        std::fs::write(&file, format!("{head}\napps = []")).unwrap();
        let variable = |name: &str| {
            listen
                .filter(|_| name == "PAYWALL_LISTEN")
                .map(str::to_owned)
        };
        Settings::read(&file, variable).map_err(|error| error.to_string())
    }

    #[test]
    fn unsigned_purchases_are_trusted_on_this_machine_only() {
        let trust = "trust_unsigned_purchases = true";
        for good in ["127.0.0.1:1", "127.8.8.8:1", "localhost:1", "[::1]:1"] {
            assert!(read(trust, Some(good)).is_ok(), "{good}");
            assert!(read(&format!("{trust}\nlisten = \"{good}\""), None).is_ok());
        }
        for bad in [
            "0.0.0.0:1",
            "[::]:1",
            "192.168.1.2:1",
            "example.com:1",
            ":1",
        ] {
            let why = read(trust, Some(bad)).unwrap_err();
            assert!(why.contains("127.0.0.1"), "{why}");
            assert!(read("", Some(bad)).is_ok(), "{bad}");
        }
    }

    #[test]
    fn connections_have_limits_that_make_sense() {
        for (bad, what) in [
            ("connections = { most = 0 }", "`most`"),
            ("connections = { header_seconds = 0 }", "`header_seconds`"),
            ("connections = { body_seconds = 0 }", "`body_seconds`"),
            ("proxy_header = \"not a name\"", "proxy_header"),
            (
                "calls = { device = { burst = 0, per_second = 1 } }",
                "calls",
            ),
            (
                "calls = { device = { burst = 5, per_second = 0 } }",
                "calls",
            ),
            (
                "questions = { platform = { burst = 0.5, per_second = 1 } }",
                "questions",
            ),
        ] {
            let why = read(bad, None).unwrap_err();
            assert!(why.contains(what), "{why}");
        }
        let good =
            "proxy_header = \"X-Forwarded-For\"\nconnections = { most = 9, header_seconds = 5 }";
        let read = read(good, None).unwrap();
        assert_eq!(read.connections.most, Some(9));
        assert_eq!(read.proxy_header().unwrap().unwrap(), "x-forwarded-for");
    }
}
