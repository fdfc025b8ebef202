use super::{Stage, header, parts, text};
use crate::support::{Ground, MailSink, orders};
use jari_core::domain::{CartId, Destination, Language, OrderState, SeatStatus, UnixMillis};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_given_back_is_told() {
    let sink = MailSink::start();
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    for (n, (language, subject, said)) in
        [(Language::Ko, "주문이 취소되었습니다", "60,000원"), (Language::En, "has been cancelled", "₩60,000")]
            .into_iter()
            .enumerate()
    {
        let cart = format!("cart {n}");
        let order = stage.buy(&cart, language, &[(0, n), (1, n)]).await;
        sink.until(2 * n + 1).await;
        let cancelled = stage.service.cancel(&order.id, &CartId::from_verified(cart)).await.unwrap();
        assert_eq!(cancelled.state, OrderState::Cancelled);
        let mail = sink.until(2 * n + 2).await.remove(2 * n + 1);
        assert_eq!(header(&mail, "message-id"), format!("<order_cancelled_{}@jari.example>", order.id));
        assert!(header(&mail, "subject").contains(subject), "{}", header(&mail, "subject"));
        let plain = text(&mail, "text/plain");
        assert!(plain.contains(said), "{plain}");
        assert!(parts(&mail, "image/png").is_empty() && parts(&mail, "text/calendar").is_empty());
    }
    stage.until_told().await;
    assert_eq!(sink.mails().len(), 4);
    stage.app.stop().await;
}

/// A charge that comes after the end of its order goes back by itself, and its buyer is told why, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_that_buys_nothing_is_told() {
    let sink = MailSink::start();
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    let (fixture, service) = (stage.fixture(), &stage.service);
    let seat = fixture.seat(0, 0);
    let order = orders::ordered(fixture, service, "ann", "k", &[seat]).await;
    let page = orders::begin(service, "ann", &order.id).await.unwrap();
    // He gives it up in one tab, and pays in another.
    service.cancel(&order.id, &CartId::from_verified("ann")).await.unwrap();
    assert!(stage.gateway.pay(&page.payment_id));
    for _ in 0..400 {
        stage.app.clock.advance(1_000);
        for id in service.claim(1_000, 10).await.unwrap() {
            service.attend(&id).await.unwrap();
        }
        let now = fixture.db.orders.find(&order.id).await.unwrap().unwrap();
        if now.due_at().is_none() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mail = sink.until(1).await.remove(0);
    stage.until_told().await;
    assert_eq!(header(&mail, "message-id"), format!("<charge_returned_{}@jari.example>", page.payment_id));
    let plain = text(&mail, "text/plain");
    assert!(plain.contains("돌려 드립니다") && plain.contains("30,000원"), "{plain}");
    assert_eq!(orders::status_of(fixture, seat).await, SeatStatus::Available);
    assert_eq!(sink.mails().len(), 1);
    stage.app.stop().await;
}

/// What is sold without anybody's name is nobody's to be told of.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_given_no_name_is_not_written_to() {
    let sink = MailSink::start();
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    let ann = stage.app.visitor();
    let seat = stage.fixture().seat(0, 0);
    assert_eq!(ann.hold(stage.fixture().match_id, seat).await.status, 201);
    assert_eq!(ann.complete(stage.fixture().match_id, &[seat]).await.status, 200);
    let waiting = stage.fixture().db.outbox.waiting(Destination::Mail, UnixMillis(0)).await.unwrap();
    assert!(waiting.oldest.is_none() && sink.mails().is_empty());
    stage.app.stop().await;
}
