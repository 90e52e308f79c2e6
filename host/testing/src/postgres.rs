//! A PostgreSQL server for the tests of one program: in a temporary folder,
//! on a socket in it and a free port, as an unprivileged user.
//! It ends when the program does, however that ends.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
/// The server that flushes what it is given to the disk, for measurements.
static DURABLE: OnceLock<Option<Server>> = OnceLock::new();

/// Returns the certificate file by which a client can tell that it speaks with this server.
pub fn certificate() -> Option<PathBuf> {
    let server = SERVER.get_or_init(|| Server::start(false)).as_ref()?;
    Some(server.folder.join("server.pem"))
}

/// Makes a new, empty database and returns its URL; None if PostgreSQL is not installed.
/// A test that then goes without it stands beside one that is marked with `#[needs(postgres)]`.
pub fn postgres() -> Option<String> {
    let server = SERVER.get_or_init(|| Server::start(false)).as_ref()?;
    Some(server.database())
}

/// Makes a new, empty database on a server with default settings, which flushes each commit to the disk.
///
/// It is spoken to without TLS. sqlx does not turn Nagle's algorithm off, and a loopback interface puts 64 KB into a
/// segment: the end of each longer question that TLS cuts into records would wait 40 ms for an acknowledgement, which
/// no network between two machines does.
pub fn durable() -> Option<String> {
    let server = DURABLE.get_or_init(|| Server::start(true)).as_ref()?;
    Some(format!("{}?sslmode=disable", server.database()))
}

/// Returns the size of a database in bytes, if there is a `psql` to ask for it.
pub fn bytes(url: &str) -> Option<u64> {
    let asked = "SELECT pg_database_size(current_database())";
    let mut psql = Command::new(programs()?.join("psql"));
    let done = psql.args([url, "-tAc", asked]).output().ok()?;
    String::from_utf8(done.stdout).ok()?.trim().parse().ok()
}

struct Server {
    programs: PathBuf,
    port: u16,
    user: Option<(u32, u32)>,
    folder: PathBuf,
    /// The process that ends the server as soon as its own input ends.
    _keeper: Child,
}

impl Server {
    fn start(flushes: bool) -> Option<Self> {
        let programs = programs()?;
        let folder = new_folder();
        let user = unprivileged();
        own(&folder, user);
        let port = free_port();
        encrypts(&folder, user);
        let mut init = as_user(&programs.join("initdb"), user);
        init.args([
            "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N", "-D",
        ]);
        let done = init
            .arg(folder.join("data"))
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let mut keeper = keeper(&programs, &folder, port, user, flushes);
        wait_until_ready(&mut keeper);
        Some(Self {
            _keeper: keeper,
            programs,
            port,
            user,
            folder,
        })
    }

    /// Makes a new, empty database and returns its URL.
    fn database(&self) -> String {
        static DATABASES: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name}"));
        format!("postgres://tests@127.0.0.1:{}/{name}", self.port)
    }

    fn sql(&self, sql: &str) {
        let done = self.psql(sql);
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn psql(&self, sql: &str) -> std::process::Output {
        let mut psql = as_user(&self.programs.join("psql"), self.user);
        psql.args([
            "-h",
            "127.0.0.1",
            "-U",
            "tests",
            "-d",
            "postgres",
            "-p",
            &self.port.to_string(),
        ]);
        psql.args(["-c", sql])
            .current_dir(&self.folder)
            .output()
            .unwrap()
    }
}

/// A server that follows the one of [`postgres`] by its log, until it is dropped.
pub struct Replica {
    port: u16,
    keeper: Child,
}

