//! Colours: a plan may write them in several ways, the rest of Jari knows `#rrggbb` alone.
//!
//! A colour from a file ends up in an SVG attribute, so nothing but what is understood here is let through.

use super::color_names::named;

/// Why a colour was refused, with the colour itself.
const FORMS: &str = "is no colour; #rgb, #rrggbb and the names of CSS are understood";

/// Reads a colour that may be absent: none for the empty text, `none` and `transparent`.
///
/// # Errors
/// A sentence for a person when the text is no colour that is understood.
pub(super) fn read_optional(text: &str) -> Result<Option<String>, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" | "none" | "transparent" => Ok(None),
        _ => read(text).map(Some),
    }
}

/// Reads a colour and writes it as `#rrggbb` in small letters.
///
/// # Errors
/// A sentence for a person when the text is no colour that is understood.
pub(super) fn read(text: &str) -> Result<String, String> {
    let lower = text.trim().to_ascii_lowercase();
    let rgb = match lower.strip_prefix('#') {
        Some(digits) => from_digits(digits),
        None => named(&lower).map(|rgb| format!("{rgb:06x}")),
    };
    // The text is cut short, as a broken file may carry anything of any length here.
    rgb.map(|rgb| format!("#{rgb}"))
        .ok_or_else(|| format!("{:?} {FORMS}", text.chars().take(40).collect::<String>()))
}

/// Six digits from three or six.
fn from_digits(digits: &str) -> Option<String> {
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        3 => Some(digits.chars().flat_map(|c| [c, c]).collect()),
        6 => Some(digits.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_becomes_six_small_digits() {
        for (text, color) in
            [("#FA0", "#ffaa00"), ("#12aBcD", "#12abcd"), (" Orange ", "#ffa500"), ("teal", "#008080")]
        {
            assert_eq!(read(text).as_deref(), Ok(color));
        }
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "#12", "#12345", "#gggggg", "url(#x)", "red;fill:blue", "#ffé", "rgb(1,2,3)"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_colour_is_a_choice_where_one_may_be_absent() {
        for text in ["", "none", "Transparent"] {
            assert_eq!(read_optional(text), Ok(None));
        }
        assert_eq!(read_optional("#fff"), Ok(Some("#ffffff".into())));
        assert!(read_optional("nix").is_err());
    }

    proptest! {
        /// Whatever a file holds, what comes out is safe to write into an attribute.
        #[test]
        fn only_plain_colours_come_out(text in "\\PC{0,12}") {
            if let Ok(color) = read(&text) {
                prop_assert_eq!(color.len(), 7);
                prop_assert!(color.starts_with('#') && color.bytes().skip(1).all(|b| b.is_ascii_hexdigit()));
            }
        }
    }
}
