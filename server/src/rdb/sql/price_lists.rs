//! Price lists of matches: a match without types, as most are, costs no question.

use super::{error::store_error, lease::Lease, names::NameRow};
use jari_core::{
    domain::{CategoryId, MatchId, TicketType, TypePrices},
    ports::StoreError,
};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct TypeRow {
    match_id: i64,
    key: String,
    #[sqlx(flatten)]
    name: NameRow,
}

/// The types of tickets of one match or of all, in their order, with their prices; nothing where it is known that there are none.
pub(super) async fn read(
    tx: &mut Lease,
    are_there: bool,
    only: Option<MatchId>,
) -> Result<HashMap<MatchId, Vec<TypePrices>>, StoreError> {
    let mut lists: HashMap<MatchId, Vec<TypePrices>> = HashMap::new();
    if !are_there {
        return Ok(lists);
    }
    let only = only.map(|id| id.0);
    let types: Vec<TypeRow> = sqlx::query_as(
        "SELECT match_id, key, name, name_ko, name_en FROM ticket_types
         WHERE CAST($1 AS BIGINT) IS NULL OR match_id = $1 ORDER BY match_id, position",
    )
    .bind(only)
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;
    let prices: Vec<(i64, String, i64, i64)> = sqlx::query_as(
        "SELECT match_id, type_key, category_id, price FROM ticket_prices
         WHERE CAST($1 AS BIGINT) IS NULL OR match_id = $1 ORDER BY match_id, type_key, category_id",
    )
    .bind(only)
    .fetch_all(&mut *tx)
    .await
    .map_err(store_error)?;
    for TypeRow { match_id, key, name } in types {
        let of = TicketType { key, name: name.into() };
        lists.entry(MatchId(match_id)).or_default().push(TypePrices { of, prices: Vec::new() });
    }
    for (match_id, key, category_id, price) in prices {
        let types = lists.get_mut(&MatchId(match_id)).into_iter().flatten();
        types.filter(|of| of.of.key == key).for_each(|of| of.prices.push((CategoryId(category_id), price)));
    }
    Ok(lists)
}
