//! Names with what they are in other languages: each is clean, and no two that stand beside each other are told alike.

use super::{details_file::NamesEntry, error::VenueFileError, limits};
use jari_core::domain::{Language, Name};
use std::collections::{HashMap, HashSet};

/// What something is called in other languages, as the details have it.
#[derive(Clone, Copy)]
pub(super) struct Translations<'a> {
    pub(super) ko: Option<&'a str>,
    pub(super) en: Option<&'a str>,
}

impl<'a> Translations<'a> {
    /// These.
    pub(super) fn new(ko: Option<&'a String>, en: Option<&'a String>) -> Self {
        Self { ko: ko.map(String::as_str), en: en.map(String::as_str) }
    }

    /// Those of an entry.
    pub(super) fn in_entry(entry: &'a NamesEntry) -> Self {
        Self::new(entry.name_ko.as_ref(), entry.name_en.as_ref())
    }

    /// A name that is clean already, with these translations of it. `path` is that of the object that they stand in.
    ///
    /// # Errors
    /// When one of them is empty, too long, or carries control characters.
    pub(super) fn of(self, own: impl Into<Name>, path: &str) -> Result<Name, VenueFileError> {
        let mut name = own.into();
        for (language, text) in [(Language::Ko, self.ko), (Language::En, self.en)] {
            if let Some(text) = text {
                let refuse =
                    |reason| VenueFileError::details(field(path, &format!("name_{language}")), reason);
                name = name.with(language, Some(limits::name(text).map_err(refuse)?));
            }
        }
        Ok(name)
    }
}

/// The path of a field of the object at a path.
fn field(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Names that stand beside each other: in no language may a buyer take one for another.
#[derive(Default)]
pub(super) struct Siblings {
    own: HashSet<String>,
    told: HashMap<Language, HashSet<String>>,
}

impl Siblings {
    /// One more.
    ///
    /// # Errors
    /// When another one is called so, by itself or in a language. `path` is that of the object that it stands in.
    pub(super) fn add(&mut self, name: &Name, path: &str) -> Result<(), VenueFileError> {
        let refuse = |at: &str, told: &str| {
            let reason = format!("{told:?} is the name of another one beside it");
            Err(VenueFileError::details(field(path, at), reason))
        };
        if !self.own.insert(name.as_str().to_owned()) {
            return refuse("name", name.as_str());
        }
        for language in Language::ALL {
            let (told, _) = name.in_language(language);
            if !self.told.entry(language).or_default().insert(told.to_owned()) {
                let is_translated = name.translation(language).is_some();
                return refuse(
                    &if is_translated { format!("name_{language}") } else { "name".to_owned() },
                    told,
                );
            }
        }
        Ok(())
    }
}
