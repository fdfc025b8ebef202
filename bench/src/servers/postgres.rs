//! A PostgreSQL as it comes: a commit is on disk when it is acknowledged.

use super::{Process, find_program, new_folder};
use crate::error::Result;
use bench::port::free_address;
use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
};

/// Whoever comes over loopback while the benchmark runs is let in, to a database that has nothing of worth.
const USER: &str = "jari";

/// A running PostgreSQL with one empty database.
pub struct PostgresServer {
    _process: Process,
    /// Where it answers.
    pub host: SocketAddr,
}

impl PostgresServer {
    /// Whether PostgreSQL and its own benchmark are installed.
    pub fn is_installed() -> bool {
        ["postgres", "initdb", "psql", "pgbench"].iter().all(|name| Self::program(name).is_some())
    }

    /// One of its programs. Debian keeps each version in a folder outside of the PATH; the newest is taken.
    pub fn program(name: &str) -> Option<PathBuf> {
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
        let newest = versions
            .map(|folder| folder.path())
            .filter(|path| path.join("bin").join(name).is_file())
            .max_by_key(|path| version(path));
        newest.map(|path| path.join("bin").join(name)).or_else(|| find_program(name, &[]))
    }

    /// Starts one. PostgreSQL refuses to be root's, so root lends it to somebody else.
    pub fn start() -> Result<Self> {
        let folder = new_folder()?;
        let lent = (folder.path().metadata()?.uid() == 0).then(unprivileged).transpose()?;
        if let Some((user, group)) = lent {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let host = free_address()?;
        let data = folder.path().join("data").display().to_string();
        let mut initdb = command("initdb", lent)?;
        initdb.extend(
            ["-D", &data, "-U", USER, "--auth=trust", "--no-locale", "-E", "UTF8"].map(str::to_owned),
        );
        run(&initdb, folder.path())?;
        let mut postgres = command("postgres", lent)?;
        postgres.extend(["-D", &data, "-p", &host.port().to_string()].map(str::to_owned));
        let sockets = format!("unix_socket_directories={}", folder.path().display());
        for setting in ["listen_addresses=127.0.0.1", "max_connections=200", &sockets] {
            postgres.extend(["-c".to_owned(), setting.to_owned()]);
        }
        // INT ends its clients' sessions and then itself.
        let process = Process::start(folder, "INT", &postgres, &[])?;
        let server = Self { _process: process, host };
        server._process.wait_until(|| server.sql("postgres", "SELECT 1").is_ok())?;
        server.sql("postgres", "CREATE DATABASE jari")?;
        Ok(server)
    }

    /// How Jari reaches its database.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@{}/jari", self.host)
    }

    /// How PostgreSQL's own programs reach a database.
    pub fn arguments(&self, database: &str) -> Vec<String> {
        let (ip, port) = (self.host.ip().to_string(), self.host.port().to_string());
        ["-h", &ip, "-p", &port, "-U", USER, database].map(str::to_owned).to_vec()
    }

    /// Runs SQL and returns what it prints.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String> {
        let program = Self::program("psql").ok_or("psql is not installed")?;
        let mut psql = vec![program.display().to_string()];
        psql.extend(["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql].map(str::to_owned));
        psql.extend(self.arguments(database));
        run(&psql, Path::new("/"))
    }
}

fn run(command: &[String], folder: &Path) -> Result<String> {
    let output = super::command(&command[0]).args(&command[1..]).current_dir(folder).output()?;
    if !output.status.success() {
        return Err(format!("{}: {}", command[0], String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// How to run one of its programs as somebody else.
fn command(name: &str, lent: Option<(u32, u32)>) -> Result<Vec<String>> {
    let program = PostgresServer::program(name).ok_or_else(|| format!("{name} is not installed"))?;
    let program = program.display().to_string();
    let Some((user, group)) = lent else { return Ok(vec![program]) };
    let setpriv = find_program("setpriv", &["/usr/bin"]).ok_or("setpriv is not installed")?;
    let (user, group) = (format!("--reuid={user}"), format!("--regid={group}"));
    Ok(vec![setpriv.display().to_string(), user, group, "--clear-groups".to_owned(), program])
}

/// The user whom the package made for PostgreSQL, or else the one who owns nothing: user and group.
fn unprivileged() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |name| {
        let mut users = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let user = users.find(|fields| fields.first() == Some(&name))?;
        Some((user.get(2)?.parse().ok()?, user.get(3)?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).ok_or_else(|| "there is no user for PostgreSQL".into())
}
