//! Price categories: names and colours from the plan, prices and names in other languages from the details.

use super::{
    color,
    details_file::DetailsFile,
    error::VenueFileError,
    import::ImportCategory,
    limits,
    names::{Siblings, Translations},
    plan_file::Category,
};
use std::collections::HashMap;

/// The colours of categories that come without one, in turn. They are far enough apart to be told on a map.
const SPARE_COLORS: [&str; 8] =
    ["#3b6fd4", "#d9483b", "#2f9e62", "#e0a526", "#8a4fc4", "#1f9fb0", "#c7518f", "#7a7d85"];

/// The categories, and where each name stands among them.
pub(super) struct Categories {
    /// In the order of the file.
    pub(super) list: Vec<ImportCategory>,
    /// From the name as the file writes it, which is what seats and prices refer to.
    index: HashMap<String, usize>,
}

impl Categories {
    /// The category that a seat or a price names, as an index of the list.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.index.get(name.trim()).copied()
    }
}

/// Reads the categories with their prices and names.
///
/// # Errors
/// When a name is empty, too long or given twice, a colour is none, or a price is negative or absurd, a name in another
/// language is no name or another category's, or either is for a category that the plan does not have.
pub(super) fn read(entries: &[Category], details: &DetailsFile) -> Result<Categories, VenueFileError> {
    if entries.len() > limits::MAX_CATEGORIES {
        let reason = format!("has more than {} categories", limits::MAX_CATEGORIES);
        return Err(VenueFileError::plan("categories", reason));
    }
    let mut categories = Categories { list: Vec::with_capacity(entries.len()), index: HashMap::new() };
    for (i, (entry, spare)) in entries.iter().zip(SPARE_COLORS.iter().cycle()).enumerate() {
        let refuse = |field: &str, reason| VenueFileError::plan(format!("categories[{i}].{field}"), reason);
        let name = limits::name(&entry.name).map_err(|reason| refuse("name", reason))?;
        let color = match entry.color.as_deref() {
            Some(text) => color::read(text).map_err(|reason| refuse("color", reason))?,
            None => (*spare).to_owned(),
        };
        if let Some(first) = categories.index.insert(name.clone(), i) {
            return Err(refuse("name", format!("{name:?} is the name of categories[{first}] already")));
        }
        categories.list.push(ImportCategory { name: name.into(), color, price: None });
    }
    categories.set_prices(details)?;
    categories.set_names(details)?;
    Ok(categories)
}

impl Categories {
    fn set_prices(&mut self, details: &DetailsFile) -> Result<(), VenueFileError> {
        for (name, &price) in &details.prices {
            let path = path("prices", name);
            if !(0..=limits::MAX_PRICE).contains(&price) {
                let reason = format!("{price} is no price; it is between 0 and {}", limits::MAX_PRICE);
                return Err(VenueFileError::details(path, reason));
            }
            self.named(name, &path)?.price = Some(price);
        }
        Ok(())
    }

    fn set_names(&mut self, details: &DetailsFile) -> Result<(), VenueFileError> {
        for (name, entry) in &details.categories {
            let path = path("categories", name);
            let category = self.named(name, &path)?;
            category.name = Translations::in_entry(entry).of(category.name.clone(), &path)?;
        }
        let mut siblings = Siblings::default();
        self.list.iter().try_for_each(|category| {
            siblings.add(&category.name, &path("categories", category.name.as_str()))
        })
    }

    /// The category that the details mean at a path.
    fn named(&mut self, name: &str, path: &str) -> Result<&mut ImportCategory, VenueFileError> {
        let unknown = || VenueFileError::details(path, "the plan has no category of that name");
        self.find(name).and_then(|at| self.list.get_mut(at)).ok_or_else(unknown)
    }
}

/// The path of what the details say of something that the plan names. They may call it by more than can be shown.
pub(super) fn path(list: &str, name: &str) -> String {
    format!("{list}.{}", name.chars().take(limits::MAX_NAME_CHARS).collect::<String>())
}
