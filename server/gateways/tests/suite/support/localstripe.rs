//! `localstripe`, a server that others have written and that speaks some of Stripe's interface: payment intents, refunds and
//! signed webhooks, and no Checkout Sessions. `.ci/setup.sh` installs it.

use super::{PATIENCE, form::Form, stripe_double::KEY};
use axum::http::StatusCode;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// What it signs webhooks with.
pub(crate) const WEBHOOK_SECRET: &str = "whsec_localstripe";

/// A running one; gone on drop.
pub(crate) struct LocalStripe {
    process: Child,
    url: String,
    client: Client,
}

/// Where `.ci/setup.sh` keeps it.
fn python() -> PathBuf {
    let cache = env::var_os("JARI_CACHE").map(PathBuf::from);
    let home = || PathBuf::from(env::var_os("HOME").expect("a home")).join(".cache/jari");
    cache.unwrap_or_else(home).join("localstripe/bin/python")
}

impl LocalStripe {
    pub(crate) fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/support/localstripe.py");
        #[expect(clippy::disallowed_methods, reason = "its environment is cleared here")]
        let mut process = Command::new(python())
            .arg("-I")
            .arg(script)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("localstripe: run `sh .ci/setup.sh test-rust` once");
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let url = format!("http://127.0.0.1:{}", port.trim().parse::<u16>().expect("localstripe starts"));
        let client = Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        Self { process, url, client }
    }

    async fn ask(&self, request: RequestBuilder) -> (StatusCode, Value) {
        let answer = request.bearer_auth(KEY).send().await.unwrap();
        (StatusCode::from_u16(answer.status().as_u16()).unwrap(), answer.json().await.unwrap_or_default())
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url)).form(form)
    }

    /// Sends its webhooks there.
    pub(crate) async fn tell(&self, url: &str) {
        let form = [("url", url), ("secret", WEBHOOK_SECRET)];
        let answer = self.post("/_config/webhooks/jari", &form).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    /// Takes money from one of Stripe's cards for tests; answers the payment intent.
    pub(crate) async fn pay(&self, amount: &Value, currency: &Value, metadata: &Value, card: &str) -> Value {
        let mark = metadata["jari_payment"].as_str().unwrap();
        let form = [
            ("amount", &*amount.to_string()),
            ("currency", currency.as_str().unwrap()),
            ("payment_method", card),
            ("metadata[jari_payment]", mark),
        ];
        let (status, intent) = self.ask(self.post("/v1/payment_intents", &form)).await;
        assert_eq!(status, StatusCode::OK, "{intent}");
        let path = format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap());
        // A card that is declined is an error here, and a state there.
        self.ask(self.post(&format!("{path}/confirm"), &[])).await;
        self.intent(intent["id"].as_str().unwrap()).await
    }

    /// A payment intent with its charge, as a session expands it.
    pub(crate) async fn intent(&self, id: &str) -> Value {
        let get = self.client.get(format!("{}/v1/payment_intents/{id}", self.url));
        let (status, mut intent) = self.ask(get.query(&[("expand[]", "latest_charge")])).await;
        assert_eq!(status, StatusCode::OK, "{intent}");
        // Of a later version of the interface than what localstripe speaks.
        let is_taken = intent["status"] == "succeeded";
        intent["amount_received"] = if is_taken { intent["amount"].clone() } else { json!(0) };
        intent
    }

    /// Passes on what was asked for.
    pub(crate) async fn refund(&self, form: &Form) -> (StatusCode, Value) {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.ask(self.post("/v1/refunds", &form)).await
    }
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
