//! The browser's own: the channel that all tabs hear, and the lock that one of them has.

use super::message::Message;
use js_sys::{Function, JsString, Object, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

/// What all tabs that share a stream hear, but for the one that speaks. Dropping it leaves.
pub struct Channel {
    channel: BroadcastChannel,
    /// Called by the browser as long as the channel is open.
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Joins the channel; none where the browser has no such thing.
    pub fn join(name: &str, hear: impl Fn(Message) + 'static) -> Option<Self> {
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let message = event.data().as_string().and_then(|text| text.parse().ok());
            message.map(&hear);
        });
        let channel = BroadcastChannel::new(name).ok()?;
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Some(Self { channel, _hear: hear })
    }

    /// Says something to the others. It cannot fail while the channel is open.
    pub fn say(&self, message: &Message) {
        let _ = self.channel.post_message(&message.to_string().into());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

/// What becomes of a request for the lock.
pub enum Turn {
    /// It is this tab's.
    Granted(Hold),
    /// It was this tab's, and another took it.
    Taken,
    /// The browser grants no locks here.
    Refused,
}

/// That the lock is this tab's.
pub struct Hold {
    /// Lets go of it.
    release: Function,
    /// Whether it came to this tab because it waited in the line.
    was_queued: bool,
}

/// A lock of which there is one in the whole browser. Dropping this lets go of it, and leaves the line.
pub struct Lock {
    name: String,
    manager: JsValue,
    request: Function,
    /// Is told what becomes of each request, and answers whether anybody is there to be told.
    tell: Rc<dyn Fn(Turn) -> bool>,
    /// This tab's place in the line.
    queued: Option<AbortController>,
    /// While the lock is this tab's, or was taken without that having been noticed.
    hold: Option<Hold>,
}

impl Lock {
    /// The lock of that name; none where the browser has no such thing, as on a page that came without encryption.
    pub fn new(name: &str, tell: impl Fn(Turn) -> bool + 'static) -> Option<Self> {
        let manager = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
        // What is not there has no fields.
        let request = Reflect::get(&manager, &"request".into()).ok()?.dyn_into().ok()?;
        let (name, tell) = (name.to_owned(), Rc::new(tell));
        Some(Self { name, manager, request, tell, queued: None, hold: None })
    }

    /// Waits in the line, if it does not yet.
    pub fn queue(&mut self) {
        if self.queued.is_none() {
            self.queued = AbortController::new().ok();
            let signal = self.queued.as_ref().map_or(JsValue::UNDEFINED, |queued| queued.signal().into());
            self.ask("signal", &signal, true);
        }
    }

    /// Takes the lock from whoever has it. A place in the line is kept for when it is taken back.
    pub fn take(&self) {
        self.ask("steal", &JsValue::TRUE, false);
    }

    /// The lock is this tab's.
    pub fn granted(&mut self, hold: Hold) {
        if hold.was_queued {
            self.queued = None;
        }
        self.hold = Some(hold);
    }

    /// Lets go of the lock. If another took it, that changes nothing.
    pub fn let_go(&mut self) {
        if let Some(hold) = self.hold.take() {
            let _ = hold.release.call0(&JsValue::NULL);
        }
    }

    fn ask(&self, option: &str, value: &JsValue, was_queued: bool) {
        let options = Object::new();
        let _ = Reflect::set(&options, &option.into(), value);
        let tell = Rc::clone(&self.tell);
        let was_granted = Rc::new(Cell::new(false));
        let granted = {
            let (tell, was_granted) = (Rc::clone(&tell), Rc::clone(&was_granted));
            Closure::once_into_js(move || {
                was_granted.set(true);
                let mut release = None;
                let held = Promise::new(&mut |resolve, _| release = Some(resolve));
                let is_wanted =
                    release.is_some_and(|release| tell(Turn::Granted(Hold { release, was_queued })));
                // What is no promise lets go of it at once.
                if is_wanted { held.into() } else { JsValue::UNDEFINED }
            })
        };
        let name: JsString = self.name.as_str().into();
        let asked = self.request.call3(&self.manager, &name, &options, &granted);
        spawn_local(async move {
            let ended = match asked.and_then(JsCast::dyn_into::<Promise>) {
                Ok(asked) => asked.await,
                Err(refused) => Err(refused),
            };
            if ended.is_err() {
                tell(if was_granted.get() { Turn::Taken } else { Turn::Refused });
            }
        });
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(queued) = self.queued.take() {
            queued.abort();
        }
        self.let_go();
    }
}
