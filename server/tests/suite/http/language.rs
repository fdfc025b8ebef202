//! The language that pages, and the messages of errors, are answered in.

use crate::support::{Answer, TestApp, Visitor};
use app::{error_code::ErrorCode, text};
use jari_core::domain::Language;
use reqwest::{Client, Method, header::HeaderMap, redirect::Policy};
use server::http::page_paths;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A browser that speaks English, and would rather have French.
const ENGLISH: (&str, &str) = ("accept-language", "fr-CH, fr;q=0.9, en-GB;q=0.8, *;q=0.5");

/// Somebody who keeps no cookies, and looks at a redirect instead of following it.
fn standing(app: &TestApp) -> Visitor {
    let client = Client::builder().no_proxy().redirect(Policy::none());
    Visitor::with(client.build().unwrap(), app.url(""))
}

async fn ask(visitor: &Visitor, path: &str, headers: &[(&str, &str)]) -> Answer {
    visitor.send(Method::GET, path, headers, "").await
}

/// All that a header says, of however many lines, with commas between them.
fn said(headers: &HeaderMap, name: &str) -> String {
    let lines: Vec<_> = headers.get_all(name).iter().map(|line| line.to_str().unwrap()).collect();
    lines.join(", ").to_ascii_lowercase()
}

/// How the language is to be remembered; none if it is not.
fn remembered(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let mut cookies = cookies.filter(|cookie| cookie.starts_with("jari_language="));
    let first = cookies.next().map(str::to_owned);
    assert_eq!(cookies.next(), None);
    first
}

/// The addresses of the pages, without a language.
fn places(app: &TestApp) -> Vec<String> {
    let of_match = format!("/matches/{}", app.fixture.match_id);
    let of_block = format!("{of_match}/blocks/{}", app.fixture.block(0));
    vec!["/".to_owned(), of_match, of_block]
}

#[tokio::test]
async fn an_address_without_a_language_leads_to_the_page_in_the_viewers() {
    let app = TestApp::start().await;
    let ann = standing(&app);
    assert_eq!(page_paths().len(), 2 * places(&app).len(), "the pages, in each language");
    for place in places(&app) {
        for (headers, language) in [
            (&[][..], "ko"),
            (&[ENGLISH], "en"),
            (&[("accept-language", "ko, en;q=0.9")], "ko"),
            (&[("cookie", "jari_language=en")], "en"),
            (&[ENGLISH, ("cookie", "a=b; jari_language=ko")], "ko"),
            (&[ENGLISH, ("cookie", "jari_language=fr")], "en"),
            (&[ENGLISH, ("cookie", "jari_language=ko; jari_language=ko")], "en"),
        ] {
            let path = if place == "/" { "" } else { &place };
            for query in ["", "?seat=3&next=%2F%2Fevil.example"] {
                let answer = ask(&ann, &format!("{place}{query}"), headers).await;
                let location = format!("/{language}{path}{query}");
                assert_eq!(answer.status, 307, "{place}");
                assert_eq!(answer.headers["location"], *location, "{place} {headers:?}");
                assert_eq!(said(&answer.headers, "vary"), "accept-language, cookie");
                assert_eq!(said(&answer.headers, "cache-control"), "no-store");
                assert_eq!((answer.text.as_str(), remembered(&answer)), ("", None));
                let page = ask(&ann, &location, headers).await;
                assert_eq!(page.status, 200, "{location}");
                assert!(page.text.contains(&format!("<html lang=\"{language}\"")), "{location}");
            }
        }
        let head = ann.send(Method::HEAD, &place, &[ENGLISH], "").await;
        assert_eq!(
            (head.status.as_u16(), said(&head.headers, "vary").as_str()),
            (307, "accept-language, cookie")
        );
        let post = ann.send(Method::POST, &place, &[], "").await;
        assert_eq!(post.code(), (405, "METHOD_NOT_ALLOWED".to_owned()), "{place}");
    }
    app.stop().await;
}

