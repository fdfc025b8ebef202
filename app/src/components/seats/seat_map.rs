use super::{Zoom, seat_mark::seat_mark, seat_symbols::SeatSymbols};
use crate::map::seat_layout::{PITCH, RowLabel, SeatLayout};
use crate::page_data::{PriceCategory, Seat};
use crate::{
    components::tenths,
    erase::Erase,
    language::language,
    live::{SeatBoard, toggle_buttons},
    text::{seats, words},
};
use jari_core::domain::{CategoryId, Language, SeatId};
use leptos::{prelude::*, web_sys};

/// The seats of a block at their places. The list of seats is rendered once and never again: each seat follows its
/// own signal.
#[component]
pub fn SeatMap(
    /// The seats, ordered by id.
    seats: Vec<Seat>,
    /// Where they are drawn.
    layout: SeatLayout,
    /// The venue's price categories.
    categories: Vec<PriceCategory>,
    /// What is known of each seat.
    board: SeatBoard,
    /// How large the map is drawn.
    zoom: Zoom,
    /// Told which seat the pointer or the keyboard is at.
    pointed: RwSignal<Option<SeatId>>,
) -> impl IntoView {
    let language = language();
    let (width, height) = (layout.width, layout.height);
    let views = board.views();
    let party = board.party_size_untracked();
    let color = |id: Option<CategoryId>| {
        let category = id.and_then(|id| categories.iter().find(|category| category.id == id));
        category.map(|category| category.color.clone())
    };
    // Neighbours mostly share a category, so that its colour is written once for many.
    let mut marks = seats.iter().zip(&layout.seats).zip(views).peekable();
    let mut groups = Vec::new();
    for run in seats.chunk_by(|a, b| a.category_id == b.category_id) {
        let of_run: Vec<_> = marks
            .by_ref()
            .take(run.len())
            .map(|((seat, at), view)| {
                seat_mark(language, seat, *at, view, board.lacks_accessible(seat), party)
            })
            .collect();
        let fill = run.first().and_then(|seat| color(seat.category_id));
        groups.push(view! { <g fill=fill>{of_run}</g> });
    }
    let map = zoom.map;
    Effect::new(move |_| {
        if let Some(map) = map.get() {
            toggle_buttons::adopt(&map, board, layout.first);
        }
    });
    let points = StoredValue::new(layout.seats.clone());
    let order = StoredValue::new(seats.iter().map(|seat| seat.id).collect::<Vec<_>>());
    // What a party would take here, or where else there is room for it.
    let party_marks = move || {
        let group = if board.party_size() > 1 {
            let at = pointed.get().and_then(|seat| board.index_of(seat));
            at.and_then(|at| board.party_at(at)).or_else(|| board.party_elsewhere())
        } else {
            board.party_elsewhere()
        };
        let mark = |index: &usize| {
            let at = points.with_value(|points| points.get(*index).copied())?;
            Some(view! { <rect x=tenths(at.x - 9.5) y=tenths(at.y - 9.5) width="19" height="19" rx="6"/> })
        };
        group.unwrap_or_default().iter().filter_map(mark).collect_view()
    };
    let press = move |event: &web_sys::Event| {
        if let Some(seat) = toggle_buttons::seat_of(event) {
            event.prevent_default();
            board.tap(seat);
        }
    };
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        let key = event.key();
        if key == "Enter" || key == " " {
            return press(&event);
        }
        let seat = toggle_buttons::seat_of(&event);
        let Some(from) = seat.and_then(|seat| board.index_of(seat)) else { return };
        let next = points.with_value(|points| toggle_buttons::next_seat(points, from, &key));
        let Some(next) = next.and_then(|next| order.with_value(|order| order.get(next).copied())) else {
            return;
        };
        event.prevent_default();
        let target = map.get_untracked().and_then(|map| toggle_buttons::set_tab_stop(&map, next));
        if let Some(target) = target {
            let _ = target.focus();
        }
    };
    let focus = move |event: leptos::ev::FocusEvent| {
        let Some(seat) = toggle_buttons::seat_of(&event) else { return };
        pointed.set(Some(seat));
        // A seat that was clicked is where the keyboard goes on from.
        if let Some(map) = map.get_untracked() {
            let _ = toggle_buttons::set_tab_stop(&map, seat);
        }
    };
    let hover = move |event: leptos::ev::MouseEvent| {
        if let Some(seat) = toggle_buttons::seat_of(&event) {
            pointed.set(Some(seat));
        }
    };
    view! {
        <SeatSymbols/>
        <svg
            node_ref=map
            class="seat-map"
            viewBox=format!("0 0 {} {}", tenths(width), tenths(height))
            width=move || tenths(zoom.pixels())
            role="group"
            aria-label=words!(language, seats.seat_map)
            on:click=move |event| press(&event)
            on:keydown=keydown
            on:focusin=focus
            on:mouseover=hover
        >
            <g class="row-labels" aria-hidden="true">{layout.rows.into_iter().map(row_label).collect_view()}</g>
            {layout.faces_up.then(|| front_mark(language, width))}
            {groups}
            <g class="party-marks" aria-hidden="true">{party_marks}</g>
        </svg>
    }
    .erase()
}

fn row_label(label: RowLabel) -> impl IntoView {
    leptos::svg::text()
        .attr("x", tenths(label.at.x))
        .attr("y", tenths(label.at.y))
        .child(seats::row_mark(&label.row).to_owned())
}

/// The words above the first row that tell where the field or the stage is. A narrow block has room for few.
fn front_mark(language: Language, width: f64) -> impl IntoView {
    let (front, bar) = if width < 10.0 * PITCH {
        (words!(language, seats.front_short), 3.0)
    } else {
        (words!(language, seats.front), 8.5)
    };
    let (bar, height, middle) = (bar * PITCH, 0.8 * PITCH, 0.6 * PITCH);
    view! {
        <g aria-hidden="true">
            <rect
                class="front-bar"
                x=tenths((width - bar) / 2.0)
                y=tenths(middle - height / 2.0)
                width=tenths(bar)
                height=tenths(height)
                rx=tenths(height / 2.0)
            />
            <text class="front-mark" x=tenths(width / 2.0) y=tenths(middle)>{front}</text>
        </g>
    }
}
