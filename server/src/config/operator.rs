/// What operators' programs may do over HTTP.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Operators")]
pub struct OperatorConfig {
    /// What a gate shows to let people in by their tickets, as `Authorization: Bearer …`: at least 32 characters. Without it
    /// nobody is let in over HTTP.
    #[arg(
        long,
        env = "JARI_OPERATOR_TOKEN",
        hide_env_values = true,
        value_name = "TEXT",
        value_parser = clap::builder::ValueParser::new(read),
        global = true
    )]
    pub operator_token: Option<String>,
}

/// The least length of a token, in characters.
const MIN_CHARS: usize = 32;

fn read(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.len() < MIN_CHARS || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "it must have at least {MIN_CHARS} characters, all of them ASCII and none a space"
        ));
    }
    Ok(text.to_owned())
}

impl std::fmt::Debug for OperatorConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It is not for the log.
        f.debug_struct("OperatorConfig").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_can_stand_in_a_header() {
        let fine = "a".repeat(MIN_CHARS);
        assert_eq!(read(&format!(" {fine}\n")), Ok(fine.clone()));
        for wrong in ["", &fine[1..], &format!("{fine} b"), &format!("{fine}가")] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let config = OperatorConfig { operator_token: Some(fine.clone()) };
        assert!(!format!("{config:?}").contains(&fine));
    }
}
