use super::seat_mark::seat_query;
use crate::page_data::{PriceCategory, Seat};
use crate::{
    components::own::ReleaseForm,
    erase::Erase,
    language::language,
    live::{Face, SeatBoard},
    server_fns::{HoldSeat, HoldSeats},
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
    let of = seat.clone();
    let name = seats::seat(language, &seat.row, &seat.number);
    let notes = seats::notes(language, seat.notes());
    let face = Memo::new(move |_| board.index_of(id).and_then(|index| board.face(index)));
    let press = Callback::new(move |seat: SeatId| board.press(seat));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        press.run(id);
    };
    let lacking = move || board.lacking(&of);
    let form = move || {
        match face.get() {
        Some(Face::Own) => view! {
            {companion_forms(board, id)}
            <ReleaseForm match_id seat_id=id label=words!(language, seats.release).to_owned() on_release=press>
                {words!(language, seats.release)}
            </ReleaseForm>
        }
        .erase(),
        Some(Face::Available) if lacking().is_some() => {
            let accessible = lacking().map(|seat| (seat.id, seats::seat(language, &seat.row, &seat.number)));
            let (accessible, name) = accessible.unwrap_or((id, String::new()));
            let both = move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                board.hold_together(&[accessible, id]);
            };
            view! {
                <p>{seats::lacks_accessible(language, &name)}</p>
                <form class="hold-form" method="post" action=HoldSeats::url() on:submit=both>
                    <input type="hidden" name="match_id" value=match_id.to_string()/>
                    <input type="hidden" name="seat_ids" value=format!("{accessible},{id}")/>
                    <button class="button" type="submit">{words!(language, seats.hold_both)}</button>
                </form>
            }
            .erase()
        }
        Some(Face::Available) if board.party_size() > 1 => party_form(board, id).erase(),
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
    let state = {
        let seat = seat.clone();
        move || face.get().map(|face| seats::state(language, face, board.lacking(&seat).is_some()))
    };
    view! {
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
    }
    .erase()
}

/// The forms that hold the free seats for whoever comes along.
fn companion_forms(board: SeatBoard, accessible: SeatId) -> impl IntoView {
    let language = language();
    let (match_id, _) = board.ids();
    let form = move |seat: Seat| {
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            board.press(seat.id);
        };
        let name = seats::seat(language, &seat.row, &seat.number);
        view! {
            <p>{seats::companion_free(language, &name)}</p>
            <form class="hold-form" method="post" action=HoldSeat::url() on:submit=submit>
                <input type="hidden" name="match_id" value=match_id.to_string()/>
                <input type="hidden" name="seat_id" value=seat.id.to_string()/>
                <button class="button" type="submit">{words!(language, seats.hold_companion)}</button>
            </form>
        }
    };
    move || board.companions_of(accessible).into_iter().map(form).collect_view()
}

/// The form that holds a seat with those beside it, for a party; or where there are as many together.
fn party_form(board: SeatBoard, id: SeatId) -> impl IntoView {
    let language = language();
    let (match_id, _) = board.ids();
    move || {
        let (at, count) = (board.index_of(id)?, board.party_size());
        let Some(group) = board.party_at(at) else {
            let near = board.nearest_party(at);
            let near = near.and_then(|group| {
                let name = seats::party_near(language, count, &board.name_of_party(&group)?);
                let first = board.seat(*group.first()?)?;
                Some(view! { <p><a href=seat_query(first.id, count)>{name}</a></p> })
            });
            let why = match &near {
                Some(_) => seats::not_together_here(language, count),
                None => seats::not_together_anywhere(language, count),
            };
            return Some(view! { <p>{why}</p> {near} }.erase());
        };
        let name = seats::party_preview(language, &board.name_of_party(&group)?);
        let ids: Vec<SeatId> = group.into_iter().filter_map(|at| Some(board.seat(at)?.id)).collect();
        let named = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            board.hold_together(&ids);
        };
        let form = view! {
            <p>{name}</p>
            <form class="hold-form" method="post" action=HoldSeats::url() on:submit=submit>
                <input type="hidden" name="match_id" value=match_id.to_string()/>
                <input type="hidden" name="seat_ids" value=named/>
                <button class="button" type="submit">{seats::party_hold(language, count)}</button>
            </form>
        };
        Some(form.erase())
    }
}
