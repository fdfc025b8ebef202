//! The command line, as an operator uses it.

mod copy;
mod help;
mod match_admin;
mod redis;
mod sales;
mod seats;
mod undelivered;

use crate::support::{Ground, Instance, finish, jari, write_site};
use std::path::Path;
use tempfile::TempDir;

/// Runs the binary over the folder's database; answers whether it succeeded, and all that it printed.
fn server(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = jari();
    command.args(arguments).current_dir(folder);
    command.env("DATABASE_URL", format!("sqlite://{}/data/jari.db", folder.display()));
    let output = finish(&mut command);
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// The stores of a test, as operators and buyers use them.
pub(crate) struct Venue {
    pub(crate) ground: Ground,
    folder: TempDir,
}

impl Venue {
    /// A hall with one row of four seats, at 1,000 won each, and two matches in the far future.
    pub(crate) fn on(ground: Ground) -> Self {
        Self::with(ground, HALL, r#"{"name_en": "The Hall", "prices": {"R, \"best\"": 1000}}"#)
    }

    /// The same with another hall, by its plan and what that has no words for.
    pub(crate) fn with(ground: Ground, plan: &str, details: &str) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("plan.json"), plan).unwrap();
        std::fs::write(folder.path().join("details.json"), details).unwrap();
        let this = Self { ground, folder };
        this.done(&["import-venue", "plan.json", "--details", "details.json"]);
        for name in ["First", "Second"] {
            this.done(&["create-match", "--venue", "1", "--name", name, "--starts-at", START]);
        }
        this
    }

    /// Writes a file for a command to read.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Runs a command; answers whether it succeeded, and what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> (bool, String) {
        let mut command = Instance::command(&self.ground, arguments);
        let output = finish(command.current_dir(self.folder.path()));
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    }

    /// The same for one that succeeds.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let (done, text) = self.run(arguments);
        assert!(done, "{arguments:?}: {text}");
        text
    }

    /// The same for one that is refused in these words.
    pub(crate) fn refused(&self, arguments: &[&str], words: &[&str]) {
        let (done, text) = self.run(arguments);
        assert!(!done && words.iter().all(|word| text.contains(word)), "{arguments:?}: {text}");
    }
}

/// When the hall's matches begin.
const START: &str = "2100-05-01T19:00:00+09:00";

const HALL: &str = r##"{
    "name": "Hall", "categories": [{"name": "R, \"best\"", "color": "#aa3355"}],
    "zones": [{"name": "Stalls", "zone_id": "z", "position": {"x": 0, "y": 0}, "areas": [], "rows": [{
        "row_number": "A", "position": {"x": 0, "y": 0},
        "seats": [
            {"seat_number": "1", "seat_guid": "A-1", "category": "R, \"best\"", "position": {"x": 0, "y": 0}},
            {"seat_number": "2", "category": "R, \"best\"", "position": {"x": 10, "y": 0}},
            {"seat_number": "3", "category": "R, \"best\"", "position": {"x": 30, "y": 0}},
            {"seat_number": "4", "category": "R, \"best\"", "position": {"x": 40, "y": 0}}
        ]}]}]
}"##;

const PLAN: &str = r##"{
    "name": "작은 극장", "size": {"width": 100, "height": 100},
    "categories": [{"name": "R", "color": "#aa3355"}],
    "zones": [{"name": "1층", "zone_id": "z1", "position": {"x": 0, "y": 0}, "areas": [], "rows": [{
        "row_number": "A", "row_number_position": "start", "position": {"x": 0, "y": 0},
        "seats": [
            {"seat_number": "1", "seat_guid": "A-1", "uuid": "u1", "category": "R", "position": {"x": 0, "y": 0}},
            {"seat_number": "2", "seat_guid": "A-2", "uuid": "u2", "category": "R", "position": {"x": 10, "y": 0}}
        ]}]}]
}"##;

#[test]
fn a_venue_is_imported_and_put_on_sale() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("plan.json"), PLAN).unwrap();
    let (done, text) = server(folder.path(), &["import-venue", "plan.json"]);
    assert!(done && text.contains("Venue 1: 작은 극장, 2 seats in 1 blocks"), "{text}");
    let create =
        ["create-match", "--venue", "1", "--name", "초연", "--starts-at", "2027-03-27T19:00:00+09:00"];
    let (done, text) = server(folder.path(), &create);
    assert!(done && text.contains("Match 1: 초연"), "{text}");

    let (done, text) =
        server(folder.path(), &["create-match", "--venue", "9", "--name", "x", "--starts-at", create[6]]);
    assert!(!done && text.contains("no venue 9"), "{text}");
    let (done, text) =
        server(folder.path(), &["create-match", "--venue", "1", "--name", "x", "--starts-at", "tomorrow"]);
    assert!(!done && text.contains("--starts-at"), "{text}");
}

