//! What something is called, in one language or in several.

use super::Language;
use std::{fmt, sync::Arc};

/// What a match, a venue or a part of one is called: by its own name, which is in whatever language it is, and, where somebody
/// has translated it, by a name in that language as well. Cheap to clone, as a match is looked up for every hold.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(Arc<Texts>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Texts {
    own: Box<str>,
    ko: Option<Box<str>>,
    en: Option<Box<str>>,
}

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// Nothing is left of it.
    #[error("is empty")]
    Empty,
    /// Nobody could print it.
    #[error("is longer than {} characters", Name::MAX_CHARS)]
    TooLong,
    /// It could change how what is around it is read.
    #[error("holds a control character")]
    ControlCharacter,
}

impl Name {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 200;

    /// A text as a name may be written: without space around it.
    ///
    /// # Errors
    /// A [`NameFault`].
    pub fn clean(text: &str) -> Result<&str, NameFault> {
        let text = text.trim();
        if text.is_empty() {
            Err(NameFault::Empty)
        } else if text.chars().count() > Self::MAX_CHARS {
            Err(NameFault::TooLong)
        } else if text.chars().any(char::is_control) {
            Err(NameFault::ControlCharacter)
        } else {
            Ok(text)
        }
    }

    /// The same name, called so in a language, or as it is called by itself where that is none.
    #[must_use]
    pub fn with(self, language: Language, text: Option<impl Into<Box<str>>>) -> Self {
        let mut texts = Arc::unwrap_or_clone(self.0);
        let text = text.map(Into::into);
        match language {
            Language::Ko => texts.ko = text,
            Language::En => texts.en = text,
        }
        Self(Arc::new(texts))
    }

    /// The name by itself: what programs and operators are told.
    pub fn as_str(&self) -> &str {
        &self.0.own
    }

    /// What somebody has said that it is called in a language.
    pub fn translation(&self, language: Language) -> Option<&str> {
        match language {
            Language::Ko => self.0.ko.as_deref(),
            Language::En => self.0.en.as_deref(),
        }
    }

    /// What it is called where a language is read, and the language that this is in, as far as it is known.
    pub fn in_language(&self, language: Language) -> (&str, Option<Language>) {
        match self.translation(language) {
            Some(text) => (text, Some(language)),
            None => (&self.0.own, self.own_language()),
        }
    }

    /// The language of the name by itself: the one that nobody has translated it to, and otherwise Korean, if it is written so. A
    /// number, an abbreviation or the name of a team may be of any.
    fn own_language(&self) -> Option<Language> {
        match (&self.0.ko, &self.0.en) {
            (Some(_), None) => Some(Language::En),
            (None, Some(_)) => Some(Language::Ko),
            _ => self.0.own.chars().any(is_hangul).then_some(Language::Ko),
        }
    }

    /// The bytes that its texts take.
    pub fn len(&self) -> usize {
        let Texts { own, ko, en } = &*self.0;
        own.len() + [ko, en].into_iter().flatten().map(|text| text.len()).sum::<usize>()
    }

    /// Whether it has no text at all, which no name that was checked has.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether a character is of the Korean script: a syllable or a part of one.
const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}

/// A name without translations, as a store has it. Whoever is given one from outside looks at it first, with [`Name::clean`].
impl From<&str> for Name {
    fn from(own: &str) -> Self {
        Self(Arc::new(Texts { own: own.into(), ko: None, en: None }))
    }
}

impl From<String> for Name {
    fn from(own: String) -> Self {
        Self(Arc::new(Texts { own: own.into(), ko: None, en: None }))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())?;
        let translation = |language| Some((language, self.translation(language)?));
        for (language, text) in Language::ALL.into_iter().filter_map(translation) {
            write!(f, " {language}: {text:?}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(Name::clean(" 101블록 "), Ok("101블록"));
        let long = "가".repeat(Name::MAX_CHARS);
        assert_eq!(Name::clean(&long), Ok(&*long));
        assert_eq!(Name::clean("  "), Err(NameFault::Empty));
        assert_eq!(Name::clean(&"가".repeat(Name::MAX_CHARS + 1)), Err(NameFault::TooLong));
        assert_eq!(Name::clean("a\nb"), Err(NameFault::ControlCharacter));
    }

    #[test]
    fn a_name_is_told_in_the_language_that_is_read_or_as_it_is() {
        use Language::{En, Ko};
        let told = |name: &Name| {
            [Ko, En].map(|language| {
                let (text, of) = name.in_language(language);
                (text.to_owned(), of)
            })
        };
        let is = |text: &str, of| (text.to_owned(), of);

        let korean = Name::from("개막전");
        assert_eq!(told(&korean), [is("개막전", Some(Ko)), is("개막전", Some(Ko))]);
        let both = korean.with(En, Some("Opening Day"));
        assert_eq!(told(&both), [is("개막전", Some(Ko)), is("Opening Day", Some(En))]);
        assert_eq!(both.as_str(), "개막전");
        assert_eq!(told(&both.with(En, None::<&str>)), told(&Name::from("개막전")));

        let english = Name::from("Hamlet").with(Ko, Some("햄릿"));
        assert_eq!(told(&english), [is("햄릿", Some(Ko)), is("Hamlet", Some(En))]);
        // Nobody has said, and nothing tells.
        assert_eq!(told(&Name::from("101")), [is("101", None), is("101", None)]);
        // In whatever language it is, it has a name of its own in each of these.
        let french = Name::from("L’Avare").with(Ko, Some("수전노")).with(En, Some("The Miser"));
        assert_eq!(told(&french), [is("수전노", Some(Ko)), is("The Miser", Some(En))]);
    }
}