impl Replica {
    /// Starts a replica; None if PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let server = SERVER.get_or_init(|| Server::start(false)).as_ref()?;
        let (folder, port) = (new_folder(), free_port());
        own(&folder, server.user);
        encrypts(&folder, server.user);
        let mut copy = as_user(&server.programs.join("pg_basebackup"), server.user);
        copy.args(["-h", "127.0.0.1", "-U", "tests", "-R", "-X", "stream"]);
        copy.args(["-c", "fast", "-p", &server.port.to_string(), "-D"]);
        let done = copy.arg(folder.join("data")).current_dir(&folder).output();
        let done = done.unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let mut keeper = keeper(&server.programs, &folder, port, server.user, false);
        wait_until_ready(&mut keeper);
        Some(Self { port, keeper })
    }

    /// Returns the URL at which it has a database of [`postgres`].
    pub fn url(&self, of: &str) -> String {
        let name = of.rsplit('/').next().unwrap_or_default();
        format!("postgres://tests@127.0.0.1:{}/{name}", self.port)
    }

    /// Stops it at once.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.end();
    }
}

/// Makes a folder for a server.
fn new_folder() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("paywall-postgres")
        .tempdir();
    folder.unwrap().keep()
}

/// Gives a folder to the user who runs the server.
fn own(folder: &Path, user: Option<(u32, u32)>) {
    std::fs::set_permissions(folder, PermissionsExt::from_mode(0o700)).unwrap();
    if let Some((user, group)) = user {
        chown(folder, Some(user), Some(group)).unwrap();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Reads the server's log until it says that it answers, and goes on reading, so that the server never blocks.
fn wait_until_ready(keeper: &mut Child) {
    let log = BufReader::new(keeper.stderr.take().unwrap());
    let mut lines = log.lines().map_while(Result::ok);
    let ready = lines.any(|line| line.contains("ready to accept"));
    assert!(ready, "PostgreSQL does not start");
    std::thread::spawn(move || lines.for_each(drop));
}

/// Makes a certificate for this machine, and its key.
fn encrypts(folder: &Path, user: Option<(u32, u32)>) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = folder.join("server.key");
    std::fs::write(folder.join("server.pem"), made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    if let Some((user, group)) = user {
        for file in [key, folder.join("server.pem")] {
            chown(file, Some(user), Some(group)).unwrap();
        }
    }
}

/// Runs the server until its own input ends, which happens when this program does; then removes the folder.
fn keeper(
    programs: &Path,
    folder: &Path,
    port: u16,
    user: Option<(u32, u32)>,
    flushes: bool,
) -> Child {
    // Tests go without fsync, because they kill the host, not the server, and make many small databases.
    let script = r#""$1/postgres" -D "$2/data" -p "$3" -h 127.0.0.1 -k "$2" -c max_connections=200 -c "fsync=$4" \
            -c ssl=on -c "ssl_cert_file=$2/server.pem" -c "ssl_key_file=$2/server.key" </dev/null &
        read -r line; kill -QUIT $!; wait; rm -rf "$2""#;
    let mut keeper = as_user(Path::new("sh"), user);
    keeper
        .args(["-c", script, "sh"])
        .arg(programs)
        .arg(folder)
        .arg(port.to_string())
        .arg(if flushes { "on" } else { "off" });
    // A group of its own: Ctrl-C reaches this program, and the server ends after it.
    keeper
        .process_group(0)
        .current_dir(folder)
        .stdin(Stdio::piped());
    keeper
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

/// Finds the folder of the server's programs: `POSTGRES_BIN`, or Debian's (newest first), or the one on the path.
fn programs() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("POSTGRES_BIN") {
        return Some(folder.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut folders: Vec<PathBuf> = versions
        .filter_map(|it| Some(it.ok()?.path().join("bin")))
        .collect();
    folders.sort();
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && folder.join("psql").is_file())
}

/// Returns the user to run PostgreSQL as, which refuses to run as root: the user who came with it, or nobody.
fn unprivileged() -> Option<(u32, u32)> {
    if number("-u", None)? != 0 {
        return None;
    }
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((number("-u", Some(name))?, number("-g", Some(name))?)))
}

fn number(what: &str, name: Option<&str>) -> Option<u32> {
    let done = Command::new("id").arg(what).args(name).output().ok()?;
    String::from_utf8(done.stdout).ok()?.trim().parse().ok()
}
