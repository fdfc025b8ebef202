//! The one map of a venue on its page: from the whole stadium to a seat.
//!
//! The server draws the venue's shapes as SVG ([`crate::components::venue::VenueMap`]), which is what is seen first, and all that
//! there is without JavaScript. In the browser an [`engine`] moves what is seen of it, and draws the seats on a canvas above. The
//! page's parts know a [`Surface`] alone, which does nothing on the server.

#[cfg(feature = "hydrate")]
mod engine;
#[cfg(feature = "hydrate")]
mod grid;
#[cfg(feature = "hydrate")]
mod input;
#[cfg(feature = "hydrate")]
mod loading;
#[cfg(feature = "hydrate")]
mod paint;
#[cfg(feature = "hydrate")]
mod place;

use crate::live::{FreeCounts, VenueBoard, venue::Offer};
use crate::text::seats;
use jari_core::surface::Filter;
use leptos::{
    html::{Canvas, Div},
    prelude::*,
};

/// The map, for the page's parts. A handle: copies are of the same map.
#[derive(Clone, Copy)]
pub struct Surface {
    /// What is known of the seats.
    pub board: VenueBoard,
    /// What the map is in.
    pub frame: NodeRef<Div>,
    /// What seats are drawn on.
    pub canvas: NodeRef<Canvas>,
    /// What is drawn of the whole venue in small.
    pub overview: NodeRef<Canvas>,
    /// The seats of a block for keys and screen readers.
    pub grid: NodeRef<Div>,
    /// Whether the map moves and shows seats.
    pub is_live: RwSignal<bool>,
    /// Whether all of the venue is seen.
    pub is_whole: RwSignal<bool>,
    /// Whether no step leads nearer.
    pub is_nearest: RwSignal<bool>,
    /// The seat that the pointer or the keyboard is at.
    pub pointed: RwSignal<Option<usize>>,
    /// How many seats each block has left.
    pub counts: FreeCounts,
    /// What is looked for.
    pub filter: RwSignal<Filter>,
    /// What is said of changes beside the seat that the keyboard is at.
    pub said: RwSignal<String>,
    /// What is offered to the viewer.
    pub offers: Memo<Vec<Offer>>,
    #[cfg(feature = "hydrate")]
    written: crate::language::WrittenQuery,
    #[cfg(feature = "hydrate")]
    engine: StoredValue<Option<engine::Engine>, LocalStorage>,
    #[cfg(feature = "hydrate")]
    is_due: StoredValue<bool>,
    /// The block whose seats are in the grid.
    #[cfg(feature = "hydrate")]
    grid_of: StoredValue<Option<usize>>,
    /// The seat of the grid that has the focus.
    #[cfg(feature = "hydrate")]
    at_cell: StoredValue<Option<usize>>,
}

impl Surface {
    /// The map of a board's seats, which comes to life once it is in the page, and they are there.
    pub fn new(board: VenueBoard, counts: FreeCounts, geometry: String) -> Self {
        let surface = Self {
            board,
            counts,
            frame: NodeRef::new(),
            canvas: NodeRef::new(),
            overview: NodeRef::new(),
            grid: NodeRef::new(),
            is_live: RwSignal::new(false),
            is_whole: RwSignal::new(true),
            is_nearest: RwSignal::new(false),
            pointed: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            said: RwSignal::new(String::new()),
            offers: Memo::new(move |_| board.offers()),
            #[cfg(feature = "hydrate")]
            written: crate::language::WrittenQuery::of_page(),
            #[cfg(feature = "hydrate")]
            engine: StoredValue::new_local(None),
            #[cfg(feature = "hydrate")]
            is_due: StoredValue::new(false),
            #[cfg(feature = "hydrate")]
            grid_of: StoredValue::new(None),
            #[cfg(feature = "hydrate")]
            at_cell: StoredValue::new(None),
        };
        #[cfg(feature = "hydrate")]
        surface.begin(geometry);
        #[cfg(not(feature = "hydrate"))]
        let _ = geometry;
        surface
    }
}

impl Surface {
    /// What a party comes to at the seat that the pointer or the keyboard is at, or what it has to do.
    pub fn party_told(&self) -> Option<String> {
        let count = self.filter.with(|filter| filter.party) as usize;
        if count < 2 {
            return None;
        }
        self.board.moved.track();
        let group = self.pointed.get().and_then(|place| self.board.party_at(place, count));
        let language = self.board.language();
        Some(match group.and_then(|group| self.board.name_of_party(&group)) {
            Some(name) => seats::party_preview(language, &name),
            None => seats::party_hint(language, count),
        })
    }
}

/// What the page's parts ask of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// A step nearer.
    Nearer,
    /// A step back.
    Farther,
    /// To where all is seen.
    Whole,
    /// To a seat, by its place.
    Seat(usize),
}

#[cfg(not(feature = "hydrate"))]
impl Surface {
    /// Nothing moves on the server.
    pub const fn go(self, _to: Go) {}

    /// A link is a link.
    pub const fn follow_link(self, _event: &leptos::web_sys::MouseEvent) {}

    /// Nobody is there to be shown anything.
    pub const fn reach(self, _place: usize) {}
}
