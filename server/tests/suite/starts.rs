//! A start: what it makes, what it refuses, and several at the same time.

use crate::support::{Ground, Instance, finish};
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Stdio},
};

/// What of a file's rights is anybody's but its owner's.
fn rights_of_others(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o077
}

/// A database holds who bought what: nobody else on the machine may read it, from the moment on that it is there. One that
/// was readable is made so no more.
#[test]
fn nobody_else_can_read_the_files() {
    let mut ground = Ground::sqlite();
    ground.config.http.secret = None;
    let folder = ground.folder.as_ref().unwrap().path();
    let files = ["jari.db", "jari.db-wal", "jari.db-shm", "jari.secret"].map(|name| folder.join(name));
    let serve = || Instance::spawn(&mut Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]));
    let assert_private = || {
        for file in &files {
            assert_eq!(rights_of_others(file), 0, "{}", file.display());
        }
    };
    let first = serve();
    assert_private();
    // A second process finds them as an older version has left them; the log is there, as the first one still runs.
    for file in &files {
        fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
    let second = serve();
    assert_private();
    drop((first, second));
}

/// A secret that is none is told by its file's name.
#[test]
fn an_empty_secret_names_its_file() {
    let mut ground = Ground::sqlite();
    ground.config.http.secret = None;
    let file = ground.folder.as_ref().unwrap().path().join("jari.secret");
    fs::write(&file, "\n").unwrap();
    let output = finish(&mut Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(file.to_str().unwrap()), "{said}");
}

/// Begins to serve, and does not wait until it does.
fn begin(ground: &Ground) -> Child {
    let mut command = Instance::command(ground, &["--site-addr", "127.0.0.1:0"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Starts several processes over one database that is not there yet: one of them makes it, and all of them serve.
async fn many_start_at_once(ground: &Ground) {
    let processes = [0; 4].map(|_| begin(ground));
    let instances = processes.map(Instance::serving);
    for instance in &instances {
        assert_eq!(instance.visitor().get("/health/ready").await.status, 200);
    }
}

#[tokio::test]
async fn many_start_at_once_over_a_new_file() {
    for _ in 0..3 {
        let mut ground = Ground::sqlite();
        // They sign with what they find or make beside the file.
        ground.config.http.secret = None;
        many_start_at_once(&ground).await;
    }
}

#[tokio::test]
async fn many_start_at_once_over_a_new_database() {
    many_start_at_once(&Ground::postgres()).await;
}
