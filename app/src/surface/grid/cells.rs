//! The cells of the grid, and what they say.

use super::write;
use crate::{live::Face, surface::Surface};
use jari_core::domain::BlockId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

impl Surface {
    /// Shows a block's seats in the page's grid; where one begins in it.
    pub(super) fn fill_grid(self, block: BlockId) -> Option<usize> {
        let grid = self.grid.get_untracked()?;
        let index = self.board.with(|venue| venue.geometry.block_of_id(block)).flatten()?;
        let first = self.board.with(|venue| {
            let block = venue.geometry.blocks.get(index)?;
            let row = venue.geometry.rows.get(block.rows.start)?.seats.clone();
            let own = venue.own().find(|place| block.seats.contains(place));
            Some(own.unwrap_or(row.start + row.len() / 2))
        })??;
        if self.grid_of.get_value() != Some(index) {
            self.grid_of.set_value(Some(index));
            let fits = |place| self.with_engine(|engine| engine.fits(place)).unwrap_or(true);
            grid.set_inner_html(&write::grid(self.board, index, fits).unwrap_or_default());
            self.set_tab_stop(first);
        }
        Some(first)
    }

    pub(super) fn empty_grid(self) {
        if let (Some(_), Some(grid)) = (self.grid_of.get_value(), self.grid.get_untracked()) {
            self.grid_of.set_value(None);
            grid.set_inner_html("");
        }
    }

    /// Every seat of the grid may look different.
    pub(in crate::surface) fn refresh_grid(self) {
        let block = self.grid_of.get_value();
        let seats = block.and_then(|block| {
            self.board
                .with(|venue| venue.geometry.blocks.get(block).map(|block| block.seats.clone()))
                .flatten()
        });
        let fits = |place| self.with_engine(|engine| engine.fits(place)).unwrap_or(true);
        self.update_grid(&seats.map(Iterator::collect::<Vec<_>>).unwrap_or_default(), fits);
    }

    /// These seats look different now.
    pub(in crate::surface) fn update_grid(self, changed: &[usize], fits: impl Fn(usize) -> bool) {
        let Some(block) = self.grid_of.get_value() else { return };
        let seats = self
            .board
            .with(|venue| venue.geometry.blocks.get(block).map(|block| block.seats.clone()))
            .flatten();
        let Some(seats) = seats else { return };
        // Whether a companion's seat can be had, its accessible one says.
        let with_companions = changed.iter().flat_map(|place| {
            let companions =
                self.board.with(|venue| venue.geometry.companions_of(*place).collect::<Vec<_>>());
            companions.unwrap_or_default().into_iter().chain([*place])
        });
        for place in with_companions.filter(|place| seats.contains(place)) {
            if let (Some(cell), Some(words)) = (self.cell(place), self.board.words_of(place)) {
                let face = self.board.face(place);
                let _ = cell.set_attribute("aria-label", &write::label(self.board, place, &words, face));
                let flag = |is: bool| if is { "true" } else { "false" };
                let _ = cell.set_attribute("aria-selected", flag(face == Face::Own));
                let _ = cell.set_attribute(
                    "aria-disabled",
                    flag(write::is_out(self.board, place, face, fits(place))),
                );
            }
        }
        self.announce(changed);
    }

    /// Says what has changed beside the seat that the keyboard is at; of many the last alone.
    fn announce(self, changed: &[usize]) {
        if !self.has_focus() {
            return;
        }
        let at = self.at_cell.get_value();
        let is_beside = |place: usize| {
            let beside = |at: usize| {
                let places =
                    self.board.with(|venue| (venue.geometry.row_place(at), venue.geometry.row_place(place)));
                matches!(places, Some((Some(a), Some(b))) if a.is_beside(b))
            };
            at == Some(place) || at.is_some_and(beside)
        };
        let news = changed.iter().copied().rev().find(|place| is_beside(*place));
        if let Some(words) = news.and_then(|place| Some((place, self.board.words_of(place)?))) {
            let (place, words) = words;
            self.said.set(write::label(self.board, place, &words, self.board.face(place)));
        }
    }

    fn cell(self, place: usize) -> Option<HtmlElement> {
        let cell = self.grid.get_untracked()?.query_selector(&format!("[data-place='{place}']")).ok()??;
        cell.dyn_into().ok()
    }

    fn set_tab_stop(self, place: usize) {
        if let Some(Ok(Some(before))) =
            self.grid.get_untracked().map(|grid| grid.query_selector("[tabindex='0']"))
        {
            let _ = before.set_attribute("tabindex", "-1");
        }
        if let Some(cell) = self.cell(place) {
            let _ = cell.set_attribute("tabindex", "0");
        }
    }

    pub(super) fn focus_cell(self, place: usize) {
        self.set_tab_stop(place);
        if let Some(cell) = self.cell(place) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = cell.focus_with_options(&options);
        }
    }
}
