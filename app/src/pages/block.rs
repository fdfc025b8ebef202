use crate::{
    components::{
        own::{HoldAgainButton, OwnPanel},
        seats::{ChosenSeat, CompanionOffer, PartyOffer, PriceList, SeatLegend, SeatOffer, SeatPlan},
        site::{Breadcrumb, ConnectionBadge, CookieNote, NoticeBar},
    },
    erase::Erase,
    language::{language, path_of_match, path_of_matches},
    live::{Notice, OwnHolds, SeatBoard, ServerClock, block_feed, carts, on_return},
    page_data::BlockPage,
    server_fns::{MAX_GROUP, form_error},
    text::{matches, seats, words},
};
use jari_core::domain::{SeatId, SeatNotes};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

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
    carts::remember(own, &page.info);
    let board = SeatBoard::new(&page, own, notice);
    let party = use_location().query.with_untracked(|query| query.get("party")?.parse::<usize>().ok());
    let most = if page.max_holds == 0 { MAX_GROUP } else { page.max_holds.min(MAX_GROUP) } as usize;
    board.set_party_size(party.filter(|party| *party <= most).unwrap_or(1));
    let connection = block_feed::follow(board);
    on_return(move || own.reread());
    let on_release = Callback::new(move |seat: SeatId| board.release(seat));
    let BlockPage { info, block, seats: all, categories, tickets, max_holds, .. } = page;

    let (query, currency) = (use_location().query, info.currency);
    let chosen = {
        let (all, categories) = (StoredValue::new(all.clone()), categories.clone());
        let index = Memo::new(move |_| {
            let seat: SeatId = query.with(|query| query.get("seat"))?.parse().ok()?;
            board.index_of(seat)
        });
        move || {
            let seat = all.with_value(|all| all.get(index.get()?).cloned())?;
            Some(view! { <ChosenSeat seat categories=categories.clone() currency board/> })
        }
    };
    let total = all.len();
    let name = matches::block_name(language, &block.name);
    let of_block = |id| all.iter().any(|seat| seat.category_id == Some(id));
    let prices: Vec<_> = categories.iter().filter(|category| of_block(category.id)).cloned().collect();
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
    let closed = Memo::new(move |_| seats::not_on_sale(language, &info, clock.now()));
    view! {
        <Title text=title/>
        <Breadcrumb steps here=name.clone()/>
        <div class="page-head">
            <h1>{name}</h1>
            <ConnectionBadge connection/>
            <p class="lead">{area} {block.section_name}</p>
            <p class="block-free">{move || seats::free_of(language, board.free(), total)}</p>
            {move || closed.get().map(|why| view! { <p class="sale-note">{why}</p> })}
        </div>
        <CookieNote notice/>
        <NoticeBar notice/>
        <HoldAgainButton own/>
        <SeatOffer board currency/>
        <CompanionOffer board currency/>
        <PartyOffer board currency/>
        <div class="block-columns">
            <div class="map-column">
                {chosen}
                <SeatPlan seats=all categories currency board max_holds/>
                <SeatLegend notes/>
            </div>
            <div class="side-column">
                <OwnPanel own currency clock max_holds on_release/>
                <PriceList categories=prices currency tickets/>
            </div>
        </div>
    }
    .erase()
}
