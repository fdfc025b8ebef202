//! Turns a rendered seat map, in which each seat is a link, into toggle buttons with one stop for the Tab key.
//!
//! Without JavaScript a seat is a link to a page with a form. With it, pressing a seat acts at once, so that it must
//! also be called a button. The arrow keys go from seat to seat.

use super::SeatBoard;
use crate::map::neighbour::{Direction, neighbour};
use jari_core::domain::{Point, SeatId};
use leptos::{wasm_bindgen::JsCast, web_sys};

/// The seat that an event on the map is about.
pub fn seat_of(event: &web_sys::Event) -> Option<SeatId> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target.closest("a[href^='?seat=']").ok()??;
    let query = link.get_attribute("href")?;
    // How many are taken together may follow.
    query.strip_prefix("?seat=")?.split('&').next()?.parse().ok()
}

/// Where a key leads; none for a key that has nothing to do with seats.
pub fn next_seat(points: &[Point], from: usize, key: &str) -> Option<usize> {
    let direction = Direction::of_key(key)?;
    // At the edge the key stays where it is, and does not scroll the page instead.
    Some(neighbour(points, from, direction).unwrap_or(from))
}

/// Makes this seat the one that the Tab key stops at.
pub fn set_tab_stop(map: &web_sys::Element, seat: SeatId) -> Option<web_sys::SvgElement> {
    if let Ok(Some(before)) = map.query_selector("a[tabindex='0']") {
        let _ = before.set_attribute("tabindex", "-1");
    }
    let link = map.query_selector(&format!("a[href='?seat={seat}'],a[href^='?seat={seat}&']")).ok()??;
    let _ = link.set_attribute("tabindex", "0");
    link.dyn_into().ok()
}

/// Turns the links of a map into buttons, and keeps their state; the Tab key stops at `first` of them. For an effect: it
/// needs the rendered map.
pub fn adopt(map: &web_sys::Element, board: SeatBoard, first: usize) {
    browser::adopt(map, board, first);
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use crate::live::{Face, seat_view::Press};
    use leptos::prelude::*;

    pub(super) fn adopt(map: &web_sys::Element, board: SeatBoard, first: usize) {
        let Ok(links) = map.query_selector_all("a") else { return };
        for (index, view) in board.views().into_iter().enumerate() {
            let link = u32::try_from(index).ok().and_then(|index| links.item(index));
            let Some(link) = link.and_then(|node| node.dyn_into::<web_sys::Element>().ok()) else { continue };
            let set = |name, value| drop(link.set_attribute(name, value));
            set("role", "button");
            set("tabindex", if index == first { "0" } else { "-1" });
            let lacks = board.seat(index).and_then(|seat| board.lacks_accessible(&seat));
            Effect::new(move |before: Option<(Face, bool)>| {
                let view = view.get();
                let face = view.face();
                let flag = |is: bool| if is { "true" } else { "false" };
                let _ = link.set_attribute("aria-pressed", flag(face == Face::Own));
                let _ = link.set_attribute(
                    "aria-disabled",
                    flag(
                        view.press() == Press::Gone
                            || face != Face::Own && lacks.is_some_and(|lacks| lacks.get()),
                    ),
                );
                // What has just changed is pointed out for a moment. Of two classes in turn, each begins anew.
                let turn = before.is_some_and(|(_, turn)| turn);
                if before.is_none_or(|(before, _)| before == face) {
                    return (face, turn);
                }
                let _ = link.set_attribute("class", if turn { "changed" } else { "changed-again" });
                (face, !turn)
            });
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    pub(super) const fn adopt(_map: &web_sys::Element, _board: SeatBoard, _first: usize) {}
}
