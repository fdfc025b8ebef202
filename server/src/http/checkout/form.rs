//! Who buys: the form, and what comes of it.

use super::{answer, frame, order, read};
use crate::http::{
    AppState,
    error::Failure,
    extract::{Cart, Ids, Owner},
};
use app::{
    checkout::{OrderForm, nothing_on_hold, order_form},
    error::ApiError,
    error_code::ErrorCode,
};
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use jari_core::{
    domain::{
        Buyer, CartId, Language, MatchId, SeatId,
        order::{BuyerFaults, LONGEST_WORD},
    },
    services::{Wanted, WantedSeat},
};
use std::collections::BTreeMap;
use url::form_urlencoded;

/// The most seats of an order that comes by the form.
const MOST_SEATS: usize = 200;

/// The longest that a field of the form is kept, in characters: far above what may stand in it.
const LONGEST_FIELD: usize = 400;

/// Which types of ticket were chosen.
type Types = BTreeMap<SeatId, String>;

/// What was sent.
#[derive(Default)]
struct Sent {
    key: String,
    seats: Vec<SeatId>,
    types: Types,
    written: [String; 3],
    /// Whether only the total is asked for.
    is_update: bool,
}

/// What the form shows besides what is on hold.
#[derive(Default)]
struct Shown {
    types: Types,
    written: [String; 3],
    faults: BuyerFaults,
    error: Option<ApiError>,
}

pub(super) async fn page(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(match_id): Ids<MatchId>,
    Owner(cart): Owner,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let pairs = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let types = pairs.take(MOST_SEATS).filter_map(|(name, value)| type_of(&name, &value)).collect();
    show(&state, language, match_id, &cart, Shown { types, ..Shown::default() }).await
}

pub(super) async fn send(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(match_id): Ids<MatchId>,
    Cart(cart): Cart,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let sent = Sent::read(&body).ok_or_else(|| ApiError::new(ErrorCode::InvalidBody))?;
    let Sent { key, seats, types, written, is_update } = sent;
    let shown = Shown { types, written, ..Shown::default() };
    if is_update {
        return show(&state, language, match_id, &cart, shown).await;
    }
    let [name, email, phone] = &shown.written;
    let buyer = match Buyer::read(name, email, phone) {
        Ok(buyer) => buyer,
        Err(faults) => return show(&state, language, match_id, &cart, Shown { faults, ..shown }).await,
    };
    let seat = |seat_id: SeatId| WantedSeat { seat_id, ticket_type: shown.types.get(&seat_id).cloned() };
    let wanted = Wanted { seats: seats.into_iter().map(seat).collect(), buyer, language, key };
    let by = cart.clone();
    let place = state.services.order(move |orders| async move { orders.place(match_id, &wanted, &by).await });
    match place.await {
        Ok(placed) => order::to_gateway(&state, language, &placed.id, cart, (&uri, &headers)).await,
        Err(error) => {
            let error = Some(ApiError::from(error));
            show(&state, language, match_id, &cart, Shown { error, ..shown }).await
        }
    }
}

/// The form with what the cart has on hold now, or what to do if that is nothing.
async fn show(
    state: &AppState,
    language: Language,
    match_id: MatchId,
    cart: &CartId,
    shown: Shown,
) -> Result<Response, Failure> {
    let Shown { types, written, faults, error } = shown;
    let services = &state.services;
    let (summary, seats) = services.within(read::on_hold(services, match_id, cart, &types, language)).await?;
    let action = format!("/{language}/matches/{match_id}/order");
    let frame = frame(state, language, action.clone());
    let status = match &error {
        Some(error) => StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        None if faults.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let error = error.map(|error| error.told_in(language, services.allocation.policy().max_holds));
    if seats.is_empty() {
        return Ok(answer(status, language, nothing_on_hold(&frame, match_id, error)));
    }
    // An order that has come to nothing is not made again by its key.
    let key = format!("{:032x}", rand::random::<u128>());
    let form = OrderForm { summary, seats, action, key, written, faults, error };
    Ok(answer(status, language, order_form(&frame, form)))
}

/// A type of ticket that was chosen for a seat: `type.7=adult`.
fn type_of(name: &str, value: &str) -> Option<(SeatId, String)> {
    let seat = name.strip_prefix("type.")?.parse().ok()?;
    let is_key = (1..=LONGEST_WORD).contains(&value.len()) && !value.chars().any(char::is_control);
    is_key.then(|| (seat, value.to_owned()))
}

impl Sent {
    /// What a form has sent; none of what no form of ours sends.
    fn read(body: &[u8]) -> Option<Self> {
        let mut sent = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = || value.chars().take(LONGEST_FIELD).collect::<String>();
            match &*name {
                "key" => sent.key = value(),
                "seat" => sent.seats.push(value().parse().ok()?),
                "name" => sent.written[0] = value(),
                "email" => sent.written[1] = value(),
                "phone" => sent.written[2] = value(),
                "update" => sent.is_update = true,
                name => sent.types.extend(type_of(name, &value())),
            }
        }
        sent.seats.sort_unstable();
        sent.seats.dedup();
        let is_key =
            (1..=100).contains(&sent.key.len()) && sent.key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_few = sent.types.len() <= MOST_SEATS && (1..=MOST_SEATS).contains(&sent.seats.len());
        (is_few && is_key).then_some(sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_whatever_else_stands_in_it() {
        let sent = Sent::read(
            "key=a1&seat=7&seat=5&seat=7&name=%EA%B9%80&email=a%40b&x=1&type.7=child&type.x=y&type.5="
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(sent.seats, [SeatId(5), SeatId(7)]);
        assert_eq!(sent.written, ["김", "a@b", ""].map(str::to_owned));
        assert_eq!(sent.types, Types::from([(SeatId(7), "child".to_owned())]));
        for wrong in ["", "key=a1", "seat=7", "key=&seat=7", "key=a-1&seat=7", "key=a1&seat=x"] {
            assert!(Sent::read(wrong.as_bytes()).is_none(), "{wrong}");
        }
        let long = format!("key=a1&seat=7&name={}", "x".repeat(100_000));
        assert_eq!(Sent::read(long.as_bytes()).unwrap().written[0].len(), LONGEST_FIELD);
        let many: String = (0..=MOST_SEATS).map(|seat| format!("&seat={seat}")).collect();
        assert!(Sent::read(format!("key=a1{many}").as_bytes()).is_none());
    }
}