#[tokio::test]
async fn only_pages_are_led_to_and_only_on_this_host() {
    let app = TestApp::start().await;
    for path in [
        "/api/matches",
        "/api/nothing",
        "/fn/load_matches",
        "/pkg/jari.js",
        "/favicon.ico",
        "/robots.txt",
        "/health/live",
        "/nothing",
        "/matches",
        "/de/matches/1",
        "//evil.example",
        "///evil.example/",
        "/\\evil.example",
        "/%2f%2fevil.example",
        "/%5cevil.example",
        "/matches//evil.example",
        "/.//evil.example",
        "/@evil.example",
        "//evil.example/matches/1",
        "evil.example/matches/1",
    ] {
        let head = head_of(&app, path).await;
        assert!(!head.starts_with("http/1.1 3") && !head.contains("location:"), "{path}: {head}");
    }
    for path in [
        "/matches/%2f%2fevil.example",
        "/matches/\\evil.example",
        "/matches/%0d%0alocation:%20http:evil.example",
        "/?//evil.example",
        "http://evil.example/matches/1",
    ] {
        let head = head_of(&app, path).await;
        let location = head.lines().find_map(|line| line.strip_prefix("location: "));
        let is_own = |to: &str| to.starts_with("/ko/") || to.starts_with("/ko?");
        // What is no address is refused before.
        assert!(head.starts_with("http/1.1 400") || location.is_some_and(is_own), "{path}: {head}");
        assert!(head.matches("location:").count() <= 2, "{path}: {head}");
    }
    app.stop().await;
}

/// The head of an answer, in small letters, to a path that no client would send as it is.
async fn head_of(app: &TestApp, path: &str) -> String {
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: jari.kr\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).to_ascii_lowercase();
    answer.split("\r\n\r\n").next().unwrap_or_default().to_owned()
}

/// What the browser says it takes from the page: nobody downloads the words of another language.
#[tokio::test]
async fn a_page_brings_the_words_of_its_own_language() {
    let app = TestApp::start().await;
    let ann = standing(&app);
    let mut counts = Vec::new();
    for (path, own, other) in [("/ko", "전체 경기장", "Whole venue"), ("/en", "Whole venue", "전체 경기장")]
    {
        let page = ask(&ann, path, &[]).await.text;
        let (_, words) = page.split_once("<script type=\"text/plain\" id=\"words\">").unwrap();
        let (words, _) = words.split_once("</script>").unwrap();
        let words: Vec<_> = words.split('\n').collect();
        assert!(words.contains(&own) && !words.contains(&other), "{path}: {words:?}");
        // What stands in a text is put in by its number.
        assert!(words.iter().any(|text| text.contains("\u{1}0")), "{path}: {words:?}");
        assert!(words.iter().all(|text| !text.is_empty() && !text.contains("{{")), "{path}: {words:?}");
        counts.push(words.len());
    }
    assert!(counts[0] > 100 && counts[0] == counts[1], "{counts:?}");
    app.stop().await;
}

#[tokio::test]
async fn an_unknown_address_is_answered_in_the_viewers_language() {
    let app = TestApp::start().await;
    let ann = standing(&app);
    for (headers, language) in
        [(&[][..], "ko"), (&[ENGLISH], "en"), (&[ENGLISH, ("cookie", "jari_language=ko")], "ko")]
    {
        let answer = ask(&ann, "/nothing", headers).await;
        assert_eq!(answer.status, 404);
        assert!(answer.text.contains(&format!("<html lang=\"{language}\"")), "{headers:?}");
        let vary = said(&answer.headers, "vary");
        assert!(vary.contains("accept-language") && vary.contains("cookie"), "{vary}");
        assert_eq!(remembered(&answer), None, "nobody has chosen it");
    }
    // An address that says its language is answered in it, whoever asks.
    let answer = ask(&ann, "/en/nothing", &[("cookie", "jari_language=ko")]).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("<html lang=\"en\""));
    app.stop().await;
}

#[tokio::test]
async fn the_language_of_the_last_page_is_remembered() {
    let app = TestApp::start().await;
    let ann = standing(&app);
    for place in places(&app) {
        let path = format!("/en{}", place.trim_end_matches('/'));
        let attributes = "jari_language=en; Path=/; SameSite=Lax; Max-Age=31536000";
        for cookie in ["", "jari_language=ko", "jari_language=EN", "jari_language=en; jari_language=en"] {
            let page = ask(&ann, &path, &[("cookie", cookie)]).await;
            assert_eq!(remembered(&page).as_deref(), Some(attributes), "{path} {cookie:?}");
            assert!(said(&page.headers, "cache-control").contains("private"), "{path}");
        }
        let known = ask(&ann, &path, &[("cookie", "jari_language=en")]).await;
        assert_eq!(remembered(&known), None, "{path}");
    }
    // Only a page says that somebody reads it.
    let cookie = ("cookie", "jari_language=ko");
    for path in ["/api/matches", "/api/nothing", "/en.txt", "/health/live"] {
        assert_eq!(remembered(&ask(&ann, path, &[cookie, ENGLISH]).await), None, "{path}");
    }
    let refused = ann.send(Method::DELETE, "/en", &[cookie], "").await;
    assert_eq!((refused.status.as_u16(), remembered(&refused)), (405, None));
    app.stop().await;
}

