//! The host that keeps facts: the SDK protocol, stores' messages,
//! events for the outside, the clock, and the health checks.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::admin::{Admin, Limits, admin_routes};
use super::calls::CallLimits;
use super::center::{center, center_routes, kept_here, unless_reader};
use super::described;
use super::follow::{Beside, Follow};
use super::log::Log;
use super::metrics::{Metrics, observe};
use super::news::News;
use super::peer::Peers;
use super::ready::{Ready, health};
use super::results::Counting;
use super::retention::Retention;
use super::schedules;
use super::sdk::{EverythingIsProved, Proofs, Sdk, routes};
use super::settings::{AppSettings, Settings, SettingsError};
use super::standing::Standings;
use super::supervise::Supervisor;
use super::timekeeper::{Timekeeper, keep_time};
use super::unstarted::HostError;
use super::watching::Watching;
use crate::{CatchUp, Messages, Notifications, StoreProofs, notification_routes, visit};
use paywall_center::Center;
use paywall_database::control::Deployment;
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::{Engine, LoadedDocument};
use paywall_ledger::{AppId, Catalogue, Clock, Unavailable};
use paywall_listen::{Connections, Streams};
use paywall_stores::{FetchedKeys, HttpStores, Inbox, Questions, Stores};
use paywall_webhooks::{Sender, Sending};

/// The environment in which people try what they make.
const SANDBOX: &str = "sandbox";
/// The time within which a receiver of events must answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// A host with everything it serves.
pub struct Host {
    database: Database,
    ledgers: Vec<LedgerDatabase>,
    /// The Control Center, if the settings have it.
    center: Option<Center>,
    /// The apps whose receivers hear of users who were forgotten.
    told: Arc<BTreeSet<AppId>>,
    routes: Router,
    messages: Vec<Messages>,
    catch_up: Vec<CatchUp>,
    /// The senders of events, each with the id of its app.
    senders: Vec<(String, Sender)>,
    /// The tasks that follow environments, each with the id of its app.
    follows: Vec<(String, Follow)>,
    /// What hears of deployments.
    news: News,
    /// The lists of devices that listen for their customers, one per app.
    watching: Vec<Watching>,
    streams: Streams,
    time: Timekeeper,
    retention: Retention,
    /// The counting of experiments, one per app.
    counting: Vec<Counting>,
    connections: Connections,
    tasks: Supervisor,
    log: Log,
}

/// An app with its ledger. What is of its platforms is in their order.
pub struct Opened {
    /// The facts about the app's customers.
    pub ledger: LedgerDatabase,
    /// The documents of the platforms.
    pub documents: Vec<LoadedDocument>,
    /// The deployments that they are of; none of documents in files.
    pub live: Vec<Option<Deployment>>,
    /// What the platforms sell, and sold before.
    pub catalogues: Vec<Catalogue>,
}

/// Reads the documents, from files or environments, and opens the ledgers, one per app.
///
/// # Errors
/// Fails if a document cannot be read.
pub async fn ledgers(
    settings: &Settings,
    engine: &Engine,
    database: &Database,
) -> Result<Vec<Opened>, HostError> {
    let mut ledgers = Vec::new();
    for app in &settings.apps {
        // An app of many calls must not keep the others from the engine.
        let engine = engine.share();
        let (mut documents, mut live, mut catalogues) = (Vec::new(), Vec::new(), Vec::new());
        for platform in &app.platforms {
            let unserved = |source| HostError::Revision {
                platform: platform.id.to_string(),
                source: Box::new(source),
            };
            let (document, deployment) = match &platform.document {
                Some(path) => (read(&engine, path)?, None),
                None => {
                    let first = Follow::first(database, app, platform, &engine).await;
                    first.map_err(unserved)?
                }
            };
            let sold = Follow::sold(database, app, platform, &document).await;
            catalogues.push(sold.map_err(unserved)?);
            documents.push(document);
            live.push(deployment);
        }
        let ledger = LedgerDatabase::new(database, app.app(&catalogues));
        let ledger = ledger.with_windows(settings.results);
        ledgers.push(Opened {
            ledger,
            documents,
            live,
            catalogues,
        });
    }
    Ok(ledgers)
}

/// Makes what the tasks that follow environments share.
fn beside(database: &Database, clock: &Clock, log: &Log) -> Beside {
    Beside {
        news: News::new(database, log),
        standings: Standings::default(),
        clock: Arc::clone(clock),
        log: log.clone(),
    }
}

