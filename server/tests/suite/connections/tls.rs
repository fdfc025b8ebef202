use super::{Caller, Identity};
use crate::{
    observed,
    support::{Ground, Instance, TestApp, finish},
};
use reqwest::{Method, Version};
use server::{config::TlsConfig, http::Tls};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn http1_carries_pages_holds_and_streams() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let ann = identity.visitor_with(&app, |client| client.http1_only());
    let mut events = ann.follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    let seat = app.fixture.seat(0, 0);
    assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
    assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    assert_eq!(ann.get(&app.page(0)).await.status, 200);
    app.stop().await;
    assert!(events.next().await.is_none(), "a stream ends with the server");
}

#[tokio::test]
async fn both_versions_of_tls_are_spoken() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    for version in [reqwest::tls::Version::TLS_1_2, reqwest::tls::Version::TLS_1_3] {
        let ann =
            identity.visitor_with(&app, |client| client.min_tls_version(version).max_tls_version(version));
        let answer = ann.client.get(format!("{}/api/matches", ann.base)).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_session_is_for_https_alone() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let ann = identity.visitor(&app);
    let answer = ann.get("/api/matches").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-jari_session_") && cookie.contains("; Secure"), "{cookie}");
    let (seat, match_id) = (app.fixture.seat(0, 0), app.fixture.match_id);
    assert_eq!(ann.hold(match_id, seat).await.status, 201);
    assert_eq!(ann.release(match_id, seat).await.status, 200, "the session is kept");
    app.stop().await;
}

/// Who speaks without encryption is not understood.
#[tokio::test]
async fn plain_http_is_not_spoken() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let mut caller = Caller::new(&app).await;
    caller.send("/api/matches").await;
    assert!(!caller.rest().await.contains("HTTP/1.1"));
    app.stop().await;
}

#[tokio::test]
async fn a_handshake_that_is_not_finished_is_let_go() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.http.head_timeout_secs = 2).await;
    // Others are not held up by it.
    let silent = Caller::new(&app).await;
    let mut half = tokio::net::TcpStream::connect(app.address).await.unwrap();
    half.write_all(&[22, 3, 1, 2, 0, 1]).await.unwrap();
    assert_eq!(identity.visitor(&app).get("/health/live").await.status, 200);
    assert_eq!(silent.rest().await, "");
    assert_eq!(Caller::of(half).rest().await, "");
    app.stop().await;
}

/// Over TLS there is no word to those who find no place, but their place is not kept either.
#[tokio::test]
async fn a_connection_too_many_is_closed() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.connections.max_connections = 1).await;
    let ann = identity.visitor(&app);
    assert_eq!(ann.get("/health/live").await.status, 200);
    assert_eq!(Caller::new(&app).await.rest().await, "");
    assert_eq!(ann.get("/health/live").await.status, 200);
    observed::until(&app, |series| series.get("jari_connections_refused_total{reason=\"too_many\"}") == 1.0)
        .await;
    app.stop().await;
}

/// A client that asks for much and reads nothing does not keep its place.
#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_let_go() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity
        .serve(&folder, |config| {
            config.http.stall_secs = 2;
            config.connections.max_connections = 1;
        })
        .await;
    let mut sleeper = identity.connect(&app, "http/1.1").await;
    let request = format!("GET {} HTTP/1.1\r\nhost: jari\r\n\r\n", app.page(0));
    // The server stops reading them when it can write no more.
    let flood = async { while sleeper.write_all(request.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(std::time::Duration::from_secs(20), flood).await.expect("the server hangs up");
    let ann = identity.visitor(&app);
    assert_eq!(until_answered(&ann).await, 200);
    app.stop().await;
}

async fn until_answered(ann: &crate::support::Visitor) -> u16 {
    tokio::time::timeout(std::time::Duration::from_secs(10), async {
        loop {
            if let Ok(answer) = ann.client.get(format!("{}/health/live", ann.base)).send().await {
                return answer.status().as_u16();
            }
        }
    })
    .await
    .expect("its place is given back in time")
}

#[test]
fn what_cannot_be_used_is_named() {
    let folder = TempDir::new().unwrap();
    let (identity, other) = (Identity::new(), Identity::new());
    identity.write(&folder);
    let path = |name: &str| Some(folder.path().join(name));
    let error = |cert, key| {
        let config = TlsConfig { tls_cert: cert, tls_key: key, tls_renew_secs: 60 };
        Tls::open(&config).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(error(path("cert.pem"), path("key.pem")), "");
    assert_eq!(error(None, None), "");
    for half in [error(path("cert.pem"), None), error(None, path("key.pem"))] {
        assert_eq!(half, "JARI_TLS_CERT and JARI_TLS_KEY must be set both, or neither");
    }
    assert!(error(path("none.pem"), path("key.pem")).contains("none.pem"));
    assert!(error(path("cert.pem"), path("none.pem")).contains("none.pem"));
    assert!(error(path("cert.pem"), path("cert.pem")).contains("cert.pem"), "there is no key in it");
    std::fs::write(folder.path().join("other.pem"), other.key).unwrap();
    assert!(
        error(path("cert.pem"), path("other.pem")).starts_with("cannot use the certificate with its key")
    );
    std::fs::write(folder.path().join("empty.pem"), "").unwrap();
    assert_ne!(error(path("empty.pem"), path("key.pem")), "");
}

#[test]
fn the_binary_says_that_it_speaks_https_or_why_it_does_not_start() {
    let (ground, folder, identity) = (Ground::sqlite(), TempDir::new().unwrap(), Identity::new());
    identity.write(&folder);
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    command.env("JARI_TLS_CERT", folder.path().join("cert.pem"));
    let output = finish(&mut command);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("JARI_TLS_KEY must be set"), "{output:?}");
    command.env("JARI_TLS_KEY", folder.path().join("key.pem"));
    let instance = Instance::spawn(&mut command);
    assert!(instance.base.starts_with("https://127.0.0.1:"), "{}", instance.base);
}

/// A page of ours is known by the host that it came from, however that is written.
#[tokio::test]
async fn another_sites_page_cannot_act() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let own = format!("https://{}", app.address);
    let hold = app.path(&format!("/allocation/seats/{}/hold", app.fixture.seat(0, 0)));
    let http1 = identity.visitor_with(&app, |client| client.http1_only());
    for ann in [identity.visitor(&app), http1] {
        let evil = ann.send(Method::POST, &hold, &[("origin", "https://evil.test")], "").await;
        assert_eq!(evil.code(), (403, "CROSS_SITE".into()));
        let own = ann.send(Method::POST, &hold, &[("origin", &own)], "").await;
        assert!([201, 409].contains(&own.status.as_u16()), "{own:?}");
        assert!(!own.headers["x-request-id"].is_empty());
    }
    app.stop().await;
}

/// A head is bounded as on a plain connection, and refused in the same words.
#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |_| {}).await;
    let mut caller = identity.connect(&app, "http/1.1").await;
    let head = format!("GET /api/matches HTTP/1.1\r\nhost: jari\r\nx-large: {}", "x".repeat(17_000));
    caller.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read =
        tokio::time::timeout(std::time::Duration::from_secs(10), caller.read_to_end(&mut answer)).await;
    let _broken_off = read.expect("the server hangs up");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 431 ") && answer.contains("\"HEAD_TOO_LARGE\""), "{answer}");
    app.stop().await;
}

/// Without a certificate everything is as it was.
#[tokio::test]
async fn without_it_nothing_is_encrypted() {
    let app = TestApp::start().await;
    let answer = app.visitor().client.get(app.url("/health/live")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_11));
    app.stop().await;
}
