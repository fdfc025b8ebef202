//! What seats cost at one match.

use super::{CategoryId, Name, PriceCategory, Refusal};
use std::sync::Arc;

/// A type of ticket, as a match has it: for whom a seat is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketType {
    /// What programs know it by; it stays the same.
    pub key: String,
    /// What it is called.
    pub name: Name,
}

/// What seats cost for a type of ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypePrices {
    /// The type.
    pub of: TicketType,
    /// By category, in the smallest unit of the match's currency. Seats of other categories are not sold so.
    pub prices: Vec<(CategoryId, i64)>,
}

impl TypePrices {
    /// What a seat of a category costs; none where it is not sold so.
    pub fn price(&self, id: CategoryId) -> Option<i64> {
        self.prices.iter().find(|(category, _)| *category == id).map(|(_, price)| *price)
    }
}

/// A match's price list: which types of tickets there are, in order, and what an order costs besides its seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceList {
    /// The types, the usual one first. Without any the prices of the match and its venue hold, as one type that has no name.
    pub types: Vec<TypePrices>,
    /// What each order costs besides.
    pub fee: i64,
}

/// The prices that a match has of its own: its price list, and its prices by category where it has no types; the venue's are
/// what it has besides. Cheap to clone, as a match is looked up for every hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchPrices(Arc<Own>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Own {
    prices: Vec<(CategoryId, i64)>,
    list: PriceList,
}

impl MatchPrices {
    /// These prices, in the currency's smallest unit.
    pub fn new(prices: impl IntoIterator<Item = (CategoryId, i64)>) -> Self {
        Self(Arc::new(Own { prices: prices.into_iter().collect(), list: PriceList::default() }))
    }

    /// The same with a price list.
    #[must_use]
    pub fn with_list(self, list: PriceList) -> Self {
        Self(Arc::new(Own { list, ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The types of tickets that there are, the usual one first; none where there is one that has no name.
    pub fn types(&self) -> &[TypePrices] {
        &self.0.list.types
    }

    /// What each order costs besides its seats.
    pub fn fee(&self) -> i64 {
        self.0.list.fee
    }

    /// What a seat of this category usually costs: by the first type that it is sold for; where there are no types at this match,
    /// or else in general. None where no price is known.
    pub fn of(&self, category: &PriceCategory) -> Option<i64> {
        if !self.types().is_empty() {
            return self.types().iter().find_map(|of| of.price(category.id));
        }
        let own = self.0.prices.iter().find(|(id, _)| *id == category.id).map(|(_, price)| *price);
        own.or(category.price)
    }

    /// What a seat of this category costs for each type, in their order.
    pub fn by_type(&self, category: &PriceCategory) -> Vec<Option<i64>> {
        self.types().iter().map(|of| of.price(category.id)).collect()
    }

    /// The type that a seat of a category is usually sold as; none where there are no types, or it is not sold.
    pub fn usual_type(&self, id: CategoryId) -> Option<&TicketType> {
        self.types().iter().find(|of| of.price(id).is_some()).map(|of| &of.of)
    }

    /// What a line of an order costs: a seat of a category, sold as a type, or as usual where none is named.
    ///
    /// # Errors
    /// [`Refusal::NoTicketType`] where the match has no such type, [`Refusal::NoPrice`] where the seat is not sold so.
    pub fn line(&self, category: Option<&PriceCategory>, type_key: Option<&str>) -> Result<i64, Refusal> {
        let of = match type_key {
            Some(key) => Some(self.types().iter().find(|of| of.of.key == key).ok_or(Refusal::NoTicketType)?),
            None => None,
        };
        let category = category.ok_or(Refusal::NoPrice)?;
        let price = match of {
            Some(of) => of.price(category.id),
            None => self.of(category),
        };
        price.ok_or(Refusal::NoPrice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: i64, price: Option<i64>) -> PriceCategory {
        PriceCategory { id: CategoryId(id), name: id.to_string().into(), color: "#000000".to_owned(), price }
    }

    fn type_of(key: &str, prices: &[(i64, i64)]) -> TypePrices {
        let prices = prices.iter().map(|(id, price)| (CategoryId(*id), *price)).collect();
        TypePrices { of: TicketType { key: key.to_owned(), name: key.into() }, prices }
    }

    #[test]
    fn the_matchs_price_comes_before_the_venues() {
        let prices = MatchPrices::new([(CategoryId(1), 5_000), (CategoryId(3), 0)]);
        let told = [category(1, Some(9_000)), category(2, Some(7_000)), category(3, None), category(4, None)];
        assert_eq!(told.map(|category| prices.of(&category)), [Some(5_000), Some(7_000), Some(0), None]);
    }

    #[test]
    fn a_line_costs_what_its_type_does_and_is_refused_where_it_is_not_sold_so() {
        let (near, far, none) = (category(1, Some(9_000)), category(2, Some(7_000)), category(3, Some(1)));
        let one = MatchPrices::new([(CategoryId(1), 5_000)]);
        assert_eq!(one.line(Some(&near), None), Ok(5_000));
        assert_eq!(one.line(Some(&far), None), Ok(7_000));
        assert_eq!(one.line(Some(&near), Some("adult")), Err(Refusal::NoTicketType));
        assert_eq!(one.line(None, None), Err(Refusal::NoPrice));
        assert_eq!((one.fee(), one.by_type(&near)), (0, vec![]));
        let types = vec![type_of("adult", &[(1, 30_000)]), type_of("child", &[(1, 10_000), (2, 0)])];
        let many = one.with_list(PriceList { types, fee: 500 });
        assert_eq!(many.line(Some(&near), None), Ok(30_000), "the usual type comes first");
        assert_eq!(many.line(Some(&near), Some("child")), Ok(10_000));
        assert_eq!(many.line(Some(&far), None), Ok(0));
        assert_eq!(many.line(Some(&far), Some("adult")), Err(Refusal::NoPrice));
        // What is in no list is not sold, whatever the venue says.
        assert_eq!(many.line(Some(&none), None), Err(Refusal::NoPrice));
        assert_eq!(many.line(None, Some("child")), Err(Refusal::NoPrice));
        assert_eq!(many.line(Some(&near), Some("Adult")), Err(Refusal::NoTicketType));
        assert_eq!((many.fee(), many.by_type(&far)), (500, vec![None, Some(0)]));
    }
}
