//! The sandbox's payment page. A buyer is sent here as to any gateway's page, and sent back as from one.

use super::{AppState, error, error::Failure, language, see_other::see_other};
use app::{
    SandboxBack, SandboxEnd, SandboxPhase, SandboxView, error::ApiError, error_code::ErrorCode, sandbox_page,
};
use axum::{
    Router,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jari_core::{
    domain::{Language, PaymentId},
    failures,
};
use jari_gateways::{
    Play, SANDBOX_PAGES, Sandbox, SandboxCharge, SandboxState, SandboxStoreError, WebhookPlay,
};
use url::{Url, form_urlencoded};

/// The query of a page that sends the buyer back by itself.
const BACK_SOON: &str = "back=soon";

/// The route, below which there is a page for each charge.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(&format!("{SANDBOX_PAGES}/{{payment_id}}"), get(page).post(play))
        .method_not_allowed_fallback(error::method_not_allowed)
}

async fn page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some((sandbox, charge)) = find(&state, id).await? else { return nothing(&state, &headers) };
    let is_back_soon = query.as_deref() == Some(BACK_SOON);
    let phase = phase(sandbox, &charge, is_back_soon);
    let SandboxCharge { title, money, language, return_url, .. } = charge;
    answer(&state, StatusCode::OK, language, Some(SandboxView { title, money, phase }), &return_url)
}

async fn play(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some((sandbox, charge)) = find(&state, id).await? else { return nothing(&state, &headers) };
    let fields: Vec<_> = form_urlencoded::parse(&body).collect();
    let play = Play::from_form(fields.iter().map(|(name, word)| (&**name, &**word)));
    let play = play.ok_or_else(|| ApiError::new(ErrorCode::InvalidBody))?;
    let played = sandbox.play(&charge.payment_id, play).await.map_err(unavailable)?;
    let Some((charge, is_played)) = played else { return nothing(&state, &headers) };
    let own = format!("{SANDBOX_PAGES}/{}", charge.payment_id);
    let to = match (is_played, charge.return_lost, play.webhook) {
        // Whoever was not faster sees what has become of it.
        (false, ..) | (true, true, _) => own,
        (true, false, WebhookPlay::BeforeReturn) => format!("{own}?{BACK_SOON}"),
        (true, false, _) => charge.return_url,
    };
    Ok(see_other(&to)?)
}

/// The sandbox and the charge, if there is either.
async fn find(state: &AppState, id: String) -> Result<Option<(&Sandbox, SandboxCharge)>, Failure> {
    let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let Some(sandbox) = state.sandbox.as_deref().filter(|_| is_id) else { return Ok(None) };
    let charge = sandbox.charge(&PaymentId::from_stored(id)).await.map_err(unavailable)?;
    Ok(charge.map(|charge| (sandbox, charge)))
}

fn unavailable(error: SandboxStoreError) -> Failure {
    failures::warn("cannot read what the sandbox knows", &*error);
    Failure(ApiError::new(ErrorCode::StoreUnavailable))
}

fn phase(sandbox: &Sandbox, charge: &SandboxCharge, is_back_soon: bool) -> SandboxPhase {
    let end = match charge.state {
        SandboxState::Open if sandbox.is_playable(charge) => {
            return SandboxPhase::Playable(format!("{SANDBOX_PAGES}/{}", charge.payment_id));
        }
        SandboxState::Open => SandboxEnd::Over,
        SandboxState::Paid => SandboxEnd::Paid,
        SandboxState::Declined => SandboxEnd::Declined,
        SandboxState::GivenUp => SandboxEnd::GivenUp,
        SandboxState::Closed => SandboxEnd::Closed,
        SandboxState::Refunded => SandboxEnd::Refunded,
    };
    let to = charge.return_url.clone();
    SandboxPhase::Ended(
        end,
        match (charge.return_lost, is_back_soon) {
            (true, _) => SandboxBack::Lost,
            (false, true) => SandboxBack::Soon(to),
            (false, false) => SandboxBack::Link(to),
        },
    )
}

fn nothing(state: &AppState, headers: &HeaderMap) -> Result<Response, Failure> {
    answer(state, StatusCode::NOT_FOUND, language::negotiated(headers), None, "")
}

/// The page, which runs nothing and sends its form to us, who send it on to the shop.
fn answer(
    state: &AppState,
    status: StatusCode,
    language: Language,
    charge: Option<SandboxView>,
    return_url: &str,
) -> Result<Response, Failure> {
    let shop = Url::parse(return_url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' {shop}; frame-ancestors 'none'; \
         base-uri 'none'"
    );
    let policy = HeaderValue::from_str(&policy).map_err(|_| ApiError::new(ErrorCode::Internal))?;
    let style = &state.document.scripts.style;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str())),
    ];
    Ok((status, headers, sandbox_page(language, style, charge)).into_response())
}
