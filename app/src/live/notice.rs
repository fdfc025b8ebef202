//! The one message that a page shows, and that a screen reader reads out at once.

use leptos::prelude::*;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The words.
    pub text: String,
    /// Whether something did not work, as opposed to something that one should know.
    pub is_error: bool,
}

/// The place of the message: a page has one, and the latest message replaces the one before.
#[derive(Clone, Copy)]
pub struct Notice(RwSignal<Option<Message>>);

impl Notice {
    /// A page's place, with what the page begins with: why a form that was sent without JavaScript came back in vain.
    pub fn new(error: Option<String>) -> Self {
        Self(RwSignal::new(error.map(|text| Message { text, is_error: true })))
    }

    /// What is to be shown.
    pub fn message(&self) -> Option<Message> {
        self.0.get()
    }

    /// Something did not work.
    pub fn fail(&self, text: impl Into<String>) {
        self.set(Some(Message { text: text.into(), is_error: true }));
    }

    /// Something that one should know.
    pub fn tell(&self, text: impl Into<String>) {
        self.set(Some(Message { text: text.into(), is_error: false }));
    }

    /// Nothing any more. It also makes the same message a new one when it comes again, so that it is read again.
    pub fn clear(&self) {
        if self.0.try_with_untracked(Option::is_some) == Some(true) {
            self.set(None);
        }
    }

    /// The page may be gone by the time that an answer arrives; then nobody is there to be told.
    fn set(&self, message: Option<Message>) {
        let _ = self.0.try_set(message);
    }
}
