//! What `--help` of a command shows: its own options first. The settings, which all commands share, are many, and come after
//! them.

use clap::Command;

/// The heading of the settings at a command that has options of its own.
const SETTINGS: &str = "Settings, which all commands share";

/// The command that has no options but the settings, and shows them by topic.
const SERVE: &str = "serve";

/// The command line with its help in that order.
pub(super) fn arranged(mut command: Command) -> Command {
    // Hands the settings down to the commands.
    command.build();
    let names: Vec<_> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for name in names.iter().filter(|name| *name != SERVE) {
        command = command.mut_subcommand(name, |one| {
            let one = one.mut_args(|argument| {
                if argument.is_global_set() {
                    argument.help_heading(SETTINGS).hide_short_help(true)
                } else {
                    argument
                }
            });
            one.after_help(
                "`--help` shows the settings as well, of which DATABASE_URL says which database is meant.",
            )
        });
    }
    command
}
