//! A venue's geometry, as a browser asks for it.

use crate::support::{Ground, TestApp};
use brotli::BrotliDecompress;
use bytes::Bytes;
use flate2::read::GzDecoder;
use jari_core::{
    domain::Venue,
    geometry::{EncodedGeometry, Geometry, decode},
};
use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use server::{demo, venue::read_venue};
use std::io::Read;

async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = app.visitor().client.request(method, app.url(path));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
    let response = ask(app, Method::GET, path, headers).await;
    (response.status(), response.headers().clone(), response.bytes().await.unwrap())
}

fn path(venue: &Venue, hash: &str) -> String {
    format!("/api/venues/{}/geometry/{hash}", venue.id)
}

/// What has come, as it was before it was compressed.
fn plain(headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match headers.get("content-encoding").map(|encoding| encoding.to_str().unwrap()) {
        Some("br") => BrotliDecompress(&mut &*body, &mut plain).unwrap(),
        Some("gzip") => drop(GzDecoder::new(body).read_to_end(&mut plain).unwrap()),
        Some(other) => panic!("{other}"),
        None => plain.extend_from_slice(body),
    }
    plain
}

/// All that a venue knows of its seats is in its geometry, at the place that the geometry gives them.
fn is_of(geometry: &Geometry, venue: &Venue) {
    for (block, found) in venue.blocks.iter().zip(&geometry.blocks) {
        assert_eq!(found.id, block.info.id);
        for seat in &block.seats {
            let place = geometry.place_of(seat.id).unwrap();
            assert!(found.seats.contains(&place));
            assert_eq!(geometry.row_label(geometry.row_of(place).unwrap()), seat.row);
            assert_eq!(geometry.number(place), seat.number);
            assert_eq!(geometry.category_of(place), seat.category_id);
            assert_eq!(geometry.notes(place), seat.notes());
            let companion_of = geometry.companion_of(place).map(|place| geometry.seat_ids[place]);
            assert_eq!(companion_of, seat.companion_of);
            let (at, row) = (geometry.at(place).unwrap(), geometry.row_place(place).unwrap());
            let most = f64::from(found.spacing) / 32.0;
            assert!((at.x - seat.at.x).abs() < most && (at.y - seat.at.y).abs() < most);
            assert_eq!(row.index, seat.place.index);
        }
    }
}

#[tokio::test]
async fn it_is_kept_for_good_by_whoever_has_it() {
    let app = TestApp::start().await;
    let venue = &app.fixture.venue;
    let EncodedGeometry { hash, bytes } = EncodedGeometry::of(venue);
    let path = path(venue, &hash);
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip", Some("gzip")),
        ("identity", None),
        ("br;q=0", None),
    ] {
        let (status, headers, body) = get(&app, &path, &[("accept-encoding", accepted)]).await;
        assert_eq!(
            (status.as_u16(), &headers["content-type"]),
            (200, &"application/octet-stream".parse().unwrap())
        );
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(headers["vary"], "accept-encoding");
        assert!(!headers.contains_key("set-cookie"), "it is the same for everyone");
        assert_eq!(headers.get("content-encoding").map(|encoding| encoding.to_str().unwrap()), encoding);
        assert_eq!(plain(&headers, &body), bytes, "{accepted}");
        let tag = headers["etag"].to_str().unwrap();
        let (status, headers, body) = get(&app, &path, &[("if-none-match", tag)]).await;
        assert_eq!((status.as_u16(), body.len()), (304, 0));
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    }
    is_of(&decode(&bytes).unwrap(), venue);
    let head = ask(&app, Method::HEAD, &path, &[]).await;
    assert_eq!(
        (head.status().as_u16(), &head.headers()["content-length"]),
        (200, &bytes.len().to_string().parse().unwrap())
    );
    app.stop().await;
}

#[tokio::test]
async fn another_name_is_never_answered() {
    let app = TestApp::start().await;
    let venue = &app.fixture.venue;
    let hash = EncodedGeometry::of(venue).hash;
    let of = |venue: &str, hash: &str| format!("/api/venues/{venue}/geometry/{hash}");
    let (id, upper) = (venue.id.to_string(), hash.to_uppercase());
    for (path, expected) in [
        (of(&id, "0123456789abcdef"), (404, "NOT_FOUND")),
        (of(&id, &upper.replace(char::is_numeric, "A")), (404, "NOT_FOUND")),
        (of(&id, &format!("{hash}0")), (404, "NOT_FOUND")),
        (of("999", &hash), (404, "NOT_FOUND")),
        (of("-1", &hash), (404, "NOT_FOUND")),
        (of("one", &hash), (400, "INVALID_ID")),
        (of("99999999999999999999", &hash), (400, "INVALID_ID")),
        (of(&id, ""), (404, "NOT_FOUND")),
        (format!("/api/venues/{id}"), (404, "NOT_FOUND")),
    ] {
        let answer = app.visitor().get(&path).await;
        let (status, code) = answer.code();
        assert_eq!((status, code.as_str()), expected, "{path}");
        let said = answer.headers["cache-control"].to_str().unwrap();
        assert!(said.contains("no-store"), "it may be there with the next build: {path}: {said}");
    }
    let post = ask(&app, Method::POST, &of(&id, &hash), &[]).await;
    assert_eq!(post.status(), 405);
    app.stop().await;
}

/// What the issue asks for: at most 100 KB of 25,285 seats.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ballparks_is_small() {
    let demo = demo::ballpark();
    let venue = read_venue(&demo.plan_json, Some(&demo.details_json)).unwrap();
    let app = TestApp::start_in(Ground::sqlite(), &venue).await;
    let venue = &app.fixture.venue;
    let EncodedGeometry { hash, bytes } = EncodedGeometry::of(venue);
    let (status, headers, body) = get(&app, &path(venue, &hash), &[("accept-encoding", "br")]).await;
    assert_eq!(status, 200);
    assert_eq!(plain(&headers, &body), bytes);
    eprintln!("the ballpark's geometry: {} bytes, {} in brotli", bytes.len(), body.len());
    assert!(body.len() <= 100_000, "{}", body.len());
    let geometry = decode(&bytes).unwrap();
    assert_eq!(geometry.len(), 25_285);
    is_of(&geometry, venue);
    // The states of a match on which nothing is sold yet.
    let (status, _, body) = get(&app, &app.path("/seats/states"), &[("accept-encoding", "br")]).await;
    eprintln!("its states: {} in brotli", body.len());
    assert_eq!(status, 200);
    assert!(body.len() <= 1_000, "{}", body.len());
    app.stop().await;
}
