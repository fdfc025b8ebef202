//! Reading a request, with errors of our own where it cannot be read.

use super::{error::Failure, session::HasSession};
use app::{build_name, error::ApiError, error_code::ErrorCode, server_fns::Services};
use axum::{
    Json,
    extract::{FromRef, FromRequest, FromRequestParts, Path, Request},
};
use http::{StatusCode, request::Parts};
use jari_core::domain::{BlockId, CartId, OrderId, PaymentId, StreamId, StreamPosition};
use serde::de::DeserializeOwned;
use std::{collections::BTreeSet, num::NonZeroU32};

/// The ids in a path.
pub(super) struct Ids<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Ids<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(Failure(ApiError::new(ErrorCode::InvalidId))),
        }
    }
}

/// What a request carries, as JSON. Whatever is wrong with it, too large or another type, is the client's error.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(why) => Err(Failure(unreadable(why.status()))),
        }
    }
}

/// What is answered when a body cannot be read, by the status that the library has for it.
pub(super) fn unreadable(status: StatusCode) -> ApiError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(ErrorCode::PayloadTooLarge)
    } else {
        ApiError::new(ErrorCode::InvalidBody)
    }
}

/// Whoever asks for a change of seats, if it may be made now.
pub(super) struct Cart(pub(super) CartId);

impl<S> FromRequestParts<S> for Cart
where
    S: Send + Sync,
    Services: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        Ok(Self(Services::from_ref(state).admission.admit(parts, NonZeroU32::MIN)?))
    }
}

/// A request for a change of several seats.
pub(super) trait OfSeats {
    /// How many; none if they are more than may be, or none at all.
    fn seats(&self) -> Option<NonZeroU32>;
}

/// Whoever asks for a change of several seats, and what the request carries. Each seat counts as one change, so that nobody gets
/// further by asking for them together.
pub(super) struct CartFor<T>(pub(super) CartId, pub(super) T);

impl<S, T> FromRequest<S> for CartFor<T>
where
    S: Send + Sync,
    Services: FromRef<S>,
    T: DeserializeOwned + OfSeats,
{
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let admission = Services::from_ref(state).admission;
        let (parts, body) = request.into_parts();
        // Who is not let in, however few seats it is about, is not read.
        if parts.extensions.get::<HasSession>().is_none() {
            return Err(ApiError::new(ErrorCode::SessionRequired).into());
        }
        let Body(asked) = Body::<T>::from_request(Request::from_parts(parts.clone(), body), state).await?;
        let seats = asked.seats().ok_or_else(|| ApiError::new(ErrorCode::InvalidBody))?;
        Ok(Self(admission.admit(&parts, seats)?, asked))
    }
}

/// Whose cart asks for what is its own. Whoever comes without a session has nothing.
pub(super) struct Owner(pub(super) CartId);

impl<S: Send + Sync> FromRequestParts<S> for Owner {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let cart = parts.extensions.get::<CartId>().cloned();
        cart.map(Self).ok_or_else(|| ApiError::new(ErrorCode::SessionRequired).into())
    }
}

/// What a client calls the order that it makes: `Idempotency-Key`, so that making it twice makes one.
pub(super) struct IdempotencyKey(pub(super) String);

/// As long may such a key be.
const KEY_MOST: usize = 100;

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
        let key = key.filter(|key| (1..=KEY_MOST).contains(&key.len()));
        let required = || Failure(ApiError::new(ErrorCode::IdempotencyKeyRequired));
        key.map(|key| Self(key.to_owned())).ok_or_else(required)
    }
}

/// An order's id in an address.
pub(super) fn order_id(text: String) -> Result<OrderId, ErrorCode> {
    if is_random_id(&text) { Ok(OrderId::from_stored(text)) } else { Err(ErrorCode::OrderNotFound) }
}

/// A payment's id in an address.
pub(super) fn payment_id(text: String) -> Result<PaymentId, ErrorCode> {
    if is_random_id(&text) { Ok(PaymentId::from_stored(text)) } else { Err(ErrorCode::OrderNotFound) }
}

/// Whether it may be an id that was made here of random bits.
fn is_random_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'))
}

/// The most pairs of a query that are read.
const PAIRS_MOST: usize = 64;

/// What the query of an address says, pair by pair.
pub(super) fn query_pairs(query: &str) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(query.as_bytes()).take(PAIRS_MOST);
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Where a client says that it was: `Last-Event-ID`, which a browser sends when it connects again, or else
/// `?lastEventId=`, for a page that was rendered with its snapshot. What cannot be read is as good as nothing: the
/// client then gets an `init`.
pub(super) struct LastEventId(pub(super) Option<StreamId>);

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        if let Some(header) = parts.headers.get("last-event-id") {
            return Ok(Self(header.to_str().ok().and_then(|text| text.parse().ok())));
        }
        // An id is letters, digits and a dash, none of which a URL encodes.
        Ok(Self(in_query(parts, "lastEventId").and_then(|text| text.parse().ok())))
    }
}

/// The most blocks that one stream may tell of: a client needs those that can be told apart on its screen.
const BLOCKS_MOST: usize = 100;

/// What a stream is to tell of besides a match's free seats, by `?blocks=12,13`; none where it is not asked for blocks.
pub(super) struct OfBlocks(pub(super) Option<Wanted>);

/// Blocks that are to be told of seat by seat.
pub(super) struct Wanted {
    /// In ascending order and each once. There may be none.
    pub(super) blocks: Vec<BlockId>,
    /// Where the client says that it was, in the same two ways as above. What cannot be read is as good as nothing.
    pub(super) last: Option<StreamPosition>,
}

impl<S: Send + Sync> FromRequestParts<S> for OfBlocks {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let pairs = query_pairs(parts.uri.query().unwrap_or_default());
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let Some(list) = value("blocks") else { return Ok(Self(None)) };
        let last = match parts.headers.get("last-event-id") {
            Some(header) => header.to_str().ok(),
            None => value("lastEventId"),
        };
        Ok(Self(Some(Wanted { blocks: blocks(list)?, last: last.and_then(|text| text.parse().ok()) })))
    }
}

fn blocks(list: &str) -> Result<Vec<BlockId>, ApiError> {
    let mut blocks = BTreeSet::new();
    for block in list.split(',').filter(|_| !list.is_empty()) {
        // A number may also be written with a sign, which no id of ours has.
        let is_number = block.bytes().all(|letter| letter.is_ascii_digit());
        let block = block.parse().ok().filter(|_| is_number);
        blocks.insert(block.ok_or_else(|| ApiError::new(ErrorCode::InvalidId))?);
        if blocks.len() > BLOCKS_MOST {
            return Err(ApiError::new(ErrorCode::TooManyBlocks));
        }
    }
    Ok(blocks.into_iter().collect())
}

/// Whether the page that asks says that it is of another build than this server, by `?build=`. Other clients say nothing.
pub(super) struct OfAnotherBuild(pub(super) bool);

impl<S: Send + Sync> FromRequestParts<S> for OfAnotherBuild {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(in_query(parts, "build").is_some_and(|build| build != build_name())))
    }
}

/// The value of that name in the address, as it stands there.
fn in_query<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let pairs = parts.uri.query().unwrap_or_default().split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}
