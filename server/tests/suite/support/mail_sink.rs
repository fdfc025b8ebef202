//! A mail server that others have written, `aiosmtpd`. `.ci/setup.sh` installs it.

use super::command;
use serde_json::Value;
use server::config::{Config, MailConfig};
use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// How long anything may take on a busy machine. No test waits for it in vain.
const PATIENCE: Duration = Duration::from_secs(90);

/// Whom mails come from.
pub(crate) const FROM: &str = "tickets@jari.example";

/// A running one; gone on drop.
pub(crate) struct MailSink {
    process: Child,
    pub(crate) port: u16,
    mails: Arc<Mutex<Vec<Value>>>,
}

/// Where `.ci/setup.sh` keeps it.
fn python() -> PathBuf {
    let cache = env::var_os("JARI_CACHE").map(PathBuf::from);
    let home = || PathBuf::from(env::var_os("HOME").expect("a home")).join(".cache/jari");
    let python = cache.unwrap_or_else(home).join("aiosmtpd/bin/python");
    assert!(python.is_file(), "aiosmtpd is not installed; please run: make setup-test");
    python
}

/// A port that nobody has at this moment.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The settings by which an instance writes to a port.
pub(crate) fn writes_to(config: &mut Config, port: u16) {
    config.mail = MailConfig {
        smtp_url: Some(format!("smtp://127.0.0.1:{port}")),
        mail_from: Some(FROM.to_owned()),
        smtp_timeout_secs: 5,
    };
}

impl MailSink {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// One that is told more.
    pub(crate) fn start_with(options: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/support/mail_sink.py");
        let mut process = command(python())
            .args(["-I", script])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = output.next().expect("it starts").unwrap().parse().unwrap();
        let mails = Arc::<Mutex<Vec<Value>>>::default();
        let came = Arc::clone(&mails);
        thread::spawn(move || {
            for line in output.map_while(Result::ok) {
                came.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Self { process, port, mails }
    }

    /// What it does with the next mails, one after the other.
    pub(crate) fn script(&self, reactions: &[Value]) {
        let mut input = self.process.stdin.as_ref().unwrap();
        for reaction in reactions {
            writeln!(input, "{reaction}").unwrap();
        }
        input.flush().unwrap();
    }

    /// Everything that has come.
    pub(crate) fn mails(&self) -> Vec<Value> {
        self.mails.lock().unwrap().clone()
    }

    /// Waits until so many mails have come.
    pub(crate) async fn until(&self, count: usize) -> Vec<Value> {
        let enough = async {
            while self.mails().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = timeout(PATIENCE, enough).await;
        waited.unwrap_or_else(|_| panic!("{count} have not come: {:?}", self.mails()));
        self.mails()
    }

    /// The ids of the mails that have come, each once.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.mails().iter().map(|mail| mail["headers"]["message-id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for MailSink {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
