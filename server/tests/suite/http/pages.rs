//! The rendered pages, as they are before any script runs.

use crate::support::TestApp;
use reqwest::Method;
use server::http::page_paths;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{task::spawn_blocking, time::timeout};

#[tokio::test]
async fn a_block_is_shown_with_its_seats_and_carries_nothing_else() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    ann.hold(app.fixture.match_id, app.fixture.seat(1, 2)).await;
    let page = ann.get(&app.page(1)).await;
    assert_eq!(page.status, 200);
    for (seat, state) in [("1번", "선택 가능"), ("3번", "내가 선택함"), ("12번", "선택 가능")]
    {
        assert!(page.text.contains(&format!("1열 {seat}")) && page.text.contains(state), "{seat}: {state}");
    }
    // Nobody takes it over: what it shows is all that it carries.
    assert!(!page.text.contains("__RESOLVED_RESOURCES["), "{}", page.text);
    // To others the same seat is somebody else's.
    assert!(app.visitor().get(&app.page(1)).await.text.contains("다른 사람이 선택 중"));
    app.stop().await;
}

#[tokio::test]
async fn without_scripts_a_form_takes_a_seat_and_says_when_it_cannot() {
    let app = TestApp::start().await;
    let (ann, bob, seat) = (app.visitor(), app.visitor(), app.fixture.seat(1, 0));
    let page = app.page(1);
    let body = format!("match_id={}&seat_id={seat}", app.fixture.match_id);
    let from = app.url(&format!("{page}?seat={seat}"));
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html,application/xhtml+xml"),
        ("referer", from.as_str()),
    ];
    // The client follows the redirect back to the page, as a browser does.
    let taken = ann.send(Method::POST, "/fn/hold_seat", &form, &body).await;
    assert_eq!(taken.status, 200);
    assert!(taken.text.contains("내가 선택함"));
    let refused = bob.send(Method::POST, "/fn/hold_seat", &form, &body).await;
    assert!(refused.text.contains("다른 분이 먼저 선택한 좌석입니다"), "{}", refused.text);
    app.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let app = TestApp::start().await;
    let paths = [
        "/nothing",
        "/ko/nothing",
        "/ko/matches/99",
        "/en/matches/99",
        "/de/matches/1",
        "/KO",
        "/ko/matches/first",
        "/ko/matches/1/blocks/99",
        "/en/matches/1/blocks/x",
        "/pkg/none.js",
    ];
    for path in paths {
        let page = app.visitor().get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text.contains("<h1"), "{path} is a page");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_page_is_in_the_language_of_its_address() {
    let app = TestApp::start().await;
    let place = app.page(1).replace("/ko/", "/");
    for (language, map) in [("ko", "aria-label=\"좌석 배치도\""), ("en", "aria-label=\"Seat map\"")] {
        let page = app.visitor().get(&format!("/{language}{place}?seat=1")).await.text;
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{page}");
        assert!(page.contains(map), "{language}");
        let (other, title) = if language == "ko" { ("en", "경기") } else { ("ko", "Matches") };
        assert!(page.contains(&format!("href=\"/{other}{place}?seat=1\" rel=\"external\"")), "the switch");
        assert!(page.contains(&format!("<a href=\"/{language}\">{title}</a>")), "the way up");
        for (hreflang, path) in [("ko", "/ko"), ("en", "/en"), ("x-default", "")] {
            let link = format!("<link rel=\"alternate\" hreflang=\"{hreflang}\" href=\"{path}{place}\">");
            assert!(page.contains(&link), "{link}");
        }
        let canonical = format!("<link rel=\"canonical\" href=\"/{language}{place}\">");
        assert!(page.contains(&canonical), "without the seat: {canonical}");
    }
    let nothing = app.visitor().get("/en/nothing").await;
    assert_eq!(nothing.status, 404);
    assert!(nothing.text.contains("Page not found") && nothing.text.contains("<html lang=\"en\">"));
    app.stop().await;
}

/// Whoever lists pages wants whole addresses, of the site as the world knows it.
#[tokio::test]
async fn the_same_page_in_each_language_is_named_whole_where_the_settings_name_the_site() {
    let set = |config: &mut server::config::Config| {
        config.http.public_origins = "https://jari.kr, http://inner:3000".parse().unwrap();
    };
    let app = TestApp::start_with(set, |store| store).await;
    let page = app.visitor().get("/en").await.text;
    for (hreflang, address) in [("ko", "/ko"), ("en", "/en"), ("x-default", "/")] {
        let link = format!("hreflang=\"{hreflang}\" href=\"https://jari.kr{address}\"");
        assert!(page.contains(&link), "{link}");
    }
    app.stop().await;
}

/// The router of the pages knows an address that ends with a slash, and the server's does not.
#[tokio::test]
async fn a_slash_at_the_end_is_the_same_page() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    ann.get("/ko").await;
    ann.hold(app.fixture.match_id, app.fixture.seat(1, 2)).await;
    let page = ann.get(&format!("{}/", app.page(1))).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("내가 선택함"), "whose it is");
    app.stop().await;
}

#[tokio::test]
async fn a_page_without_its_store_is_503_and_says_when_to_come_again() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    store.set_down(true);
    let page = app.visitor().get(&app.page(0)).await;
    assert_eq!(page.status, 503);
    assert!(page.headers.contains_key("retry-after"));
    assert!(!page.text.contains("switched off"), "nothing internal");
    app.stop().await;
}

#[tokio::test]
async fn pages_allow_no_scripts_or_styles_but_their_own() {
    let app = TestApp::start().await;
    for path in ["/ko".to_owned(), format!("/ko/matches/{}", app.fixture.match_id), app.page(0)] {
        let page = app.visitor().get(&path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(!page.text.contains(" style="), "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn every_page_says_how_often_a_quiet_stream_shows_a_sign_of_life() {
    let app = TestApp::start_with(|config| config.stream.heartbeat_secs = 7, |store| store).await;
    for path in ["/ko".to_owned(), app.page(0), "/nothing".to_owned()] {
        let page = app.visitor().get(&path).await.text;
        assert!(page.contains(r#"<meta name="jari-heartbeat-ms" content="7000">"#), "{path}: {page}");
    }
    app.stop().await;
}

/// Several servers are in one process in these tests, and each asks for the list of the pages when it starts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_lists_the_pages_keeps_none_waiting() {
    let app = TestApp::start().await;
    let is_over = AtomicBool::new(false);
    let read = async {
        for _ in 0..40 {
            let page = timeout(Duration::from_secs(20), app.visitor().get("/ko")).await;
            assert_eq!(page.expect("it is answered").status, 200);
        }
        is_over.store(true, Ordering::Relaxed);
    };
    let list = async {
        while !is_over.load(Ordering::Relaxed) {
            assert_eq!(spawn_blocking(page_paths).await.unwrap().len(), 6);
        }
    };
    tokio::join!(read, list);
    app.stop().await;
}
