//! PostgreSQL servers: one that all tests share, each with a database of its own, and others for the tests that break
//! theirs.

use super::{PATIENCE, binary, ending::ends_and_starts_again, free_address, process::Process, until};
use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::Output,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;

/// Not a superuser, as in an installation of some care. The password is asked for on every port.
const USER: &str = "jari";
const PASSWORD: &str = "jari";

/// A PostgreSQL of its own, with its data.
pub(crate) struct PostgresServer {
    process: Option<Process>,
    address: SocketAddr,
    settings: Vec<String>,
    databases: AtomicU32,
    /// Whom root lends to it: user and group.
    lent: Option<(u32, u32)>,
    folder: TempDir,
}

impl PostgresServer {
    /// The server that all tests of this process share. It may lose everything with the machine, so do not break it.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<PostgresServer> = OnceLock::new();
        SHARED.get_or_init(|| Self::start_with(&["fsync=off", "full_page_writes=off"]))
    }

    /// A server to be killed and started again, with PostgreSQL's own settings.
    pub(crate) fn start_own() -> Self {
        Self::start_with(&[])
    }

    /// The same with other settings, each as `name=value`.
    pub(crate) fn start_with(settings: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let is_root = folder.path().metadata().unwrap().uid() == 0;
        let mut server = Self {
            process: None,
            address: free_address(),
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
            databases: AtomicU32::new(0),
            lent: is_root.then(unprivileged),
            folder,
        };
        server.initialise();
        // Somebody else may have been faster on that port.
        for _ in 0..5 {
            if server.try_start() {
                server.psql("postgres", &format!("CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'"));
                return server;
            }
            server.address = free_address();
        }
        panic!("PostgreSQL does not start:\n{}", server.log());
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Creates an empty database and returns its URL.
    pub(crate) fn create_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE {name} OWNER {USER}"));
        self.url(&name)
    }

    /// The URL of the database of that name.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@{}/{database}", self.address)
    }

    /// Runs SQL as the superuser; the rows come line by line, their columns separated by `|`.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> String {
        let mut command = super::super::command(installed("psql"));
        command.args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-c", sql]);
        command.arg("-h").arg(self.folder.path()).args(["-p", &self.address.port().to_string()]);
        succeeded(command.output().unwrap(), sql).trim_end().to_owned()
    }

    /// While it is down, makes it a standby of nobody: when it starts again it can only be read, until it is promoted.
    pub(crate) fn demote(&self) {
        assert!(self.process.is_none(), "only a PostgreSQL that is down can be demoted");
        let signal = self.data().join("standby.signal");
        fs::write(&signal, "").unwrap();
        if let Some((user, group)) = self.lent {
            chown(signal, Some(user), Some(group)).unwrap();
        }
    }

    /// A standby becomes a primary, on a timeline of its own.
    pub(crate) fn promote(&self) {
        self.psql("postgres", "SELECT pg_promote()");
    }

    /// What it has written to its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Makes the data folder. Who has a shell here may be superuser, over a socket in a folder that is nobody else's;
    /// every TCP connection must know the password.
    fn initialise(&self) {
        let folder = self.folder.path();
        if let Some((user, group)) = self.lent {
            chown(folder, Some(user), Some(group)).unwrap();
        }
        let data = self.data().display().to_string();
        let mut command = self.command("initdb");
        command.extend(["-D", &data, "-U", "postgres", "--no-locale", "-E", "UTF8"].map(str::to_owned));
        command.extend(["--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"].map(str::to_owned));
        let output =
            super::super::command(&command[0]).args(&command[1..]).current_dir(folder).output().unwrap();
        succeeded(output, "initdb");
    }

    /// Starts it and waits until it takes connections; false when it ended instead.
    fn try_start(&mut self) -> bool {
        let folder = self.folder.path().display().to_string();
        let mut command = self.command("postgres");
        command.extend(["-D", &self.data().display().to_string()].map(str::to_owned));
        command.extend(["-p", &self.address.port().to_string()].map(str::to_owned));
        let fixed = ["listen_addresses=127.0.0.1", "max_connections=200"].map(str::to_owned);
        let socket = format!("unix_socket_directories={folder}");
        for setting in fixed.iter().chain([&socket]).chain(&self.settings) {
            command.extend(["-c".to_owned(), setting.clone()]);
        }
        // QUIT ends it at once and lets it tidy up the memory that it shares, which KILL would leave behind.
        let process = Process::start(self.folder.path(), "QUIT", &command);
        let ready = until(PATIENCE, || {
            if self.is_ready(process.id()) { Some(true) } else { (!process.is_running()).then_some(false) }
        });
        match ready {
            Some(true) => {
                self.process = Some(process);
                true
            }
            // What it wrote is still to be read.
            Some(false) => {
                process.end("KILL");
                false
            }
            None => panic!("PostgreSQL does not get ready:\n{}", process.log()),
        }
    }

    /// The server writes to this file how far it is: its first line is the process, its eighth the state.
    fn is_ready(&self, process: u32) -> bool {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let mut lines = file.lines().map(str::trim);
        lines.next() == Some(&process.to_string()) && matches!(lines.nth(6), Some("ready" | "standby"))
    }

    /// How to run one of its programs, which refuse to be root's.
    fn command(&self, name: &str) -> Vec<String> {
        let program = installed(name).display().to_string();
        let Some((user, group)) = self.lent else { return vec![program] };
        let setpriv = binary("setpriv", &["/usr/bin".into()]).display().to_string();
        vec![
            setpriv,
            format!("--reuid={user}"),
            format!("--regid={group}"),
            "--clear-groups".to_owned(),
            program,
        ]
    }
}

// INT disconnects clients. After a crash the old server's children may take a moment to notice, and a new one does not start
// beside them: that is why it is tried again.
ends_and_starts_again!(PostgresServer, stops by "INT");

/// Gives files to whom root lends PostgreSQL, so that it may read them.
pub(crate) fn lend(files: &[&Path]) {
    for file in files {
        if file.metadata().unwrap().uid() == 0 {
            let (user, group) = unprivileged();
            chown(file, Some(user), Some(group)).unwrap();
        }
    }
}

/// The user whom the package made for PostgreSQL, or else the one who owns nothing.
fn unprivileged() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name| {
        let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let fields = fields.into_iter().find(|fields| fields[0] == name)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).expect("a user for PostgreSQL, which refuses to be root")
}

/// One of PostgreSQL's programs. Debian keeps each version in a folder outside the PATH; the newest is taken, with all
/// its programs.
fn installed(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions
        .filter_map(|version| {
            Some((version.file_name().to_str()?.parse::<u32>().ok()?, version.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("postgres").is_file())
        .collect();
    versions.sort();
    match versions.pop() {
        Some((_, folder)) => folder.join(name),
        None => binary(name, &[]),
    }
}

fn succeeded(output: Output, what: &str) -> String {
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {text}{errors}");
    text.into_owned()
}
