use crate::support::{Ground, PostgresServer, Proxy, config};
use server::{
    config::Config,
    rdb::{self, OpenError},
};
use std::time::Duration;

async fn open(config: &Config) -> Result<(), OpenError> {
    let db = rdb::open(&config.database, config.startup, &config.told()).await?;
    db.close().await;
    Ok(())
}

/// The whole message, as a person reads it.
async fn refusal(url: &str, wait_secs: u64) -> String {
    let mut config = config(url);
    config.startup.startup_wait_secs = wait_secs;
    open(&config).await.expect_err("it cannot be opened").to_string()
}

#[tokio::test]
async fn a_late_database_is_waited_for() {
    let server = PostgresServer::shared();
    let proxy = Proxy::start(server.address()).unwrap();
    proxy.cut();
    let config = config(&proxy.through(&server.create_database()));
    let opening = tokio::spawn(async move { open(&config).await });
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(!opening.is_finished(), "it waits");
    proxy.heal().unwrap();
    opening.await.unwrap().unwrap();
}

#[tokio::test]
async fn one_that_does_not_come_is_named() {
    let proxy = Proxy::start(PostgresServer::shared().address()).unwrap();
    proxy.cut();
    let address = proxy.address();
    let error = refusal(&format!("postgres://jari:jari@{address}/jari"), 1).await;
    assert!(error.contains("cannot reach the database") && error.contains(&address.to_string()), "{error}");
}

/// These do not mend themselves, so nobody waits.
#[tokio::test]
async fn what_will_never_work_fails_at_once() {
    let server = PostgresServer::shared();
    let url = server.create_database();
    let (wrong_password, missing) = (url.replace(":jari@", ":wrong@"), format!("{url}_missing"));
    for (url, expected) in [
        (wrong_password.as_str(), "password authentication failed"),
        (&missing, "does not exist"),
        ("mysql://localhost/jari", "must begin with"),
        ("postgres://[", "cannot be read"),
    ] {
        let asked = std::time::Instant::now();
        let error = refusal(url, 60).await;
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("wrong"), "no password in a message: {error}");
        assert!(asked.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn a_schema_from_the_future_is_refused() {
    let server = PostgresServer::shared();
    let postgres = Ground::at(&server.create_database());
    open(&postgres.config).await.unwrap();
    let name = postgres.config.database.url.rsplit_once('/').unwrap().1.to_owned();
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                  VALUES (9999, 'the future', TRUE, '', 0)";
    server.psql(&name, future);
    let error = open(&postgres.config).await.unwrap_err().to_string();
    assert!(error.contains("9999") && error.contains("newer"), "{error}");
}