/// Reads a document from its file.
fn read(engine: &Engine, path: &std::path::Path) -> Result<LoadedDocument, HostError> {
    let bytes = std::fs::read(path).map_err(|source| paywall_engine::Error::File {
        path: path.to_owned(),
        source,
    });
    let read = bytes.and_then(|bytes| engine.load(&bytes));
    read.map_err(|source| HostError::Document {
        path: path.to_owned(),
        source: Box::new(source),
    })
}

impl Host {
    /// Opens the database, and reads the documents, secrets and other files that the settings name.
    ///
    /// # Errors
    /// Fails if any of them cannot be used.
    pub async fn open(
        settings: &Settings,
        engine: &Engine,
        clock: Clock,
    ) -> Result<Self, HostError> {
        let log = Log::new(settings.log, &clock);
        let database = Database::open_with_replicas(&settings.database, &settings.replicas).await?;
        let (time, clock) = Timekeeper::begin(&clock, &database, &log).await?;
        let ledgers = ledgers(settings, engine, &database).await?;
        let (routed, stored) = stored(settings, &ledgers, (&clock, &log))?;
        let (notifications, proofs) = routed;
        let peers = Peers::behind(settings.proxy_header()?);
        let streams = Streams::of(settings.streams);
        let mut sdk = sdk(settings, &ledgers, proofs, (&clock, &log, &peers))?;
        sdk = sdk.with_streams(&streams);
        let watching = watch(settings, &ledgers, &log, &mut sdk);
        let beside = beside(&database, &clock, &log);
        let follows = follows(settings, &ledgers, engine, (&sdk, &beside));
        let ledgers: Vec<LedgerDatabase> = ledgers.into_iter().map(|it| it.ledger).collect();
        let counting = Counting::of(&ledgers, &sdk, (&clock, &log));
        let tasks = Supervisor::new(&log);
        let standings = &beside.standings;
        let ready = Ready::new(&database, &ledgers, &tasks, standings);
        let metrics = Metrics::new(&log, &clock, &tasks).with(standings, &streams);
        let center = center(settings, (&database, &ledgers), engine, &clock)?
            .map(|it| it.with_streams(&streams));
        let admin = Admin {
            keys: Arc::new(settings.admin_keys.clone()),
            ledgers: Arc::new(ledgers.clone()),
            told: told(settings),
            metrics: metrics.clone(),
            clock: Arc::clone(&clock),
            limits: Limits::of(peers.clone()),
        };
        let parts = [
            unless_reader(settings, || routes(sdk)),
            notification_routes(notifications),
            admin_routes(admin),
            center_routes(center.as_ref(), &peers),
        ];
        Ok(Self {
            routes: kept_here(settings, together(parts, metrics, ready)),
            ledgers,
            center,
            told: told(settings),
            database,
            messages: stored.messages,
            catch_up: stored.catch_up,
            senders: stored.senders,
            follows,
            news: beside.news,
            watching,
            streams,
            time,
            retention: settings.retention,
            counting,
            connections: settings.connections,
            tasks,
            log,
        })
    }

    /// Returns the ledgers, one per app.
    pub fn ledgers(&self) -> &[LedgerDatabase] {
        &self.ledgers
    }

    /// Returns the Control Center, if the settings have it.
    pub const fn center(&self) -> Option<&Center> {
        self.center.as_ref()
    }

