//! Pages that are the same for everybody, and those that are one's own.

use crate::{
    observed::Series,
    support::{Answer, TestApp, Visitor},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use futures_util::future::join_all;
use jari_core::ports::Clock;
use reqwest::{Client, Method};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, io::Read, time::Duration};
use tokio::time::{Instant, sleep};

/// How the names of the viewer's own seats end, and those of others'. The words alone are on every page.
const OWN: &str = "내가 선택함\"";
const OTHERS: &str = "다른 사람이 선택 중\"";

/// Somebody who keeps no cookies.
fn stranger(app: &TestApp) -> Visitor {
    Visitor::with(Client::builder().no_proxy().build().unwrap(), app.url(""))
}

/// Somebody who has read a page in both languages, and so has every cookie that there is.
async fn regular(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.get("/en").await;
    visitor.get("/ko").await;
    visitor
}

/// The pages of a match, one of each kind.
fn pages(app: &TestApp) -> [String; 3] {
    ["/ko".to_owned(), format!("/ko/matches/{}", app.fixture.match_id), app.page(0)]
}

/// How often pages were rendered: for everybody, and for one.
async fn rendered(app: &TestApp) -> (f64, f64) {
    let series = Series::of(app).await;
    let of = |reader| series.get(&format!("jari_pages_rendered_total{{reader=\"{reader}\"}}"));
    (of("everybody"), of("one"))
}

/// Asks until the page has this in it, for as long as a page may be old and a while longer.
async fn until_it_says(visitor: &Visitor, path: &str, text: &str) -> Answer {
    let begun = Instant::now();
    loop {
        let page = visitor.get(path).await;
        if page.text.contains(text) {
            return page;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{path} never says {text}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_has_each_page_rendered_once() {
    let app = TestApp::start().await;
    let match_page = format!("/ko/matches/{}", app.fixture.match_id);
    let (known, path) = (regular(&app).await, &match_page);
    let before = rendered(&app).await;
    let strangers = (0..60).map(|_| stranger(&app)).collect::<Vec<_>>();
    let asked = strangers.iter().chain([&known]).map(async |who| who.get(path).await);
    let answers = join_all(asked).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.text == answers[0].text));
    let after = rendered(&app).await;
    assert_eq!((after.0 - before.0, after.1 - before.1), (1.0, 0.0));
    // As long as nothing changes it is the same page, however old.
    sleep(Duration::from_millis(700)).await;
    let later = known.get(path).await;
    assert_eq!(
        (later.text, later.headers["etag"].clone()),
        (answers[0].text.clone(), answers[0].headers["etag"].clone())
    );
    // What newsletters and advertisers add to an address is no other page; what a page may look at is.
    let added = format!("{path}?utm_source=mail&utm_id=77");
    assert_eq!(known.get(&added).await.text, answers[0].text);
    assert_eq!(rendered(&app).await, after);
    known.get(&format!("{path}?x=1")).await;
    assert_eq!(rendered(&app).await.0 - after.0, 1.0);
    app.stop().await;
}

#[tokio::test]
async fn what_changes_shows_soon_and_pages_are_rendered_a_few_times_a_second() {
    let app = TestApp::start().await;
    let (ann, bob, page) = (app.visitor(), regular(&app).await, app.page(1));
    assert!(!bob.get(&page).await.text.contains(OTHERS));
    ann.hold(app.fixture.match_id, app.fixture.seat(1, 0)).await;
    until_it_says(&bob, &page, OTHERS).await;
    // A rush: something changes before each look at the page.
    let (before, begun) = (rendered(&app).await.0, Instant::now());
    for round in 0..60 {
        let seat = app.fixture.seat(1, 1 + round % 2);
        ann.hold(app.fixture.match_id, seat).await;
        bob.get(&page).await;
        ann.release(app.fixture.match_id, seat).await;
    }
    let most = begun.elapsed().as_secs_f64() * 4.0 + 2.0;
    let renders = rendered(&app).await.0 - before;
    assert!((1.0..=most).contains(&renders), "{renders} of {most}");
    app.stop().await;
}

#[tokio::test]
async fn what_is_on_hold_is_on_its_owners_pages_at_once_and_on_nobody_elses() {
    let app = TestApp::start().await;
    let (ann, bob, seat) = (regular(&app).await, regular(&app).await, app.fixture.seat(0, 2));
    let [list, match_page, block_page] = pages(&app);
    let others_block = app.page(1);
    for round in 0..4 {
        // The pages for everybody are there, and just made.
        for path in [&list, &match_page, &block_page, &others_block] {
            assert!(!bob.get(path).await.text.contains(OWN), "{path}");
        }
        assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
        for _ in 0..3 {
            let own = ann.get(&block_page).await;
            assert!(own.text.contains(OWN) && own.text.contains("own-seat-name"), "{round}");
            assert_eq!(own.headers["cache-control"], "private, no-store");
            assert!(!own.headers.contains_key("etag"));
            for path in [&match_page, &others_block] {
                assert!(ann.get(path).await.text.contains("own-seat-name"), "{round}: {path}");
            }
            let tag = bob.get(&list).await.headers["etag"].to_str().unwrap().to_owned();
            let own = ann.send(Method::GET, &list, &[("if-none-match", &tag)], "").await;
            assert_eq!(own.status, 200, "one's own is never what somebody has already");
            assert!(own.text.contains("match-card-own"), "{round}");
            for path in [&list, &match_page, &block_page, &others_block] {
                for who in [&bob, &stranger(&app)] {
                    let page = who.get(path).await;
                    assert!(
                        !page.text.contains(OWN) && !page.text.contains("own-seat-name"),
                        "{round}: {path}"
                    );
                    assert!(page.status == 200 && !page.text.contains("match-card-own"));
                }
            }
        }
        assert_eq!(ann.release(app.fixture.match_id, seat).await.status, 200);
        let page = ann.get(&match_page).await;
        assert!(!page.text.contains("own-seat-name") && page.headers.contains_key("etag"), "{round}");
    }
    app.stop().await;
}

/// Whoever comes back from a form has no script that would tell what has changed since the page was rendered.
#[tokio::test]
async fn after_a_form_a_page_is_as_new_as_can_be() {
    let app = TestApp::start().await;
    let (ann, bob, seat) = (regular(&app).await, regular(&app).await, app.fixture.seat(0, 2));
    let (page, body) = (app.page(0), format!("match_id={}&seat_id={seat}", app.fixture.match_id));
    let from = app.url(&page);
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html,application/xhtml+xml"),
        ("referer", from.as_str()),
    ];
    assert!(ann.send(Method::POST, "/fn/hold_seat", &form, &body).await.text.contains(OWN));
    // The page for everybody shows the seat as somebody's.
    until_it_says(&bob, &page, OTHERS).await;
    let back = ann.send(Method::POST, "/fn/release_seat", &form, &body).await;
    assert!(back.status == 200 && !back.text.contains(OWN) && !back.text.contains(OTHERS));
    // What the browser has kept of before is another answer to it by now.
    assert!(bob.get(&page).await.headers["vary"].to_str().unwrap().contains("Cookie"));
    app.stop().await;
}

