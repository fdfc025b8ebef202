//! The real binary, as an operator starts it.

use super::{Visitor, command, finish, ground::Ground, guard::Guard, jari};
use server::config::AllocationBackend;
use std::{
    io::{BufRead, BufReader, Lines},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// A process that serves on a port of its own; killed when it goes.
pub(crate) struct Instance {
    process: Child,
    said: Lines<BufReader<ChildStdout>>,
    pub(crate) base: String,
    /// Ends it where this is not dropped. It goes last.
    _guard: Guard,
}

/// How long it may take to end when it was told to.
const ENDS_WITHIN: Duration = Duration::from_secs(60);

impl Instance {
    /// The binary with these arguments, over these stores.
    pub(crate) fn command(ground: &Ground, arguments: &[&str]) -> Command {
        let config = &ground.config;
        let mut command = jari();
        command.args(arguments).env("JARI_MAX_HOLDS", "0");
        command.env("DATABASE_URL", &config.database.url).env("REDIS_URL", &config.redis.url);
        match &config.http.secret {
            Some(secret) => command.env("JARI_SECRET", secret),
            None => command.env_remove("JARI_SECRET"),
        };
        command.env("JARI_MAX_STREAMS_PER_ADDRESS", "0").env("JARI_MAX_CONNECTIONS_PER_ADDRESS", "0");
        command.env("JARI_CHANGE_RATE_PER_SESSION", "0").env("JARI_CHANGE_RATE_PER_ADDRESS", "0");
        let backend = if config.backend == AllocationBackend::Redis { "redis" } else { "rdb" };
        command.env("ALLOCATION_BACKEND", backend);
        command
    }

    /// Loads the demo, once.
    pub(crate) fn load_demo(ground: &Ground) {
        let loaded = finish(&mut Self::command(ground, &["load-demo"]));
        assert!(loaded.status.success(), "{loaded:?}");
    }

    /// Serves, and returns when it does.
    pub(crate) fn start(ground: &Ground) -> Self {
        Self::start_with(ground, &[])
    }

    /// The same with other settings.
    pub(crate) fn start_with(ground: &Ground, settings: &[(&str, &str)]) -> Self {
        let mut command = Self::command(ground, &["--site-addr", "127.0.0.1:0"]);
        Self::spawn(command.envs(settings.iter().copied()))
    }

    /// The same with a command that the test has made.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        Self::serving(command.stdout(Stdio::piped()).spawn().unwrap())
    }

    /// A process that was started already, as soon as it serves.
    pub(crate) fn serving(mut process: Child) -> Self {
        let guard = Guard::of(&process);
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let Some(first) = said.next() else {
            panic!("it ended: {:?}", process.wait_with_output());
        };
        let first = first.unwrap();
        let base = first.strip_prefix("Jari is at ").expect("the address comes first").to_owned();
        Self { process, said, base, _guard: guard }
    }

    /// The next line that it tells whoever started it.
    pub(crate) fn next_line(&mut self) -> String {
        self.said.next().unwrap().unwrap()
    }

    /// Somebody with a session of their own.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(self.base.clone())
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.base.split_once("://").unwrap().1.parse().unwrap()
    }

    /// The number of its process.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Ends it without a warning.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Tells it to end, as an operator would.
    pub(crate) fn terminate(&self) {
        let number = self.process_id().to_string();
        assert!(command("kill").args(["-s", "TERM", &number]).status().unwrap().success());
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        timeout(ENDS_WITHIN, async {
            loop {
                if let Some(status) = self.process.try_wait().unwrap() {
                    return status;
                }
                sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .expect("it ends within the time")
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
