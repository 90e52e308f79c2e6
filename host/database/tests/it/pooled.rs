//! Hosts behind a pooler of connections (PgBouncer) in session mode: `docs/database.md` says what other modes lack.
//!
//! `PGBOUNCER=/usr/sbin/pgbouncer cargo test -p paywall-database pooled -- --ignored` runs it with Debian's package.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use paywall_database::LedgerDatabase;
use paywall_database::results::Counter;
use paywall_host_testing::shop::{NOW, app, bought, key};
use paywall_host_testing::until::until;
use paywall_ledger::{DeviceId, PlatformId, Presentation, Store, What};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::control::{commit, content, control, pass, publish, set};
use crate::databases::postgres_database;
use crate::history::input;

/// The most connections that the pooler has to the server: each client's own.
const CONNECTIONS: usize = 100;
/// The hosts, and what each writes.
const HOSTS: usize = 3;
const EACH: usize = 20;

/// A pooler, until it is dropped.
struct Pooler {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Pooler {
    /// Starts one before the server of a database.
    fn start(url: &str) -> Self {
        let program = std::env::var("PGBOUNCER").unwrap_or("/usr/sbin/pgbouncer".into());
        let server = url.split(['@', '/', ':']).nth(5).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={server} user=tests\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = session\n\
             default_pool_size = {CONNECTIONS}\nmax_client_conn = 200\n\
             ignore_startup_parameters = extra_float_digits\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings).unwrap();
        // It does not run as root.
        for path in [folder.path(), &file] {
            std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new(program);
        if is_root() {
            command.args(["-u", "nobody"]);
        }
        let child = command.arg(&file).stderr(Stdio::null()).spawn().unwrap();
        Self {
            child,
            port,
            _folder: folder,
        }
    }

    /// Returns the URL at which it passes a database on.
    fn url(&self, of: &str) -> String {
        let name = of.rsplit('/').next().unwrap();
        let port = self.port;
        format!("postgres://tests@127.0.0.1:{port}/{name}")
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns true if this is run by root.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// Buys something on a device, as often as said.
async fn buy(ledger: LedgerDatabase, host: usize) {
    for number in 0..EACH {
        let device = DeviceId::new(format!("{host}-{number}"));
        let platform = PlatformId::new("apple");
        let install = What::Install {
            device: device.clone(),
            platform,
        };
        let name = format!("install {host} {number}");
        ledger.accept(input(name, 0, install)).await.unwrap();
        let seen = bought(key(Store::Apple, &format!("{host}-{number}")), NOW);
        let show = What::Present {
            device,
            how: Presentation::Transaction,
            purchases: vec![seen],
        };
        let name = format!("show {host} {number}");
        ledger.accept(input(name, 0, show)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PgBouncer: PGBOUNCER=/usr/sbin/pgbouncer"]
async fn hosts_behind_a_pooler_start_together_write_publish_and_hear() {
    let mut place = postgres_database().expect("PostgreSQL");
    let direct = place.url.clone();
    let pooler = Pooler::start(&direct);
    until(async || TcpStream::connect(("127.0.0.1", pooler.port)).is_ok()).await;
    place.url = pooler.url(&direct);
    // Several start at once, of which one makes the tables.
    let mut opening = JoinSet::new();
    for _ in 0..HOSTS {
        let url = place.url.clone();
        opening.spawn(async move { paywall_database::Database::open(&url).await.unwrap() });
    }
    let databases = opening.join_all().await;
    let mut buying = JoinSet::new();
    for (host, database) in databases.iter().enumerate() {
        buying.spawn(buy(LedgerDatabase::new(database, app()), host));
    }
    buying.join_all().await;
    let ledger = LedgerDatabase::new(&databases[0], app());
    assert_eq!(ledger.log().await.unwrap().len(), 2 * HOSTS * EACH);
    assert!(!ledger.take_events(NOW, 1_000, 10).await.unwrap().is_empty());
    let mut counter = Counter::new(&ledger);
    counter.turn().await.unwrap();
    let (one, other) = (control(&databases[0]), control(&databases[1]));
    let base = commit(&one, &content("One"), vec![], "ada").await;
    let draft = one.begin_draft("d", base, "ada", NOW).await.unwrap().id;
    for edit in 0..5 {
        let who = if edit % 2 == 0 { &one } else { &other };
        let words = set("title", &edit.to_string());
        who.edit(&draft, edit, &words, "ada", NOW).await.unwrap();
    }
    pass(&one, base).await;
    let (mut news, hears) = (databases[1].deployments(), Arc::new(AtomicBool::new(false)));
    let (of, heard) = (databases[1].clone(), Arc::clone(&hears));
    let listening = tokio::spawn(async move {
        let said = of.hear(|| heard.store(true, Ordering::Relaxed));
        said.await.map(|_| ())
    });
    until(async || hears.load(Ordering::Relaxed)).await;
    news.mark_unchanged();
    one.deploy(&publish(base, 0)).await.unwrap();
    news.changed().await.unwrap();
    assert_eq!(other.newest().await.unwrap(), 1);
    listening.abort();
    // A host that starts later is not kept waiting by what others locked.
    paywall_database::Database::open(&place.url).await.unwrap();
}
