//! `make run-cluster`: what it starts works together, and Ctrl-C ends all of it.

use crate::support::{Visitor, any_site, command, servers::until};
use jari_core::domain::{MatchId, SeatId};
use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, id},
    time::Duration,
};
use tempfile::TempDir;

/// It makes a database and loads the demo, on a machine that may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// Below the ports that the system gives out, so that no other test has them.
const LOWEST_PORT: u32 = 20_000;

/// The running script; told to end, and waited for, when it goes.
struct Script(Child);

impl Script {
    /// What Ctrl-C does. Answers whether it has ended well.
    fn interrupt(&mut self) -> Option<bool> {
        let kill = command("kill").args(["-s", "INT", &self.0.id().to_string()]).status();
        assert!(kill.unwrap().success());
        until(PATIENCE, || self.0.try_wait().unwrap()).map(|status| status.success())
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            let _ = self.interrupt();
        }
    }
}

/// The processes that have something of this folder open.
fn with_open(folder: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path().join("fd"));
    let has = |fds: &std::path::PathBuf| {
        let links = fs::read_dir(fds).into_iter().flatten().flatten();
        links.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|file| file.starts_with(folder))
    };
    processes.filter(has).map(|fds| fds.display().to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_is_seen_on_every_instance_and_nothing_is_left_running() {
    let folder = TempDir::new().unwrap();
    // PostgreSQL, which is not root's, has its data there.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let port = LOWEST_PORT + id() % 1_000 * 10;
    let log = folder.path().join("said");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/run-cluster.sh");
    let mut begin = command(script);
    begin.env("JARI_SERVER", env!("CARGO_BIN_EXE_server")).env("LEPTOS_SITE_ROOT", any_site());
    begin.env("JARI_CLUSTER_DATA", folder.path().join("data")).env("JARI_FRONT_PORT", port.to_string());
    let file = fs::File::create(&log).unwrap();
    begin.stdout(file.try_clone().unwrap()).stderr(file);
    let mut script = Script(begin.spawn().unwrap());
    let said = || fs::read_to_string(&log).unwrap();
    let ready = until(PATIENCE, || {
        let ended = script.0.try_wait().unwrap().is_some();
        (ended || said().contains("Ctrl-C stops everything")).then_some(!ended)
    });
    assert_eq!(ready, Some(true), "{}", said());

    // nginx first, and then each instance.
    let bases: Vec<String> = said()
        .split([' ', ',', '\n'])
        .filter(|word| word.starts_with("http://"))
        .map(str::to_owned)
        .collect();
    assert_eq!(bases.len(), 4, "{}", said());
    let ann = Visitor::new(bases[0].clone());
    let match_id = ann.get("/api/matches").await.json()["data"]["matches"][0]["id"].as_i64().unwrap();
    let blocks = ann.get(&format!("/api/matches/{match_id}/blocks")).await.json();
    let block = blocks["data"]["blocks"][0]["id"].as_i64().unwrap();
    let path = format!("/api/matches/{match_id}/blocks/{block}/seats");
    let seat = ann.get(&path).await.json()["data"]["seats"][0]["id"].as_i64().unwrap();
    ann.take_session().await;
    assert_eq!(ann.hold(MatchId(match_id), SeatId(seat)).await.status, 201);
    for base in &bases {
        let seats = Visitor::new(base.clone()).get(&path).await.json();
        assert_eq!(seats["data"]["seats"][0]["status"], "HOLD", "{base}");
    }
    let page = ann.get(&format!("/ko/matches/{match_id}/blocks/{block}")).await;
    assert_eq!(page.status, 200);

    assert_eq!(script.interrupt(), Some(true), "{}", said());
    assert_eq!(with_open(&folder.path().join("data")), [""; 0], "{}", said());
}
