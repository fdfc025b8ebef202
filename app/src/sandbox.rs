//! The sandbox's payment page, which stands in for that of a payment gateway: HTML alone, without a script, so that it is as far
//! from our other pages as a gateway's is.

use crate::text::{price, words};
use jari_core::domain::{Language, Money};
use leptos::prelude::*;

/// How soon a page that sends the buyer back does so by itself, and where to.
const SOON: &str = "3";

/// What has become of a charge, as its page says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxEnd {
    /// It was paid.
    Paid,
    /// The card was declined.
    Declined,
    /// The buyer has given up.
    GivenUp,
    /// The shop has closed it.
    Closed,
    /// It was given back.
    Refunded,
    /// Its time is over.
    Over,
}

/// How the buyer gets back to the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SandboxBack {
    /// By a link to this address.
    Link(String),
    /// By itself in a moment, to this address.
    Soon(String),
    /// He does not.
    Lost,
}

/// What is shown of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SandboxPhase {
    /// The buyer may play, by a form to this address.
    Playable(String),
    /// It has come to an end.
    Ended(SandboxEnd, SandboxBack),
}

/// A charge as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxView {
    /// What is bought.
    pub title: String,
    /// How much it is.
    pub money: Money,
    /// What is shown.
    pub phase: SandboxPhase,
}

/// The whole page, in a language, with the style at that address. Without a charge it says that there is none.
pub fn sandbox_page(language: Language, style: &str, charge: Option<SandboxView>) -> String {
    let refresh = charge.as_ref().and_then(|charge| match &charge.phase {
        SandboxPhase::Ended(_, SandboxBack::Soon(to)) => Some(format!("{SOON};url={to}")),
        SandboxPhase::Playable(_) | SandboxPhase::Ended(..) => None,
    });
    let refresh = refresh.map(|content| view! { <meta http-equiv="refresh" content=content/> });
    let body = match charge {
        Some(charge) => whole(language, charge).into_any(),
        None => view! { <h1>{words!(language, sandbox.unknown)}</h1> }.into_any(),
    };
    let page = view! {
        <html lang=language.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                {refresh}
                <title>{format!("{} · {}", words!(language, sandbox.title), words!(language, sandbox.mark))}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style.to_owned()/>
            </head>
            <body>
                <main class="sandbox">
                    <p class="sandbox-mark"><strong>{words!(language, sandbox.mark)}</strong></p>
                    {body}
                </main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}

fn whole(language: Language, charge: SandboxView) -> impl IntoView {
    let SandboxView { title, money, phase } = charge;
    let price = price(language, money.amount, money.currency);
    let heading = match &phase {
        SandboxPhase::Playable(_) => words!(language, sandbox.title),
        SandboxPhase::Ended(end, _) => told(language, *end),
    };
    let rest = match phase {
        SandboxPhase::Playable(address) => form(language, address, &price).into_any(),
        SandboxPhase::Ended(_, back) => way_back(language, back).into_any(),
    };
    view! {
        <h1>{heading}</h1>
        <dl class="sandbox-charge">
            <dt>{title}</dt>
            <dd>{price}</dd>
        </dl>
        {rest}
    }
}

fn told(language: Language, end: SandboxEnd) -> &'static str {
    match end {
        SandboxEnd::Paid => words!(language, sandbox.paid),
        SandboxEnd::Declined => words!(language, sandbox.declined),
        SandboxEnd::GivenUp => words!(language, sandbox.given_up),
        SandboxEnd::Closed => words!(language, sandbox.closed),
        SandboxEnd::Refunded => words!(language, sandbox.refunded),
        SandboxEnd::Over => words!(language, sandbox.over),
    }
}

fn way_back(language: Language, back: SandboxBack) -> impl IntoView {
    let link = |to: String| view! { <a class="button" href=to>{words!(language, sandbox.back)}</a> };
    let (text, link) = match back {
        SandboxBack::Link(to) => (None, Some(link(to))),
        SandboxBack::Soon(to) => (Some(words!(language, sandbox.back_soon)), Some(link(to))),
        SandboxBack::Lost => (Some(words!(language, sandbox.back_lost)), None),
    };
    view! {
        {text.map(|text| view! { <p role="status">{text}</p> })}
        {link.map(|link| view! { <p class="sandbox-ways">{link}</p> })}
    }
}

