//! What the browser tells of pointers, the wheel and keys, for the engine.

mod keys;
mod pointers;

use super::{Go, Surface, engine::Engine};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi};
use web_sys::{EventTarget, FocusEvent, HtmlDivElement, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

/// Listens to an element for as long as the calling owner lives.
fn listen<E: FromWasmAbi + 'static>(to: &EventTarget, name: &str, act: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(act);
    let _ = to.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    let _ = StoredValue::new_local(closure);
}

impl Surface {
    /// Listens to all that moves the map.
    pub(super) fn listen(self, frame: &HtmlDivElement) {
        listen(frame, "pointerdown", move |event: PointerEvent| self.pointer_down(&event));
        listen(frame, "pointermove", move |event: PointerEvent| self.pointer_moved(&event));
        listen(frame, "pointerup", move |event: PointerEvent| self.pointer_up(&event));
        listen(frame, "pointercancel", move |event: PointerEvent| {
            self.with_engine(|engine| engine.gestures.cancel(event.pointer_id()));
            self.request_frame();
        });
        listen(frame, "pointerleave", move |_: PointerEvent| self.point_at(None));
        listen(frame, "wheel", move |event: WheelEvent| self.wheel(&event));
        listen(frame, "click", move |event: MouseEvent| self.click(&event));
        listen(frame, "dragstart", move |event: MouseEvent| event.prevent_default());
        listen(frame, "keydown", move |event: KeyboardEvent| self.key(&event));
        if let Some(grid) = self.grid.get_untracked() {
            listen(&grid, "keydown", move |event: KeyboardEvent| self.grid_key(&event));
            listen(&grid, "click", move |event: MouseEvent| self.grid_click(&event));
            listen(&grid, "focusin", move |event: FocusEvent| self.grid_focus(&event, true));
            listen(&grid, "focusout", move |event: FocusEvent| self.grid_focus(&event, false));
        }
        if let Some(overview) = self.overview.get_untracked() {
            listen(&overview, "pointerdown", move |event: PointerEvent| self.look_at(&event));
            listen(&overview, "pointermove", move |event: PointerEvent| {
                if event.buttons() & 1 != 0 {
                    self.look_at(&event);
                }
            });
        }
        let redraw = move || {
            self.with_engine(Engine::recolor);
            self.request_frame();
        };
        for query in ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"] {
            if let Ok(Some(query)) = window().match_media(query) {
                listen(&query, "change", move |_: web_sys::Event| redraw());
            }
        }
        let resized = Closure::<dyn FnMut()>::new(move || {
            self.with_engine(Engine::resize);
            self.request_frame();
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(frame);
            let observer = StoredValue::new_local((observer, resized));
            on_cleanup(move || {
                let _ = observer.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
        self.board.set_shower(Callback::new(move |seat| {
            let Some(place) = self.board.place_of(seat) else { return false };
            self.remember();
            self.pointed.set(Some(place));
            self.go(Go::Seat(place));
            self.bring_into_view();
            true
        }));
        self.make_room();
        self.board.set_wake(Callback::new(move |()| self.request_frame()));
        Effect::new(move |before: Option<()>| {
            self.filter.track();
            if before.is_some() {
                self.board.forget_unseated();
                self.with_engine(Engine::refilter);
                self.refresh_grid();
                self.with_engine(|engine| engine.say_where());
                self.request_frame();
            }
        });
    }

    /// Goes where the page's parts want to.
    pub fn go(self, to: Go) {
        self.with_engine(|engine| engine.go(to));
        self.request_frame();
    }
}
