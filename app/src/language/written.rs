//! What the page's address says that the router does not know of.

use leptos::prelude::*;

/// The query that the map has written into the address by itself, while one looks around on it; none where there is no map. A handle:
/// copies are of the same.
#[derive(Clone, Copy)]
pub(crate) struct WrittenQuery(RwSignal<Option<String>>);

impl WrittenQuery {
    /// Tells it to all that is in the page.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// The page's own, or one that nobody else knows.
    pub(crate) fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// What is written, without its question mark.
    pub(crate) fn get(&self) -> Option<String> {
        self.0.get()
    }

    /// That is written now.
    #[cfg(feature = "hydrate")]
    pub(crate) fn set(&self, query: Option<String>) {
        if self.0.try_with_untracked(|known| *known != query) == Some(true) {
            let _ = self.0.try_set(query);
        }
    }
}
