use super::*;
use bytes::Bytes;
use std::fs;
use tempfile::TempDir;

/// A folder with these files, and what every site has to have.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let wasm = format!("\0asm {} and so on", build_name());
    let needed =
        [("pkg/jari.js", &b"script"[..]), ("pkg/jari.wasm", wasm.as_bytes()), ("pkg/jari.css", b"style")];
    for (path, content) in needed.iter().chain(files) {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    folder
}

#[tokio::test]
async fn what_belongs_to_a_build_is_named_by_its_content() {
    let (one, other) = (folder(&[("hero.svg", b"<svg/>")]), folder(&[("pkg/jari.css", b"other style")]));
    let (first, second) = (Site::open(one.path(), None).unwrap(), Site::open(other.path(), None).unwrap());
    assert_eq!(first.scripts().script, second.scripts().script, "the same content");
    assert_ne!(first.scripts().style, second.scripts().style);
    let style = first.file(&first.scripts().style).await.unwrap();
    assert_eq!(style.content(), "style");
    assert!(style.cache_control().to_str().unwrap().contains("immutable"));
    assert!(first.file(&second.scripts().style).await.is_none(), "another build's");
    // Under its own name it may be another one tomorrow.
    for path in ["/pkg/jari.css", "/hero.svg"] {
        assert_eq!(first.file(path).await.unwrap().cache_control(), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn compressed_forms_stand_behind_their_file() {
    let folder = folder(&[
        ("hero.svg", b"plain, and long enough"),
        ("hero.svg.br", b"brotli"),
        ("hero.svg.gz", b"gzip"),
        ("tiny.svg", b"t"),
        ("tiny.svg.br", b"larger than plain"),
        ("alone.gz", b"an archive"),
    ]);
    let site = Site::open(folder.path(), None).unwrap();
    let hero = site.file("/hero.svg").await.unwrap();
    assert_eq!(
        (hero.compressed(Encoding::Brotli).unwrap(), hero.compressed(Encoding::Gzip).unwrap()),
        (&Bytes::from("brotli"), &Bytes::from("gzip"))
    );
    assert!(site.file("/tiny.svg").await.unwrap().compressed(Encoding::Brotli).is_none());
    assert!(site.file("/hero.svg.br").await.is_none());
    assert_eq!(site.file("/alone.gz").await.unwrap().content(), "an archive");
}

#[tokio::test]
async fn of_the_site_before_only_what_is_named_by_its_content_is_there() {
    let (now, before) = (folder(&[]), folder(&[("pkg/jari.css", b"old style"), ("old.svg", b"<svg/>")]));
    let site = Site::open(now.path(), Some(before.path())).unwrap();
    let old = Site::open(before.path(), None).unwrap().scripts();
    assert_eq!(site.file(&old.style).await.unwrap().content(), "old style");
    assert_eq!(site.file("/pkg/jari.css").await.unwrap().content(), "style");
    assert!(site.file("/old.svg").await.is_none());
}

#[test]
fn what_is_no_site_is_refused_with_the_settings_name() {
    let empty = TempDir::new().unwrap();
    let nowhere = empty.path().join("nowhere");
    let good = folder(&[]);
    let foreign = folder(&[("pkg/jari.wasm", b"\0asm of other sources")]);
    for (error, words) in [
        (Site::open(empty.path(), None), ["LEPTOS_SITE_ROOT", "pkg/jari.js", "make build"]),
        (Site::open(&nowhere, None), ["LEPTOS_SITE_ROOT", "nowhere", "make build"]),
        (Site::open(foreign.path(), None), ["LEPTOS_SITE_ROOT", "other sources", "make build"]),
        (Site::open(good.path(), Some(&nowhere)), ["JARI_SITE_BEFORE", "nowhere", "pkg/jari.wasm"]),
    ] {
        let said = error.unwrap_err().to_string();
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

#[tokio::test]
async fn a_watched_site_is_read_anew_and_nothing_beside_it() {
    let folder = folder(&[]);
    let root = folder.path().join("pkg");
    let site = Site::watched(root.clone());
    for content in ["style", "changed"] {
        fs::write(root.join("jari.css"), content).unwrap();
        assert_eq!(site.file("/jari.css").await.unwrap().content(), content);
    }
    fs::write(folder.path().join("secret"), "secret").unwrap();
    let long = format!("/{}", "x".repeat(5_000));
    for path in
        ["", "/", "/../secret", "/./../secret", "//etc/passwd", "/jari.css/", "/jari.css/x", "/\0", &long]
    {
        assert!(site.file(path).await.is_none(), "{path}");
    }
}
