use super::{Stage, header};
use crate::support::{Ground, MailSink, mail_sink::free_port, run_in, text_of};
use jari_core::{
    domain::{Destination, Language, UnixMillis},
    ports::Clock,
};
use serde_json::json;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const FAILED: &str = "jari_outbox_failed_total{destination=\"mail\"}";
const GIVEN_UP: &str = "jari_outbox_given_up_total{destination=\"mail\"}";

async fn until_failed(stage: &Stage, times: f64) {
    crate::observed::until(&stage.app, |series| series.get(FAILED) == times).await;
}

/// Waits until it stands in the database why a message was not told, which begins so.
async fn until_noted(stage: &Stage, reason: &str) {
    let noted = "SELECT coalesce(group_concat(error, '; '), '') FROM outbox WHERE destination = 'mail'";
    let waits = async {
        while !text_of(&stage.app.config.database.url, noted).await.starts_with(reason) {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(20), waits).await.unwrap_or_else(|_| panic!("{reason} is not noted"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_later_is_sent_the_same_later() {
    let sink = MailSink::start();
    let later =
        [json!({"rcpt": "450 4.2.0 <hana@example.com> is greylisted"}), json!({"data": "451 4.3.0 later"})];
    sink.script(&later);
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    stage.buy("ann", Language::En, &[(0, 0)]).await;
    until_noted(&stage, "the mail server answered 450 4.2.0 to RCPT").await;
    let is_due = async |stage: &Stage| {
        stage.fixture().db.outbox.waiting(Destination::Mail, stage.app.clock.now()).await.unwrap().is_due
    };
    assert!(!is_due(&stage).await);
    stage.app.clock.advance(5_000);
    until_noted(&stage, "the mail server answered 451 4.3.0 to the mail").await;
    stage.app.clock.advance(10_000);
    stage.until_told().await;
    let mails = sink.mails();
    // The one that was refused after it was sent, and the one that was taken.
    assert_eq!((mails.len(), sink.ids().len()), (2, 1));
    stage.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_never_is_not_asked_again() {
    let sink = MailSink::start();
    sink.script(&[json!({"rcpt": "550 5.1.1 <hana@example.com> no such user here"})]);
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    stage.buy("ann", Language::En, &[(0, 0)]).await;
    crate::observed::until(&stage.app, |series| series.get(GIVEN_UP) == 1.0).await;
    stage.app.clock.advance(100_000_000);
    // Others are written to all the same.
    stage.buy("bob", Language::En, &[(0, 1)]).await;
    sink.until(1).await;
    stage.until_told().await;
    assert_eq!(sink.mails().len(), 1);
    // Who it was is not written down a second time.
    until_noted(&stage, "the mail server answered 550 5.1.1 to RCPT").await;
    stage.app.stop().await;
}

/// Nobody knows whether it was taken: it is sent again, not soon, and as the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_lost_is_asked_for_once_more_by_the_same_id() {
    let sink = MailSink::start();
    sink.script(&[json!({"drop": true})]);
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    stage.buy("ann", Language::En, &[(0, 0)]).await;
    until_noted(&stage, "at the mail: ").await;
    stage.app.clock.advance(299_000);
    let outbox = &stage.fixture().db.outbox;
    assert!(!outbox.waiting(Destination::Mail, stage.app.clock.now()).await.unwrap().is_due);
    assert_eq!(sink.mails().len(), 1);
    stage.app.clock.advance(1_000);
    stage.until_told().await;
    assert_eq!((sink.mails().len(), sink.ids().len()), (2, 1));
    stage.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_is_written_to_once_it_is_up() {
    let port = free_port();
    let stage = Stage::at(Ground::sqlite(), port).await;
    let order = stage.buy("ann", Language::En, &[(0, 0)]).await;
    until_noted(&stage, "at the connection: ").await;
    let sink = MailSink::start_with(&["--port", &port.to_string()]);
    stage.app.clock.advance(5_000);
    stage.until_told().await;
    assert_eq!(header(&sink.mails()[0], "message-id"), format!("<order_paid_{}@jari.example>", order.id));
    stage.app.stop().await;
}

/// A server that says nothing about one mail keeps no other waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_without_an_answer_holds_up_no_other() {
    let sink = MailSink::start();
    sink.script(&[json!({"never": true})]);
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    stage.buy("ann", Language::En, &[(0, 0)]).await;
    sink.until(1).await;
    for seat in 1..6 {
        stage.buy(&format!("cart {seat}"), Language::En, &[(0, seat)]).await;
    }
    timeout(Duration::from_secs(4), sink.until(6)).await.expect("none waits for the first");
    until_noted(&stage, "at the mail: no answer in time").await;
    stage.app.clock.advance(300_000);
    stage.until_told().await;
    assert_eq!((sink.mails().len(), sink.ids().len()), (7, 6));
    stage.app.stop().await;
}

/// Whoever was forgotten before the mail was sent gets none, and nobody waits for that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_forgotten_is_not_written_to() {
    let port = free_port();
    let stage = Stage::at(Ground::sqlite(), port).await;
    let order = stage.buy("ann", Language::En, &[(0, 0)]).await;
    until_noted(&stage, "at the connection: ").await;
    assert!(stage.fixture().db.orders.forget(&order.code).await.unwrap());
    let sink = MailSink::start_with(&["--port", &port.to_string()]);
    stage.app.clock.advance(5_000);
    stage.until_told().await;
    assert!(sink.mails().is_empty());
    // And nothing of theirs is left in what was to be told.
    let payload = text_of(&stage.app.config.database.url, "SELECT payload FROM outbox").await;
    assert_eq!(payload, format!("{{\"orderId\":\"{}\"}}", order.id));
    stage.app.stop().await;
}

/// What a version after this one wants to be written is left to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_a_later_version_knows_is_left_to_it() {
    let sink = MailSink::start();
    let stage = Stage::over(Ground::sqlite(), &sink).await;
    let later = "INSERT INTO outbox (destination, key, kind, payload, created_at, due_at)
                 VALUES ('mail', 'k', 'mail.of_tomorrow', '{\"orderId\":\"1\"}', 1000000, 1000000)";
    run_in(&stage.app.config.database.url, later).await;
    until_failed(&stage, 1.0).await;
    sleep(Duration::from_millis(50)).await;
    let waiting = stage.fixture().db.outbox.waiting(Destination::Mail, UnixMillis(0)).await.unwrap();
    assert!(waiting.oldest.is_some() && sink.mails().is_empty());
    stage.app.stop().await;
}
