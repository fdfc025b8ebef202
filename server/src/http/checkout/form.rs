//! Who buys: the form, and what comes of it.

use super::{answer, frame, order, read};
use crate::http::{
    AppState,
    error::Failure,
    extract::{Ids, Owner},
};
use app::{
    checkout::{OrderForm, nothing_on_hold, order_form},
    error::ApiError,
    error_code::ErrorCode,
};
use axum::{Extension, extract::State, response::Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use jari_core::{
    domain::{Buyer, CartId, Language, MatchId, SeatId, order::BuyerFaults},
    services::{OrderError, Wanted, WantedSeat},
};
use url::form_urlencoded;

/// The most seats of an order that comes by the form.
const MOST_SEATS: usize = 200;

/// The longest that a field of the form is kept, in characters: far above what may stand in it.
const LONGEST_FIELD: usize = 400;

/// What was sent.
#[derive(Default)]
struct Sent {
    key: String,
    seats: Vec<SeatId>,
    written: [String; 3],
}

pub(super) async fn page(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(match_id): Ids<MatchId>,
    Owner(cart): Owner,
) -> Result<Response, Failure> {
    show(&state, language, match_id, &cart, StatusCode::OK, ([const { String::new() }; 3], Vec::new()), None)
        .await
}

pub(super) async fn send(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(match_id): Ids<MatchId>,
    Owner(cart): Owner,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let Sent { key, seats, written } =
        Sent::read(&body).ok_or_else(|| ApiError::new(ErrorCode::InvalidBody))?;
    let [name, email, phone] = &written;
    let buyer = match Buyer::read(name, email, phone) {
        Ok(buyer) => buyer,
        Err(faults) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show(&state, language, match_id, &cart, status, (written, faults), None).await;
        }
    };
    let seat = |seat_id| WantedSeat { seat_id, ticket_type: None };
    let wanted = Wanted { seats: seats.into_iter().map(seat).collect(), buyer, language, key };
    let by = cart.clone();
    let place = state.services.order(move |orders| async move { orders.place(match_id, &wanted, &by).await });
    match place.await {
        Ok(placed) => order::to_gateway(&state, language, &placed.id, cart, (&uri, &headers)).await,
        // An order that has come to its end shows it; nobody makes it again by the same key.
        Err(OrderError::Refused(refused)) => {
            let error = ApiError::from(refused.why);
            let status = status_of(&error);
            show(&state, language, match_id, &cart, status, (written, Vec::new()), Some(error)).await
        }
        Err(error) => {
            let error = ApiError::from(error);
            let status = status_of(&error);
            show(&state, language, match_id, &cart, status, (written, Vec::new()), Some(error)).await
        }
    }
}

fn status_of(error: &ApiError) -> StatusCode {
    StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The form with what the cart has on hold now, or what to do if that is nothing.
async fn show(
    state: &AppState,
    language: Language,
    match_id: MatchId,
    cart: &CartId,
    status: StatusCode,
    (written, faults): ([String; 3], BuyerFaults),
    error: Option<ApiError>,
) -> Result<Response, Failure> {
    let services = &state.services;
    let (summary, seats) = services.within(read::on_hold(services, match_id, cart, language)).await?;
    let action = format!("/{language}/matches/{match_id}/order");
    let frame = frame(state, language, action.clone());
    let error = error.map(|error| error.told_in(language, services.allocation.policy().max_holds));
    if seats.is_empty() {
        return Ok(answer(status, language, nothing_on_hold(&frame, match_id, error)));
    }
    let key = format!("{:032x}", rand::random::<u128>());
    let form = OrderForm { summary, seats, action, key, written, faults, error };
    Ok(answer(status, language, order_form(&frame, form)))
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
                _ => {}
            }
        }
        sent.seats.sort_unstable();
        sent.seats.dedup();
        let is_key =
            (1..=100).contains(&sent.key.len()) && sent.key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        ((1..=MOST_SEATS).contains(&sent.seats.len()) && is_key).then_some(sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_whatever_else_stands_in_it() {
        let sent =
            Sent::read("key=a1&seat=7&seat=5&seat=7&name=%EA%B9%80&email=a%40b&x=1".as_bytes()).unwrap();
        assert_eq!(sent.seats, [SeatId(5), SeatId(7)]);
        assert_eq!(sent.written, ["김", "a@b", ""].map(str::to_owned));
        for wrong in ["", "key=a1", "seat=7", "key=&seat=7", "key=a-1&seat=7", "key=a1&seat=x"] {
            assert!(Sent::read(wrong.as_bytes()).is_none(), "{wrong}");
        }
        let long = format!("key=a1&seat=7&name={}", "x".repeat(100_000));
        assert_eq!(Sent::read(long.as_bytes()).unwrap().written[0].len(), LONGEST_FIELD);
        let many: String = (0..=MOST_SEATS).map(|seat| format!("&seat={seat}")).collect();
        assert!(Sent::read(format!("key=a1{many}").as_bytes()).is_none());
    }
}
