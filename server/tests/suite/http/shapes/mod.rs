//! Requests of every shape, as bytes on a socket: whatever comes, the server answers in its own words, and nothing in its
//! log is an error.

mod parts;
mod random;
mod raw;

use crate::support::{Fixture, Ground, Instance};
use parts::{BODIES, HEADERS, MALFORMED, METHODS, PATHS, POSTED};
use raw::Answer;
use std::{fs, fs::File, net::SocketAddr, process::Stdio, thread};

/// The codes that the README promises.
const README: &str = include_str!("../../../../../README.md");

/// A server of its own over the tests' small venue, whose log is kept.
struct Shown {
    instance: Instance,
    ground: Ground,
}

impl Shown {
    async fn start() -> Self {
        let ground = Ground::sqlite();
        Fixture::open(ground.config.clone()).await;
        let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
        let instance = Instance::spawn(command.stderr(Stdio::from(File::create(log(&ground)).unwrap())));
        Self { instance, ground }
    }

    fn address(&self) -> SocketAddr {
        self.instance.address()
    }

    /// Sends each, some at the same time, and judges the answers.
    fn try_all(
        &self,
        requests: &[Vec<u8>],
        judge: impl Fn(&[u8], Option<Answer>) -> Result<(), String> + Sync,
    ) {
        let address = self.address();
        let faults = thread::scope(|scope| {
            let part = requests.len().div_ceil(4).max(1);
            let judges = requests.chunks(part).map(|part| {
                let judge = &judge;
                scope.spawn(move || {
                    let faults = part.iter().filter_map(|request| {
                        let fault = judge(request, raw::ask(address, request)).err()?;
                        let start: String = String::from_utf8_lossy(request).chars().take(200).collect();
                        Some(format!("{start:?}: {fault}"))
                    });
                    faults.collect::<Vec<_>>()
                })
            });
            let judges: Vec<_> = judges.collect();
            judges.into_iter().flat_map(|judge| judge.join().unwrap()).collect::<Vec<_>>()
        });
        let log = fs::read_to_string(log(&self.ground)).unwrap();
        let errors: Vec<_> =
            log.lines().filter(|line| line.contains("ERROR") || line.contains("panicked")).take(5).collect();
        assert!(
            faults.is_empty(),
            "{} faults: {:#?}\n{errors:#?}",
            faults.len(),
            &faults[..faults.len().min(10)]
        );
        assert!(errors.is_empty(), "{errors:#?}");
        let alive = raw::ask(address, b"GET /ko HTTP/1.1\r\nhost: jari\r\nconnection: close\r\n\r\n");
        assert_eq!(alive.map(|answer| answer.status), Some(200), "it goes on");
    }
}

fn log(ground: &Ground) -> std::path::PathBuf {
    ground.folder.as_ref().unwrap().path().join("log")
}

fn request(method: &str, target: &[u8], headers: &[u8], body: &[u8]) -> Vec<u8> {
    let mut request = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\nconnection: close\r\n"].concat();
    request.extend_from_slice(headers);
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(body);
    request
}

