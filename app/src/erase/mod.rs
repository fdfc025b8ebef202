//! Views without their types, at less cost to the wasm than `into_any`.
//!
//! An `AnyView` refers to every way in which the view inside of it may be used, so that all of them end up in the wasm: also
//! how to take a page over piece by piece while parts of the program are still being loaded, which never happens here, and
//! how to change the view into another of its type. Those two were a sixth of the wasm. What is erased here can be built
//! and taken over at once; to change it is to put another in its place.

use leptos::prelude::RenderHtml;

/// A view without its type. It takes no attributes from outside.
#[cfg(not(feature = "hydrate"))]
pub type Erased = leptos::prelude::AnyView;
#[cfg(feature = "hydrate")]
pub use browser::Erased;

/// Forgets the type of a view.
pub trait Erase {
    /// The view without its type.
    fn erase(self) -> Erased;
}

impl<V: RenderHtml> Erase for V {
    #[cfg(not(feature = "hydrate"))]
    fn erase(self) -> Erased {
        leptos::prelude::IntoAny::into_any(self)
    }

    #[cfg(feature = "hydrate")]
    fn erase(self) -> Erased {
        Erased::new(self.into_owned())
    }
}

#[cfg(feature = "hydrate")]
mod browser;
