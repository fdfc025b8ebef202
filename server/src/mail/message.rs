//! A mail as it goes over the wire (RFC 5322, MIME).

use super::read::Written;
use app::mails::{Letter, one_line};
use jari_core::{
    domain::{Buyer, Language},
    ports::{Message, NotTold},
};
use lettre::{
    Address,
    address::Envelope,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, SystemTime};
use url::Host;

/// Whom mails come from.
#[derive(Clone, Debug)]
pub(super) struct Sender(pub(super) Mailbox);

impl Sender {
    /// A mail to whoever has bought, and to whom it is handed. The same message makes the same mail each time, but for what stands
    /// between its parts.
    pub(super) fn message(
        &self,
        written: &Written,
        message: &Message,
    ) -> Result<(Envelope, Vec<u8>), NotTold> {
        let Written { letter, buyer, pictures, calendar } = written;
        let to = address(buyer).ok_or_else(|| never("nothing can be sent to the buyer's address"))?;
        let sender = self.mailbox(letter.language);
        let envelope = Envelope::new(Some(sender.email.clone()), vec![to.clone()]);
        let envelope = envelope.map_err(|_| never("there is nobody to write to"))?;
        let id = format!("<{}@{}>", message.key, sender.email.domain());
        let at = u64::try_from(message.created_at.0).unwrap_or_default();
        let made = lettre::Message::builder()
            .from(sender)
            .to(Mailbox::new(Some(one_line(buyer.name())), to))
            .subject(letter.subject())
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(at))
            .message_id(Some(id))
            // Nobody's machine should answer it (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .envelope(envelope.clone())
            .multipart(parts(letter, pictures, calendar.as_deref())?);
        let made = made.map_err(|_| never("the mail cannot be put together"))?;
        Ok((envelope, made.formatted()))
    }

    fn mailbox(&self, language: Language) -> Mailbox {
        let Mailbox { name, email } = self.0.clone();
        Mailbox::new(name.or_else(|| Some(Letter::sender(language).to_owned())), email)
    }
}

fn parts(
    letter: &Letter,
    pictures: &[(String, Vec<u8>)],
    calendar: Option<&str>,
) -> Result<MultiPart, NotTold> {
    let kind = |text: &str| ContentType::parse(text).map_err(|_| never("the mail cannot be put together"));
    let mut related = MultiPart::related().singlepart(SinglePart::html(letter.html()));
    for (number, (id, picture)) in pictures.iter().enumerate() {
        let name = format!("ticket-{}.png", number + 1);
        let picture =
            Attachment::new_inline_with_name(id.clone(), name).body(picture.clone(), kind("image/png")?);
        related = related.singlepart(picture);
    }
    let texts = MultiPart::alternative().singlepart(SinglePart::plain(letter.plain())).multipart(related);
    let mut whole = MultiPart::mixed().multipart(texts);
    if let Some(calendar) = calendar {
        let kind = kind("text/calendar; charset=utf-8; method=PUBLISH")?;
        whole = whole.singlepart(Attachment::new("match.ics".to_owned()).body(calendar.to_owned(), kind));
    }
    Ok(whole)
}

/// The address of whoever has bought, its domain as name servers know it.
fn address(buyer: &Buyer) -> Option<Address> {
    let (user, domain) = buyer.email().rsplit_once('@')?;
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return None };
    let is_one_line = !user.chars().any(char::is_control);
    // Where there are dots side by side, it stands in quotes.
    let quoted = || Address::new(format!("\"{user}\""), &domain);
    Address::new(user, &domain).or_else(|_| quoted()).ok().filter(|_| is_one_line)
}

fn never(reason: &str) -> NotTold {
    NotTold { is_final: true, ..NotTold::for_now(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::{
        checkout::Summary,
        mails::LetterKind,
        page_data::{Match, Moment, Name},
    };
    use jari_core::domain::{MatchId, Money, TimeZoneName, UnixMillis};

    const HOSTILE: &str = "A\r\nBcc: all@example.com\r\n\r\n<b>body</b>\u{85}\u{2028}x";

    fn written(buyer: Buyer) -> Written {
        let moment = Moment::new(UnixMillis(1_796_446_800_000), &TimeZoneName::default());
        let info = Match {
            id: MatchId(1),
            name: Name::from(HOSTILE.to_owned()),
            venue_name: Name::from(HOSTILE.to_owned()),
            currency: Default::default(),
            starts_at: moment,
            sale_opens_at: moment,
            sale_closes_at: None,
            cancelled: false,
            total: 2,
        };
        let total = Money { amount: 1, currency: Default::default() };
        let letter = Letter {
            language: Language::Ko,
            kind: LetterKind::Cancelled,
            code: "3RXCFBFG".to_owned(),
            name: buyer.name().to_owned(),
            info: info.clone(),
            summary: Summary { info, lines: Vec::new(), fee: 0, total },
            tickets: Vec::new(),
            refund: None,
            links: None,
        };
        Written { letter, buyer, pictures: Vec::new(), calendar: None }
    }

    fn message() -> Message {
        Message {
            id: 1,
            key: "order_paid_5".to_owned(),
            kind: "mail.paid".to_owned(),
            payload: "{}".to_owned(),
            created_at: UnixMillis(1_796_446_800_000),
            attempts: 1,
        }
    }

    fn sent(buyer: Buyer) -> Result<(Envelope, String), NotTold> {
        let sender = Sender("tickets@jari.kr".parse().unwrap());
        let (envelope, content) = sender.message(&written(buyer), &message())?;
        Ok((envelope, String::from_utf8(content).unwrap()))
    }

    #[test]
    fn nobody_writes_a_header_of_their_own() {
        let (envelope, text) = sent(Buyer::from_stored(HOSTILE, "hana@example.com", "1")).unwrap();
        assert_eq!(envelope.to().len(), 1);
        let head = text.split("\r\n\r\n").next().unwrap();
        let names: Vec<_> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap())
            .collect();
        assert_eq!(
            names,
            ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
        );
        assert!(text.is_ascii() && text.split("\r\n").all(|line| line.len() < 998 && !line.contains('\n')));
        assert!(head.contains("Message-ID: <order_paid_5@jari.kr>"), "{head}");
        // What would end an address or a line is in none.
        for email in
            ["hana@example.com\r\nRCPT TO:<all@example.com>", "a\r\nb@example.com", "hana", "a@1.2.3.4"]
        {
            let refused = sent(Buyer::from_stored("x", email, "1")).unwrap_err();
            assert!(refused.is_final && !refused.reason.contains("hana"), "{email}: {refused:?}");
        }
    }

    #[test]
    fn an_address_is_written_as_name_servers_know_it() {
        let to = |email: &str| sent(Buyer::from_stored("김하나", email, "1")).unwrap().0.to()[0].to_string();
        assert_eq!(to("hana+jari@example.com"), "hana+jari@example.com");
        assert_eq!(to("hana@예시.한국"), "hana@xn--vv4b11d.xn--3e0b707e");
        assert_eq!(to("ha..na@example.com"), "\"ha..na\"@example.com");
    }
}