/// What must be true of the answer to a request that can be read as one.
fn judge(request: &[u8], answer: Option<Answer>) -> Result<(), String> {
    let answer = answer.ok_or("no answer")?;
    let said = |what: &str| Err(format!("{what}: {}", answer.summary()));
    if !(200..500).contains(&answer.status) {
        return said("a status that is the server's fault");
    }
    let Some(control) = answer.header("cache-control") else { return said("nobody says who may keep it") };
    if answer.header("x-request-id").is_none() {
        return said("no answer of ours");
    }
    if answer.header("set-cookie").is_some() && !control.contains("private") && !control.contains("no-store")
    {
        return said("a session for everybody");
    }
    let mut line = request.split(|byte| *byte == b' ');
    let method = String::from_utf8_lossy(line.next().unwrap_or_default()).into_owned();
    let target = String::from_utf8_lossy(line.next().unwrap_or_default()).into_owned();
    if answer.status == 405 {
        let allowed = answer.header("allow").unwrap_or_default();
        if allowed.is_empty() || allowed.split(',').any(|allowed| allowed.trim() == method) {
            return said("405 without what is allowed");
        }
    }
    let path = target.split('?').next().unwrap_or_default();
    let is_api = ["/api", "/fn", "/health"]
        .iter()
        .any(|room| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    if answer.status >= 400 && method != "HEAD" && !answer.is_compressed() && (is_api || method != "GET") {
        let error: serde_json::Value = match serde_json::from_slice(&answer.body) {
            Ok(error) => error,
            Err(_) => return said("an error without its envelope"),
        };
        let code = error["code"].as_str().unwrap_or_default();
        if error["status"] != answer.status || !README.contains(&format!("`{code}`")) {
            return said("an error without its status or a code that the README has");
        }
        if error["message"].as_str().is_none_or(str::is_empty) {
            return said("an error without words");
        }
    }
    Ok(())
}

/// Some shapes are no requests. The library refuses those by itself, or hangs up.
fn judge_malformed(request: &[u8], answer: Option<Answer>) -> Result<(), String> {
    match answer {
        None => Ok(()),
        Some(answer) if [400, 414, 431].contains(&answer.status) => Ok(()),
        answer => judge(request, answer),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_method_and_no_path_is_too_odd() {
    let shown = Shown::start().await;
    let first = request("GET", b"/api/matches", b"host: jari\r\n", b"");
    let cookie = raw::ask(shown.address(), &first).unwrap().header("set-cookie").unwrap().to_owned();
    let headers = format!("host: jari\r\ncookie: {}\r\n", cookie.split(';').next().unwrap());
    let mut requests = Vec::new();
    for path in PATHS {
        let path = parts::target(path);
        for method in METHODS {
            requests.push(request(method, &path, headers.as_bytes(), b""));
        }
        requests.push(request("GET", &path, b"host: jari\r\n", b""));
        requests.push(request("GET", &path, b"host: jari\r\naccept: text/html\r\n", b""));
    }
    shown.try_all(&requests, judge);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_is_too_odd() {
    let shown = Shown::start().await;
    let mut requests = Vec::new();
    for path in POSTED {
        for (headers, body) in BODIES {
            let (headers, body) = parts::body(headers, body);
            for accept in ["", "accept: text/html\r\nreferer: http://jari/matches/1\r\n"] {
                let headers = format!("host: jari\r\n{accept}{headers}");
                requests.push(request("POST", path.as_bytes(), headers.as_bytes(), &body));
            }
        }
    }
    shown.try_all(&requests, judge);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_header_is_too_odd() {
    let shown = Shown::start().await;
    let mut requests = Vec::new();
    for header in HEADERS {
        for path in ["/", "/matches/1/blocks/1?seat=1", "/nothing", "/pkg/jari.css", "/pkg/jari.wasm"]
            .into_iter()
            .chain(["/api/matches", "/api/matches/1/blocks/1/seats", "/api/matches/1/blocks/1/seats/stream"])
        {
            let headers = [b"host: jari\r\n", *header, b"\r\n"].concat();
            requests.push(request("GET", path.as_bytes(), &headers, b""));
            requests.push(request("HEAD", path.as_bytes(), &headers, b""));
        }
        for path in POSTED {
            let headers = [b"host: jari\r\ncontent-length: 0\r\n", *header, b"\r\n"].concat();
            requests.push(request("POST", path.as_bytes(), &headers, b""));
        }
    }
    shown.try_all(&requests, judge);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_request_is_refused() {
    let shown = Shown::start().await;
    let mut requests: Vec<_> = MALFORMED.iter().map(|request| request.to_vec()).collect();
    requests.push(request("GET", &b"/x".repeat(200_000), b"host: jari\r\n", b""));
    requests.push(request("GET", b"/", &b"x-many: x\r\n".repeat(2_000), b""));
    requests.push(request("GET", b"/", &[b"x-long: ", &b"x".repeat(500_000)[..], b"\r\n"].concat(), b""));
    shown.try_all(&requests, judge_malformed);
}