#[tokio::test]
async fn a_page_is_sent_once_and_in_the_encoding_that_is_asked_for() {
    let app = TestApp::start().await;
    let ann = regular(&app).await;
    let mut tags = BTreeSet::new();
    for path in pages(&app).iter().flat_map(|path| [path.clone(), path.replacen("/ko", "/en", 1)]) {
        let ask = async |headers: &[(&str, &str)]| ann.send(Method::GET, &path, headers, "").await;
        let plain = ask(&[]).await;
        assert_eq!(plain.headers["content-type"], "text/html; charset=utf-8");
        let brings_cookies = plain.headers.contains_key("set-cookie");
        assert_eq!(
            plain.headers["cache-control"],
            if brings_cookies { "private, no-cache" } else { "no-cache" }
        );
        assert!(!plain.headers.contains_key("content-encoding"), "{path}");
        assert_eq!(plain.headers["vary"], "Accept-Encoding, Cookie");
        let tag = plain.headers["etag"].to_str().unwrap().to_owned();
        assert!(tags.insert(tag.clone()), "each page has a tag of its own");
        for encoding in ["br", "gzip"] {
            let asked =
                ann.client.get(app.url(&path)).header("accept-encoding", encoding).send().await.unwrap();
            let headers = asked.headers().clone();
            assert_eq!(
                (&headers["content-encoding"], headers["etag"].to_str().unwrap()),
                (&encoding.parse().unwrap(), &*tag)
            );
            let bytes = asked.bytes().await.unwrap();
            assert!(bytes.len() < plain.text.len() / 2, "{path}: {encoding}");
            if encoding == "gzip" {
                let mut text = String::new();
                GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
                assert_eq!(text, plain.text, "{path}");
            }
        }
        for known in [tag.clone(), format!("\"x\", {}", tag.trim_start_matches("W/"))] {
            let same = ask(&[("if-none-match", &known), ("accept-encoding", "br")]).await;
            assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""), "{path}");
            assert_eq!(same.headers["etag"], tag.as_str());
            assert!(!same.headers.contains_key("set-cookie"));
            assert!(told_time(&same) > 0, "the time goes with it");
        }
        // Who lacks a cookie is brought it with the page, whatever he has of that.
        for cookie in ["jari_language=ko", "jari_language=en"] {
            let page = stranger(&app)
                .send(Method::GET, &path, &[("if-none-match", &tag), ("cookie", cookie)], "")
                .await;
            assert!(page.status == 200 && page.headers.contains_key("set-cookie"), "{path}");
        }
        let head = ann.send(Method::HEAD, &path, &[], "").await;
        assert_eq!((head.headers["etag"].to_str().unwrap(), head.text.as_str()), (&*tag, ""));
        assert_eq!(head.headers["content-length"], plain.text.len().to_string().as_str());
    }
    app.stop().await;
}

