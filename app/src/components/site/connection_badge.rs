use crate::{erase::Erase, language::language, live::Connection, text};
use leptos::prelude::*;

/// Whether what is shown is what is so. A screen reader is told when that changes.
#[component]
pub fn ConnectionBadge(
    /// The state of the page's stream.
    connection: Signal<Connection>,
) -> impl IntoView {
    let language = language();
    let class = move || match connection.get() {
        Connection::Connecting => "connection is-connecting",
        Connection::Live => "connection is-live",
        Connection::Polling => "connection is-polling",
        Connection::Reconnecting => "connection is-reconnecting",
        Connection::Stale => "connection is-stale",
    };
    view! {
        <p class=class role="status">
            <span class="connection-dot" aria-hidden="true"></span>
            {move || text::seats::connection(language, connection.get())}
        </p>
    }
    .erase()
}
