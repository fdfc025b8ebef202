use crate::page_data::{PriceCategory, Seat};
use crate::{
    components::own::ReleaseForm,
    erase::Erase,
    language::language,
    live::{Face, SeatBoard},
    server_fns::HoldSeat,
    text::{seats, words},
};
use jari_core::domain::{Currency, SeatId};
use leptos::{prelude::*, server_fn::ServerFn};

/// The seat that the page's address names, with the button that holds it or lets it go. Without JavaScript it is how
/// a seat is chosen; with it, it works the same without leaving the page.
#[component]
pub fn ChosenSeat(
    /// The seat.
    seat: Seat,
    /// The venue's price categories.
    categories: Vec<PriceCategory>,
    /// What their prices are in.
    currency: Currency,
    /// What is known of each seat.
    board: SeatBoard,
) -> impl IntoView {
    let language = language();
    let (match_id, _) = board.ids();
    let id = seat.id;
    let category = categories.into_iter().find(|category| Some(category.id) == seat.category_id);
    let price = category.map(|PriceCategory { name, price, .. }| {
        view! { {name} " " {seats::price(language, price, currency)} }
    });
    let name = seats::seat(language, &seat.row, &seat.number);
    let notes = seats::notes(language, seat.notes());
    let face = Memo::new(move |_| board.index_of(id).and_then(|index| board.face(index)));
    let press = Callback::new(move |seat: SeatId| board.press(seat));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        press.run(id);
    };
    let form = move || {
        match face.get() {
        Some(Face::Own) => view! {
            <ReleaseForm match_id seat_id=id label=words!(language, seats.release).to_owned() on_release=press>
                {words!(language, seats.release)}
            </ReleaseForm>
        }
        .erase(),
        Some(Face::Available) => view! {
            <form class="hold-form" method="post" action=HoldSeat::url() on:submit=submit>
                <input type="hidden" name="match_id" value=match_id.to_string()/>
                <input type="hidden" name="seat_id" value=id.to_string()/>
                <button class="button" type="submit">{words!(language, seats.hold)}</button>
            </form>
        }
        .erase(),
        _ => ().erase(),
    }
    };
    view! {
        <section class="chosen-seat" aria-labelledby="chosen-title">
            <h2 id="chosen-title">{words!(language, seats.chosen_title)}</h2>
            <p class="chosen-name">
                <strong>{name}</strong>
                <span>{price}</span>
                {notes.map(|notes| view! { <span class="seat-notes">{notes}</span> })}
                <span>{move || face.get().map(|face| seats::face(language, face))}</span>
            </p>
            {form}
        </section>
    }
    .erase()
}
