//! A mail as plain text.

use super::{Letter, LetterKind, LetterTicket, one_line};
use crate::text::{matches, words};

pub(super) fn text(letter: &Letter) -> String {
    let language = letter.language;
    let mut lines = vec![letter.title().to_owned(), String::new(), letter.lead().to_owned()];
    lines.extend(letter.refund());
    lines.push(String::new());
    lines.push(one_line(&letter.info.name));
    let when = matches::starts_at(language, letter.info.starts_at);
    lines.push(format!("{} · {when}", one_line(&letter.info.venue_name)));
    lines.push(words!(language, checkout.code, code = letter.spaced_code()));
    lines.push(words!(language, mail.buyer, name = one_line(&letter.name)));
    let count = letter.tickets.len();
    for (number, ticket) in letter.tickets.iter().enumerate() {
        lines.push(String::new());
        lines.push(words!(
            language,
            mail.ticket_of,
            number = (number + 1).to_string(),
            count = count.to_string()
        ));
        lines.extend(of_ticket(letter, ticket));
    }
    if count > 0 {
        lines.push(String::new());
        lines.push(words!(language, mail.codes_elsewhere).to_owned());
    }
    if letter.kind == LetterKind::Paid {
        lines.push(words!(language, mail.calendar).to_owned());
    } else {
        lines.push(String::new());
        let line = |line: &crate::checkout::CheckoutLine| {
            let kind = line.kind.as_ref().map(|kind| format!(" · {kind}")).unwrap_or_default();
            one_line(&format!("{}{kind}", line.seat))
        };
        lines.extend(letter.summary.lines.iter().map(line));
    }
    lines.push(String::new());
    if letter.summary.fee > 0 {
        let fee = jari_core::domain::Money { amount: letter.summary.fee, ..letter.summary.total };
        lines.push(format!("{}: {}", words!(language, checkout.fee), letter.price(fee)));
    }
    lines.push(format!("{}: {}", words!(language, mail.total), letter.price(letter.summary.total)));
    if let Some(links) = &letter.links {
        let show = match letter.kind {
            LetterKind::Paid => words!(language, mail.show),
            _ => words!(language, mail.see_order),
        };
        lines.extend([String::new(), show.to_owned(), links.order.clone()]);
        lines.extend([String::new(), words!(language, mail.elsewhere).to_owned(), links.find.clone()]);
    }
    lines.extend([String::new(), words!(language, mail.footer).to_owned(), String::new()]);
    lines.join("\n")
}

fn of_ticket(letter: &Letter, ticket: &LetterTicket) -> Vec<String> {
    let kind = ticket.kind.as_ref().map(|kind| format!("{kind} · ")).unwrap_or_default();
    vec![
        one_line(&ticket.seat),
        one_line(&ticket.area),
        one_line(&format!("{kind}{}", letter.price(ticket.price))),
    ]
}
