use crate::{
    erase::Erase,
    language::language,
    live::venue::Offer,
    surface::Surface,
    text::{seats, words},
};
use leptos::prelude::*;

/// What the viewer may have by one press: the nearest seats to those that somebody else was faster with, and the seat beside an accessible
/// one. The map shows what was taken.
#[component]
pub fn Offers(
    /// The map.
    surface: Surface,
) -> impl IntoView {
    let (language, board) = (language(), surface.board);
    let offer = move |offer: Offer| {
        let places = offer.places();
        let name = board.name_of_party(places)?;
        let what = match &offer {
            Offer::Instead(_) => seats::instead_of_lost(language, &name),
            Offer::Companion(_) => seats::companion_free(language, &name),
            Offer::Party(_) => seats::party_near(language, places.len(), &name),
        };
        let notes = board.with(|venue| Some(venue.geometry.notes(*places.first()?))).flatten();
        let notes = notes.and_then(|notes| seats::notes(language, notes)).map(|notes| format!(" · {notes}"));
        let price = places.iter().map(|place| board.category_of(*place)?.price).sum::<Option<i64>>();
        let hold = match &offer {
            Offer::Instead(_) => words!(language, seats.hold).to_owned(),
            Offer::Companion(_) => words!(language, seats.hold_companion).to_owned(),
            Offer::Party(_) => seats::party_hold(language, places.len()),
        };
        let accept = move |_| {
            board.accept(offer.clone());
            if let Some(first) = offer.places().first() {
                surface.reach(*first);
            }
        };
        let view = view! {
            <p class="offer" role="status">
                <span>{what} {notes} " · " {seats::price(language, price, board.currency())}</span>
                " "
                <button class="button" type="button" on:click=accept>{hold}</button>
            </p>
        };
        Some(view.erase())
    };
    let offers = move || surface.offers.get().into_iter().filter_map(offer).collect_view();
    offers.erase()
}
