use crate::{
    erase::Erase,
    language::language,
    live::BestSeats,
    server_fns::{HoldBest, MAX_GROUP},
    surface::Surface,
    text::{self, seats, words},
};
use jari_core::domain::Currency;
use leptos::{html::Form, prelude::*, server_fn::ServerFn};

/// A form that asks for the best seats together for a group. Without JavaScript the server's answer leads to them.
#[component]
pub fn BestForm(
    /// What the group is given.
    best: BestSeats,
    /// What seats cost, the dearest first.
    prices: Vec<i64>,
    /// What that is in.
    currency: Currency,
    /// The most seats that the viewer may hold; 0 means no cap.
    max_holds: u32,
    /// The map, on which the seats are shown.
    surface: Surface,
) -> impl IntoView {
    let language = language();
    let form = NodeRef::<Form>::new();
    let most = if max_holds == 0 { MAX_GROUP } else { max_holds.min(MAX_GROUP) };
    let count = |count: u32| {
        view! { <option value=count.to_string() selected=count == most.min(2)>{seats::own_count(language, count as usize, 0)}</option> }
    };
    let price = |price: i64| {
        view! { <option value=price.to_string()>{seats::up_to(language, price, currency)}</option> }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        best.ask(form);
    };
    let others = move || {
        best.has_given().then(|| {
            view! {
                <button class="button is-quiet" type="button" on:click=move |_| best.ask_for_others(form)>
                    {words!(language, seats.best.others)}
                </button>
            }
        })
    };
    let given = move || {
        best.link().map(|(href, block)| {
            view! {
               <p class="best-given" on:click=move |event| surface.follow_link(&event)>
                   <a href=href>{text::seats::to_block(language, &block)}</a>
               </p>
            }
        })
    };
    view! {
        <section class="best" aria-labelledby="best-title">
            <h2 id="best-title">{words!(language, seats.best.title)}</h2>
            <form class="best-form" method="post" action=HoldBest::url() node_ref=form on:submit=submit>
                <input type="hidden" name="match_id" value=best.match_id().to_string()/>
                <label>
                    <span>{words!(language, seats.best.count)}</span>
                    <select name="count">{(1..=most).map(count).collect_view()}</select>
                </label>
                <label>
                    <span>{words!(language, seats.best.price)}</span>
                    <select name="max_price">
                        <option value="">{words!(language, seats.best.any_price)}</option>
                        {prices.into_iter().map(price).collect_view()}
                    </select>
                </label>
                <label class="best-accessible">
                    <input type="checkbox" name="accessible" value="true"/>
                    <span>{words!(language, seats.best.accessible)}</span>
                </label>
                <button class="button" type="submit">{words!(language, seats.best.find)}</button>
                {others}
            </form>
            {given}
        </section>
    }
    .erase()
}
