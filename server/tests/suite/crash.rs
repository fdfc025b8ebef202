//! What was acknowledged survives the process (I2), tried on the real binary.

use crate::support::Visitor;
use futures_util::future::join_all;
use reqwest::Client;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;

/// The binary, serving on a port of its own; killed with the test.
struct Server {
    process: Child,
    base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.args(arguments).current_dir(folder).env("RUST_LOG", "warn").env("JARI_MAX_HOLDS", "0");
    command.env("DATABASE_URL", format!("sqlite://{}/jari.db", folder.display()));
    command
}

fn start(folder: &Path) -> Server {
    let mut process =
        command(folder, &["--site-addr", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let base = line.trim().strip_prefix("Jari is at ").expect("the address comes first").to_owned();
    Server { process, base }
}

impl Server {
    fn visitor(&self) -> Visitor {
        let client = Client::builder().cookie_store(true).no_proxy().build().unwrap();
        Visitor { client, base: self.base.clone() }
    }
}

/// Every seat of a block with its state.
async fn seats(visitor: &Visitor, block: &Value) -> Vec<(i64, bool)> {
    let answer = visitor.get(&format!("/api/matches/2/blocks/{block}/seats")).await.json();
    let seats = answer["data"]["seats"].as_array().unwrap();
    seats.iter().map(|seat| (seat["id"].as_i64().unwrap(), seat["status"] == "HOLD")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_holds_survive_a_kill() {
    let folder = TempDir::new().unwrap();
    assert!(command(folder.path(), &["load-demo"]).stdout(Stdio::null()).status().unwrap().success());
    let mut server = start(folder.path());
    let blocks = server.visitor().get("/api/matches/2/blocks").await.json();
    let block = &blocks["data"]["blocks"][0]["id"];
    let all: Vec<_> = seats(&server.visitor(), block).await.into_iter().map(|(id, _)| id).collect();

    // Four people take seats until the server is gone, which is in the middle of it.
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let people = (0..4).map(|person| {
        let (visitor, acknowledged) = (server.visitor(), Arc::clone(&acknowledged));
        let mine: Vec<_> = all.iter().copied().skip(person).step_by(4).collect();
        tokio::spawn(async move {
            let mut held = Vec::new();
            for seat in mine {
                let url = format!("{}/api/matches/2/allocation/seats/{seat}/hold", visitor.base);
                match visitor.client.post(url).send().await {
                    Ok(answer) if answer.status() == 201 => {
                        held.push(seat);
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    Ok(answer) => panic!("{}", answer.status()),
                    Err(_) => break,
                }
            }
            held
        })
    });
    let people: Vec<_> = people.collect();
    while acknowledged.load(Ordering::SeqCst) < all.len() / 3 {
        tokio::task::yield_now().await;
    }
    server.process.kill().unwrap();
    let held: BTreeSet<i64> = join_all(people).await.into_iter().flat_map(|held| held.unwrap()).collect();
    assert!(held.len() < all.len(), "it was killed in the middle");

    let server = start(folder.path());
    let after: BTreeSet<i64> = seats(&server.visitor(), block)
        .await
        .into_iter()
        .filter_map(|(id, hold)| hold.then_some(id))
        .collect();
    assert!(held.is_subset(&after), "lost: {:?}", held.difference(&after));
    // What was under way may or may not have been done: at most one for each person.
    assert!(after.len() <= held.len() + 4);
}
