//! How words of ours stand in a sentence.

use jari_core::domain::Language;

/// Words as they go on within a sentence: what begins with a capital letter of ours in English begins with a small one there. In
/// Korean a letter that words begin with is a label, such as a row's.
pub(crate) fn within(language: Language, words: &str) -> String {
    let mut words = words.to_owned();
    if let (Language::En, Some(first)) = (language, words.get_mut(..1)) {
        first.make_ascii_lowercase();
    }
    words
}
