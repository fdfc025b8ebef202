//! What a command tells of itself.

use super::server;
use tempfile::TempDir;

/// Every command that has options of its own, and one of them.
const COMMANDS: [(&str, &str); 11] = [
    ("import-venue", "--details"),
    ("create-match", "--starts-at"),
    ("set-price", "--price"),
    ("set-prices", "--match"),
    ("set-orphan-rule", "--rule"),
    ("rename-match", "--name"),
    ("postpone-match", "--sale-closes-at"),
    ("close-match", "--match"),
    ("cancel-match", "--match"),
    ("delete-match", "--match"),
    ("export-sales", "--format"),
];

#[test]
fn a_command_shows_its_own_options_first_and_then_the_settings_under_their_heading() {
    let folder = TempDir::new().unwrap();
    for (command, own) in COMMANDS {
        let (done, help) = server(folder.path(), &[command, "--help"]);
        assert!(done, "{command}: {help}");
        let (before, after) = help.split_once("Settings, which all commands share:").expect(command);
        assert!(before.contains(own) && before.contains("--help"), "{command}: {before}");
        assert!(!before.contains("JARI_") && !before.contains("DATABASE_URL"), "{command}: {before}");
        for setting in ["DATABASE_URL", "ALLOCATION_BACKEND", "JARI_SECRET", "JARI_HOLD_TTL_SECS"] {
            assert!(after.contains(setting), "{command}: {setting}");
        }
        assert!(!after.contains(own), "{command}: all of its own come first");

        let (done, short) = server(folder.path(), &[command, "-h"]);
        assert!(done && short.contains(own) && !short.contains("JARI_"), "{command}: {short}");
    }
    // What is served is told by topic, and the list of commands comes before the settings.
    let (_, help) = server(folder.path(), &["serve", "--help"]);
    assert!(help.contains("Holds:") && help.contains("JARI_MAX_HOLDS"), "{help}");
    let (_, help) = server(folder.path(), &["--help"]);
    assert!(help.find("export-sales") < help.find("JARI_SECRET"), "{help}");
}
