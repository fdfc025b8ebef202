//! What is written to whoever has bought, in words: as HTML that mail programs show, and as plain text.
#![cfg(feature = "ssr")]

mod html;
mod plain;
#[cfg(test)]
mod tests;

use crate::{
    checkout::{Refund, Summary},
    page_data::{Match, Moment},
    text::{price, words},
};
use jari_core::domain::{Language, Money};

/// Why somebody is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// Here are the tickets.
    Paid,
    /// The order is given back.
    Cancelled,
    /// A charge bought nothing, and goes back; perhaps since the order was paid already.
    Returned {
        /// Whether the order is paid, by another charge.
        is_paid: bool,
    },
}

/// A ticket, as it stands in a mail.
#[derive(Clone, Debug)]
pub struct LetterTicket {
    /// What the seat is called.
    pub seat: String,
    /// The area and the section that it is in.
    pub area: String,
    /// The type of ticket, in words; none where there are no types.
    pub kind: Option<String>,
    /// What it has cost.
    pub price: Money,
    /// When somebody has entered by it.
    pub entered: Option<Moment>,
    /// By which id the picture of its code is attached.
    pub content_id: String,
}

/// Where the order is on the site.
#[derive(Clone, Debug)]
pub struct LetterLinks {
    /// Its page.
    pub order: String,
    /// Where it is looked up in another browser.
    pub find: String,
}

/// All that is written.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What its reader speaks.
    pub language: Language,
    /// Why it is written.
    pub kind: LetterKind,
    /// What people call the order.
    pub code: String,
    /// Who has bought.
    pub name: String,
    /// The match.
    pub info: Match,
    /// What was bought.
    pub summary: Summary,
    /// The tickets that are valid.
    pub tickets: Vec<LetterTicket>,
    /// What goes back.
    pub refund: Option<Refund>,
    /// Where to go; nowhere if it is not known what the site is called.
    pub links: Option<LetterLinks>,
}

impl Letter {
    /// The subject: one line, whatever the match is called.
    pub fn subject(&self) -> String {
        let (language, name) = (self.language, self.info.name.to_string());
        let subject = match self.kind {
            LetterKind::Paid => words!(language, mail.paid.subject, name),
            LetterKind::Cancelled => words!(language, mail.cancelled.subject, name),
            LetterKind::Returned { .. } => words!(language, mail.returned.subject, name),
        };
        one_line(&subject)
    }

    /// The mail as HTML.
    pub fn html(&self) -> String {
        html::document(self)
    }

    /// The mail as plain text.
    pub fn plain(&self) -> String {
        plain::text(self)
    }

    /// Whom a mail comes from, where nobody says otherwise.
    pub fn sender(language: Language) -> &'static str {
        match language {
            Language::Ko => words!(language, site.name_in_korean),
            Language::En => words!(language, site.name),
        }
    }

    fn title(&self) -> &'static str {
        let language = self.language;
        match self.kind {
            LetterKind::Paid => words!(language, mail.paid.title),
            LetterKind::Cancelled => words!(language, mail.cancelled.title),
            LetterKind::Returned { .. } => words!(language, mail.returned.title),
        }
    }

    fn lead(&self) -> &'static str {
        let language = self.language;
        match self.kind {
            LetterKind::Paid => words!(language, mail.paid.lead),
            LetterKind::Cancelled => words!(language, mail.cancelled.lead),
            LetterKind::Returned { is_paid: false } => words!(language, mail.returned.lead),
            LetterKind::Returned { is_paid: true } => words!(language, mail.returned.again),
        }
    }

    /// What is said of the money that goes back.
    fn refund(&self) -> Option<String> {
        let Refund { money, is_done } = self.refund?;
        let price = self.price(money);
        let language = self.language;
        Some(if is_done {
            words!(language, checkout.refunded, price)
        } else {
            words!(language, checkout.refunding, price)
        })
    }

    fn price(&self, money: Money) -> String {
        price(self.language, money.amount, money.currency)
    }

    /// The code, in two halves, as it is easier to read so; it is found by either.
    fn spaced_code(&self) -> String {
        match self.code.split_at_checked(self.code.len() / 2) {
            Some((first, second)) if self.code.is_ascii() => format!("{first} {second}"),
            _ => self.code.clone(),
        }
    }
}

/// A text without what would end its line.
pub fn one_line(text: &str) -> String {
    let plain =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
