//! Nobody acts for another (I6).

use crate::support::{TestApp, Visitor};
use reqwest::{Client, Method};

/// The session that an answer brings.
fn cookie(answer: &crate::support::Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let session = cookies.into_iter().find(|cookie| cookie.contains("jari_session_"));
    session.expect("it brings a session").to_owned()
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
    for attribute in ["jari_session_", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
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
    assert!(cookie.starts_with("__Host-jari_session_") && cookie.contains("; Secure"), "{cookie}");
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
    let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
    ann.hold(match_id, seat).await;

    let thief = without_cookies(&app);
    let release = app.path(&format!("/allocation/seats/{seat}/release"));
    // The signature comes first and the id last.
    let id = &value[value.len() - 32..];
    let flip = |character: &str, to: [&'static str; 2]| if character == to[0] { to[1] } else { to[0] };
    let (first, rest) = value.split_at(1);
    let flipped = format!("{}{rest}", flip(first, ["a", "b"]));
    let (rest, last) = value.split_at(value.len() - 1);
    let other_id = format!("{rest}{}", flip(last, ["0", "1"]));
    for forged in ["", id, &flipped, &other_id, &"x".repeat(5_000)] {
        let header = format!("{name}={forged}");
        let answer = thief.send(Method::POST, &release, &[("cookie", &header)], "").await;
        assert_eq!(answer.code(), (403, "SESSION_REQUIRED".into()), "{forged}");
    }
    // Neither do names of carts elsewhere in the request count.
    let named = format!("{release}?cart={id}&cartId={id}");
    let body = format!("{{\"cart\":\"{id}\"}}");
    let answer = app.visitor().send(Method::POST, &named, &[("x-cart", id)], &body).await;
    assert_eq!(answer.code(), (403, "NOT_HOLDER".into()));
    // The real one still is.
    let header = format!("{name}={value}");
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
async fn the_streams_and_snapshots_name_no_cart() {
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
    let cookie = cookie(&app.visitor().get("/api/matches").await);
    let again = TestApp::serve(app.fixture.join().await, |store| store).await;
    let ann = without_cookies(&again);
    assert!(!ann.get_with(&cookie).await.headers.contains_key("set-cookie"), "it is known");
    again.stop().await;
    app.stop().await;
}

/// Where instances share a database they must share the secret as well, or sessions would hold for one of them.
#[test]
fn a_shared_database_needs_a_secret() {
    let mut config = crate::support::config("postgres://localhost/jari");
    config.http.secret = None;
    let error = server::http::session_keys(&config).unwrap_err();
    assert!(error.to_string().starts_with("JARI_SECRET must be set"));
}

const OLD: &str = "the secret that was there first and is long enough";
const NEW: &str = "the secret that comes after it and is long enough";

/// A server over the same store with another secret.
async fn with_secret(app: &TestApp, secret: &str) -> TestApp {
    let mut config = app.config.clone();
    config.http.secret = Some(secret.to_owned());
    TestApp::serve(app.fixture.join_by(config).await, |store| store).await
}

/// Secrets are changed in three steps, and whoever holds seats holds them throughout.
#[tokio::test]
async fn a_change_of_secrets_loses_nobodys_holds() {
    let app = TestApp::start_with(|config| config.http.secret = Some(OLD.to_owned()), |store| store).await;
    let (match_id, seat) = (app.fixture.match_id, app.fixture.seat(0, 0));
    let release = app.path(&format!("/allocation/seats/{seat}/release"));
    let complete = app.path("/allocation/seats/complete");
    let first = app.visitor().get("/api/matches").await;
    let old = cookie(&first);
    let hold = app.path(&format!("/allocation/seats/{seat}/hold"));
    let held = without_cookies(&app).post_with(&hold, &old, "").await;
    assert_eq!(held.status, 201);
    // The new one is known before it signs, so that instances may be restarted one after the other.
    let both = with_secret(&app, &format!("{OLD},{NEW}")).await;
    let known = without_cookies(&both).get_with(&old).await;
    assert!(!known.headers.contains_key("set-cookie"));
    both.stop().await;
    // Then it signs. Who comes with a session of the old one is given one of the new one, with the same id.
    let turned = with_secret(&app, &format!("{NEW}, {OLD}")).await;
    let new = cookie(&without_cookies(&turned).get_with(&old).await);
    let (name, other) = (old.split('=').next().unwrap(), new.split('=').next().unwrap());
    assert_ne!(name, other, "a key's cookies have a name of their own");
    turned.stop().await;
    // In the end the old one may go.
    let ended = with_secret(&app, NEW).await;
    let stranger = without_cookies(&ended);
    assert_eq!(stranger.post_with(&release, &old, "").await.code(), (403, "SESSION_REQUIRED".into()));
    let body = serde_json::json!({ "seatIds": [seat] }).to_string();
    assert_eq!(stranger.post_with(&complete, &new, &body).await.status, 200, "{match_id}");
    ended.stop().await;
    app.stop().await;
}

/// Who comes back within a week keeps what is theirs, however long ago they came first.
#[tokio::test]
async fn a_session_in_use_is_renewed() {
    let app = TestApp::start().await;
    let ann = without_cookies(&app);
    let first = cookie(&ann.get("/api/matches").await);
    app.clock.advance(23 * 3_600_000);
    assert!(!ann.get_with(&first).await.headers.contains_key("set-cookie"), "not at every request");
    app.clock.advance(3_600_000);
    let renewed = cookie(&ann.get_with(&first).await);
    assert!(renewed.contains("Max-Age=604800"), "{renewed}");
    let id = |cookie: &str| cookie.split(';').next().unwrap().rsplit('.').next().unwrap().to_owned();
    assert_eq!(id(&renewed), id(&first), "it is the same cart");
    assert_ne!(renewed, first);
    assert!(!ann.get_with(&renewed).await.headers.contains_key("set-cookie"));
    app.stop().await;
}

/// A neighbouring subdomain can set no cookie whose name begins with `__Host-`, but one whose name decodes to that.
#[tokio::test]
async fn a_session_that_a_neighbour_has_put_in_does_not_count() {
    let app = TestApp::start_with(|config| config.http.secure_cookies = true, |store| store).await;
    let ann = without_cookies(&app);
    let (theirs, own) = (cookie(&ann.get("/ko").await), cookie(&ann.get("/ko").await));
    let [theirs, own] = [&theirs, &own].map(|cookie| cookie.split(';').next().unwrap());
    let hold = app.path(&format!("/allocation/seats/{}/hold", app.fixture.seat(0, 0)));
    let put_in = theirs.replacen("__", "%5F%5F", 1);
    for none in [put_in.clone(), theirs.replacen("__Host", "__host", 1), format!("{theirs}; {own}")] {
        let answer = ann.post_with(&hold, &none, "").await;
        assert_eq!(answer.code(), (403, "SESSION_REQUIRED".into()), "{none}");
    }
    // One's own is found beside it, and whoever put in theirs has nothing of it.
    assert_eq!(ann.post_with(&hold, &format!("{put_in}; {own}"), "").await.status, 201);
    let release = hold.replace("/hold", "/release");
    assert_eq!(ann.post_with(&release, theirs, "").await.code(), (403, "NOT_HOLDER".into()));
    assert_eq!(ann.post_with(&release, own, "").await.status, 200);
    app.stop().await;
}

/// Cookies know no ports, so two servers on one host would overwrite each other's.
#[tokio::test]
async fn two_servers_on_one_host_have_sessions_of_their_own() {
    let (app, other) = (
        TestApp::start().await,
        TestApp::start_with(|config| config.http.secret = Some(OLD.to_owned()), |store| store).await,
    );
    let ann = app.visitor();
    let seat = app.fixture.seat(0, 0);
    assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
    let at_the_other = Visitor::with(ann.client.clone(), other.url(""));
    assert_eq!(at_the_other.hold(other.fixture.match_id, other.fixture.seat(0, 0)).await.status, 201);
    assert_eq!(ann.release(app.fixture.match_id, seat).await.status, 200, "it is still hers");
    app.stop().await;
    other.stop().await;
}

/// Proxies that say where a request comes from in their own way.
#[tokio::test]
async fn a_page_of_ours_is_known_through_a_proxy() {
    let app = TestApp::start_with(
        |config| config.http.public_origins = "https://jari.kr".parse().unwrap(),
        |store| store,
    )
    .await;
    let ann = app.visitor();
    let hold = app.path(&format!("/allocation/seats/{}/hold", app.fixture.seat(0, 0)));
    for (host, origin, status) in [
        ("tickets.example:443", "https://tickets.example", 201),
        ("tickets.example:80", "http://tickets.example", 201),
        ("TICKETS.example", "https://tickets.example", 201),
        ("jari-a:3000", "https://jari.kr", 201),
        ("jari-a:3000", "https://tickets.example", 403),
        ("jari-a:3000", "http://jari.kr", 403),
    ] {
        let answer = ann.send(Method::POST, &hold, &[("host", host), ("origin", origin)], "").await;
        assert_eq!(answer.status, status, "{host} {origin}");
    }
    app.stop().await;
}