#[tokio::test]
async fn whoever_has_read_english_is_led_to_english() {
    let app = TestApp::start_with(|config| config.http.secure_cookies = true, |store| store).await;
    let ann = standing(&app);
    let page = ask(&ann, "/en", &[]).await;
    let cookie = remembered(&page).unwrap();
    assert!(cookie.ends_with("; Secure"), "as the session's is: {cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let led = ask(&ann, "/", &[("cookie", cookie), ("accept-language", "ko")]).await;
    assert_eq!(led.headers["location"], "/en");
    app.stop().await;
}

#[tokio::test]
async fn the_message_of_an_error_follows_accept_language() {
    let app = TestApp::start_with(|config| config.allocation.max_holds = 1, |store| store).await;
    let (ann, bob) = (app.visitor(), app.visitor());
    let (match_id, seat, other) = (app.fixture.match_id, app.fixture.seat(0, 0), app.fixture.seat(0, 1));
    assert_eq!(ann.hold(match_id, seat).await.status, 201);
    let hold = |seat| app.path(&format!("/allocation/seats/{seat}/hold"));
    let message = |language, code| text::error_message(language, code).to_owned();
    for (visitor, method, path, code) in [
        (&bob, Method::POST, hold(seat), ErrorCode::SeatTaken),
        (&ann, Method::POST, hold(other), ErrorCode::HoldLimit),
        (&ann, Method::POST, "/api/matches/x/allocation/seats/1/hold".to_owned(), ErrorCode::InvalidId),
        (&ann, Method::GET, "/api/matches/99/areas".to_owned(), ErrorCode::MatchNotFound),
        (&ann, Method::GET, app.path("/blocks/99/seats/stream"), ErrorCode::BlockNotFound),
        (&ann, Method::GET, "/api/nothing".to_owned(), ErrorCode::NotFound),
        (&ann, Method::GET, "/fn/nothing".to_owned(), ErrorCode::NotFound),
        (&ann, Method::DELETE, "/api/matches".to_owned(), ErrorCode::MethodNotAllowed),
        (&ann, Method::POST, "/en".to_owned(), ErrorCode::MethodNotAllowed),
    ] {
        for (accepted, language) in [
            (None, Language::Ko),
            (Some("en-GB,en;q=0.9,ko;q=0.8"), Language::En),
            (Some("ko-KR, en;q=0.9"), Language::Ko),
            (Some("fr"), Language::Ko),
            (Some("ko;q=0"), Language::En),
        ] {
            let headers: Vec<_> =
                accepted.map(|accepted| ("accept-language", accepted)).into_iter().collect();
            let answer = visitor.send(method.clone(), &path, &headers, "").await;
            assert_eq!(answer.code(), (code.status(), code.as_str().to_owned()), "{path}");
            let expected = match code {
                ErrorCode::HoldLimit => text::hold_limit(language, 1),
                code => message(language, code),
            };
            let (status, code) = (code.status(), code.as_str());
            let envelope = format!(r#"{{"status":{status},"code":"{code}","message":"{expected}"}}"#);
            assert_eq!(answer.text, envelope, "{path} {accepted:?}");
            assert_eq!(said(&answer.headers, "content-language"), language.as_str(), "{path}");
            assert!(said(&answer.headers, "vary").contains("accept-language"), "{path}");
            assert_eq!(said(&answer.headers, "cache-control"), "no-store", "{path}");
        }
    }
    app.stop().await;
}

/// What is a success has no words in it, and is the same for everybody.
#[tokio::test]
async fn what_has_no_words_is_the_same_in_every_language() {
    let app = TestApp::start().await;
    let ann = app.visitor();
    for path in ["/api/matches".to_owned(), app.path(&format!("/blocks/{}/seats", app.fixture.block(0)))] {
        let (korean, english) = (ask(&ann, &path, &[]).await, ask(&ann, &path, &[ENGLISH]).await);
        assert_eq!((korean.text, &korean.headers["etag"]), (english.text, &english.headers["etag"]));
        assert!(!english.headers.contains_key("content-language"), "{path}");
        assert!(!said(&english.headers, "vary").contains("language"), "{path}");
    }
    app.stop().await;
}

/// A cookie says what somebody reads, and not in which language a program is told of its errors.
#[tokio::test]
async fn the_cookie_says_nothing_to_the_api() {
    let app = TestApp::start().await;
    let cookie = ("cookie", "jari_language=en");
    let answer = ask(&standing(&app), "/api/nothing", &[cookie]).await;
    assert_eq!(answer.json()["message"], text::error_message(Language::Ko, ErrorCode::NotFound));
    app.stop().await;
}
