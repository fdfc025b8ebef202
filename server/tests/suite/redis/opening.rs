//! Who answers at the start, and who never will.

use super::ground::Ground;
use crate::support::servers::RedisServer;
use server::redis::{OpenError, Redis};
use tokio::{io::AsyncWriteExt, net::TcpListener};

async fn error(ground: &Ground, url: &str) -> OpenError {
    let mut config = ground.config.clone();
    config.url = url.to_owned();
    match Redis::open(&config, ground.needs()).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_come_is_told_from_what_never_will() {
    let mut ground = Ground::start().await;
    let url = ground.server.url();
    ground.server.kill();
    assert!(error(&ground, &url).await.is_late());
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    ground.config.timeout_ms = 200;
    assert!(error(&ground, &format!("redis://{}", silent.local_addr().unwrap())).await.is_late());

    for bad in ["", "localhost:6379", "http://localhost", "redis://h:x"] {
        let error = error(&ground, bad).await;
        assert!(matches!(error, OpenError::BadUrl(_)), "{bad}: {error}");
    }

    let guarded = RedisServer::start_with(&["--requirepass", "right"]);
    let address = guarded.address();
    for url in [format!("redis://{address}"), format!("redis://:wrong@{address}")] {
        let error = error(&ground, &url).await;
        assert!(matches!(error, OpenError::Refused(_)), "{url}: {error}");
        assert!(!error.to_string().contains("wrong@"), "a password is not shown: {error}");
    }
    guarded.cli(&["ACL", "SETUSER", "poor", "on", ">pass", "+ping"]);
    let error_of_poor = error(&ground, &format!("redis://poor:pass@{address}")).await;
    assert!(matches!(error_of_poor, OpenError::Refused(_)), "{error_of_poor}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn something_else_is_not_taken_for_redis() {
    let ground = Ground::start().await;
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", other.local_addr().unwrap());
    let answering = tokio::spawn(async move {
        while let Ok((mut client, _)) = other.accept().await {
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        }
    });
    let error = error(&ground, &url).await;
    assert!(matches!(error, OpenError::NotRedis(_)), "{error}");
    answering.abort();
}
