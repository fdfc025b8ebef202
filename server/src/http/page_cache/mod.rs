//! Pages that are the same for everybody: rendered once for each state of what they show, a few times a second at most, and
//! handed out as bytes.
//!
//! A page is somebody's own if he has something on hold in the match that it shows. The store is asked that of everybody who
//! comes with a session, for all who come at the same moment at once, so that it is known exactly, whichever instance took the
//! hold and whether or not its answer arrived. What is somebody's own is rendered for him, and kept by nobody.
//!
//! Such a page may be half a second old. That is no gap: it carries the revision that it shows, or its stream begins with all of it.

mod address;
mod rendered;
mod state;

use super::{AppState, language, recent_change, session::HasSession};
use crate::{
    cache::lru,
    single_flight::{Gathered, NextFlight},
};
use address::PageAddress;
use app::server_fns::{ForEverybody, Unread};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures_util::future::try_join_all;
use http::{HeaderMap, Method, header};
use jari_core::{
    domain::{CartId, MatchId},
    ports::StoreError,
};
use moka::future::Cache;
use rendered::Rendered;
use state::PageState;
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tower::ServiceExt;

/// How long a page is taken to be as it was rendered. After that whoever asks has its state looked at.
const FRESH: Duration = Duration::from_millis(250);

/// How old it may be while that is done: older ones are waited for.
const OLDEST: Duration = Duration::from_millis(500);

/// Bytes of all pages that are kept.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The pages that are kept, by their addresses.
#[derive(Clone)]
pub(super) struct PageCache(Arc<Inner>);

struct Inner {
    state: AppState,
    /// What renders a page, without what stands before it.
    renderer: Router,
    kept: Cache<String, Arc<Kept>>,
    refreshing: NextFlight<String, Option<Arc<Kept>>>,
    holders: Gathered<MatchId, CartId>,
}

/// A page, and of what it is.
struct Kept {
    page: Arc<Rendered>,
    state: Arc<PageState>,
    /// When the state was asked for last.
    asked_at: Instant,
    /// Whether somebody sees to the next one.
    is_followed: AtomicBool,
}

impl PageCache {
    /// No pages yet, before this renderer.
    pub(super) fn new(state: &AppState, renderer: Router) -> Self {
        Self(Arc::new(Inner {
            state: state.clone(),
            renderer,
            kept: lru(MOST_BYTES)
                .weigher(|address: &String, kept: &Arc<Kept>| {
                    u32::try_from(address.len() + kept.page.bytes()).unwrap_or(u32::MAX)
                })
                .build(),
            refreshing: NextFlight::default(),
            holders: Gathered::default(),
        }))
    }
}

/// Answers with the page for everybody, unless it is the viewer's own: that is rendered by what stands behind.
pub(super) async fn layer(
    State(PageCache(cache)): State<PageCache>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(address) = is_read.then(|| PageAddress::of(request.uri())).flatten() else {
        return next.run(request).await;
    };
    let extensions = request.extensions();
    let viewer = extensions.get::<HasSession>().and_then(|_| extensions.get::<CartId>().cloned());
    let has_session = viewer.is_some();
    let found = cache.common(&address, viewer, request.headers()).await;
    match found {
        Ok(Some(kept)) => cache.answer(&kept, &address, has_session, request.headers()).await,
        Ok(None) => {
            cache.state.page_metrics.rendered_for_one();
            next.run(request).await
        }
        Err(error) => {
            request.extensions_mut().insert(Unread(error.into()));
            next.run(request).await
        }
    }
}

impl Inner {
    /// The page for everybody, if it is this viewer's as well. None where he has something of his own, and where there is no such
    /// page.
    async fn common(
        self: &Arc<Self>,
        address: &PageAddress,
        viewer: Option<CartId>,
        headers: &HeaderMap,
    ) -> Result<Option<Arc<Kept>>, StoreError> {
        if recent_change::is_told(headers, self.state.services.seat_map.now()) {
            return Ok(None);
        }
        let Some(cart) = viewer else { return self.page(address).await };
        if let Some(match_id) = address.place.match_id() {
            return if self.holds(match_id, &cart).await? { Ok(None) } else { self.page(address).await };
        }
        let Some(kept) = self.page(address).await? else { return Ok(None) };
        let holds = kept.state.matches.iter().map(|match_id| self.holds(*match_id, &cart));
        let is_own = try_join_all(holds).await?.contains(&true);
        Ok((!is_own).then_some(kept))
    }

