//! The words of `app/locales`, as the build has made code of them. A word that does not exist, or that a language lacks, ends
//! the build.

use jari_core::domain::Language;

#[allow(
    dead_code,
    unused_imports,
    missing_docs,
    clippy::all,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "it is written by another"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));
}

pub(crate) use generated::i18n::Locale;

/// The same language, as the catalogues know it.
pub(crate) const fn locale(language: Language) -> Locale {
    match language {
        Language::Ko => Locale::ko,
        Language::En => Locale::en,
    }
}

/// The words of a catalogue's entry in a language: `words!(language, seats.hold)`. What stands in them is given by name, and
/// makes a text of them: `words!(language, seats.row, row = "A")`.
macro_rules! words {
    ($language:expr, $($entry:tt)+) => {
        leptos_i18n::td_string!($crate::text::catalogue::locale($language), $($entry)+)
    };
}

pub(crate) use words;
