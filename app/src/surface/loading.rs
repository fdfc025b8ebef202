//! How the map comes to life: what it is made of is fetched, and then it is drawn.

use super::{Surface, engine::Engine};
use crate::live::pause;
use futures_util::future::join;
use jari_core::geometry::{Geometry, States, decode};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

/// The longest pause before it is tried again.
const LONGEST_PAUSE_SECS: u64 = 30;

impl Surface {
    /// Fetches the geometry and the states, and begins to draw.
    pub(super) fn begin(self, geometry: String) {
        Effect::new(move |_| {
            let geometry = geometry.clone();
            spawn_local(async move { self.load(&geometry).await });
        });
        Effect::new(move |_| {
            if self.board.is_there.get() && !self.is_live.get_untracked() {
                self.come_alive();
            }
        });
        let board = self.board;
        Effect::new(move |_| {
            if board.is_outdated.get() {
                board.is_outdated.set(false);
                spawn_local(async move {
                    if let Ok(states) = states(&path_of_states(self)).await {
                        board.catch_up(&states);
                    }
                });
            }
        });
        on_cleanup(move || {
            // What the window still calls finds nothing.
            let _ = self.engine.try_set_value(None);
            self.written.set(None);
        });
    }

    async fn load(self, path: &str) {
        let mut wait = 1;
        loop {
            let states_path = path_of_states(self);
            let (geometry, states) = join(geometry(path), states(&states_path)).await;
            if let (Ok(geometry), Ok(states)) = (geometry, states)
                && self.board.begin(geometry, &states)
            {
                return;
            }
            // Until then there are the blocks' pages.
            pause(Duration::from_secs(wait)).await;
            wait = (2 * wait).min(LONGEST_PAUSE_SECS);
            if self.engine.try_with_value(Option::is_none) != Some(true) {
                return;
            }
        }
    }

    fn come_alive(self) {
        let (Some(frame), Some(canvas)) = (self.frame.get_untracked(), self.canvas.get_untracked()) else {
            return;
        };
        let Some(engine) = Engine::new(self, frame.clone().into(), canvas) else { return };
        self.engine.set_value(Some(engine));
        self.listen(&frame);
        self.open_address();
        self.is_live.set(true);
        self.request_frame();
    }
}

fn path_of_states(surface: Surface) -> String {
    format!("/api/matches/{}/seats/states", surface.board.match_id())
}

async fn geometry(path: &str) -> Result<Geometry, JsValue> {
    decode(&bytes(path).await?).map_err(|_| JsValue::NULL)
}

async fn states(path: &str) -> Result<States, JsValue> {
    States::decode(&bytes(path).await?).map_err(|_| JsValue::NULL)
}

async fn bytes(path: &str) -> Result<Vec<u8>, JsValue> {
    let response: Response = window().fetch_with_str(path).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    Ok(js_sys::Uint8Array::new(&response.array_buffer()?.await?).to_vec())
}
