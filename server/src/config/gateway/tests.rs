use super::*;

fn config() -> GatewayConfig {
    GatewayConfig {
        environment: Environment::Development,
        gateway: GatewayName::Sandbox,
        gateway_timeout_secs: 10,
        stripe_secret_key: None,
        stripe_webhook_secret: None,
        stripe_url: Stripe::URL.to_owned(),
        toss_secret_key: None,
        toss_url: Toss::URL.to_owned(),
        sandbox_url: None,
    }
}

fn own(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn play_money_is_refused_where_money_is_real() {
    assert_eq!(config().faults(), []);
    let shop = GatewayConfig { environment: Environment::Production, ..config() };
    assert_eq!(shop.faults(), [GatewayFault::PlayMoney]);
    let toss =
        GatewayConfig { gateway: GatewayName::Toss, toss_secret_key: own("live_sk_1"), ..shop.clone() };
    assert_eq!(toss.faults(), []);
    let tried = GatewayConfig { toss_secret_key: own("test_sk_1"), ..toss };
    assert_eq!(tried.faults(), [GatewayFault::TestKey("JARI_TOSS_SECRET_KEY")]);
    let stripe = GatewayConfig {
        gateway: GatewayName::Stripe,
        stripe_secret_key: own("rk_test_1"),
        stripe_webhook_secret: own("whsec_1"),
        ..shop
    };
    assert_eq!(stripe.faults(), [GatewayFault::TestKey("JARI_STRIPE_SECRET_KEY")]);
}

#[test]
fn a_gateway_needs_its_keys() {
    let stripe = GatewayConfig { gateway: GatewayName::Stripe, ..config() };
    assert_eq!(stripe.faults(), [GatewayFault::NoKey("JARI_STRIPE_SECRET_KEY", "stripe")]);
    let half = GatewayConfig { stripe_secret_key: own("sk_live_1"), ..stripe };
    assert_eq!(half.faults(), [GatewayFault::NoKey("JARI_STRIPE_WEBHOOK_SECRET", "stripe")]);
    let whole = GatewayConfig { stripe_webhook_secret: own("whsec_1, whsec_2"), ..half.clone() };
    assert_eq!(whole.stripe().unwrap().unwrap().webhook_secrets.len(), 2);
    for secrets in [",", "whsec_1,secret", "whsec_"] {
        let odd = GatewayConfig { stripe_webhook_secret: own(secrets), ..half.clone() };
        assert!(
            matches!(odd.faults()[..], [GatewayFault::Key("JARI_STRIPE_WEBHOOK_SECRET", _)]),
            "{secrets}"
        );
    }
    let toss = GatewayConfig { gateway: GatewayName::Toss, ..config() };
    assert_eq!(toss.faults(), [GatewayFault::NoKey("JARI_TOSS_SECRET_KEY", "toss")]);
    for key in ["pk_live_1", "sk_", "sk_live 1", "sk_live_1\n2"] {
        let odd = GatewayConfig { stripe_secret_key: own(key), ..whole.clone() };
        assert!(matches!(odd.faults()[..], [GatewayFault::Key("JARI_STRIPE_SECRET_KEY", _)]), "{key}");
    }
}

#[test]
fn keys_go_nowhere_where_others_can_read_them() {
    let at = |url: &str| {
        let config =
            GatewayConfig { toss_secret_key: own("live_sk_1"), toss_url: url.to_owned(), ..config() };
        config.toss().map(|settings| settings.map(|settings| settings.base_url)).ok().flatten()
    };
    assert_eq!(at("https://api.tosspayments.com/").as_deref(), Some("https://api.tosspayments.com"));
    assert_eq!(at("http://127.0.0.1:8420").as_deref(), Some("http://127.0.0.1:8420"));
    for url in ["http://api.tosspayments.com", "ftp://x", "nowhere", "https://user@x", "https://x?y", ""] {
        assert_eq!(at(url), None, "{url}");
    }
}

#[test]
fn no_key_is_shown() {
    let config = GatewayConfig {
        stripe_secret_key: own("sk_live_1"),
        stripe_webhook_secret: own("whsec_1"),
        ..config()
    };
    let shown = format!("{config:?} {:?}", config.stripe());
    assert!(!shown.contains("sk_live_1") && !shown.contains("whsec_1"), "{shown}");
}