    /// Makes the link by which the first owner of the Control Center comes, as the path of a page: it works once, within an
    /// hour. None if all apps have an owner, or if the settings have no `[control]`.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn setup_link(&self) -> Result<Option<String>, HostError> {
        match &self.center {
            Some(center) => Ok(center.setup_link().await?),
            None => Ok(None),
        }
    }

    /// Returns all routes; `docs/host.md` lists them.
    pub fn routes(&self) -> Router {
        self.routes.clone()
    }

    /// Serves until `stop` is done, then finishes the calls that are under way.
    ///
    /// # Errors
    /// Fails if the listener fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        // Tasks that are dropped lose nothing: their leases end by themselves, and the work is taken again.
        let mut beside = self.begin();
        let streams = self.streams.clone();
        let stop = async move {
            stop.await;
            // They would keep the server from ending.
            streams.end();
        };
        let done = paywall_listen::serve(listener, self.routes(), self.connections, stop).await;
        beside.shutdown().await;
        self.database.close().await;
        done
    }

    /// Begins the tasks beside the calls.
    fn begin(&self) -> JoinSet<()> {
        let mut beside = JoinSet::new();
        for (index, ledger) in self.ledgers.iter().enumerate() {
            let app = ledger.id().as_str();
            if let Some(messages) = self.messages.get(index).cloned() {
                beside.spawn(self.tasks.keep("inbox", app, move || {
                    let messages = messages.clone();
                    async move { messages.work().await }
                }));
            }
            if let Some(catch_up) = self.catch_up.get(index).cloned() {
                let begin = move || catch_up.clone().keep();
                beside.spawn(self.tasks.keep("missed messages", app, begin));
            }
            let (clock, log) = (self.time.careful_clock(), self.log.clone());
            let (retention, of) = (self.retention, ledger.clone());
            let told = self.told.contains(ledger.id());
            let begin = move || retention.keep(of.clone(), told, Arc::clone(&clock), log.clone());
            beside.spawn(self.tasks.keep("retention", app, begin));
            let (of, time) = (ledger.clone(), self.time.clone());
            let begin = move || keep_time(of.clone(), time.clone());
            beside.spawn(self.tasks.keep("clock", app, begin));
        }
        for counting in &self.counting {
            let (app, counting) = (counting.app(), counting.clone());
            let begin = move || counting.clone().keep();
            beside.spawn(self.tasks.keep("results", app, begin));
        }
        for (ledger, watching) in self.ledgers.iter().zip(&self.watching) {
            let watching = watching.clone();
            let begin = move || watching.clone().keep();
            beside.spawn(self.tasks.keep("changes", ledger.id().as_str(), begin));
        }
        if !self.follows.is_empty() {
            let news = self.news.clone();
            let begin = move || news.clone().keep();
            beside.spawn(self.tasks.keep("news", "", begin));
        }
        for (app, follow) in &self.follows {
            let follow = follow.clone();
            let begin = move || follow.clone().keep();
            beside.spawn(self.tasks.keep("deployments", app, begin));
        }
        for app in self.center.iter().flat_map(Center::apps) {
            let (of, clock, log) = (Arc::clone(app), self.time.careful_clock(), self.log.clone());
            let begin = move || schedules::keep(Arc::clone(&of), Arc::clone(&clock), log.clone());
            beside.spawn(self.tasks.keep("schedules", &app.id, begin));
        }
        for (app, sender) in &self.senders {
            let sender = sender.clone();
            beside.spawn(self.tasks.keep("outbox", app, move || {
                let sender = sender.clone();
                async move { sender.run(std::future::pending()).await }
            }));
        }
        beside
    }
}

/// The tasks that speak with stores and with receivers of events.
struct Stored {
    messages: Vec<Messages>,
    senders: Vec<(String, Sender)>,
    catch_up: Vec<CatchUp>,
}

/// Makes what speaks with the stores of all apps, and with the receivers of their events.
fn stored(
    settings: &Settings,
    ledgers: &[Opened],
    (clock, log): (&Clock, &Log),
) -> Result<((Notifications, StoreProofs), Stored), HostError> {
    let keys = Arc::new(FetchedKeys::new(Arc::clone(clock))?);
    let mut notifications = Notifications::new(keys, Arc::clone(clock), visit()?);
    let mut proofs = StoreProofs::default().with_log(log);
    proofs = proofs.with_budget(settings.questions);
    let (mut messages, mut senders, mut catch_up) = (Vec::new(), Vec::new(), Vec::new());
    for (app, Opened { ledger, .. }) in settings.apps.iter().zip(ledgers) {
        let stores = app.stores(&settings.folder)?;
        let questions = questions(ledger, &stores, clock)?;
        let inbox = Messages::new(ledger, &questions, clock).with_log(log);
        let shared: Arc<dyn Inbox> = Arc::new(inbox.clone());
        notifications.add(&ledger.app(), &stores, &shared);
        proofs.add(ledger.current(), &stores, &questions);
        catch_up.push(asks(ledger, (&stores, &questions), &shared, (clock, log)));
        messages.push(inbox);
        senders.extend(sender(app, settings, ledger, clock)?);
    }
    let stored = Stored {
        messages,
        senders,
        catch_up,
    };
    Ok(((notifications, proofs), stored))
}

/// Puts routes together: calls to the parts are counted, those of the health checks are not.
fn together(parts: [Router; 4], metrics: Metrics, ready: Ready) -> Router {
    let parts = parts.into_iter().reduce(Router::merge);
    parts
        .unwrap_or_default()
        .layer(middleware::from_fn_with_state(metrics, observe))
        .merge(health(ready))
        .merge(described::routes())
        .layer(middleware::from_fn(paywall_listen::refusals_as_json))
}

/// Makes the way to ask an app's stores.
fn questions(
    ledger: &LedgerDatabase,
    stores: &Stores,
    clock: &Clock,
) -> Result<Questions, Unavailable> {
    let api = HttpStores::new(&ledger.app(), stores.clone(), Arc::clone(clock))?;
    let numbers = Arc::new(ledger.clone());
    Ok(Questions::new(Arc::new(api), numbers, Arc::clone(clock)))
}

