use super::{header, text};
use crate::support::{Ground, Instance, MailSink, mail_sink::FROM};
use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};
use std::fs;

const JSON: &[(&str, &str)] = &[("content-type", "application/json"), ("idempotency-key", "k1")];

/// Buys a seat of the demo with play money.
async fn buy(instance: &Instance, seat: u32) {
    let client = Client::builder().cookie_store(true).no_proxy().redirect(Policy::none()).build().unwrap();
    let ann = crate::support::Visitor::with(client, instance.base.clone());
    assert_eq!(ann.post(&format!("/api/matches/1/allocation/seats/{seat}/hold")).await.status, 201);
    let buyer = json!({"name": "김하나", "email": "hana@example.com", "phone": "010-1234-5678"});
    let body = json!({"seats": [{"seatId": seat}], "buyer": buyer}).to_string();
    let order = ann.send(Method::POST, "/api/matches/1/orders", JSON, &body).await;
    assert_eq!(order.status, 201, "{}", order.text);
    let id = order.json()["data"]["orderId"].as_str().unwrap().to_owned();
    let begun = ann.send(Method::POST, &format!("/api/orders/{id}/payments"), JSON, "{}").await.json();
    let pay_url = begun["data"]["payUrl"].as_str().unwrap().to_owned();
    let path = &pay_url[pay_url.find("/sandbox").unwrap()..];
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let play = "webhook=never&return=comes&gateway=up&outcome=pay";
    let back = ann.send(Method::POST, path, &form, play).await;
    let back = back.headers["location"].to_str().unwrap().to_owned();
    let back = back.replace(&instance.base, "");
    assert_eq!(ann.get(&back).await.status, 303);
}

async fn mail_of(encryption: &str, options: &[&str]) -> Value {
    let ground = Ground::sqlite();
    Instance::load_demo(&ground);
    let folder = ground.folder.as_ref().unwrap().path();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (both, authority) = (folder.join("sink.pem"), folder.join("authority.pem"));
    fs::write(&both, made.cert.pem() + &made.signing_key.serialize_pem()).unwrap();
    fs::write(&authority, made.cert.pem()).unwrap();
    let sink = MailSink::start_with(&[&["--certificate", both.to_str().unwrap()], options].concat());
    let url = encryption.replace("HOST", &format!("jari:pass%20word%25@localhost:{}", sink.port));
    let settings =
        [("JARI_SMTP_URL", &*url), ("JARI_MAIL_FROM", FROM), ("SSL_CERT_FILE", authority.to_str().unwrap())];
    let instance = Instance::start_with(&ground, &settings);
    buy(&instance, 1).await;
    sink.until(1).await.remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn starttls_and_a_password() {
    let mail = mail_of("smtp://HOST?tls=required", &[]).await;
    assert_eq!((&mail["encrypted"], &mail["user"]), (&json!(true), &json!("jari")));
    assert!(header(&mail, "from").contains(FROM) && text(&mail, "text/html").contains("cid:ticket-1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_from_the_beginning() {
    let mail = mail_of("smtps://HOST", &["--from-the-beginning"]).await;
    assert_eq!(mail["user"], json!("jari"));
}
