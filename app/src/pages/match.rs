use crate::{
    components::{
        own::{HoldAgainButton, OwnPanel},
        site::{Breadcrumb, ConnectionBadge, CookieNote, NoticeBar, SeatMeter},
        surface::{FilterBar, MapLegend, Offers, VenueSurface},
        venue::{BestForm, BlockList, SaleBadge},
    },
    erase::Erase,
    language::{language, path_of_matches},
    live::{BestSeats, FreeCounts, Notice, OwnHolds, ServerClock, VenueBoard, carts, match_feed, on_return},
    page_data::MatchPage,
    server_fns::form_error,
    surface::Surface,
    text::{matches, seats, words},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The venue's map, its blocks as a list, and the viewer's seats.
#[component]
pub(super) fn Venue(
    /// What there is to show.
    page: MatchPage,
) -> impl IntoView {
    let (language, match_id, max_holds) = (language(), page.info.id, page.max_holds);
    let notice = Notice::new(language, max_holds, form_error(language, max_holds));
    let clock = ServerClock::new(page.now);
    let own = OwnHolds::new(match_id, page.held.clone(), page.tickets.clone(), clock, notice);
    carts::remember(own, &page.info);
    let board = VenueBoard::new(&page, own, notice);
    let MatchPage { info, geometry, scenery, areas, blocks, prices, categories, .. } = page;
    let best = BestSeats::new(own, notice, &blocks);
    let counts = FreeCounts::new(&blocks);
    let surface = Surface::new(board, counts, geometry);
    let connection = match_feed::follow(board, counts);
    on_return(move || own.reread());
    let pointed = RwSignal::new(None);
    let on_release = Callback::new(move |seat| board.release(seat));
    let free = Memo::new(move |_| counts.sum());
    let (sale, cancelled) = (info.sale(), info.cancelled);
    let state = Memo::new(move |_| sale.state(clock.now()));
    let closed = Memo::new({
        let info = info.clone();
        move |_| seats::not_on_sale(language, &info, clock.now())
    });
    let currency = info.currency;
    let on_sale = move || {
        let prices = prices.clone();
        closed.with(Option::is_none).then(|| view! { <BestForm best prices currency max_holds surface/> })
    };
    let steps = vec![(path_of_matches(language), words!(language, matches.title).into())];
    view! {
        <Title text=info.name.to_string()/>
        <Breadcrumb steps here=info.name.clone()/>
        <div class="page-head">
            <h1>{info.name.clone()}</h1>
            <div class="page-head-line">
                {move || view! { <SaleBadge state=state.get() cancelled/> }}
                <ConnectionBadge connection/>
            </div>
            <p class="lead">{info.venue_name.clone()} " · " {matches::starts_at(language, info.starts_at)}</p>
            <SeatMeter free total=info.total/>
            {move || closed.get().map(|why| view! { <p class="sale-note">{why}</p> })}
        </div>
        <CookieNote notice/>
        <NoticeBar notice/>
        <HoldAgainButton own/>
        <Offers surface/>
        <div class="match-columns">
            <div class="map-column">
                <FilterBar categories currency surface/>
                <VenueSurface match_id scenery blocks=blocks.clone() currency counts pointed surface/>
                <MapLegend surface/>
            </div>
            <div class="side-column">
                <OwnPanel own currency=info.currency clock max_holds on_release/>
                {on_sale}
                <section class="blocks" aria-labelledby="blocks-title">
                    <h2 id="blocks-title">{words!(language, matches.blocks_title)}</h2>
                    <BlockList match_id areas blocks counts pointed surface/>
                </section>
            </div>
        </div>
    }
    .erase()
}
