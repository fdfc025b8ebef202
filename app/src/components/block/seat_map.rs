use super::{
    BlockSeats, scale,
    seat_layout::{RowLabel, SeatLayout},
    seat_mark::seat_mark,
};
use crate::{
    components::{seats::SeatSymbols, tenths},
    erase::Erase,
    language::language,
    map::seat_shapes::PITCH,
    text::{seats, words},
};
use jari_core::domain::Language;
use leptos::prelude::*;
use std::sync::Arc;

/// The seats of a block at their places, in a frame through which one looks at them.
#[component]
pub fn SeatMap(
    /// The block.
    block: Arc<BlockSeats>,
) -> impl IntoView {
    let language = language();
    let layout = SeatLayout::new(&block.seats);
    let (width, height) = (layout.width, layout.height);
    // Neighbours mostly share a category, so that its colour is written once for many.
    let mut marks = block.seats.iter().enumerate().zip(&layout.seats);
    let mut groups = Vec::new();
    for run in block.seats.chunk_by(|a, b| a.category_id == b.category_id) {
        let of_run: Vec<_> = marks
            .by_ref()
            .take(run.len())
            .map(|((index, seat), at)| {
                let lacks_accessible = block.lacking(seat).is_some();
                seat_mark(language, seat, *at, block.face(index), lacks_accessible, block.party)
            })
            .collect();
        let fill =
            run.first().and_then(|seat| block.category_of(seat)).map(|category| category.color.clone());
        groups.push(view! { <g fill=fill>{of_run}</g> });
    }
    view! {
        <SeatSymbols/>
        <div class=scale::class(width, height)>
            <svg
                class="seat-map"
                viewBox=format!("0 0 {} {}", tenths(width), tenths(height))
                width=tenths(scale::pixels(width))
                role="group"
                aria-label=words!(language, seats.seat_map)
            >
                <g class="row-labels" aria-hidden="true">{layout.rows.into_iter().map(row_label).collect_view()}</g>
                {layout.faces_up.then(|| front_mark(language, width))}
                {groups}
            </svg>
        </div>
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
