//! The page of a block, which the server alone renders: complete by its links and forms. In the browser the map takes its place.

use crate::{
    components::{
        block::{BlockSeats, ChosenSeat, PartySize, PriceList, SeatMap},
        own::OwnPanel,
        seats::SeatLegend,
        site::{Breadcrumb, Failure, NoticeBar},
    },
    erase::{Erase, Erased},
    language::{language, path_of_match, path_of_matches},
    live::{Notice, OwnHolds, ServerClock},
    page_data::BlockPage,
    server_fns::{MAX_GROUP, form_error, load_block},
    text::{matches, seats, words},
};
use jari_core::domain::{BlockId, Language, MatchId, SeatId, SeatNotes};
use leptos::prelude::*;
use leptos_meta::{Link, Title};
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// The page, once what it shows is read; the server waits for it before it answers. It carries no data, as nobody takes it over.
pub(super) fn rendered(language: Language, match_id: MatchId, block_id: BlockId) -> Erased {
    let page = AsyncDerived::new(move || load_block(language, match_id, block_id));
    let content = move || {
        Suspend::new(async move {
            match page.await {
                Ok(page) => view! { <Seats page/> }.erase(),
                Err(error) => view! { <Failure error/> }.erase(),
            }
        })
    };
    view! { <Suspense>{content}</Suspense> }.erase()
}

/// The block's map, its legend and prices, and the viewer's seats.
#[component]
pub(super) fn Seats(
    /// What there is to show.
    page: BlockPage,
) -> impl IntoView {
    let language = language();
    let notice = Notice::new(language, page.max_holds, form_error(language, page.max_holds));
    let clock = ServerClock::new(page.now);
    let own = OwnHolds::new(page.info.id, page.held.clone(), page.tickets.clone(), clock, notice);
    let query = use_location().query.get_untracked();
    let most = if page.max_holds == 0 { MAX_GROUP } else { page.max_holds.min(MAX_GROUP) } as usize;
    let party = query.get("party").and_then(|party| party.parse().ok());
    let party = party.filter(|party| (1..=most).contains(party)).unwrap_or(1);
    let shown = Arc::new(BlockSeats::new(&page, party));
    let BlockPage { info, block, geometry, seats: all, categories, tickets, max_holds, .. } = page;

    let currency = info.currency;
    let seat = query.get("seat").filter(|seat| seat.parse::<SeatId>().is_ok());
    let chosen = seat.as_ref().and_then(|seat| shown.index_of(seat.parse().ok()?));
    let chosen = chosen.map(|index| view! { <ChosenSeat index block=Arc::clone(&shown) currency/> });
    let name = matches::block_name(language, &block.name);
    let of_block = |id| all.iter().any(|seat| seat.category_id == Some(id));
    let prices: Vec<_> = categories.into_iter().filter(|category| of_block(category.id)).collect();
    let any = |is: fn(&SeatNotes) -> bool| all.iter().any(|seat| is(&seat.notes()));
    let notes = SeatNotes {
        accessible: any(|notes| notes.accessible),
        companion: any(|notes| notes.companion),
        restricted_view: any(|notes| notes.restricted_view),
    };
    // A section is often called by its area, or is all that there is of it.
    let area =
        (!block.section_name.starts_with(&*block.area_name)).then(|| view! { {block.area_name} " · " });
    let steps = vec![
        (path_of_matches(language), words!(language, matches.title).into()),
        (path_of_match(language, info.id), info.name.clone()),
    ];
    let title = format!("{name} · {}", info.name);
    let free = seats::free_of(language, shown.free(), all.len());
    let closed = seats::not_on_sale(language, &info, clock.now());
    view! {
        <Title text=title/>
        // The map that takes the page's place needs it next, and finds it in the browser.
        <Link rel="prefetch" as_="fetch" href=geometry crossorigin="anonymous"/>
        <Breadcrumb steps here=name.clone()/>
        <div class="page-head">
            <h1>{name}</h1>
            <p class="lead">{area} {block.section_name}</p>
            <p class="block-free">{free}</p>
            {closed.map(|why| view! { <p class="sale-note">{why}</p> })}
        </div>
        <NoticeBar notice/>
        <div class="block-columns" id=super::leaving::BLOCK_ID>
            <div class="map-column">
                {chosen}
                <PartySize party most seat/>
                <SeatMap block=shown/>
                <SeatLegend notes/>
            </div>
            <div class="side-column">
                <OwnPanel own currency clock max_holds on_release=Callback::new(|_| {})/>
                <PriceList categories=prices currency tickets/>
            </div>
        </div>
    }
    .erase()
}
