use super::*;
use crate::{checkout::CheckoutLine, page_data::Name};
use jari_core::domain::{MatchId, UnixMillis};

fn letter(language: Language, kind: LetterKind) -> Letter {
    let krw = |amount| Money { amount, currency: Default::default() };
    let moment = Moment::from(UnixMillis(1_796_446_800_000));
    let info = Match {
        id: MatchId(1),
        name: Name::from("<b>두산</b> & LG\r\nBcc: all@example.com".to_owned()),
        venue_name: Name::from("자리 야구장".to_owned()),
        currency: Default::default(),
        starts_at: moment,
        sale_opens_at: moment,
        sale_closes_at: None,
        cancelled: false,
        total: 2,
    };
    let line =
        CheckoutLine { seat: "101블록 3열 14번".to_owned(), kind: None, notes: None, amount: 30_000 };
    Letter {
        language,
        kind,
        code: "3RXCFBFG".to_owned(),
        name: "김<하나>\n".to_owned(),
        info: info.clone(),
        summary: Summary { info, lines: vec![line], fee: 1_000, total: krw(31_000) },
        tickets: vec![LetterTicket {
            seat: "101블록 3열 14번".to_owned(),
            area: "1루측 · 1루 내야".to_owned(),
            kind: Some("성인".to_owned()),
            price: krw(30_000),
            entered: None,
            content_id: "ticket-1@jari".to_owned(),
        }],
        refund: None,
        links: Some(LetterLinks {
            order: "https://jari.kr/ko/orders/1".to_owned(),
            find: "https://jari.kr/ko/orders/find?code=3RXCFBFG".to_owned(),
        }),
    }
}

#[test]
fn a_subject_is_one_line_whatever_the_match_is_called() {
    for language in Language::ALL {
        for kind in [LetterKind::Paid, LetterKind::Cancelled, LetterKind::Returned { is_paid: false }] {
            let subject = letter(language, kind).subject();
            assert!(!subject.chars().any(char::is_control), "{subject:?}");
            assert!(subject.contains("<b>두산</b> & LG Bcc: all@example.com"), "{subject}");
        }
    }
    assert_eq!(one_line(" a\r\nb\u{85}\u{2028}c\t\u{0}d "), "a b c d");
}

#[test]
fn what_people_have_written_is_text_in_html() {
    let html = letter(Language::En, LetterKind::Paid).html();
    assert!(!html.contains("<b>") && !html.contains("김<하나>"), "{html}");
    assert!(html.contains("&lt;b&gt;두산") && html.contains("김&lt;하나&gt;"), "{html}");
    assert!(html.contains("src=\"cid:ticket-1@jari\"") && !html.contains("<script"), "{html}");
    // Nothing is fetched from anywhere when it is opened.
    assert!(!html.contains("src=\"http"), "{html}");
}

#[test]
fn both_parts_tell_all_of_a_ticket() {
    for language in Language::ALL {
        let letter = letter(language, LetterKind::Paid);
        for text in [letter.html(), letter.plain()] {
            for part in [
                "101블록 3열 14번",
                "1루측 · 1루 내야",
                "성인",
                "30,000",
                "31,000",
                "3RXC FBFG",
                "자리 야구장",
                "14:00",
                "https://jari.kr/ko/orders/1",
                "https://jari.kr/ko/orders/find?code=3RXCFBFG",
            ] {
                assert!(text.contains(part), "{part} is not in {text}");
            }
        }
    }
}

#[test]
fn what_goes_back_is_said() {
    let krw = |amount| Money { amount, currency: Default::default() };
    for (kind, is_done, said) in [
        (LetterKind::Cancelled, false, "₩31,000 is being refunded."),
        (LetterKind::Returned { is_paid: false }, true, "₩31,000 has been refunded."),
    ] {
        let refund = Some(Refund { money: krw(31_000), is_done });
        let letter = Letter { refund, tickets: Vec::new(), links: None, ..letter(Language::En, kind) };
        for text in [letter.html(), letter.plain()] {
            assert!(text.contains(said) && !text.contains("cid:") && !text.contains("https://"), "{text}");
        }
    }
}
