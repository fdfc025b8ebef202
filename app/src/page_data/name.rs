//! Names, as a page in one language tells them.

use crate::erase::{Erase, Erased};
use jari_core::domain::Language;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Deref};

/// What something is called on a page. In a view it marks itself where it is in another language than the page, so that it is
/// spoken and hyphenated as what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    text: String,
    /// The language that it is in, where that is another one than the page's.
    other: Option<Language>,
}

impl Name {
    /// What something is called on a page in a language.
    pub fn new(name: &jari_core::domain::Name, page: Language) -> Self {
        let (text, language) = name.in_language(page);
        Self { text: text.to_owned(), other: language.filter(|language| *language != page) }
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What `lang` says of an element that holds it and nothing else; none where the page's own is right.
    pub fn lang(&self) -> Option<&'static str> {
        self.other.map(Language::as_str)
    }

    /// The same name in other words of the same language.
    #[must_use]
    pub fn map(&self, change: impl FnOnce(&str) -> String) -> Self {
        Self { text: change(&self.text), other: self.other }
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Words of the page's own language, or of none.
impl From<String> for Name {
    fn from(text: String) -> Self {
        Self { text, other: None }
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl IntoRender for Name {
    type Output = Erased;

    fn into_render(self) -> Erased {
        match self.lang() {
            None => self.text.erase(),
            Some(lang) => view! { <span lang=lang>{self.text}</span> }.erase(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain;

    #[test]
    fn a_name_marks_itself_where_it_is_in_another_language() {
        let html = |name: &domain::Name, page| {
            let name = Name::new(name, page);
            view! { <p>{name}</p> }.to_html()
        };
        let korean = domain::Name::from("개막전 <1>");
        assert!(html(&korean, Language::Ko).contains(">개막전 &lt;1&gt;"));
        assert!(!html(&korean, Language::Ko).contains("lang"));
        assert!(html(&korean, Language::En).contains("<span lang=\"ko\">개막전 &lt;1&gt;</span>"));
        let both = korean.with(Language::En, Some("Opening Day"));
        let english = html(&both, Language::En);
        assert!(english.contains("Opening Day") && !english.contains("lang"), "{english}");
        assert!(!html(&"101".into(), Language::En).contains("lang"));
    }
}
