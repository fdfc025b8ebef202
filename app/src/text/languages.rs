//! The words for languages.

use super::words;
use jari_core::domain::Language;

/// What a language is called by those who speak it, on a page in a language.
pub fn language_name(language: Language, other: Language) -> &'static str {
    match other {
        Language::Ko => words!(language, site.languages.ko),
        Language::En => words!(language, site.languages.en),
    }
}
