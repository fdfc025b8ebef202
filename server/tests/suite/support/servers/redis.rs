//! Redis servers, alone or as a cluster.

use super::{PATIENCE, binary, ending::ends_and_starts_again, free_address, process::Process, until};
use redis::{Client, RedisResult, Value};
use std::{fs, net::SocketAddr, path::PathBuf, time::Duration};
use tempfile::TempDir;

/// How long one command may take.
const ANSWER: Duration = Duration::from_secs(5);

/// A Redis of its own: it begins empty, and forgets everything when it ends unless its settings say otherwise.
pub(crate) struct RedisServer {
    process: Option<Process>,
    address: SocketAddr,
    settings: Vec<String>,
    password: Option<String>,
    folder: TempDir,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Settings are those of the command line, such as `["--appendonly", "yes"]`.
    pub(crate) fn start_with(settings: &[&str]) -> Self {
        let password =
            settings.windows(2).find(|pair| pair[0] == "--requirepass").map(|pair| pair[1].to_owned());
        let mut server = Self {
            process: None,
            address: free_address(),
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
            password,
            folder: TempDir::new().unwrap(),
        };
        fs::create_dir(server.data()).unwrap();
        // Somebody else may have been faster on that port.
        for _ in 0..5 {
            if server.try_start() {
                return server;
            }
            server.address = free_address();
        }
        panic!("Redis does not start:\n{}", server.log());
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn url(&self) -> String {
        match &self.password {
            Some(password) => format!("redis://:{password}@{}", self.address),
            None => format!("redis://{}", self.address),
        }
    }

    /// Deletes all that was kept, while it is down.
    pub(crate) fn wipe(&mut self) {
        assert!(self.process.is_none(), "only a Redis that is down can be wiped");
        fs::remove_dir_all(self.data()).unwrap();
        fs::create_dir(self.data()).unwrap();
    }

    /// It keeps its connections and answers nobody.
    pub(crate) fn pause(&self) {
        self.process.as_ref().expect("Redis runs").pause();
    }

    pub(crate) fn resume(&self) {
        self.process.as_ref().expect("Redis runs").resume();
    }

    /// Follows another server; returns when it has all that the other had.
    pub(crate) fn replica_of(&self, other: &Self) {
        if let Some(password) = &other.password {
            self.cli(&["CONFIG", "SET", "masterauth", password]);
        }
        self.cli(&["REPLICAOF", "127.0.0.1", &other.port().to_string()]);
        let linked = until(PATIENCE, || {
            self.cli(&["INFO", "replication"]).contains("master_link_status:up").then_some(())
        });
        assert!(linked.is_some(), "the replica does not follow:\n{}", self.log());
    }

    /// A replica becomes a primary, with what has reached it.
    pub(crate) fn promote(&self) {
        self.cli(&["REPLICAOF", "NO", "ONE"]);
    }

    /// Sends one command and shows the answer: arrays line by line, nothing as an empty text.
    pub(crate) fn cli(&self, command: &[&str]) -> String {
        self.try_cli(command).unwrap_or_else(|error| panic!("{command:?}: {error}"))
    }

    /// The same, where the answer may well be an error.
    pub(crate) fn try_cli(&self, command: &[&str]) -> RedisResult<String> {
        let mut connection = Client::open(self.url())?.get_connection_with_timeout(ANSWER)?;
        connection.set_read_timeout(Some(ANSWER))?;
        let (name, arguments) = command.split_first().expect("a command");
        let value: Value = redis::cmd(name).arg(arguments).query(&mut connection)?;
        Ok(shown(&value))
    }

    /// What it has written to its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts it and waits until it answers; false when it ended instead.
    fn try_start(&mut self) -> bool {
        let mut command = vec![binary("redis-server", &["/usr/bin".into()]).display().to_string()];
        let (port, data) = (self.port().to_string(), self.data().display().to_string());
        let fixed =
            ["--port", &port, "--bind", "127.0.0.1", "--dir", &data, "--save", "", "--daemonize", "no"];
        command.extend(fixed.map(str::to_owned));
        command.extend(self.settings.iter().cloned());
        let process = Process::start(self.folder.path(), "KILL", &command);
        // Who answers may be somebody else, on whose port ours could not start.
        let own = format!("process_id:{}\r", process.id());
        let answers = || self.try_cli(&["PING"]).is_ok() && self.cli(&["INFO", "server"]).contains(&own);
        let answered = until(PATIENCE, || {
            let running = process.is_running();
            (!running || answers()).then_some(running)
        });
        match answered {
            Some(true) => {
                self.process = Some(process);
                true
            }
            // What it wrote is still to be read.
            Some(false) => {
                process.end("KILL");
                false
            }
            None => panic!("Redis does not answer:\n{}", process.log()),
        }
    }
}

ends_and_starts_again!(RedisServer, stops by "TERM");

fn shown(value: &Value) -> String {
    let lines = |values: &[Value]| values.iter().map(shown).collect::<Vec<_>>().join("\n");
    match value {
        Value::Nil => String::new(),
        Value::Okay => "OK".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::SimpleString(text) => text.clone(),
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Array(values) | Value::Set(values) => lines(values),
        other => format!("{other:?}"),
    }
}

/// Servers that share the slots among them, without replicas.
pub(crate) struct RedisCluster {
    pub(crate) nodes: Vec<RedisServer>,
}

impl RedisCluster {
    /// Returns when every node says that all slots are served. Redis lets a new node wait for two seconds.
    pub(crate) fn start(count: usize) -> Self {
        let start = |_| {
            let bus = free_address().port().to_string();
            let settings =
                ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-port", &bus];
            (RedisServer::start_with(&settings), bus)
        };
        let nodes: Vec<_> = (0..count).map(start).collect();
        let first = &nodes[0].0;
        for (place, (node, bus)) in nodes.iter().enumerate() {
            let (low, high) = (16_384 * place / count, 16_384 * (place + 1) / count - 1);
            node.cli(&["CLUSTER", "ADDSLOTSRANGE", &low.to_string(), &high.to_string()]);
            node.cli(&["CLUSTER", "SET-CONFIG-EPOCH", &(place + 1).to_string()]);
            if place > 0 {
                first.cli(&["CLUSTER", "MEET", "127.0.0.1", &node.port().to_string(), bus]);
            }
        }
        let cluster = Self { nodes: nodes.into_iter().map(|(node, _)| node).collect() };
        cluster.wait();
        cluster
    }

    /// Waits until every node knows every other, and all slots are served.
    pub(crate) fn wait(&self) {
        let known = format!("cluster_known_nodes:{}\r", self.nodes.len());
        for node in &self.nodes {
            let well = until(PATIENCE, || {
                let info = node.cli(&["CLUSTER", "INFO"]);
                (info.contains("cluster_state:ok") && info.contains(&known)).then_some(())
            });
            assert!(well.is_some(), "the cluster does not form:\n{}", node.cli(&["CLUSTER", "INFO"]));
        }
    }

    /// Every node, separated by commas.
    pub(crate) fn url(&self) -> String {
        self.nodes.iter().map(RedisServer::url).collect::<Vec<_>>().join(",")
    }
}
