//! Where a buyer is reached, in one spelling: so that it is known again however it is written.

/// An e-mail address without what makes no other mailbox of it: upper case, and whatever stands behind a `+`.
pub fn email_key(email: &str) -> String {
    let email = email.trim().to_lowercase();
    match email.rsplit_once('@') {
        Some((local, domain)) => {
            let mailbox = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
            format!("{}@{domain}", if mailbox.is_empty() { local } else { mailbox })
        }
        None => email,
    }
}

/// A phone's number in digits, as it is dialled in Korea if it is one of there, and with its country's otherwise.
pub fn phone_key(phone: &str) -> String {
    let is_international = phone.trim_start().starts_with('+');
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("82") {
        Some(national) if is_international => format!("0{}", national.trim_start_matches('0')),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_mailbox_has_one_key() {
        for email in
            ["hana@example.com", " Hana@Example.COM ", "hana+tickets@example.com", "HANA+a+b@example.com"]
        {
            assert_eq!(email_key(email), "hana@example.com", "{email}");
        }
        assert_eq!(email_key("+a@example.com"), "+a@example.com");
        assert_ne!(email_key("ha.na@example.com"), email_key("hana@example.com"));
    }

    #[test]
    fn one_phone_has_one_key() {
        for phone in ["010-1234-5678", "01012345678", "+82 10 1234 5678", "+82 (0)10-1234-5678"] {
            assert_eq!(phone_key(phone), "01012345678", "{phone}");
        }
        assert_eq!(phone_key("+1 212 555 0100"), "12125550100");
        assert_eq!(phone_key("8212345678"), "8212345678");
    }

    proptest! {
        #[test]
        fn a_key_is_its_own(email: String, digits in "\\+?[0-9]{8,15}") {
            prop_assert_eq!(email_key(&email_key(&email)), email_key(&email));
            let key = phone_key(&digits);
            prop_assert_eq!(phone_key(&key), key);
        }
    }
}
