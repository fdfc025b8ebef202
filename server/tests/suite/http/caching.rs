//! Who may keep what is answered: nobody but its owner keeps what is personal.

use crate::support::{Answer, TestApp, Visitor};
use jari_core::geometry::EncodedGeometry;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Client, Method};
use server::http::page_paths;

const README: &str = include_str!("../../../../README.md");

/// Every route that there is: the documented ones, the pages, the server functions, and what has no route.
fn routes(app: &TestApp) -> Vec<(Method, String)> {
    let (match_id, block, seat) = (app.fixture.match_id, app.fixture.block(0), app.fixture.seat(0, 0));
    let venue = &app.fixture.venue;
    let (area, section, hash) = (venue.areas[0].id, venue.sections[0].id, EncodedGeometry::of(venue).hash);
    let filled = |path: &str| {
        let names =
            ["matchId", "match_id", "areaId", "sectionId", "blockId", "block_id", "seatId", "venueId"];
        let ids = [match_id.0, match_id.0, area.0, section.0, block.0, block.0, seat.0, venue.id.0];
        let fill =
            |path: String, (name, id): (&str, i64)| path.replace(&format!("{{{name}}}"), &id.to_string());
        names.into_iter().zip(ids).fold(path.replace("{hash}", &hash), fill)
    };
    let documented = README.lines().filter_map(|line| {
        let (method, rest) = line.split_once(' ')?;
        let method = ["GET", "POST"].contains(&method).then(|| method.parse().unwrap())?;
        // A query makes no other route.
        let paths = rest.split_whitespace().filter(|word| word.starts_with('/') && !word.contains('?'));
        Some(paths.map(move |path| (Method::clone(&method), path.to_owned())))
    });
    let mut routes: Vec<_> = documented.flatten().collect();
    assert_eq!(routes.len(), 27, "the README's list has been found: {routes:?}");
    let pages = page_paths();
    assert_eq!(pages.len(), 6, "three in each language");
    routes.extend(pages.into_iter().map(|page| (Method::GET, page)));
    routes.extend(server_fn_paths().map(|(path, method)| (method, path.to_owned())));
    for path in ["/ko/matches/{matchId}/", "/nothing", "/api/nothing", "/fn/nothing", "/pkg/none.js"] {
        routes.push((Method::GET, path.to_owned()));
    }
    routes.push((Method::DELETE, "/ko/matches/{matchId}".to_owned()));
    routes.into_iter().map(|(method, path)| (method, filled(&path))).collect()
}

/// One answer without the rest of a stream, and where redirects are not followed.
async fn ask(visitor: &Visitor, method: &Method, path: &str) -> Answer {
    let request = visitor.client.request(method.clone(), format!("{}{path}", visitor.base));
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    let request = match path.starts_with("/fn/") {
        true => form.into_iter().fold(request, |request, (name, value)| request.header(name, value)),
        false => request,
    };
    let response = request.send().await.unwrap();
    Answer { status: response.status(), headers: response.headers().clone(), text: String::new() }
}

fn visitor(app: &TestApp) -> Visitor {
    let client = Client::builder().cookie_store(true).no_proxy().redirect(reqwest::redirect::Policy::none());
    Visitor::with(client.build().unwrap(), app.url(""))
}

/// Pages bring a cookie of their own besides.
fn brings_session(answer: &Answer) -> bool {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies.into_iter().any(|cookie| cookie.to_str().unwrap().starts_with("jari_session_"))
}

#[tokio::test]
async fn what_is_personal_is_kept_by_nobody_else() {
    let app = TestApp::start().await;
    // What is the same for all may be kept if one asks each time whether it still is so.
    let is_public = |path: &str| path.starts_with("/api/matches") && !path.ends_with("/stream");
    let known = visitor(&app);
    known.hold(app.fixture.match_id, app.fixture.seat(0, 0)).await;
    for (method, path) in routes(&app) {
        let first = ask(&visitor(&app), &method, &path).await;
        for (who, answer) in [("new", &first), ("known", &ask(&known, &method, &path).await)] {
            let said = answer.headers.get("cache-control");
            let said = said.unwrap_or_else(|| panic!("{who} {method} {path}")).to_str().unwrap();
            let is_personal = said.contains("private") || said.contains("no-store");
            assert!(
                is_personal || !answer.headers.contains_key("set-cookie"),
                "{who} {method} {path}: {said}"
            );
            if who == "known" {
                assert!(!brings_session(answer), "{method} {path}");
            }
            if method == Method::GET && is_public(&path) {
                let expected = if who == "new" { "private, no-cache" } else { "no-cache" };
                assert_eq!((said, answer.headers.contains_key("etag")), (expected, true), "{who}");
            } else if path.starts_with("/api/venues") {
                assert_eq!(said, "public, max-age=31536000, immutable", "its name is of its content");
            } else {
                assert!(is_personal, "{who} {method} {path}: {said}");
            }
        }
        let is_outside =
            ["/health", "/fn/nothing", "/api/venues"].iter().any(|outside| path.starts_with(outside));
        assert_eq!(brings_session(&first), !is_outside, "{method} {path}");
    }
    app.stop().await;
}

/// A shared cache asks for whoever comes first whether its copy is still the one: what comes with "it is" goes into the copy.
#[tokio::test]
async fn not_modified_brings_no_session() {
    let app = TestApp::start().await;
    let path = app.path(&format!("/blocks/{}/seats", app.fixture.block(0)));
    let tag = app.visitor().get(&path).await.headers["etag"].to_str().unwrap().to_owned();
    let same = app.visitor().send(Method::GET, &path, &[("if-none-match", &tag)], "").await;
    assert_eq!((same.status.as_u16(), &same.headers["cache-control"]), (304, &"no-cache".parse().unwrap()));
    assert!(!same.headers.contains_key("set-cookie"));
    app.stop().await;
}
