use super::{Zoom, seat_mark::seat_mark, seat_symbols::SeatSymbols};
use crate::{
    components::tenths,
    domain::{
        CategoryId, PriceCategory, Seat, SeatId,
        seat_layout::{PITCH, RowLabel, SeatLayout, Side},
    },
    erase::Erase,
    live::{SeatBoard, toggle_buttons},
    text::seats,
};
use leptos::{prelude::*, svg::Svg as SvgTag, web_sys};

/// The seats of a block at their places. The list of seats is rendered once and never again: each seat follows its
/// own signal.
#[component]
pub fn SeatMap(
    /// The seats, ordered by id.
    seats: Vec<Seat>,
    /// The venue's price categories.
    categories: Vec<PriceCategory>,
    /// What is known of each seat.
    board: SeatBoard,
    /// How large the map is drawn.
    zoom: Zoom,
    /// Told which seat the pointer or the keyboard is at.
    pointed: RwSignal<Option<SeatId>>,
) -> impl IntoView {
    let layout = SeatLayout::new(&seats);
    let (width, height) = (layout.width, layout.height);
    let views = board.views();
    let color = |id: Option<CategoryId>| {
        let category = id.and_then(|id| categories.iter().find(|category| category.id == id));
        category.map(|category| category.color.clone())
    };
    // Neighbours mostly share a category, so that its colour is written once for many.
    let mut marks = seats.iter().zip(&layout.seats).zip(views).peekable();
    let mut groups = Vec::new();
    for run in seats.chunk_by(|a, b| a.category_id == b.category_id) {
        let of_run: Vec<_> =
            marks.by_ref().take(run.len()).map(|((seat, at), view)| seat_mark(seat, *at, view)).collect();
        let fill = run.first().and_then(|seat| color(seat.category_id));
        groups.push(view! { <g fill=fill>{of_run}</g> });
    }
    let map = NodeRef::<SvgTag>::new();
    Effect::new(move |_| {
        if let Some(map) = map.get() {
            toggle_buttons::adopt(&map, board);
        }
    });
    let points = StoredValue::new(layout.seats.clone());
    let order = StoredValue::new(seats.iter().map(|seat| seat.id).collect::<Vec<_>>());
    let press = move |event: &web_sys::Event| {
        if let Some(seat) = toggle_buttons::seat_of(event) {
            event.prevent_default();
            board.press(seat);
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
            width=move || tenths(zoom.pixels(width))
            role="group"
            aria-label=seats::SEAT_MAP
            on:click=move |event| press(&event)
            on:keydown=keydown
            on:focusin=focus
            on:mouseover=hover
        >
            <g class="row-labels" aria-hidden="true">{layout.rows.into_iter().map(row_label).collect_view()}</g>
            {layout.front.map(|side| front_mark(side, width, height))}
            {groups}
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

/// The words at the side where the field or the stage is, along that side.
fn front_mark(side: Side, width: f64, height: f64) -> impl IntoView {
    let inset = PITCH * 0.6;
    let (x, y, turn) = match side {
        Side::Top => (width / 2.0, inset, 0),
        Side::Bottom => (width / 2.0, height - inset, 0),
        Side::Left => (inset, height / 2.0, -90),
        Side::Right => (width - inset, height / 2.0, 90),
    };
    let transform = format!("translate({} {}) rotate({turn})", tenths(x), tenths(y));
    view! { <g><text class="front-mark" transform=transform>{seats::front(side)}</text></g> }
}
