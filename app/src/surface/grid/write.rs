//! The grid's markup: as a text, as the browser makes nodes of it faster than anybody else.

use crate::{
    live::{Face, VenueBoard, venue::SeatWords},
    text::{matches, seats},
};
use std::fmt::Write;

/// A block's seats, each in its row and column.
pub(super) fn grid(board: VenueBoard, block: usize, fits: impl Fn(usize) -> bool) -> Option<String> {
    let (rows, first) = board.with(|venue| {
        let block = venue.geometry.blocks.get(block)?;
        let rows: Vec<_> =
            venue.geometry.rows.get(block.rows.clone())?.iter().map(|row| row.seats.clone()).collect();
        let indexes = venue.geometry.indexes.get(block.seats.clone())?;
        Some((rows, (block.seats.start, indexes.iter().max().copied().unwrap_or_default() + 1)))
    })??;
    let (_, name) = board.block_of(first.0)?;
    let name = matches::block_name(board.language(), &name).to_string();
    let mut html = format!(
        r#"<div role="grid" aria-label="{}" aria-rowcount="{}" aria-colcount="{}">"#,
        escaped(&name),
        rows.len(),
        first.1
    );
    for (row, seats) in rows.into_iter().enumerate() {
        // To write to a text never fails.
        let _ = write!(html, r#"<div role="row" aria-rowindex="{}">"#, row + 1);
        for place in seats {
            let Some(words) = board.words_of(place) else { continue };
            let column =
                board.with(|venue| venue.geometry.indexes.get(place).copied())?.unwrap_or_default() + 1;
            let face = board.face(place);
            let label = escaped(&label(board, place, &words, face));
            let (is_own, is_out) = (face == Face::Own, is_out(board, place, face, fits(place)));
            let _ = write!(
                html,
                r#"<div role="gridcell" tabindex="-1" data-place="{place}" aria-colindex="{column}" aria-selected="{is_own}" aria-disabled="{is_out}" aria-label="{label}"></div>"#
            );
        }
        html.push_str("</div>");
    }
    html.push_str("</div>");
    Some(html)
}

/// What a seat is called, with its block, its price and its state.
pub(super) fn label(board: VenueBoard, place: usize, words: &SeatWords, face: Face) -> String {
    let language = board.language();
    let price =
        words.category.as_ref().map(|category| seats::price(language, category.price, board.currency()));
    let state = seats::state(language, face, board.lacking(place).is_some());
    seats::cell_label(language, words.name.clone(), words.block.clone(), price, words.notes, state)
}

/// Whether pressing a seat would be in vain: it is not what is looked for, or gone, or goes with another.
pub(super) fn is_out(board: VenueBoard, place: usize, face: Face, fits: bool) -> bool {
    let is_gone = matches!(face, Face::Reserved | Face::Occupied);
    !fits || is_gone || face != Face::Own && board.lacking(place).is_some()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
