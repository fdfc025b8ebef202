//! What a match is called in languages besides its own name, as operators write it.

use jari_core::domain::Language;

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Translations {
    /// What it is called in Korean, where that is not its name.
    #[arg(long, value_name = "NAME")]
    name_ko: Option<String>,
    /// What it is called in English, where that is not its name.
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
}

impl Translations {
    /// Those that are given.
    pub(super) fn given(&self) -> Vec<(Language, String)> {
        let given = [(Language::Ko, &self.name_ko), (Language::En, &self.name_en)];
        given.into_iter().filter_map(|(language, text)| Some((language, text.clone()?))).collect()
    }
}
