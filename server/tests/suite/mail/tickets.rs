use super::{Stage, buy, header, parts, text};
use crate::support::{Fleet, Ground, MailSink, ScriptedGateway, mail_sink::writes_to, orders};
use base64::{Engine, engine::general_purpose::STANDARD};
use jari_core::domain::{Destination, Language, Order, UnixMillis, ticket::TicketClaim};
use serde_json::Value;
use server::{http::session_keys, tickets::TicketKeys};
use std::{collections::BTreeSet, io::Cursor};

macro_rules! on_grounds {
    ($($ground:ident),+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $ground() {
            tickets_come_once_with_all_that_they_have(Ground::$ground()).await;
        })+
    };
}

on_grounds!(sqlite, postgres, redis_sqlite, redis_postgres);

/// What a camera reads in a picture.
fn seen(png: &[u8]) -> String {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| dots[y * width + x]);
    picture.detect_grids().remove(0).decode().unwrap().1
}

/// What the pictures of a mail say to a gate, and the tokens of an order's tickets.
async fn tokens(stage: &Stage, mail: &Value, order: &Order) -> [BTreeSet<String>; 2] {
    let picture = |part: &&Value| seen(&STANDARD.decode(part["content"].as_str().unwrap()).unwrap());
    let shown = parts(mail, "image/png").iter().map(picture).collect();
    let keys = TicketKeys::new(session_keys(&stage.app.config).unwrap().ticket_seeds()).unwrap();
    let tickets = stage.fixture().db.tickets.of_order(&order.id).await.unwrap();
    let token = tickets.iter().map(|(ticket, of)| {
        keys.sign(TicketClaim { ticket: *ticket, match_id: of.match_id, seat_id: of.seat_id })
    });
    [shown, token.collect()]
}

async fn tickets_come_once_with_all_that_they_have(ground: Ground) {
    let sink = MailSink::start();
    let stage = Stage::over(ground, &sink).await;
    for (n, (language, subject, said)) in [
        (
            Language::Ko,
            "경기 티켓을 보내 드립니다",
            ["티켓이 준비되었습니다", "티켓 2장 중 1번째", "합계: 60,000원"],
        ),
        (Language::En, "Your tickets for ", ["Your tickets are ready", "Ticket 1 of 2", "Total: ₩60,000"]),
    ]
    .into_iter()
    .enumerate()
    {
        let order = stage.buy(&format!("cart {n}"), language, &[(0, n), (1, n)]).await;
        let mail = sink.until(n + 1).await.remove(n);
        stage.until_told().await;
        assert_eq!(mail["to"], serde_json::json!(["hana@example.com"]));
        assert_eq!(header(&mail, "to"), "김하나 <hana@example.com>");
        assert_eq!(header(&mail, "message-id"), format!("<order_paid_{}@jari.example>", order.id));
        assert_eq!(header(&mail, "auto-submitted"), "auto-generated");
        let subject =
            if language == Language::Ko { subject.replace("경기", "") } else { subject.to_owned() };
        assert!(header(&mail, "subject").contains(subject.trim()), "{}", header(&mail, "subject"));
        assert_eq!(
            mail["shape"].as_array().unwrap().iter().map(|kind| kind.as_str().unwrap()).collect::<Vec<_>>(),
            [
                "multipart/mixed",
                "multipart/alternative",
                "text/plain",
                "multipart/related",
                "text/html",
                "image/png",
                "image/png",
                "text/calendar"
            ]
        );
        let (plain, html) = (text(&mail, "text/plain"), text(&mail, "text/html"));
        for part in said {
            assert!(plain.contains(part), "{part} is not in {plain}");
        }
        let code = format!("{} {}", &order.code.as_str()[..4], &order.code.as_str()[4..]);
        let page = format!("https://jari.example/{language}/orders/{}", order.id);
        let find = format!("https://jari.example/{language}/orders/find?code={}", order.code);
        for part in [&*code, "김하나", "30,000", &page, &find] {
            assert!(plain.contains(part) && html.contains(part), "{part}: {plain} {html}");
        }
        for picture in parts(&mail, "image/png") {
            let id = picture["id"].as_str().unwrap().trim_matches(['<', '>']);
            assert!(html.contains(&format!("src=\"cid:{id}\"")), "{id} is not in {html}");
        }
        let [shown, tokens] = tokens(&stage, &mail, &order).await;
        assert_eq!(shown.len(), 2);
        assert_eq!(shown, tokens);
        let calendar = parts(&mail, "text/calendar")[0];
        assert_eq!(
            (&calendar["disposition"], &calendar["filename"]),
            (&"attachment".into(), &"match.ics".into())
        );
        assert!(calendar["content"].as_str().unwrap().starts_with("BEGIN:VCALENDAR"), "{calendar}");
    }
    stage.app.stop().await;
    assert_eq!((sink.mails().len(), sink.ids().len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_write_each_mail_once() {
    let sink = MailSink::start();
    let mut ground = Ground::postgres();
    ground.config.database.timeout_ms = 20_000;
    writes_to(&mut ground.config, sink.port);
    let fleet = Fleet::start(ground, 2).await;
    let gateway = ScriptedGateway::new();
    let fixture = fleet.fixture();
    let service = orders::service(fixture, &gateway);
    for seat in 0..24 {
        let cart = format!("cart {seat}");
        buy(fixture, &service, &gateway, &cart, Language::En, &[fixture.seat(0, seat)]).await;
    }
    let mails = sink.until(24).await;
    // Nothing but the pictures and the file is to be fetched, as nobody knows what the site is called.
    assert!(mails.iter().all(|mail| !text(mail, "text/html").contains("http")));
    let outbox = &fixture.db.outbox;
    while outbox.waiting(Destination::Mail, UnixMillis(0)).await.unwrap().oldest.is_some() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!((sink.mails().len(), sink.ids().len()), (24, 24));
    fleet.stop().await;
}
