//! E-mails to whoever has bought, at a mail server that others have written.

mod encrypted;
mod faults;
mod occasions;
mod tickets;

use crate::support::{Fixture, Ground, MailSink, ScriptedGateway, TestApp, mail_sink::writes_to, orders};
use jari_core::{
    domain::{Destination, Language, Order, SeatId, UnixMillis},
    services::{OrderService, Wanted},
};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};

/// A server that writes mails, and orders beside it, which a gateway takes the money for that does as it is told.
struct Stage {
    app: TestApp,
    service: OrderService,
    gateway: Arc<ScriptedGateway>,
    _ground: Ground,
}

impl Stage {
    /// One that writes to a port.
    async fn at(mut ground: Ground, port: u16) -> Self {
        writes_to(&mut ground.config, port);
        ground.config.http.public_origins = "https://jari.example".parse().unwrap();
        let mut fixture = Fixture::open(ground.config.clone()).await;
        let gateway = ScriptedGateway::new();
        fixture.gateways = Some(gateway.alone());
        let app = TestApp::serve(fixture, |store| store).await;
        let service = orders::service(&app.fixture, &gateway);
        Self { app, service, gateway, _ground: ground }
    }

    /// One that writes to a sink.
    async fn over(ground: Ground, sink: &MailSink) -> Self {
        Self::at(ground, sink.port).await
    }

    fn fixture(&self) -> &Fixture {
        &self.app.fixture
    }

    fn seats(&self, seats: &[(usize, usize)]) -> Vec<SeatId> {
        seats.iter().map(|&(block, seat)| self.fixture().seat(block, seat)).collect()
    }

    /// Seats that are held, ordered and paid by somebody who speaks that language.
    async fn buy(&self, cart: &str, language: Language, seats: &[(usize, usize)]) -> Order {
        buy(self.fixture(), &self.service, &self.gateway, cart, language, &self.seats(seats)).await
    }

    /// Waits until nothing is left to be written.
    async fn until_told(&self) {
        let outbox = &self.fixture().db.outbox;
        let waits = async {
            while outbox.waiting(Destination::Mail, UnixMillis(0)).await.unwrap().oldest.is_some() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(40), waits).await.expect("all of it is told");
    }
}

async fn buy(
    fixture: &Fixture,
    service: &OrderService,
    gateway: &ScriptedGateway,
    cart: &str,
    language: Language,
    seats: &[SeatId],
) -> Order {
    orders::hold(fixture, cart, seats).await;
    let wanted = Wanted { language, ..orders::wanted(cart, seats) };
    let ann = jari_core::domain::CartId::from_verified(cart);
    let order = service.place(fixture.match_id, &wanted, &ann).await.unwrap();
    let page = orders::begin(service, cart, &order.id).await.unwrap();
    assert!(gateway.pay(&page.payment_id));
    service.returned(&order.id, &page.payment_id, &[]).await.unwrap()
}

/// The parts of that type.
fn parts<'a>(mail: &'a Value, kind: &str) -> Vec<&'a Value> {
    mail["parts"].as_array().unwrap().iter().filter(|part| part["type"] == kind).collect()
}

fn text<'a>(mail: &'a Value, kind: &str) -> &'a str {
    parts(mail, kind)[0]["content"].as_str().unwrap()
}

fn header<'a>(mail: &'a Value, name: &str) -> &'a str {
    mail["headers"][name].as_str().unwrap_or_else(|| panic!("no {name} in {mail}"))
}
