//! Bodies as HTML forms send them.

use reqwest::Url;
use std::collections::BTreeMap;

/// The fields of a form, each once.
pub(crate) type Form = BTreeMap<String, String>;

/// Reads it strictly: a field that is there twice is none.
pub(crate) fn read(body: &[u8]) -> Option<Form> {
    let url = Url::parse(&format!("http://form/?{}", std::str::from_utf8(body).ok()?)).ok()?;
    let mut form = Form::new();
    for (name, value) in url.query_pairs() {
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(form)
}
