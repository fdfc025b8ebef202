use crate::support::{Ground, Instance, Receiver};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{fs, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// A receiver behind HTTPS is told if the system trusts it, and is told nothing if it does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_trusted_is_told_over_https() {
    let (listener, mut receiver) = Receiver::bind([]).await;
    receiver.url = receiver.url.replace("http://127.0.0.1", "https://localhost");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(made.cert.pem().as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(made.signing_key.serialize_pem().as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let (acceptor, router) = (TlsAcceptor::from(Arc::new(config)), receiver.router());
    let (refusals, mut refused) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = TowerToHyperService::new(router.clone());
            let (acceptor, refusals) = (acceptor.clone(), refusals.clone());
            tokio::spawn(async move {
                match acceptor.accept(socket).await {
                    Ok(stream) => {
                        drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await)
                    }
                    Err(error) => drop(refusals.send(error)),
                }
            });
        }
    });
    let ground = Ground::sqlite();
    Instance::load_demo(&ground);
    let authorities = ground.folder.as_ref().unwrap().path().join("authorities.pem");
    let stranger = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(&authorities, stranger.cert.pem()).unwrap();
    let mut settings = receiver.settings().to_vec();
    settings.push(("SSL_CERT_FILE", authorities.to_str().unwrap()));

    let mut first = Instance::start_with(&ground, &settings);
    let ann = first.visitor();
    assert_eq!(ann.post("/api/matches/1/allocation/seats/1/hold").await.status, 201);
    let json = [("content-type", "application/json")];
    let path = "/api/matches/1/allocation/seats/complete";
    assert_eq!(ann.send(reqwest::Method::POST, path, &json, r#"{"seatIds":[1]}"#).await.status, 200);
    refused.recv().await.unwrap();
    assert!(receiver.received().is_empty());
    first.terminate();
    assert!(first.ended().await.success());

    fs::write(&authorities, made.cert.pem()).unwrap();
    let _second = Instance::start_with(&ground, &settings);
    assert_eq!(receiver.until(1).await[0].verified()["data"]["seats"][0]["id"], 1);
}
