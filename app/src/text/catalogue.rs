//! The words of `app/locales`, as the build has made code of them. A word that does not exist, or that a language lacks, ends
//! the build.
//!
//! On the server all of them are in memory. In the browser there are those of the page's language alone, which the page brings.

use jari_core::domain::Language;
use std::fmt::{Display, Write};

#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    reason = "it is written by the build, and its names are those of the entries"
)]
pub(crate) mod entries {
    include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));
}

/// What stands before the number of a part that is put into a text.
const MARK: char = '\u{1}';

/// The element of a page that its words are in.
pub(crate) const WORDS_ID: &str = "words";

/// What stands between the words of a page.
const BETWEEN: char = '\n';

/// The words of a catalogue's entry in a language: `words!(language, seats.hold)`. What stands in them is given by name, and
/// makes a text of them: `words!(language, seats.row, row = "A")`.
macro_rules! words {
    (@part $name:ident) => { &$name };
    (@part $name:ident $value:expr) => { &$value };
    ($language:expr, $room:ident $(. $entry:ident)+ $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::text::catalogue::entries::$room $(:: $entry)+ {
            $($name: $crate::text::catalogue::words!(@part $name $($value)?)),*
        }
        .say($language)
    };
}

pub(crate) use words;

/// The words at this place of the table.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn word(language: Language, place: usize) -> &'static str {
    let of_language = Language::ALL.iter().zip(&entries::WORDS).find(|(known, _)| **known == language);
    of_language.and_then(|(_, words)| words.get(place)).copied().unwrap_or_default()
}

/// The words at this place of the table, in the language of the page.
#[cfg(target_family = "wasm")]
pub(crate) fn word(_: Language, place: usize) -> &'static str {
    browser::word(place)
}

/// The words at this place of the table, with its parts put in.
pub(crate) fn fill(language: Language, place: usize, parts: &[&dyn Display]) -> String {
    let mut pieces = word(language, place).split(MARK);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let mut rest = piece.chars();
        let number = rest.next().and_then(|number| number.to_digit(10)).map(|number| number as usize);
        if let Some(part) = number.and_then(|number| parts.get(number)) {
            // To write to a text never fails.
            let _ = write!(text, "{part}");
        }
        text.push_str(rest.as_str());
    }
    text
}

/// All words that a page in this language needs in the browser, in one text.
#[cfg(feature = "ssr")]
pub(crate) fn of_page(language: Language) -> &'static str {
    use std::sync::LazyLock;
    static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let of_language = |words: &[&str]| words[..entries::IN_PAGES].join(&BETWEEN.to_string());
        entries::WORDS.iter().map(|words| of_language(words)).collect()
    });
    let of_language = Language::ALL.iter().zip(&*TEXTS).find(|(known, _)| **known == language);
    of_language.map(|(_, text)| &**text).unwrap_or_default()
}

#[cfg(feature = "hydrate")]
pub(crate) mod browser {
    use super::{BETWEEN, WORDS_ID, entries};
    use leptos::prelude::document;
    use std::sync::OnceLock;

    static WORDS: OnceLock<Vec<&'static str>> = OnceLock::new();

    #[cfg(target_family = "wasm")]
    pub(super) fn word(place: usize) -> &'static str {
        WORDS.get().and_then(|words| words.get(place)).copied().unwrap_or_default()
    }

    /// Takes the words that the page has brought; answers whether they are all there.
    pub fn take_words() -> bool {
        let words = document().get_element_by_id(WORDS_ID).and_then(|element| element.text_content());
        // They are said for as long as the page is open.
        let words: Vec<_> = String::leak(words.unwrap_or_default()).split(BETWEEN).collect();
        words.len() == entries::IN_PAGES && WORDS.set(words).is_ok()
    }
}
