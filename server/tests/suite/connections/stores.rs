//! Encrypted connections to the stores.

use super::Identity;
use crate::support::{Ground, Instance, PostgresServer, RedisServer, finish, servers};
use server::config::AllocationBackend;
use std::net::TcpListener;
use tempfile::TempDir;

/// Both stores with a certificate that nobody knows but whom the test tells.
#[tokio::test]
async fn both_stores_are_spoken_to_over_tls() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    identity.write(&folder);
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (cert, key) = (file("cert.pem"), file("key.pem"));
    servers::lend(&[folder.path(), cert.as_ref(), key.as_ref()]);

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let redis = RedisServer::start_with(&[
        "--tls-port",
        &port,
        "--tls-cert-file",
        &cert,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &cert,
        "--tls-auth-clients",
        "no",
    ]);
    let settings = ["ssl=on".to_owned(), format!("ssl_cert_file={cert}"), format!("ssl_key_file={key}")];
    let postgres = PostgresServer::start_with(&settings.each_ref().map(String::as_str));
    let database = format!("{}?sslmode=verify-full", postgres.create_database());
    let mut ground = Ground::at(&format!("{database}&sslrootcert={cert}"));
    ground.config.backend = AllocationBackend::Redis;
    ground.config.redis.url = format!("rediss://127.0.0.1:{port}");

    let serving = |ground: &Ground| {
        let mut command = Instance::command(ground, &["--site-addr", "127.0.0.1:0"]);
        command.env("JARI_STARTUP_WAIT_SECS", "0");
        // Nothing depends on how soon a busy machine puts a whole match into Redis.
        command.env("JARI_REDIS_TIMEOUT_MS", "20000").env("JARI_DATABASE_TIMEOUT_MS", "20000");
        command
    };
    Instance::load_demo(&ground);
    let mut command = serving(&ground);
    command.env("SSL_CERT_FILE", &cert);
    let instance = Instance::spawn(&mut command);
    let ann = instance.visitor();
    let block = ann.get("/api/matches/1/blocks").await.json()["data"]["blocks"][0]["id"].clone();
    let seats = ann.get(&format!("/api/matches/1/blocks/{block}/seats")).await.json();
    let seat = &seats["data"]["seats"][0]["id"];
    let hold = ann.post(&format!("/api/matches/1/allocation/seats/{seat}/hold")).await;
    assert_eq!(hold.status, 201, "{hold:?}");
    let encrypted = |yes| {
        let sql = format!(
            "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
             WHERE application_name = 'jari' AND ssl = {yes}"
        );
        postgres.psql("postgres", &sql).parse::<u32>().unwrap()
    };
    assert!(encrypted(true) > 0 && encrypted(false) == 0);
    drop(instance);

    // Whoever has a certificate that is not known is not spoken to.
    let refused = |ground: &Ground| {
        let output = finish(&mut serving(ground));
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let error = refused(&ground);
    assert!(error.contains("error: ") && error.contains("Redis"), "{error}");
    ground.config.database.url = database;
    let error = refused(&ground);
    assert!(error.contains("certificate"), "{error}");
    drop(redis);
}