/// Makes the SDK server with all app platforms, each with its document and ledger.
fn sdk(
    settings: &Settings,
    ledgers: &[Opened],
    proofs: StoreProofs,
    (clock, log, peers): (&Clock, &Log, &Peers),
) -> Result<Sdk, SettingsError> {
    // For trying things out only; `paywall host` says so when it starts.
    let proofs: Arc<dyn Proofs> = match settings.trust_unsigned_purchases {
        true => Arc::new(EverythingIsProved),
        false => Arc::new(proofs),
    };
    let limits = CallLimits::of(settings.calls, peers.clone());
    let sdk = Sdk::new(proofs, Arc::clone(clock));
    let mut sdk = sdk.with_log(log).with_limits(limits);
    for (app, opened) in settings.apps.iter().zip(ledgers) {
        let identity = Arc::new(app.identity(&settings.folder)?);
        let wanted = app.webhook.as_ref().and_then(|it| it.events.as_ref());
        let begun = opened.documents.iter().zip(&opened.live);
        for (platform, (document, live)) in app.platforms.iter().zip(begun) {
            let revision = live.as_ref().map(|it| it.revision.to_string());
            sdk.add_live(&platform.id, &opened.ledger, document, revision.as_deref());
            sdk.announce(&platform.id, wanted.map_or(&[], Vec::as_slice));
            sdk.identify(&platform.id, &identity);
        }
    }
    Ok(sdk)
}

/// Lets clients listen: devices for their customers, and phones on desks for publications in sandboxes.
fn watch(settings: &Settings, ledgers: &[Opened], log: &Log, sdk: &mut Sdk) -> Vec<Watching> {
    let mut all = Vec::new();
    for (app, Opened { ledger, .. }) in settings.apps.iter().zip(ledgers) {
        let watching = Watching::new(ledger, log);
        for platform in &app.platforms {
            sdk.watch(&platform.id, &watching);
            if platform.environment.as_deref() == Some(SANDBOX) {
                sdk.tell_publications(&platform.id);
            }
        }
        all.push(watching);
    }
    all
}

/// Makes the tasks that follow environments, for the apps whose documents come from some.
fn follows(
    settings: &Settings,
    ledgers: &[Opened],
    engine: &Engine,
    (sdk, beside): (&Sdk, &Beside),
) -> Vec<(String, Follow)> {
    let apps = settings.apps.iter().zip(ledgers);
    let apps = apps.filter(|(app, _)| app.platforms.iter().any(|it| it.environment.is_some()));
    let follow = |(app, opened): (&AppSettings, &Opened)| {
        let begun = (&opened.catalogues[..], &opened.live[..]);
        let follow = Follow::new(app, &opened.ledger, begun, engine, (sdk, beside));
        (app.id.to_string(), follow)
    };
    apps.map(follow).collect()
}

/// Lists the apps whose receivers hear of users who were forgotten.
fn told(settings: &Settings) -> Arc<BTreeSet<AppId>> {
    let apps = settings.apps.iter().filter(|it| it.hears_of_deletions());
    Arc::new(apps.map(|it| it.id.clone()).collect())
}

/// Makes the task that asks an app's stores for messages that did not arrive, or whose effects are gone.
fn asks(
    ledger: &LedgerDatabase,
    (stores, questions): (&Stores, &Questions),
    inbox: &Arc<dyn Inbox>,
    beside: (&Clock, &Log),
) -> CatchUp {
    let asks = CatchUp::new(&ledger.app(), stores, questions, inbox, beside);
    asks.after(ledger.database().restored())
}

/// Makes the sender of an app's events, with the app's id, if the app has a receiver.
fn sender(
    app: &AppSettings,
    settings: &Settings,
    ledger: &LedgerDatabase,
    clock: &Clock,
) -> Result<Option<(String, Sender)>, HostError> {
    let Some((endpoint, retry)) = app.endpoint(&settings.folder)? else {
        return Ok(None);
    };
    let of = Sending {
        app: ledger.current().clone(),
        endpoint,
        retry,
        patience: PATIENCE,
        outbox: Arc::new(ledger.clone()),
        clock: Arc::clone(clock),
    };
    let sender = Sender::new(of).map_err(|why| SettingsError::Wrong {
        of: format!("the webhook of app {}", app.id),
        why: why.to_string(),
    })?;
    Ok(Some((app.id.to_string(), sender)))
}
