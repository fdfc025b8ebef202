//! The site's files, as a browser asks for them.

use crate::support::{Answer, Ground, Instance, TestApp, write_site};
use app::build_name;
use reqwest::Method;
use server::site::Site;
use std::{fs, process::Stdio};
use tempfile::TempDir;

/// A server over a site with these files, and the folder of that.
async fn serving(files: &[(&str, &[u8])]) -> (TestApp, TempDir) {
    let folder = TempDir::new().unwrap();
    write_site(folder.path(), files);
    let app = TestApp::start_with_site(Site::open(folder.path(), None).unwrap(), |_| {}).await;
    (app, folder)
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// The addresses of the files that a page names.
fn files_of(page: &str) -> Vec<&str> {
    page.split('"').filter(|text| text.starts_with("/pkg/")).collect()
}

#[tokio::test]
async fn a_page_names_its_files_by_their_content_and_browsers_may_keep_them_for_good() {
    let (app, _folder) = serving(&[]).await;
    let ann = app.visitor();
    for path in ["/ko".to_owned(), app.page(0), "/nothing".to_owned()] {
        let page = ann.get(&path).await.text;
        let files = files_of(&page);
        for (ending, media_type) in
            [("js", "text/javascript"), ("wasm", "application/wasm"), ("css", "text/css")]
        {
            let file = files.iter().find(|file| file.ends_with(ending)).expect("the page names it");
            let is_hash = |part: &str| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(file.split(['.', '/']).any(is_hash), "a hash stands in {file}");
            let answer = ann.get(file).await;
            assert_eq!((answer.status.as_u16(), header(&answer, "content-type")), (200, media_type));
            assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
            assert!(!answer.headers.contains_key("set-cookie"), "it is the same for everyone");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_page_asks_for_its_own_part_of_the_wasm_at_once() {
    let manifest = br#"{"venue":["chunk_3","split_venue"],"other":["chunk_3","split_other"]}"#;
    let parts: Vec<(String, &[u8])> = ["chunk_3", "split_venue", "split_other"]
        .map(|name| (format!("pkg/{name}.wasm"), &b"\0asm"[..]))
        .to_vec();
    let mut files: Vec<(&str, &[u8])> =
        parts.iter().map(|(path, content)| (path.as_str(), *content)).collect();
    files.push(("pkg/__wasm_split_manifest.json", manifest));
    let (app, _folder) = serving(&files).await;
    let ann = app.visitor();
    // The map takes the place of a block's page, and needs its part there already.
    let block = app.page(0);
    let (venue, _) = block.split_once("/blocks").unwrap();
    for (path, needed) in [
        ("/ko", &[][..]),
        (venue, &["chunk_3.wasm", "split_venue.wasm"]),
        (&block, &["chunk_3.wasm", "split_venue.wasm"]),
        ("/nothing", &[]),
    ] {
        let page = ann.get(path).await.text;
        let files = files_of(&page);
        let script = files.iter().find(|file| file.ends_with("/jari.js")).expect("the page names it");
        let folder = script.strip_suffix("jari.js").unwrap();
        let of_parts: Vec<_> =
            files.iter().filter(|file| file.contains("chunk") || file.contains("split_")).collect();
        let expected: Vec<_> = needed.iter().map(|name| format!("{folder}{name}")).collect();
        assert!(of_parts.iter().map(|file| (**file).to_owned()).eq(expected), "{path}: {of_parts:?}");
        for file in of_parts {
            assert_eq!(ann.get(file).await.status, 200);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn pages_and_server_functions_say_of_which_build_they_are() {
    let (app, _folder) = serving(&[]).await;
    let ann = app.visitor();
    let page = ann.get("/ko").await.text;
    assert!(page.contains(&format!(r#"<meta name="jari-build" content="{}">"#, build_name())), "{page}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let loaded = ann.send(Method::POST, "/fn/load_matches", &form, "language=Ko").await;
    assert_eq!(loaded.status, 200);
    assert!(loaded.text.starts_with(&format!("jari:{}", build_name())), "{}", loaded.text);
    app.stop().await;
}

#[tokio::test]
async fn another_builds_file_is_404_and_kept_by_nobody() {
    let (app, _folder) = serving(&[]).await;
    let missing = app.visitor().get("/pkg/jari.0123456789abcdef.wasm").await;
    assert_eq!((missing.status.as_u16(), header(&missing, "cache-control")), (404, "no-store"));
    app.stop().await;
}

#[tokio::test]
async fn whoever_has_a_file_is_not_sent_it_again() {
    let (app, _folder) = serving(&[("hero.svg", b"<svg/>")]).await;
    let ann = app.visitor();
    let page = ann.get("/ko").await.text;
    for path in files_of(&page).into_iter().chain(["/hero.svg", "/pkg/jari.css"]) {
        let first = ann.get(path).await;
        assert_eq!(header(&first, "vary"), "accept-encoding", "{path}");
        let tag = header(&first, "etag").to_owned();
        let same = ann.send(Method::GET, path, &[("if-none-match", &format!("\"other\", {tag}"))], "").await;
        assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""), "{path}");
        for name in ["etag", "vary", "cache-control"] {
            assert_eq!(same.headers[name], first.headers[name], "{path}: {name}");
        }
        let other = ann.send(Method::GET, path, &[("if-none-match", "\"other\"")], "").await;
        assert_eq!(other.status, 200, "{path}");
    }
    assert_eq!(header(&ann.get("/hero.svg").await, "cache-control"), "no-cache");
    app.stop().await;
}

#[tokio::test]
async fn a_file_comes_as_its_client_wants_it() {
    let forms: [(&str, &[u8]); 3] =
        [("hero.svg", b"<svg>a plain one</svg>"), ("hero.svg.br", b"as brotli"), ("hero.svg.gz", b"as gzip")];
    let (app, _folder) = serving(&forms).await;
    let ann = app.visitor();
    for (accepted, encoding, text) in [
        ("gzip, deflate, br", "br", "as brotli"),
        ("br;q=0.1, gzip", "gzip", "as gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "as gzip"),
        ("gzip;q=0, br;q=0", "", "<svg>a plain one</svg>"),
        ("*;q=0", "", "<svg>a plain one</svg>"),
    ] {
        let answer = ann.send(Method::GET, "/hero.svg", &[("accept-encoding", accepted)], "").await;
        assert_eq!(
            (header(&answer, "content-encoding"), answer.text.as_str()),
            (encoding, text),
            "{accepted}"
        );
        assert_eq!(header(&answer, "vary"), "accept-encoding", "{accepted}");
    }
    let head = ann.send(Method::HEAD, "/hero.svg", &[("accept-encoding", "br")], "").await;
    assert_eq!((head.status.as_u16(), header(&head, "content-length"), head.text.as_str()), (200, "9", ""));
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_only_read() {
    let (app, _folder) = serving(&[("hero.svg", b"<svg/>")]).await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let answer = app.visitor().send(method.clone(), "/hero.svg", &[], "").await;
        assert_eq!(answer.code(), (405, "METHOD_NOT_ALLOWED".to_owned()), "{method}");
        assert_eq!(header(&answer, "allow"), "GET, HEAD");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_name_that_cannot_be_a_file_is_404_and_no_error() {
    let ground = Ground::sqlite();
    let log = ground.folder.as_ref().unwrap().path().join("log");
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    let mut jari = Instance::spawn(command.stderr(Stdio::from(fs::File::create(&log).unwrap())));
    let (ann, long) = (jari.visitor(), "x".repeat(300));
    for path in [
        format!("/{long}"),
        format!("/pkg/{long}.js"),
        format!("/{}", "a/".repeat(3_000)),
        "/%00".to_owned(),
        "/%ff%fe".to_owned(),
        "/..%2f..%2fetc/passwd".to_owned(),
        "/pkg/jari.js/x".to_owned(),
    ] {
        let answer = ann.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("<h1"), "{path} is a page");
    }
    jari.kill();
    let log = fs::read_to_string(&log).unwrap();
    assert!(!log.contains("ERROR") && !log.contains("answered"), "{log}");
}
