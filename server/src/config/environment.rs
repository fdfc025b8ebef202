//! Names in the environment that look like settings and are none: whoever wrote them believes that they count.

use crate::fault_points;
use std::{ffi::OsStr, fmt};

/// What every setting of ours begins with, but for those that others have named.
const PREFIX: &str = "JARI_";

/// Of the tools around the server: the scripts in `.ci`, `deploy`, `bench` and `end2end`.
const TOOLS: [&str; 4] = ["JARI_CACHE", "JARI_CLUSTER_DATA", "JARI_FRONT_PORT", "JARI_SERVER"];

/// Names that are no settings, though they begin like one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownSettings(Vec<Unknown>);

#[derive(Debug, PartialEq, Eq)]
struct Unknown {
    name: String,
    /// The setting whose name is most like it, if one is.
    meant: Option<String>,
}

/// Looks for names that are no setting of this command's.
///
/// # Errors
/// [`UnknownSettings`] that names them.
pub fn check_environment<'a>(
    command: &clap::Command,
    environment: impl IntoIterator<Item = (&'a OsStr, &'a OsStr)>,
) -> Result<(), UnknownSettings> {
    let known: Vec<&str> =
        command.get_arguments().filter_map(|argument| argument.get_env()?.to_str()).collect();
    let mut unknown: Vec<Unknown> = environment
        .into_iter()
        .map(|(name, value)| (name.to_string_lossy(), value.to_string_lossy()))
        .filter(|(name, value)| {
            let is_ours = name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
            // A build for tests can be told where to die.
            let is_fault_point = cfg!(debug_assertions) && name == fault_points::VARIABLE;
            let is_known = known.contains(&&**name) || TOOLS.contains(&&**name) || is_fault_point;
            is_ours && !is_known && !is_service(name, value)
        })
        .map(|(name, _)| Unknown { meant: nearest(&name, &known), name: name.into_owned() })
        .collect();
    unknown.sort_by(|a, b| a.name.cmp(&b.name));
    if unknown.is_empty() { Ok(()) } else { Err(UnknownSettings(unknown)) }
}

/// Whether Kubernetes has set it: for a service that is called `jari`, or `jari-redis`, it tells every container where
/// that is.
fn is_service(name: &str, value: &str) -> bool {
    let is_address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    let of_a_port = |part: &str| {
        let mut words = part.split('_');
        let is_number = words.next().is_some_and(|word| word.parse::<u16>().is_ok());
        is_number && words.next().is_some_and(|word| matches!(word, "TCP" | "UDP" | "SCTP"))
    };
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && is_address)
        || name.split_once("_PORT_").is_some_and(|(_, port)| of_a_port(port))
}

/// The known name that is most like this one: it goes on where this one ends, or differs in a third of its letters at
/// most. That is a slip, and more is a guess.
fn nearest(name: &str, known: &[&str]) -> Option<String> {
    let name = name.to_ascii_uppercase();
    let name = name.strip_prefix(PREFIX).filter(|name| name.len() > 2)?;
    let ours = known.iter().filter_map(|known| Some((*known, known.strip_prefix(PREFIX)?)));
    let differing = |other: &str| {
        if other.starts_with(name) { 1 } else { strsim::damerau_levenshtein(name, other) }
    };
    let (nearest, ending) = ours.min_by_key(|(_, ending)| differing(ending))?;
    (differing(ending) * 3 <= name.len()).then(|| nearest.to_owned())
}

impl fmt::Display for UnknownSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Unknown { name, meant } in &self.0 {
            write!(f, "{name} is set, and there is no such setting; ")?;
            match meant {
                Some(meant) => write!(f, "did you mean {meant}? ")?,
                None => write!(f, "unset it. ")?,
            }
        }
        write!(f, "`server --help` shows them all")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use clap::Args;

    fn check(environment: &[(&str, &str)]) -> Result<(), String> {
        let command = Config::augment_args(clap::Command::new("test"));
        let environment = environment.iter().map(|(name, value)| (OsStr::new(*name), OsStr::new(*value)));
        check_environment(&command, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_no_setting_is_refused_with_the_one_that_was_meant() {
        for (name, meant) in [
            ("JARI_POLL_INTERVALL_MS", Some("JARI_POLL_INTERVAL_MS")),
            ("JARI_MAX_HOLD", Some("JARI_MAX_HOLDS")),
            ("JARI_SERCET", Some("JARI_SECRET")),
            ("jari_secret", Some("JARI_SECRET")),
            ("JARI_HOLD_TTL", Some("JARI_HOLD_TTL_SECS")),
            ("JARI_COLOUR", None),
            ("JARI_", None),
        ] {
            let said = check(&[("PATH", "/bin"), (name, "1")]).unwrap_err();
            assert!(said.contains(name), "{said}");
            match meant {
                Some(meant) => assert!(said.contains(&format!("did you mean {meant}?")), "{said}"),
                None => assert!(!said.contains("did you mean"), "{said}"),
            }
        }
    }

    #[test]
    fn all_of_them_are_named_at_once() {
        let said = check(&[("JARI_B", "1"), ("JARI_A", "1")]).unwrap_err();
        assert!(said.find("JARI_A") < said.find("JARI_B"), "{said}");
    }

    #[test]
    fn settings_tools_and_what_others_set_are_let_be() {
        let fine = [
            ("JARI_SECRET", "x"),
            ("JARI_MAX_HOLDS", "6"),
            ("JARI_CACHE", "/var/cache"),
            ("JARI_SERVER", "target/release/server"),
            ("JARI_SERVICE_HOST", "10.0.0.1"),
            ("JARI_SERVICE_PORT", "3000"),
            ("JARI_SERVICE_PORT_HTTP", "3000"),
            ("JARI_PORT", "tcp://10.0.0.1:3000"),
            ("JARI_PORT_3000_TCP", "tcp://10.0.0.1:3000"),
            ("JARI_REDIS_PORT_6379_TCP_ADDR", "10.0.0.1"),
            ("JARIX", "1"),
            ("MY_JARI_SECRET", "1"),
        ];
        assert_eq!(check(&fine), Ok(()));
        assert!(check(&[("JARI_PORT", "3000")]).is_err(), "the port is set by LEPTOS_SITE_ADDR");
    }
}
