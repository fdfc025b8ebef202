//! Who buys: what is asked for, and what is wrong with what was written. The browser and the server judge by the same.

use std::fmt;

/// The most characters of a name.
pub const NAME_MOST: usize = 80;
/// The most bytes of an e-mail address, and of what stands before its `@`.
const EMAIL_MOST: usize = 254;
const LOCAL_MOST: usize = 64;
/// The fewest and the most digits of a phone's number (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// As long may a phone's number be written.
const PHONE_MOST: usize = 40;

/// Who buys. It is people's own data: it stands in the database alone, and its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Buyer {
    name: String,
    email: String,
    phone: String,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuyerField {
    /// The name.
    Name,
    /// The e-mail address.
    Email,
    /// The phone's number.
    Phone,
}

impl BuyerField {
    /// The word that programs and forms use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldFault {
    /// There is nothing in it.
    Required,
    /// It is longer than it may be.
    TooLong,
    /// It is not what is asked for.
    Invalid,
}

impl FieldFault {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::TooLong => "TOO_LONG",
            Self::Invalid => "INVALID",
        }
    }
}

/// What is wrong, field by field, in the order of the form.
pub type BuyerFaults = Vec<(BuyerField, FieldFault)>;

impl Buyer {
    /// Reads what was written into a form.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(name: &str, email: &str, phone: &str) -> Result<Self, BuyerFaults> {
        let (name, email, phone) = (read_name(name), read_email(email), read_phone(phone));
        match (name, email, phone) {
            (Ok(name), Ok(email), Ok(phone)) => Ok(Self { name, email, phone }),
            (name, email, phone) => {
                let faults = [
                    (BuyerField::Name, name.err()),
                    (BuyerField::Email, email.err()),
                    (BuyerField::Phone, phone.err()),
                ];
                Err(faults.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect())
            }
        }
    }

    /// A buyer as a store has it.
    pub fn from_stored(name: impl Into<String>, email: impl Into<String>, phone: impl Into<String>) -> Self {
        Self { name: name.into(), email: email.into(), phone: phone.into() }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The e-mail address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The phone's number: digits, perhaps after a `+`.
    pub fn phone(&self) -> &str {
        &self.phone
    }
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buyer(…)")
    }
}

/// A text without what surrounds it, if it is there and no longer than it may be.
fn present(text: &str, most: usize) -> Result<&str, FieldFault> {
    match text.trim() {
        "" => Err(FieldFault::Required),
        text if text.len() > most => Err(FieldFault::TooLong),
        text => Ok(text),
    }
}

fn read_name(text: &str) -> Result<String, FieldFault> {
    let name = present(text, NAME_MOST * 4)?;
    if name.chars().count() > NAME_MOST {
        return Err(FieldFault::TooLong);
    }
    if name.chars().any(char::is_control) { Err(FieldFault::Invalid) } else { Ok(name.to_owned()) }
}

/// Only what no address could be is refused: whether it is somebody's is found out by writing to it.
fn read_email(text: &str) -> Result<String, FieldFault> {
    let email = present(text, EMAIL_MOST)?;
    let is_address = email.rsplit_once('@').is_some_and(|(local, domain)| {
        let is_label = |label: &str| {
            let is_of = |c: char| c.is_alphanumeric() || c == '-';
            (1..=63).contains(&label.len())
                && label.chars().all(is_of)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_sign = |c: char| !c.is_control() && !c.is_whitespace() && !"@<>()[],;:\\\"".contains(c);
        let is_local = !local.is_empty() && local.len() <= LOCAL_MOST && local.chars().all(is_sign);
        is_local && domain.contains('.') && domain.split('.').all(is_label)
    });
    if is_address { Ok(email.to_owned()) } else { Err(FieldFault::Invalid) }
}

fn read_phone(text: &str) -> Result<String, FieldFault> {
    let written = present(text, PHONE_MOST)?;
    let (plus, rest) = match written.strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", written),
    };
    if !rest.chars().all(|c| c.is_ascii_digit() || " -.()".contains(c)) {
        return Err(FieldFault::Invalid);
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if DIGITS.contains(&digits.len()) { Ok(format!("{plus}{digits}")) } else { Err(FieldFault::Invalid) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FINE: [&str; 3] = ["김하나", "hana@example.com", "010-1234-5678"];

    #[test]
    fn what_was_written_is_read_without_what_surrounds_it() {
        let buyer =
            Buyer::read(" 김하나 ", " hana.kim+jari@mail.example.co.kr", "+82 (10) 1234-5678").unwrap();
        assert_eq!(
            [buyer.name(), buyer.email(), buyer.phone()],
            ["김하나", "hana.kim+jari@mail.example.co.kr", "+821012345678"]
        );
        assert_eq!(format!("{buyer:?}"), "Buyer(…)");
    }

    #[test]
    fn every_fault_is_told_at_its_field() {
        use FieldFault::{Invalid, Required, TooLong};
        let faults = |name: &str, email: &str, phone: &str| Buyer::read(name, email, phone).unwrap_err();
        assert_eq!(
            faults("", " ", ""),
            [(BuyerField::Name, Required), (BuyerField::Email, Required), (BuyerField::Phone, Required)]
        );
        let long = "가".repeat(NAME_MOST + 1);
        for (name, fault) in [(&*long, TooLong), ("a\nb", Invalid)] {
            assert_eq!(faults(name, FINE[1], FINE[2]), [(BuyerField::Name, fault)]);
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for (email, fault) in [
            (&*long, TooLong),
            ("hana", Invalid),
            ("hana@", Invalid),
            ("@example.com", Invalid),
            ("hana@example", Invalid),
            ("hana@example..com", Invalid),
            ("hana@-example.com", Invalid),
            ("ha na@example.com", Invalid),
            ("a@b@example.com", Invalid),
            ("hana@example.com\r\nBcc: all@example.com", Invalid),
        ] {
            assert_eq!(faults(FINE[0], email, FINE[2]), [(BuyerField::Email, fault)], "{email}");
        }
        for phone in ["1234567", "1234567890123456", "010-1234-567a", "+", "++821012345678", "전화"] {
            assert_eq!(faults(FINE[0], FINE[1], phone), [(BuyerField::Phone, Invalid)], "{phone}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_bounded_and_read_again_as_it_is(name: String, email: String, phone: String) {
            if let Ok(buyer) = Buyer::read(&name, &email, &phone) {
                prop_assert!(buyer.name().len() <= 320 && buyer.email().len() <= 254 && buyer.phone().len() <= 16);
                let again = Buyer::read(buyer.name(), buyer.email(), buyer.phone());
                prop_assert_eq!(again.ok(), Some(buyer));
            }
        }
    }
}
