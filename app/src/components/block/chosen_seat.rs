use super::{BlockSeats, seat_mark::seat_query};
use crate::{
    components::own::ReleaseForm,
    erase::{Erase, Erased},
    language::language,
    live::Face,
    page_data::{PriceCategory, Seat},
    server_fns::{HoldSeat, HoldSeats},
    text::{seats, words},
};
use jari_core::domain::{Currency, SeatId};
use leptos::{prelude::*, server_fn::ServerFn};
use std::sync::Arc;

/// The seat that the page's address names, with the form that holds it or lets it go.
#[component]
pub fn ChosenSeat(
    /// The seat, by its place in the order of the seats.
    index: usize,
    /// The block.
    block: Arc<BlockSeats>,
    /// What prices are in.
    currency: Currency,
) -> impl IntoView {
    chosen(index, &block, currency)
}

fn chosen(index: usize, block: &BlockSeats, currency: Currency) -> Option<Erased> {
    let language = language();
    let seat = block.seats.get(index)?;
    let price = block.category_of(seat).cloned().map(|PriceCategory { name, price, .. }| {
        view! { {name} " " {seats::price(language, price, currency)} }
    });
    let name = seats::seat(language, &seat.row, &seat.number);
    let notes = seats::notes(language, seat.notes());
    let (face, lacking) = (block.face(index), block.lacking(seat));
    let state = seats::state(language, face, lacking.is_some());
    let form = match (face, lacking) {
        (Face::Own, _) => own_forms(block, seat),
        (Face::Available, Some(accessible)) => both_form(block, seat, accessible),
        (Face::Available, None) if block.party > 1 => party_form(block, index).erase(),
        (Face::Available, None) => hold_form(block, seat.id, words!(language, seats.hold)).erase(),
        _ => ().erase(),
    };
    let shown = view! {
        <section class="chosen-seat" aria-labelledby="chosen-title">
            <h2 id="chosen-title">{words!(language, seats.chosen_title)}</h2>
            <p class="chosen-name">
                <strong>{name}</strong>
                <span>{price}</span>
                {notes.map(|notes| view! { <span class="seat-notes">{notes}</span> })}
                <span>{state}</span>
            </p>
            {form}
        </section>
    };
    Some(shown.erase())
}

/// The form that holds one seat.
fn hold_form(block: &BlockSeats, seat: SeatId, hold: &'static str) -> impl IntoView + use<> {
    view! {
        <form class="hold-form" method="post" action=HoldSeat::url()>
            <input type="hidden" name="match_id" value=block.match_id.to_string()/>
            <input type="hidden" name="seat_id" value=seat.to_string()/>
            <button class="button" type="submit">{hold}</button>
        </form>
    }
}

/// The form that holds seats, all of them or none.
fn together_form(block: &BlockSeats, seats: &[SeatId], hold: String) -> impl IntoView + use<> {
    let seats = seats.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    view! {
        <form class="hold-form" method="post" action=HoldSeats::url()>
            <input type="hidden" name="match_id" value=block.match_id.to_string()/>
            <input type="hidden" name="seat_ids" value=seats/>
            <button class="button" type="submit">{hold}</button>
        </form>
    }
}

/// The forms that hold the free seats for whoever comes along, and the one that lets go of the viewer's seat.
fn own_forms(block: &BlockSeats, seat: &Seat) -> Erased {
    let language = language();
    let companion = |companion: &Seat| {
        let name = seats::seat(language, &companion.row, &companion.number);
        view! {
            <p>{seats::companion_free(language, &name)}</p>
            {hold_form(block, companion.id, words!(language, seats.hold_companion))}
        }
    };
    let companions = block.companions_of(seat.id).map(companion).collect_view();
    let release = words!(language, seats.release);
    view! {
        {companions}
        <ReleaseForm match_id=block.match_id seat_id=seat.id label=release.to_owned() on_release=Callback::new(|_| {})>
            {release}
        </ReleaseForm>
    }
    .erase()
}

/// The form that holds a companion's seat with its accessible one.
fn both_form(block: &BlockSeats, seat: &Seat, accessible: &Seat) -> Erased {
    let language = language();
    let name = seats::seat(language, &accessible.row, &accessible.number);
    view! {
        <p>{seats::lacks_accessible(language, &name)}</p>
        {together_form(block, &[accessible.id, seat.id], words!(language, seats.hold_both).to_owned())}
    }
    .erase()
}

/// The form that holds a seat with those beside it, for a party; or where there are as many together.
fn party_form(block: &BlockSeats, index: usize) -> Option<Erased> {
    let (language, count) = (language(), block.party);
    let Some(group) = block.party_at(index) else {
        let near = block.nearest_party(index).and_then(|group| {
            let name = seats::party_near(language, count, &block.name_of_party(language, &group)?);
            let first = block.seats.get(*group.first()?)?;
            Some(view! { <p><a href=seat_query(first.id, count)>{name}</a></p> })
        });
        let why = match &near {
            Some(_) => seats::not_together_here(language, count),
            None => seats::not_together_anywhere(language, count),
        };
        return Some(view! { <p>{why}</p> {near} }.erase());
    };
    let name = seats::party_preview(language, &block.name_of_party(language, &group)?);
    let ids: Vec<SeatId> = group.into_iter().filter_map(|at| Some(block.seats.get(at)?.id)).collect();
    Some(view! { <p>{name}</p> {together_form(block, &ids, seats::party_hold(language, count))} }.erase())
}