fn form(language: Language, address: String, price: &str) -> impl IntoView {
    let webhook = [
        ("at-once", words!(language, sandbox.webhook_at_once)),
        ("before-return", words!(language, sandbox.webhook_before_return)),
        ("late", words!(language, sandbox.webhook_late)),
        ("twice", words!(language, sandbox.webhook_twice)),
        ("never", words!(language, sandbox.webhook_never)),
    ];
    let back = [
        ("comes", words!(language, sandbox.way_back_comes)),
        ("lost", words!(language, sandbox.way_back_lost)),
    ];
    let gateway = [
        ("up", words!(language, sandbox.gateway_up)),
        ("down", words!(language, sandbox.gateway_down)),
        ("slow", words!(language, sandbox.gateway_slow)),
    ];
    view! {
        <p class="sandbox-note">{words!(language, sandbox.note)}</p>
        <form class="sandbox-form" method="post" action=address>
            <fieldset class="sandbox-trouble">
                <legend>{words!(language, sandbox.trouble)}</legend>
                {choice("webhook", words!(language, sandbox.webhook), &webhook)}
                {choice("return", words!(language, sandbox.way_back), &back)}
                {choice("gateway", words!(language, sandbox.gateway), &gateway)}
            </fieldset>
            <p class="sandbox-ways">
                <button class="button" name="outcome" value="pay">
                    {words!(language, sandbox.pay, price = price.to_owned())}
                </button>
                <button class="button is-quiet" name="outcome" value="decline">{words!(language, sandbox.decline)}</button>
                <button class="button is-quiet" name="outcome" value="give-up">{words!(language, sandbox.give_up)}</button>
            </p>
        </form>
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    choices: &[(&'static str, &'static str)],
) -> impl IntoView + use<> {
    let options: Vec<_> =
        choices.iter().map(|&(value, text)| view! { <option value=value>{text}</option> }).collect();
    view! {
        <label class="sandbox-choice">
            <span>{label}</span>
            <select name=name>{options}</select>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::Currency;

    fn page(language: Language, title: &str, phase: SandboxPhase) -> String {
        let money = Money { amount: 15_000, currency: Currency::KRW };
        sandbox_page(language, "/style.css", Some(SandboxView { title: title.to_owned(), money, phase }))
    }

    #[test]
    fn it_is_plainly_play_money_in_each_language() {
        let ended = |back| SandboxPhase::Ended(SandboxEnd::Paid, back);
        for phase in [
            SandboxPhase::Playable("/sandbox/payments/a1".to_owned()),
            ended(SandboxBack::Link("/".to_owned())),
            ended(SandboxBack::Soon("/".to_owned())),
            ended(SandboxBack::Lost),
        ] {
            for (language, mark, price) in
                [(Language::Ko, "가상 결제", "15,000원"), (Language::En, "Play money", "₩15,000")]
            {
                let page = page(language, "A – B", phase.clone());
                assert!(page.starts_with("<!DOCTYPE html><html lang=\""), "{page}");
                for part in [mark, price, "A – B", "href=\"/style.css\"", "noindex"] {
                    assert!(page.contains(part), "{part}: {page}");
                }
                assert!(!page.contains("<script") && !page.contains(" style="), "{page}");
            }
        }
    }

    #[test]
    fn nothing_that_is_shown_is_markup() {
        let odd = "\"><script>alert(1)</script>";
        let phase = SandboxPhase::Ended(SandboxEnd::Over, SandboxBack::Soon(format!("/?x={odd}")));
        let page = page(Language::En, odd, phase);
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn there_is_a_way_back_unless_it_is_lost() {
        let ended = |back| page(Language::En, "A", SandboxPhase::Ended(SandboxEnd::Paid, back));
        let to = "https://jari.kr/back?a=1";
        assert!(ended(SandboxBack::Link(to.to_owned())).contains("href=\"https://jari.kr/back?a=1\""));
        let soon = ended(SandboxBack::Soon(to.to_owned()));
        assert!(soon.contains("content=\"3;url=https://jari.kr/back?a=1\""), "{soon}");
        assert!(!ended(SandboxBack::Lost).contains("Back to the shop"));
        assert!(sandbox_page(Language::En, "", None).contains("There is no such payment"));
    }
}
