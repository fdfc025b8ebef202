//! Requests that nobody has thought of.

use super::{Shown, judge, request};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

/// How many are tried.
const REQUESTS: usize = 600;

/// A target of pieces that mean something to one part of the server or another.
fn target() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "/", "//", "api", "fn", "matches", "blocks", "seats", "stream", "allocation", "hold", "complete", "hold_seat",
            "health", "live", "pkg", "1", "2", "0", "-1", ".", "..", "?", "&", "=", "seat", "error", "%2F", "%ff", "%00", "%",
            "%e2%80", "+", ";", ":", "@", "*", "'", "(", "\\", "|", "{", "}", "~", "\"",
        ])
        .prop_map(str::to_owned),
        1 => "[!-~]{1,8}".prop_filter("no fragment", |text| !text.contains('#')),
    ];
    vec(piece, 0..12).prop_map(|pieces| {
        // `<` and the like are no part of a target, for any server.
        format!("/{}", pieces.concat()).replace(['<', '>', '#', '^', '`', '"'], "x").into_bytes()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_may_come_is_too_odd() {
    let shown = Shown::start().await;
    let methods = prop::sample::select(vec!["GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "DELETE", "X"]);
    let headers = vec(prop::sample::select(super::HEADERS), 0..4);
    let bodies = vec(any::<u8>(), 0..40);
    // Found again by its number if it fails: the same seed each time.
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        prop::test_runner::TestRng::deterministic_rng(Default::default()),
    );
    let requests: Vec<_> = (0..REQUESTS)
        .map(|_| {
            let (method, target, headers, body) =
                (methods.clone(), target(), headers.clone(), bodies.clone())
                    .new_tree(&mut runner)
                    .unwrap()
                    .current();
            let mut head = format!("host: jari\r\ncontent-length: {}\r\n", body.len()).into_bytes();
            for header in headers {
                head.extend_from_slice(header);
                head.extend_from_slice(b"\r\n");
            }
            request(method, &target, &head, &body)
        })
        .collect();
    shown.try_all(&requests, judge);
}
