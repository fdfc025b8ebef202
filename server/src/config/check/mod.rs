//! Settings that are each fine and contradict each other: said at the start, before anybody meets what they lead to.
//!
//! What cannot be meant is refused. What works, but other than its numbers say, is warned of.

mod limits;
mod times;
mod unused;

use super::{Config, GatewayName};
use std::{collections::BTreeSet, fmt};

/// The settings that somebody has set, by the names of their variables.
#[derive(Clone, Debug, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    /// Those that the command line or the environment sets.
    pub fn of(command: &clap::Command, matches: &clap::ArgMatches) -> Self {
        let is_given = |argument: &&clap::Arg| {
            use clap::parser::ValueSource::{CommandLine, EnvVariable};
            matches!(matches.value_source(argument.get_id().as_str()), Some(CommandLine | EnvVariable))
        };
        let given = command.get_arguments().filter(is_given);
        Self(given.filter_map(|argument| Some(argument.get_env()?.to_str()?.to_owned())).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Settings that cannot all be meant.
#[derive(Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Contradictions(Vec<String>);

impl fmt::Display for Contradictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

/// What was found.
#[derive(Debug, Default)]
struct Findings {
    refused: Vec<String>,
    warned: Vec<String>,
}

impl Findings {
    fn refuse(&mut self, why: impl Into<String>) {
        self.refused.push(why.into());
    }

    fn warn(&mut self, why: impl Into<String>) {
        self.warned.push(why.into());
    }
}

impl Config {
    /// Looks for contradictions, of the settings with each other and with how many files the process may open. Answers
    /// what the operator should know.
    ///
    /// # Errors
    /// [`Contradictions`] when something cannot be meant.
    pub fn check(&self, given: &Given, open_files: Option<u64>) -> Result<Vec<String>, Contradictions> {
        let mut found = Findings::default();
        limits::check(self, open_files, &mut found);
        times::check(self, &mut found);
        webhooks(self, &mut found);
        mails(self, &mut found);
        gateways(self, &mut found);
        unused::check(self, given, &mut found);
        if found.refused.is_empty() { Ok(found.warned) } else { Err(Contradictions(found.refused)) }
    }
}

fn webhooks(config: &Config, found: &mut Findings) {
    match config.webhook.target() {
        Err(fault) => found.refuse(fault.to_string()),
        Ok(Some(target)) if target.is_readable_by_others() => {
            found.warn("JARI_WEBHOOK_URL begins with http://: others on the way can read what is sold, as it is signed and not hidden");
        }
        Ok(_) => {}
    }
}

fn mails(config: &Config, found: &mut Findings) {
    match config.mail.target() {
        Err(fault) => found.refuse(fault.to_string()),
        Ok(Some(target)) => {
            if target.is_readable_by_others() {
                found.warn("JARI_SMTP_URL says that mail is sent unencrypted: others on the way can read tickets and names");
            }
            if config.http.public_origins.first().is_none() {
                found.warn(
                    "JARI_SMTP_URL is set and JARI_PUBLIC_ORIGIN is not: mails have no links to the orders",
                );
            }
        }
        Ok(None) => {}
    }
}

fn gateways(config: &Config, found: &mut Findings) {
    for fault in config.gateway.faults() {
        found.refuse(fault.to_string());
    }
    let is_played = config.gateway.gateway == GatewayName::Sandbox;
    if is_played && config.tls.tls_cert.is_some() && config.gateway.sandbox_url.is_none() {
        found.warn(
            "JARI_GATEWAY is sandbox and JARI_TLS_CERT is set: its webhooks do not reach this server by an address that the \
             certificate does not name; JARI_SANDBOX_URL says by which they do",
        );
    }
}

#[cfg(test)]
mod tests;