#[test]
fn a_broken_venue_is_refused_whole_with_its_place() {
    let folder = TempDir::new().unwrap();
    let broken = PLAN.replace("\"x\": 10", "\"x\": \"ten\"");
    std::fs::write(folder.path().join("plan.json"), broken).unwrap();
    let (done, text) = server(folder.path(), &["import-venue", "plan.json"]);
    assert!(!done && text.contains("zones[0].rows[0].seats[1].position.x"), "{text}");
    let (done, text) = server(folder.path(), &["import-venue", "nothing.json"]);
    assert!(!done && text.contains("nothing.json"), "{text}");
    // Nothing of it is there: the next venue is the first.
    std::fs::write(folder.path().join("plan.json"), PLAN).unwrap();
    let (_, text) = server(folder.path(), &["import-venue", "plan.json"]);
    assert!(text.contains("Venue 1:"), "{text}");
}

#[test]
fn the_demo_is_loaded_once() {
    let folder = TempDir::new().unwrap();
    let (done, text) = server(folder.path(), &["load-demo"]);
    assert!(done && text.contains("자리 야구장"), "{text}");
    assert_eq!(server(folder.path(), &["load-demo"]), (true, String::new()));
}

#[test]
fn what_is_set_wrongly_is_said() {
    let folder = TempDir::new().unwrap();
    for (arguments, said) in [
        (&["--database-url", "mysql://x"][..], "DATABASE_URL"),
        (&["--secret", "short"], "JARI_SECRET"),
        (&["--poll-interval-ms", "0"], "poll-interval-ms"),
        (&["--site-addr", "nowhere"], "site-addr"),
        (&["--max-streams", "0"], "JARI_MAX_STREAMS"),
        (&["--poll-interval-ms", "9000", "--hold-ttl-secs", "5"], "JARI_HOLD_TTL_SECS"),
    ] {
        let (done, text) = server(folder.path(), arguments);
        assert!(!done && text.contains(said), "{arguments:?}: {text}");
    }
    let (_, help) = server(folder.path(), &["--help"]);
    for setting in [
        "LEPTOS_SITE_ADDR",
        "DATABASE_URL",
        "JARI_POLL_INTERVAL_MS",
        "JARI_HOLD_TTL_SECS",
        "JARI_MAX_HOLDS",
        "JARI_SECRET",
    ] {
        assert!(help.contains(setting), "{setting}");
    }
}

#[test]
fn a_start_without_a_site_is_refused_before_anything_is_made() {
    let folder = TempDir::new().unwrap();
    let started = |site: &str| {
        let mut command = jari();
        command.current_dir(folder.path()).env("LEPTOS_SITE_ROOT", site);
        command.env("DATABASE_URL", format!("sqlite://{}/jari.db", folder.path().display()));
        let output = finish(&mut command);
        assert!(!output.status.success() && output.stdout.is_empty(), "it never says that it is there");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = started("nowhere");
    assert!(
        ["LEPTOS_SITE_ROOT is nowhere", "pkg/jari.js", "make build"].iter().all(|word| said.contains(word)),
        "{said}"
    );
    // What the site needs is there, but of another build.
    let other = folder.path().join("other");
    write_site(&other, &[("pkg/jari.wasm", b"\0asm of other sources")]);
    let said = started(other.to_str().unwrap());
    assert!(said.contains("LEPTOS_SITE_ROOT") && said.contains("built from other sources"), "{said}");
    assert!(!folder.path().join("jari.db").exists(), "nothing was made");
}

#[test]
fn a_misspelt_setting_is_refused_with_the_one_that_was_meant() {
    let folder = TempDir::new().unwrap();
    for arguments in [&["load-demo"][..], &[]] {
        let mut command = jari();
        command.args(arguments).current_dir(folder.path()).env("JARI_MAX_HOLD", "2");
        command.env("DATABASE_URL", format!("sqlite://{}/jari.db", folder.path().display()));
        let output = finish(&mut command);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{said}");
        assert!(
            said.contains("JARI_MAX_HOLD is set") && said.contains("did you mean JARI_MAX_HOLDS?"),
            "{said}"
        );
    }
    assert!(!folder.path().join("jari.db").exists(), "nothing was made");
}
