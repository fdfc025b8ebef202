//! A mail as HTML: tables and styles in their elements, as mail programs know little else; what is dark where its reader likes it
//! dark stands in a style sheet, which those know that have such a mode.

use super::{Letter, LetterKind, LetterTicket};
use crate::{
    checkout::CheckoutLine,
    text::{matches, price, short_date_time, words},
};
use jari_core::domain::Currency;
use leptos::prelude::*;

const SHEET: &str = "
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:520px){.half{display:block!important;width:100%!important;box-sizing:border-box}.code{padding:0 20px 20px!important;text-align:center!important}
.frame{padding:12px 8px!important}.button{display:block!important;text-align:center!important}}
@media (prefers-color-scheme:dark){body,.ground{background:#0e1017!important}.card{background:#171a24!important;border-color:#2b3040!important}
.text{color:#f0f2f8!important}.soft{color:#a9b0c3!important}.line{border-color:#2b3040!important}.link{color:#98a2ff!important}
.button{background:#98a2ff!important;color:#10132e!important}.note{background:#10301f!important;color:#5fdca2!important}}
";

const FONT: &str =
    "font-family:system-ui,-apple-system,'Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',sans-serif";
const TEXT: &str = "color:#171a23";
const SOFT: &str = "color:#545b6e";
const CARD: &str = "background:#ffffff;border:1px solid #d9dde6;border-radius:14px;border-collapse:separate;border-spacing:0;width:100%;margin:0 0 16px";
const BUTTON: &str = "display:inline-block;background:#3a45d8;color:#ffffff;text-decoration:none;font-weight:600;padding:13px 22px;\
                      border-radius:10px";

fn style(parts: &[&str]) -> String {
    parts.join(";")
}

pub(super) fn document(letter: &Letter) -> String {
    let language = letter.language;
    let title = letter.title();
    let page = view! {
        <html lang=language.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="supported-color-schemes" content="light dark"/>
                <title>{title}</title>
                <style inner_html=SHEET></style>
            </head>
            <body style="margin:0;padding:0;background:#f4f5f8">
                <table role="presentation" class="ground" style="background:#f4f5f8;width:100%;border-collapse:collapse">
                    <tr>
                        <td class="frame" style="padding:28px 16px;text-align:center">
                            <table
                                role="presentation"
                                style=style(&["width:100%;max-width:600px;margin:0 auto;border-collapse:collapse;text-align:left;line-height:1.55;font-size:16px", FONT])
                            >
                                <tr>
                                    <td>{body(letter)}</td>
                                </tr>
                            </table>
                        </td>
                    </tr>
                </table>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}

fn body(letter: &Letter) -> impl IntoView + use<> {
    let language = letter.language;
    let refund = letter.refund().map(|refund| {
        view! {
            <p class="note" style="margin:0 0 18px;padding:12px 16px;border-radius:10px;background:#dff5ea;color:#0a7a4b;font-weight:600">
                {refund}
            </p>
        }
    });
    let count = letter.tickets.len();
    let tickets = letter.tickets.iter().enumerate();
    let tickets = tickets.map(|(number, one)| ticket(letter, one, number + 1, count)).collect_view();
    let when = matches::starts_at(language, letter.info.starts_at);
    view! {
        <p class="soft" style=style(&["margin:0 0 6px;font-weight:700;letter-spacing:.02em", SOFT])>
            {Letter::sender(language)}
        </p>
        <h1 class="text" style=style(&["margin:0 0 8px;font-size:26px;line-height:1.25", TEXT])>{letter.title()}</h1>
        <p class="soft" style=style(&["margin:0 0 18px", SOFT])>{letter.lead()}</p>
        {refund}
        <p class="text" style=style(&["margin:0;font-size:19px;font-weight:700", TEXT])>{letter.info.name.clone()}</p>
        <p class="soft" style=style(&["margin:0 0 18px", SOFT])>{letter.info.venue_name.clone()} " · " {when}</p>
        {tickets}
        {summary(letter)}
        {ways(letter)}
        <p class="soft" style=style(&["margin:24px 0 0;font-size:13px", SOFT])>{words!(language, mail.footer)}</p>
    }
}

fn ticket(letter: &Letter, ticket: &LetterTicket, number: usize, count: usize) -> impl IntoView + use<> {
    let language = letter.language;
    let LetterTicket { seat, area, kind, price: paid, entered, content_id } = ticket.clone();
    let of = words!(language, mail.ticket_of, number = number.to_string(), count = count.to_string());
    let alt = words!(language, checkout.ticket_code, seat = seat.clone());
    let used = entered.map(|when| {
        let used = words!(language, checkout.ticket_used, when = short_date_time(language, when));
        view! { <p class="soft" style=style(&["margin:6px 0 0;font-weight:600", SOFT])>{used}</p> }
    });
    view! {
        <table role="presentation" class="card" style=CARD>
            <tr>
                <td class="half" style="padding:20px;vertical-align:top">
                    <p class="soft" style=style(&["margin:0 0 6px;font-size:13px", SOFT])>{of}</p>
                    <p class="text" style=style(&["margin:0 0 6px;font-size:20px;font-weight:700;line-height:1.3", TEXT])>{seat}</p>
                    <p class="soft" style=style(&["margin:0", SOFT])>{area}</p>
                    <p class="text" style=style(&["margin:6px 0 0", TEXT])>
                        {kind.map(|kind| format!("{kind} · "))} {price(language, paid.amount, paid.currency)}
                    </p>
                    <p class="soft" style=style(&["margin:6px 0 0", SOFT])>{letter.name.clone()}</p>
                    {used}
                </td>
                <td class="half code" style="padding:20px 20px 20px 0;width:200px;vertical-align:top;text-align:right">
                    <img
                        src=format!("cid:{content_id}")
                        alt=alt
                        width="200"
                        height="200"
                        style="display:inline-block;width:200px;height:200px;background:#ffffff;border-radius:8px"
                    />
                </td>
            </tr>
        </table>
    }
}

/// What it costs: seat by seat where there are no tickets to tell it.
fn summary(letter: &Letter) -> impl IntoView + use<> {
    let (language, total) = (letter.language, letter.summary.total);
    let amount = move |amount: i64, currency: Currency| price(language, amount, currency);
    let row = move |what: String, of: i64| {
        view! {
            <tr>
                <td class="text" style=style(&["padding:3px 0", TEXT])>{what}</td>
                <td class="text" style=style(&["padding:3px 0;white-space:nowrap;text-align:right", TEXT])>{amount(of, total.currency)}</td>
            </tr>
        }
    };
    let line = |CheckoutLine { seat, kind, amount, .. }: &CheckoutLine| {
        let kind = kind.as_ref().map(|kind| format!(" · {kind}")).unwrap_or_default();
        row(format!("{seat}{kind}"), *amount)
    };
    let lines = letter.summary.lines.iter().map(line).collect_view();
    let fee =
        (letter.summary.fee > 0).then(|| row(words!(language, checkout.fee).to_owned(), letter.summary.fee));
    let calendar = (letter.kind == LetterKind::Paid).then(|| {
        view! { <p class="soft" style=style(&["margin:10px 0 0;font-size:14px", SOFT])>{words!(language, mail.calendar)}</p> }
    });
    let edge = "padding:10px 0 0;border-top:1px solid #d9dde6;font-weight:700;font-size:18px";
    view! {
        <table role="presentation" class="card" style=CARD>
            <tr>
                <td style="padding:20px">
                    <p class="text" style=style(&["margin:0 0 2px;font-weight:700", TEXT])>
                        {words!(language, checkout.code, code = letter.spaced_code())}
                    </p>
                    <p class="soft" style=style(&["margin:0 0 12px", SOFT])>{words!(language, mail.buyer, name = letter.name.clone())}</p>
                    <table role="presentation" style="width:100%;border-collapse:collapse">
                        {lines}
                        {fee}
                        <tr>
                            <td class="text line" style=style(&[edge, TEXT])>{words!(language, mail.total)}</td>
                            <td class="text line" style=style(&[edge, "text-align:right", TEXT])>{amount(total.amount, total.currency)}</td>
                        </tr>
                    </table>
                    {calendar}
                </td>
            </tr>
        </table>
    }
}

fn ways(letter: &Letter) -> impl IntoView + use<> {
    let (language, kind) = (letter.language, letter.kind);
    letter.links.clone().map(move |links| {
        let show = match kind {
            LetterKind::Paid => words!(language, mail.show),
            LetterKind::Cancelled | LetterKind::Returned { .. } => words!(language, mail.see_order),
        };
        view! {
            <p style="margin:20px 0 14px"><a class="button" href=links.order style=BUTTON>{show}</a></p>
            <p class="soft" style=style(&["margin:0;font-size:14px", SOFT])>
                {words!(language, mail.elsewhere)} " "
                <a class="link" href=links.find style="color:#3a45d8">{words!(language, mail.find)}</a>
            </p>
        }
    })
}
