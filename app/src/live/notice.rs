//! The messages that a page shows, and that a screen reader reads out at once.

use super::clock::monotonic;
use crate::error::ApiError;
use jari_core::domain::Language;
use leptos::prelude::*;

/// How long a message that the viewer did not ask for stays at least: long enough to be read.
const READING_MILLIS: f64 = 6_000.0;

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The words.
    pub text: String,
    /// Whether something did not work, as opposed to something that one should know.
    pub is_error: bool,
    /// Since when it is shown, by the monotonic clock.
    since: f64,
}

/// What a message is about. A page has one place for each, so that no news hides other news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What the viewer has just asked for.
    Request,
    /// Holds of the viewer's that are about to end.
    Ending,
    /// Holds of the viewer's that have ended.
    Ended,
}

/// The places of a page's messages: in each the latest replaces the one before.
#[derive(Clone, Copy)]
pub struct Notice {
    language: Language,
    max_holds: u32,
    request: RwSignal<Option<Message>>,
    ending: RwSignal<Option<Message>>,
    ended: RwSignal<Option<Message>>,
    needs_cookies: RwSignal<bool>,
}

impl Notice {
    /// The places of a page in a language, on which so many seats may be held, with what the page begins with: why a form that
    /// was sent without JavaScript came back in vain.
    pub fn new(language: Language, max_holds: u32, error: Option<String>) -> Self {
        let message = |text| Message { text, is_error: true, since: monotonic() };
        let needs_cookies = RwSignal::new(false);
        browser::look_for_cookies(needs_cookies);
        Self {
            language,
            max_holds,
            request: RwSignal::new(error.map(message)),
            ending: RwSignal::new(None),
            ended: RwSignal::new(None),
            needs_cookies,
        }
    }

    /// The language that everything is said in.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// What is to be shown.
    pub fn message(&self, topic: Topic) -> Option<Message> {
        self.place(topic).get()
    }

    /// Something that the viewer asked for did not work.
    pub fn fail(&self, text: impl Into<String>) {
        self.show(Topic::Request, text.into(), true);
    }

    /// Something that the viewer asked for was refused.
    pub(super) fn refuse(&self, error: &ApiError) {
        self.fail(error.told_in(self.language, self.max_holds));
    }

    /// Something that one should know.
    pub fn tell(&self, topic: Topic, text: impl Into<String>) {
        self.show(topic, text.into(), false);
    }

    /// The viewer asks for something: what was said of the last request is over. That also makes the same message a new
    /// one when it comes again, so that it is read again. News that the viewer did not ask for stays to be read.
    pub fn ask(&self) {
        self.clear(Topic::Request);
        if !self.is_fresh(Topic::Ended) {
            self.clear(Topic::Ended);
        }
    }

    /// There is nothing to say of that any more.
    pub fn clear(&self, topic: Topic) {
        let place = self.place(topic);
        if place.try_with_untracked(Option::is_some) == Some(true) {
            let _ = place.try_set(None);
        }
    }

    /// Whether what is said of that has not been there for long.
    pub(super) fn is_fresh(&self, topic: Topic) -> bool {
        let since = self.place(topic).try_with_untracked(|message| message.as_ref().map(|m| m.since));
        since.flatten().is_some_and(|since| monotonic() - since < READING_MILLIS)
    }

    /// Whether the browser keeps no cookies, so that nothing can be held.
    pub fn needs_cookies(&self) -> bool {
        self.needs_cookies.get()
    }

    /// What a request told about that.
    pub(super) fn need_cookies(&self, needed: bool) {
        if self.needs_cookies.try_get_untracked().is_some_and(|before| before != needed) {
            let _ = self.needs_cookies.try_set(needed);
        }
    }

    /// The page may be gone by the time that an answer arrives; then nobody is there to be told.
    fn show(&self, topic: Topic, text: String, is_error: bool) {
        let is_said =
            |message: &Option<Message>| message.as_ref().is_some_and(|message| message.text == text);
        if self.place(topic).try_with_untracked(is_said) == Some(true) {
            return;
        }
        let _ = self.place(topic).try_set(Some(Message { text, is_error, since: monotonic() }));
    }

    const fn place(&self, topic: Topic) -> RwSignal<Option<Message>> {
        match topic {
            Topic::Request => self.request,
            Topic::Ending => self.ending,
            Topic::Ended => self.ended,
        }
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;

    /// A browser that is set to keep no cookies says so before anything is asked for.
    pub(super) fn look_for_cookies(needs_cookies: RwSignal<bool>) {
        Effect::new(move |_| {
            let enabled = js_sys::Reflect::get(&window().navigator(), &"cookieEnabled".into());
            if enabled.is_ok_and(|enabled| enabled.as_bool() == Some(false)) {
                let _ = needs_cookies.try_set(true);
            }
        });
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    pub(super) const fn look_for_cookies(_needs_cookies: RwSignal<bool>) {}
}