/// The server's time in an answer's head.
fn told_time(answer: &Answer) -> i64 {
    let told = answer.headers["server-timing"].to_str().unwrap();
    told.strip_prefix("now;desc=\"").unwrap().strip_suffix('"').unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_page_for_everybody_brings_each_newcomer_cookies_of_his_own() {
    let app = TestApp::start().await;
    let mut sessions = BTreeSet::new();
    for path in pages(&app) {
        for _ in 0..3 {
            let page = stranger(&app).get(&path).await;
            assert_eq!(page.headers["cache-control"], "private, no-cache");
            let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().collect();
            let cookies: Vec<_> = cookies.iter().map(|cookie| cookie.to_str().unwrap()).collect();
            assert!(cookies.iter().any(|cookie| cookie.starts_with("jari_language=ko;")), "{cookies:?}");
            let session = cookies.iter().find(|cookie| cookie.starts_with("jari_session_")).unwrap();
            assert!(sessions.insert((*session).to_owned()));
            assert!(cookies.iter().all(|cookie| !page.text.contains(*cookie)));
        }
        let known = regular(&app).await.get(&path).await;
        assert!(!known.headers.contains_key("set-cookie"));
        assert_eq!(known.headers["cache-control"], "no-cache");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_sale_opens_on_the_page_at_its_moment() {
    let app = TestApp::start().await;
    app.clock.advance(-60_000);
    let ann = regular(&app).await;
    let paths = pages(&app);
    for (path, mark) in paths.iter().zip([">예매 예정<", ">예매 예정<", "class=\"sale-note\""]) {
        for (passes, is_upcoming) in [(0, true), (59_999, true), (1, false), (-1, true), (-59_999, true)] {
            app.clock.advance(passes);
            let page = ann.get(path).await;
            // Another match in the list is upcoming for ever.
            let marks = page.text.matches(mark).count() - usize::from(path == "/ko");
            assert_eq!(marks > 0, is_upcoming, "{path} after {passes}");
            assert_eq!(told_time(&page), app.clock.now().0);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_store_that_is_down_is_no_page_for_everybody() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let (ann, path) = (regular(&app).await, app.page(0));
    let page = ann.get(&path).await;
    assert_eq!(page.status, 200);
    store.set_down(true);
    let begun = Instant::now();
    let refused = loop {
        let answer = ann.get(&path).await;
        if answer.status != 200 {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "nobody looks any more");
        sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(
        (refused.status.as_u16(), &refused.headers["cache-control"]),
        (503, &"private, no-store".parse().unwrap())
    );
    assert!(refused.headers.contains_key("retry-after") && !refused.headers.contains_key("etag"));
    store.set_down(false);
    let again = ann.get(&path).await;
    assert_eq!((again.status.as_u16(), again.text == page.text), (200, true));
    let nowhere = ann.get("/ko/matches/99").await;
    assert!(nowhere.status == 404 && !nowhere.headers.contains_key("etag"));
    app.stop().await;
}

/// The policy names each script that a page has in itself by its hash, and no other.
#[tokio::test]
async fn the_policy_knows_every_script_of_every_kind_of_page() {
    let app = TestApp::start().await;
    let (ann, bob) = (regular(&app).await, regular(&app).await);
    ann.hold(app.fixture.match_id, app.fixture.seat(0, 2)).await;
    let mut paths = pages(&app).to_vec();
    paths.push(format!("{}?seat={}", app.page(0), app.fixture.seat(0, 0)));
    paths.push(format!("{}?error=SEAT_TAKEN", app.page(0)));
    paths.extend([
        "/ko/".to_owned(),
        "/nothing".to_owned(),
        "/en/matches/99".to_owned(),
        "/ko/matches/x".to_owned(),
    ]);
    for path in paths.iter().flat_map(|path| [path.clone(), path.replacen("/ko", "/en", 1)]) {
        for who in [&ann, &bob, &stranger(&app)] {
            let page = who.get(&path).await;
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(!policy.contains("nonce") && !page.text.contains("nonce"), "{path}");
            let named: BTreeSet<_> =
                policy.split([' ', ';']).filter(|word| word.starts_with("'sha256-")).collect();
            let run = page.text.split("<script").skip(1).filter_map(|script| {
                let (attributes, rest) = script.split_once('>').unwrap();
                let content = rest.split_once("</script").unwrap().0;
                // What holds the page's words is a text, which no browser runs.
                (!attributes.contains("text/plain")).then_some(content)
            });
            let hashes: Vec<_> = run
                .map(|script| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
                .collect();
            assert!(hashes.len() >= 2, "{path}");
            assert_eq!(hashes.iter().map(String::as_str).collect::<BTreeSet<_>>(), named, "{path}");
            assert!(policy.contains("script-src 'self' 'sha256-"), "{policy}");
        }
    }
    app.stop().await;
}
