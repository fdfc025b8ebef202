//! The driver of a feed whose stream is not heard: it asks for the snapshot now and then, in each tab for itself, as the
//! tab that is looked at may be another than the one that tries the stream.

use super::{Driver, DriverHandle, now};
use crate::{
    live::{
        feed::{Event, Feed},
        polling::{Outcome, Poll, Polling},
    },
    wire::event,
};
use js_sys::Math;
use leptos::{prelude::*, task::spawn_local};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, Headers, RequestCache, RequestInit, Response};

/// A tab's questions. Dropping it takes the open one back.
pub(super) struct Poller {
    polling: Polling,
    question: Option<Question>,
    /// The entity tag of what it was last told, which the page has shown since.
    told: Option<String>,
}

/// The question that is open.
struct Question {
    request: AbortController,
    is_open: Rc<Cell<bool>>,
}

/// What the server says.
enum Answer {
    /// Nothing has changed since.
    Same,
    /// Everything, as a stream would begin.
    Snapshot(Event),
}

impl Driver {
    /// Asks when it is time to, as long as no stream is heard. A page that was put away asks nothing.
    pub(super) fn poll(&mut self, handle: DriverHandle) {
        let is_away = self.stream.is_none() && self.sharing.is_none();
        if is_away || !self.link.is_silent(now()) {
            self.poller = None;
            return;
        }
        let poller = self.poller.get_or_insert_with(|| Poller {
            polling: Polling::new(now(), Math::random()),
            question: None,
            told: None,
        });
        match poller.polling.look(now(), !document().hidden()) {
            Poll::Wait => {}
            Poll::Ask => {
                let known = poller.told.clone().or_else(|| self.feed.seen());
                poller.question = Question::ask(&*self.feed, known, move |answer| {
                    let _ = handle.try_update_value(|driver| driver.answered(handle, answer));
                });
            }
            Poll::GiveUp => self.answered(handle, None),
        }
    }

    fn answered(&mut self, handle: DriverHandle, answer: Option<Answer>) {
        // A stream that has spoken since knows better.
        let Some(poller) = self.poller.as_mut().filter(|_| self.link.is_silent(now())) else { return };
        poller.question = None;
        let was_told = match answer {
            Some(Answer::Same) => true,
            Some(Answer::Snapshot(event)) => {
                if let Some(sharing) = &mut self.sharing {
                    sharing.member.strayed();
                }
                let is_shown = self.feed.apply(&event).is_ok();
                poller.told = is_shown.then_some(event.id);
                is_shown
            }
            None => false,
        };
        let outcome = poller.polling.answered(now(), was_told, Math::random());
        match outcome {
            Outcome::Told => self.link.polled(now(), true),
            Outcome::Back => {
                self.link.polled(now(), true);
                if let Some(stream) = &mut self.stream {
                    stream.hurry(now());
                }
            }
            Outcome::Lost => self.link.polled(now(), false),
            Outcome::Unanswered => {}
        }
        self.look_around(handle);
    }
}

impl Question {
    /// Asks for the feed's snapshot, unless it is what is known; `tell` is told the answer, or that there was none.
    fn ask(
        feed: &dyn Feed,
        known: Option<String>,
        tell: impl FnOnce(Option<Answer>) + 'static,
    ) -> Option<Self> {
        let question = Self { request: AbortController::new().ok()?, is_open: Rc::new(Cell::new(true)) };
        let (signal, is_open) = (question.request.signal(), Rc::clone(&question.is_open));
        let (path, is_binary) = (feed.snapshot_path(), feed.is_binary());
        spawn_local(async move {
            let answer = fetch(&path, is_binary, known.as_deref(), &signal).await.ok();
            if is_open.get() {
                tell(answer);
            }
        });
        Some(question)
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.is_open.set(false);
        self.request.abort();
    }
}

async fn fetch(
    path: &str,
    is_binary: bool,
    known: Option<&str>,
    signal: &AbortSignal,
) -> Result<Answer, JsValue> {
    const NOT_MODIFIED: u16 = 304;
    let headers = Headers::new()?;
    if let Some(known) = known {
        headers.set("If-None-Match", &format!("W/\"{known}\""))?;
    }
    let options = RequestInit::new();
    options.set_headers(&headers);
    options.set_signal(Some(signal));
    // Nothing in between may answer from what it has kept.
    options.set_cache(RequestCache::NoStore);
    let response: Response = window().fetch_with_str_and_init(path, &options).await?.dyn_into()?;
    if response.status() == NOT_MODIFIED {
        return Ok(Answer::Same);
    }
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let tag = response.headers().get("ETag")?.unwrap_or_default();
    let id = tag.trim_start_matches("W/").trim_matches('"').to_owned();
    if is_binary {
        let bytes = js_sys::Uint8Array::new(&response.array_buffer()?.await?).to_vec();
        let data = std::iter::once('\n').chain(bytes.into_iter().map(char::from)).collect();
        return Ok(Answer::Snapshot(Event { name: "states".to_owned(), id, data }));
    }
    let data = response.text()?.await?.as_string().unwrap_or_default();
    Ok(Answer::Snapshot(Event { name: event::INIT.to_owned(), id, data }))
}
