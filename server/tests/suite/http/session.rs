//! Nobody acts for another (I6).

use crate::support::{TestApp, Visitor};
use reqwest::{Client, Method};

fn cookie(answer: &crate::support::Answer) -> String {
    answer.headers["set-cookie"].to_str().unwrap().to_owned()
}

/// A visitor whose cookies are only those that a test gives.
fn without_cookies(app: &TestApp) -> Visitor {
    Visitor::with(Client::builder().no_proxy().build().unwrap(), app.url(""))
}

#[tokio::test]
async fn the_first_answer_brings_a_session_and_the_next_none() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let cookie = cookie(&ann.get("/api/matches").await);
    for attribute in ["jari_session=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "on plain HTTP");
    assert!(!ann.get("/api/matches").await.headers.contains_key("set-cookie"));
    app.stop().await;
}

#[tokio::test]
async fn cookies_are_secure_where_that_is_set() {
    let app = TestApp::start_with(|config| config.http.secure_cookies = true, |store| store).await;
    let ann = app.visitor();
    let cookie = cookie(&ann.get("/api/matches").await);
    assert!(cookie.starts_with("__Host-jari_session=") && cookie.contains("; Secure"), "{cookie}");
    let header = cookie.split(';').next().unwrap();
    let again = ann.send(Method::GET, "/api/matches", &[("cookie", header)], "").await;
    assert!(!again.headers.contains_key("set-cookie"));
    app.stop().await;
}

#[tokio::test]
async fn a_forged_or_foreign_session_is_none() {
    let app = TestApp::start().await;
    let (ann, seat, match_id) = (app.visitor(), app.fixture.seat(0, 0), app.fixture.match_id);
    let cookie = cookie(&ann.get("/api/matches").await);
    let value = cookie.split(';').next().unwrap().strip_prefix("jari_session=").unwrap();
    ann.hold(match_id, seat).await;

    let thief = without_cookies(&app);
    let release = app.path(&format!("/allocation/seats/{seat}/release"));
    // The signature is base64 with its padding escaped; what follows it is the id.
    let id = &value[value.len() - 32..];
    let flip = |character: &str, to: [&'static str; 2]| if character == to[0] { to[1] } else { to[0] };
    let (first, rest) = value.split_at(1);
    let flipped = format!("{}{rest}", flip(first, ["A", "B"]));
    let (rest, last) = value.split_at(value.len() - 1);
    let other_id = format!("{rest}{}", flip(last, ["0", "1"]));
    for forged in ["", id, &flipped, &other_id, &"x".repeat(5_000)] {
        let header = format!("jari_session={forged}");
        let answer = thief.send(Method::POST, &release, &[("cookie", &header)], "").await;
        assert_eq!(answer.code(), (403, "SESSION_REQUIRED".into()), "{forged}");
    }
    // Neither do names of a holder elsewhere in the request count.
    let named = format!("{release}?holder={id}&holderId={id}");
    let body = format!("{{\"holder\":\"{id}\"}}");
    let answer = app.visitor().send(Method::POST, &named, &[("x-holder", id)], &body).await;
    assert_eq!(answer.code(), (403, "NOT_HOLDER".into()));
    // The real one still is.
    let header = format!("jari_session={value}");
    assert_eq!(thief.send(Method::POST, &release, &[("cookie", &header)], "").await.status, 200);
    app.stop().await;
}

#[tokio::test]
async fn another_sites_page_cannot_act() {
    let app = TestApp::start().await;
    let (ann, seat) = (app.visitor(), app.fixture.seat(0, 0));
    let hold = app.path(&format!("/allocation/seats/{seat}/hold"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let body = format!("match_id={}&seat_id={seat}", app.fixture.match_id);
    for (path, body) in [(hold.as_str(), ""), ("/fn/hold_seat", body.as_str())] {
        for header in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://evil.test"),
        ] {
            let answer = ann.send(Method::POST, path, &[header, form], body).await;
            assert_eq!(answer.code(), (403, "CROSS_SITE".into()), "{path} {header:?}");
        }
    }
    let seats = ann.seats(app.fixture.match_id, app.fixture.block(0)).await;
    assert_eq!(seats[0]["status"], "AVAILABLE");
    let own = ann.send(Method::POST, &hold, &[("sec-fetch-site", "same-origin")], "").await;
    assert_eq!(own.status, 201);
    app.stop().await;
}

#[tokio::test]
async fn the_streams_and_snapshots_name_no_holder() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    let cookie = cookie(&ann.get("/api/matches").await);
    let id = cookie.split(';').next().unwrap();
    let id = &id[id.len() - 32..];
    ann.hold(app.fixture.match_id, app.fixture.seat(0, 0)).await;
    let snapshot = ann.get(&app.path(&format!("/blocks/{}/seats", app.fixture.block(0)))).await.text;
    let init = app.visitor().follow(&app.stream_path(0), &[]).await.next().await.unwrap();
    assert!(!snapshot.contains(id) && !init.data.to_string().contains(id));
    let snapshot: serde_json::Value = serde_json::from_str(&snapshot).unwrap();
    assert_eq!(snapshot, init.data, "a snapshot is the stream's init");
    app.stop().await;
}

#[tokio::test]
async fn sessions_outlive_a_restart() {
    let app = TestApp::start_with(|config| config.http.secret = None, |store| store).await;
    let file = app.ground.as_ref().unwrap().folder.as_ref().unwrap().path().join("jari.secret");
    assert_eq!(std::fs::read(&file).unwrap().len(), 128);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let again = server::http::session_key(&app.config).unwrap();
    let first = server::http::session_key(&app.config).unwrap();
    assert_eq!(again.master(), first.master());
    app.stop().await;
}

/// Where instances share a database they must share the secret as well, or sessions would hold for one of them.
#[test]
fn a_shared_database_needs_a_secret() {
    let mut config = crate::support::config("postgres://localhost/jari");
    config.http.secret = None;
    let error = server::http::session_key(&config).unwrap_err();
    assert!(error.to_string().starts_with("JARI_SECRET must be set"));
}
