//! Two hosts and a cable between them, made of network namespaces of their own: the one way to lose a peer without a word
//! from it. Nothing of it can be seen or reached from outside, and it is gone with the processes in it.

use super::command;
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::MetadataExt,
    process::{Child, Command, Stdio},
};

/// Where the one host is, as the other sees it.
pub(crate) const LINK_HOST: &str = "192.0.2.1";

/// How long one who reads waits for the next line, in seconds.
const SILENCE_SECS: u32 = 20;

/// A process that lives as long as its value.
pub(crate) struct Guest(Child);

impl Guest {
    fn spawn(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap())
    }

    /// Reads what it writes until a line is so; false if it ends before.
    pub(crate) fn says(&mut self, wanted: &str) -> bool {
        let lines = BufReader::new(self.0.stdout.as_mut().unwrap()).lines();
        lines.map_while(Result::ok).any(|line| line.contains(wanted))
    }

    /// The body of the answer that it writes, until it ends.
    pub(crate) fn all(mut self) -> String {
        let mut answer = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").expect("a head").1.to_owned()
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The two hosts.
pub(crate) struct Link {
    host: Guest,
    far: Guest,
}

impl Link {
    /// Connects them.
    ///
    /// # Errors
    /// What the system says where this is not allowed: it takes root's rights, or user namespaces.
    pub(crate) fn connect() -> Result<Self, String> {
        let host = Guest::spawn(command("unshare").args(unshared()).args(["--net", "cat"]));
        let enter = enter(&host);
        let far = Guest::spawn(command("nsenter").args(enter).args(["unshare", "--net", "cat"]));
        let link = Self { host, far };
        let pid = link.far.0.id().to_string();
        // The second has left the first one's network when it has one of its own.
        let network = |guest: &Guest| fs::read_link(format!("/proc/{}/ns/net", guest.0.id())).ok();
        let outside = fs::read_link("/proc/self/ns/net").ok();
        let apart = super::servers::until(super::servers::PATIENCE, || {
            let (host, far) = (network(&link.host)?, network(&link.far)?);
            (Some(&host) != outside.as_ref() && Some(&far) != outside.as_ref() && host != far).then_some(())
        });
        apart.ok_or("it makes no network namespaces")?;
        let host =
            ["link set lo up", "link add near type veth peer name cable netns {pid}", "link set near up"];
        for command in
            host.map(str::to_owned).into_iter().chain([format!("address add {LINK_HOST}/30 dev near")])
        {
            ip(&link.host, &command.replace("{pid}", &pid))?;
        }
        for command in ["address add 192.0.2.2/30 dev cable", "link set cable up"] {
            ip(&link.far, command)?;
        }
        Ok(link)
    }

    /// The same command on the first host.
    pub(crate) fn on_host(&self, wanted: &Command) -> Command {
        let mut there = command("nsenter");
        there.args(enter(&self.host)).arg(wanted.get_program()).args(wanted.get_args());
        there.envs(wanted.get_envs().filter_map(|(name, value)| Some((name, value?))));
        there
    }

    /// Sends a request from the first host, or from the other, and goes on reading.
    pub(crate) fn request(&self, from_afar: bool, address: &str, port: u16, path: &str) -> Guest {
        let guest = if from_afar { &self.far } else { &self.host };
        let request = format!("GET {path} HTTP/1.1\\r\\nhost: jari\\r\\nconnection: close\\r\\n\\r\\n");
        let script = format!(
            "exec 3<>/dev/tcp/{address}/{port}; printf '{request}' >&3;
            while IFS= read -r -t {SILENCE_SECS} line <&3; do printf '%s\\n' \"$line\"; done"
        );
        Guest::spawn(command("nsenter").args(enter(guest)).args(["bash", "-c", &script]))
    }

    /// Pulls the cable out: neither side is told anything.
    pub(crate) fn cut(&self) {
        ip(&self.far, "link set cable down").unwrap();
    }
}

/// Who is not root may be root in a world of their own.
fn unshared() -> &'static [&'static str] {
    if is_root() { &[] } else { &["--map-root-user"] }
}

fn enter(guest: &Guest) -> Vec<String> {
    let mut arguments = vec!["--target".to_owned(), guest.0.id().to_string(), "--net".to_owned()];
    if !is_root() {
        arguments.extend(["--user", "--preserve-credentials"].map(str::to_owned));
    }
    arguments
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

fn ip(guest: &Guest, order: &str) -> Result<(), String> {
    let arguments = enter(guest);
    let output = command("nsenter").args(arguments).arg("ip").args(order.split(' ')).output().unwrap();
    output.status.success().then_some(()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}
