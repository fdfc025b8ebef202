use crate::{erase::Erase, language::language, live::OwnHolds, server_fns::LengthenHolds, text::words};
use leptos::{prelude::*, server_fn::ServerFn};

/// The button that lets what is on hold last longer, where it can. Without JavaScript it is a form that the server answers with
/// the same page.
#[component]
pub fn LengthenForm(
    /// The viewer's holds.
    own: OwnHolds,
) -> impl IntoView {
    let language = language();
    let is_there = Memo::new(move |_| own.can_last_until().is_some());
    let form = move || {
        is_there.get().then(|| {
            let submit = move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                own.lengthen();
            };
            view! {
                <form class="lengthen-form" method="post" action=LengthenHolds::url() on:submit=submit>
                    <input type="hidden" name="match_id" value=own.match_id().to_string()/>
                    <button class="button is-quiet" type="submit">{words!(language, seats.lengthen)}</button>
                </form>
            }
        })
    };
    form.erase()
}
