//! Names in the columns that they have in every table.

use jari_core::domain::{Language, Name};

/// A name as it stands in a row: `name`, `name_ko` and `name_en`.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct NameRow {
    name: String,
    name_ko: Option<String>,
    name_en: Option<String>,
}

impl NameRow {
    /// What such columns hold.
    pub(super) const fn new(name: String, name_ko: Option<String>, name_en: Option<String>) -> Self {
        Self { name, name_ko, name_en }
    }
}

impl From<NameRow> for Name {
    fn from(NameRow { name, name_ko, name_en }: NameRow) -> Self {
        Self::from(name).with(Language::Ko, name_ko).with(Language::En, name_en)
    }
}
