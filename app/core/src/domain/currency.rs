//! The money that a match is sold for.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A currency by its code in ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// It is the code of no currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is written by its code, in three capital letters, such as KRW, USD or JPY")]
pub struct UnknownCurrency;

/// The currencies that are in use, without funds, metals and codes for tests.
const CODES: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY \
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR \
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG \
    XOF XPF YER ZAR ZMW ZWG";

impl Currency {
    /// The won of South Korea, which is meant where nobody says otherwise.
    pub const KRW: Self = Self(*b"KRW");

    /// A code that was read before, by this version or by one that knows more currencies: it only has the form of one.
    ///
    /// # Errors
    /// [`UnknownCurrency`] for what is not three capital letters.
    pub fn from_stored(text: &str) -> Result<Self, UnknownCurrency> {
        match *text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(UnknownCurrency),
        }
    }

    /// Its code.
    pub fn as_str(&self) -> &str {
        // It was read from letters of ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many digits of an amount in its smallest unit stand behind the decimal point, by ISO 4217.
    pub const fn digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::KRW
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    /// Reads a code as it is written, in capital letters.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_stored(CODES.split(' ').find(|code| *code == text).ok_or(UnknownCurrency)?)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_stored(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_read_as_it_is_written() {
        assert_eq!("KRW".parse(), Ok(Currency::KRW));
        for code in CODES.split(' ') {
            assert_eq!(code.parse::<Currency>().map(|currency| currency.to_string()), Ok(code.to_owned()));
            assert!(code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()), "{code}");
        }
        for text in ["", "krw", "WON", "KR", "KRW ", "KRW USD", "XAU", "₩"] {
            assert_eq!(text.parse::<Currency>(), Err(UnknownCurrency), "{text}");
        }
    }

    #[test]
    fn a_currency_that_only_a_later_version_knows_is_carried() {
        let later: Currency = serde_json::from_str("\"XYZ\"").expect("it has the form of a code");
        assert_eq!((later.as_str(), later.digits()), ("XYZ", 2));
        assert_eq!(serde_json::to_string(&later).ok().as_deref(), Some("\"XYZ\""));
        for text in ["\"xyz\"", "\"\"", "\"KRWX\"", "5"] {
            assert!(serde_json::from_str::<Currency>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_currency_has_its_digits() {
        let digits = |code: &str| code.parse::<Currency>().map(Currency::digits);
        assert_eq!(["KRW", "JPY", "VND"].map(digits), [Ok(0); 3]);
        assert_eq!(["USD", "EUR", "GBP", "CNY"].map(digits), [Ok(2); 4]);
        assert_eq!(["KWD", "TND"].map(digits), [Ok(3); 2]);
    }
}
