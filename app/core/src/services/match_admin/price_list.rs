//! A price list as an operator writes it, and what it comes to at a match.

use super::{
    category_of, choices,
    error::{MAX_PRICE, MatchAdminError, PriceListFault},
};
use crate::domain::{Currency, MatchId, Name, PriceList, TicketType, TypePrices, Venue};

/// The most types of tickets that a match may have: a buyer chooses among them for each seat.
const MAX_TYPES: usize = 20;

/// The longest key of a type.
const MAX_KEY: usize = 32;

/// A price list as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct AskedPrices {
    /// What its prices are in; as before without it.
    pub currency: Option<Currency>,
    /// What each order costs besides its seats.
    pub fee: i64,
    /// The types, the usual one first.
    pub types: Vec<AskedType>,
}

/// One type of it.
#[derive(Clone, Debug)]
pub struct AskedType {
    /// What programs know it by.
    pub key: String,
    /// What it is called.
    pub name: Name,
    /// What a seat costs, by the names or numbers of categories.
    pub prices: Vec<(String, i64)>,
}

impl AskedPrices {
    /// What it is at a venue.
    pub(super) fn read(self, id: MatchId, venue: &Venue) -> Result<PriceList, MatchAdminError> {
        let refused = |place: String, why| Err(MatchAdminError::BadPriceList { id, place, why });
        let is_price = |price: i64| (0..=MAX_PRICE).contains(&price);
        if !is_price(self.fee) {
            return refused("fee".to_owned(), PriceListFault::NoPrice(self.fee));
        }
        if self.types.len() > MAX_TYPES {
            return refused("types".to_owned(), PriceListFault::TooMany(MAX_TYPES));
        }
        let mut types: Vec<TypePrices> = Vec::with_capacity(self.types.len());
        for (n, AskedType { key, name, prices: asked }) in self.types.into_iter().enumerate() {
            if !is_key(&key) {
                return refused(format!("types[{n}].key"), PriceListFault::BadKey(key));
            }
            if types.iter().any(|of| of.of.key == key) {
                return refused(format!("types[{n}].key"), PriceListFault::Twice(key));
            }
            if asked.is_empty() {
                return refused(format!("types[{n}].prices"), PriceListFault::Empty);
            }
            let mut prices = Vec::with_capacity(asked.len());
            for (category, price) in asked {
                let place = format!("types[{n}].prices.{category}");
                let Some(found) = category_of(venue, &category) else {
                    return refused(place, PriceListFault::NoCategory(choices(venue)));
                };
                if prices.iter().any(|(id, _)| *id == found.id) {
                    return refused(place, PriceListFault::Twice(category));
                }
                if !is_price(price) {
                    return refused(place, PriceListFault::NoPrice(price));
                }
                prices.push((found.id, price));
            }
            types.push(TypePrices { of: TicketType { key, name }, prices });
        }
        Ok(PriceList { types, fee: self.fee })
    }
}

/// Whether a text is one that stays the same in addresses and programs.
fn is_key(key: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=MAX_KEY).contains(&key.len()) && key.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CategoryId, Point, PriceCategory, VenueId, VenuePlan};

    fn venue() -> Venue {
        let category = |id, name: &str| PriceCategory {
            id: CategoryId(id),
            name: name.into(),
            color: "#000000".to_owned(),
            price: Some(1),
        };
        let at = Point { x: 0.0, y: 0.0 };
        Venue {
            id: VenueId(1),
            name: "v".into(),
            plan: VenuePlan { min: at, max: at, shapes: Vec::new() },
            areas: Vec::new(),
            sections: Vec::new(),
            blocks: Vec::new(),
            categories: vec![category(7, "R"), category(8, "S")],
        }
    }

    fn asked(key: &str, prices: &[(&str, i64)]) -> AskedType {
        let prices = prices.iter().map(|(category, price)| ((*category).to_owned(), *price)).collect();
        AskedType { key: key.to_owned(), name: key.into(), prices }
    }

    fn read(fee: i64, types: Vec<AskedType>) -> Result<PriceList, String> {
        let asked = AskedPrices { currency: None, fee, types };
        asked.read(MatchId(3), &venue()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_list_is_read_with_its_categories_by_name_or_number() {
        let list =
            read(5, vec![asked("adult", &[("R", 10), ("8", 4)]), asked("child", &[("S", 0)])]).unwrap();
        assert_eq!((list.fee, list.types.len()), (5, 2));
        assert_eq!(list.types[0].prices, [(CategoryId(7), 10), (CategoryId(8), 4)]);
        assert_eq!(list.types[1].price(CategoryId(7)), None);
        assert_eq!(read(0, vec![]), Ok(PriceList::default()));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let adult = || asked("adult", &[("R", 10)]);
        for (fee, types, place) in [
            (-1, vec![adult()], "fee"),
            (0, vec![adult(), asked("Child", &[("R", 1)])], "types[1].key"),
            (0, vec![asked("", &[("R", 1)])], "types[0].key"),
            (0, vec![adult(), adult()], "types[1].key"),
            (0, vec![asked("adult", &[])], "types[0].prices"),
            (0, vec![asked("adult", &[("R", 10), ("T", 1)])], "types[0].prices.T"),
            (0, vec![asked("adult", &[("R", 10), ("7", 1)])], "types[0].prices.7"),
            (0, vec![asked("adult", &[("R", -10)])], "types[0].prices.R"),
            (0, vec![asked("adult", &[("R", MAX_PRICE + 1)])], "types[0].prices.R"),
            (0, (0..21).map(|n| asked(&n.to_string(), &[("R", 1)])).collect(), "types"),
        ] {
            let said = read(fee, types).unwrap_err();
            assert!(
                said.starts_with(&format!("the price list of match 3 is refused at {place}: ")),
                "{said}"
            );
        }
    }
}
