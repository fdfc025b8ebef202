//! What is written on the plan's drawings, in other languages, from the details.

use super::{categories::path, details_file::NamesEntry, error::VenueFileError, names::Translations};
use jari_core::domain::Shape;
use std::collections::{BTreeMap, HashMap};

/// Gives the writing on shapes its translations, wherever it stands.
///
/// # Errors
/// When a translation is none, or is of what no shape says.
pub(super) fn translate(
    shapes: &mut [Shape],
    captions: &BTreeMap<String, NamesEntry>,
) -> Result<(), VenueFileError> {
    let mut saying: HashMap<String, Vec<&mut _>> = HashMap::new();
    for text in shapes.iter_mut().filter_map(|shape| shape.text.as_mut()) {
        saying.entry(text.text.to_string()).or_default().push(&mut text.text);
    }
    for (words, entry) in captions {
        let path = path("captions", words);
        let unknown = || VenueFileError::details(&path, "no drawing of the plan says that");
        for text in saying.get_mut(words.trim()).ok_or_else(unknown)? {
            **text = Translations::in_entry(entry).of(text.clone(), &path)?;
        }
    }
    Ok(())
}