    /// Whether a cart has anything on hold in a match, by what the store knew after this was asked.
    async fn holds(&self, match_id: MatchId, cart: &CartId) -> Result<bool, StoreError> {
        let services = self.state.services.clone();
        let ask = move |carts: Vec<CartId>| {
            let services = services.clone();
            async move { services.within(services.seat_map.holders(match_id, &carts)).await }
        };
        self.holders.ask(match_id, cart.clone(), ask).await
    }

    /// The page, old by no more than it may be; none where there is no such page.
    async fn page(self: &Arc<Self>, address: &PageAddress) -> Result<Option<Arc<Kept>>, StoreError> {
        if let Some(kept) = self.standing(address).await {
            let age = kept.asked_at.elapsed();
            if age < OLDEST {
                if age >= FRESH && !kept.is_followed.swap(true, Relaxed) {
                    let (this, address) = (Arc::clone(self), address.clone());
                    // Whoever asks when it is too old is told what went wrong.
                    tokio::spawn(async move { drop(this.follow(&address).await) });
                }
                return Ok(Some(kept));
            }
        }
        self.follow(address).await
    }

    /// The page that is kept, if time alone has not changed it.
    async fn standing(&self, address: &PageAddress) -> Option<Arc<Kept>> {
        let now = self.state.services.seat_map.now();
        self.kept.get(&address.text).await.filter(|kept| kept.state.standing.contains(now))
    }

    /// The page by its state from now on, once for all who wait for it.
    async fn follow(self: &Arc<Self>, address: &PageAddress) -> Result<Option<Arc<Kept>>, StoreError> {
        let work = {
            let (this, address) = (Arc::clone(self), address.clone());
            move || {
                let (this, address) = (Arc::clone(&this), address.clone());
                async move { this.read(&address).await }
            }
        };
        self.refreshing.ask(address.text.clone(), work).await
    }

    async fn read(&self, address: &PageAddress) -> Result<Option<Arc<Kept>>, StoreError> {
        let before = self.standing(address).await;
        // Those who came during the last reading are served by what it has found.
        if let Some(kept) = before.as_ref().filter(|kept| kept.asked_at.elapsed() < FRESH) {
            return Ok(Some(Arc::clone(kept)));
        }
        let asked_at = Instant::now();
        let Some(state) = PageState::read(&self.state.services, address.place).await? else {
            return Ok(None);
        };
        let page = match &before {
            Some(kept) if *kept.state == state => Arc::clone(&kept.page),
            _ => match self.render(address).await {
                Some(page) => {
                    if let Some(before) = &before {
                        page.prepare_as(&before.page).await;
                    }
                    Arc::new(page)
                }
                None => return Ok(None),
            },
        };
        let kept =
            Arc::new(Kept { page, state: Arc::new(state), asked_at, is_followed: AtomicBool::new(false) });
        self.kept.insert(address.text.clone(), Arc::clone(&kept)).await;
        // What is too much goes now, and not when the cache next tidies up.
        self.kept.run_pending_tasks().await;
        Ok(Some(kept))
    }

    /// Renders the page as it is for everybody; none if that is an error.
    async fn render(&self, address: &PageAddress) -> Option<Rendered> {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = address.text.parse().ok()?;
        request.extensions_mut().insert(address.language);
        request.extensions_mut().insert(ForEverybody);
        let _turn = self.state.answers.turn().await;
        self.state.page_metrics.rendered_for_everybody();
        let Ok(response): Result<_, Infallible> = self.renderer.clone().oneshot(request).await;
        Rendered::of(response).await
    }

    /// Answers with the page, and with the cookies that its reader lacks: the session's is issued by the layer before this one. They
    /// never come without the page, as a cache would take them for a part of it.
    async fn answer(
        &self,
        kept: &Kept,
        address: &PageAddress,
        has_session: bool,
        asked: &HeaderMap,
    ) -> Response {
        let is_in_another = language::said(asked) != Some(address.language);
        let (brings_more, now) = (is_in_another || !has_session, self.state.services.seat_map.now());
        let mut response = kept.page.answer(asked, brings_more, now).await;
        if is_in_another
            && let Some(cookie) = language::set_cookie(address.language, self.state.sessions.are_secure())
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}
