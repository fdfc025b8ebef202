//! Certificates that a test makes, and clients that know them.

use crate::support::{TestApp, Visitor};
use reqwest::{Certificate, Client, ClientBuilder};
use server::{config::Config, site::Site};
use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt, sync::Arc};
use tempfile::TempDir;
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, pem::PemObject},
    },
};

/// A certificate for this machine, and its key.
pub(super) struct Identity {
    pub(super) cert: String,
    pub(super) key: String,
}

impl Identity {
    pub(super) fn new() -> Self {
        let made =
            rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        Self { cert: made.cert.pem(), key: made.signing_key.serialize_pem() }
    }

    /// Puts it where the settings will look for it.
    pub(super) fn write(&self, folder: &TempDir) {
        fs::write(folder.path().join("cert.pem"), &self.cert).unwrap();
        let key = folder.path().join("key.pem");
        fs::write(&key, &self.key).unwrap();
        // PostgreSQL refuses a key that others may read.
        fs::set_permissions(key, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// A server that has it, with other settings besides.
    pub(super) async fn serve(&self, folder: &TempDir, configure: impl FnOnce(&mut Config)) -> TestApp {
        self.serve_site(folder, Site::none(), configure).await
    }

    /// The same with a site.
    pub(super) async fn serve_site(
        &self,
        folder: &TempDir,
        site: Site,
        configure: impl FnOnce(&mut Config),
    ) -> TestApp {
        self.write(folder);
        let secure = |config: &mut Config| {
            config.tls.tls_cert = Some(folder.path().join("cert.pem"));
            config.tls.tls_key = Some(folder.path().join("key.pem"));
            configure(config);
        };
        TestApp::start_with_site(site, secure).await
    }

    /// Somebody who trusts it and nothing else, and speaks the best that the server does.
    pub(super) fn visitor(&self, app: &TestApp) -> Visitor {
        self.visitor_with(app, |client| client)
    }

    /// The same with a client of the test's choice.
    pub(super) fn visitor_with(
        &self,
        app: &TestApp,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Visitor {
        let root = Certificate::from_pem(self.cert.as_bytes()).unwrap();
        let client = Client::builder().cookie_store(true).no_proxy().add_root_certificate(root);
        Visitor::with(build(client).build().unwrap(), format!("https://{}", app.address))
    }

    /// A connection that a test works with by hand, with a small buffer for what it receives.
    pub(super) async fn connect(&self, app: &TestApp, protocol: &str) -> TlsStream<TcpStream> {
        self.connect_to(app.address, protocol).await
    }

    /// The same to a server that is a process of its own.
    pub(super) async fn connect_to(&self, server: SocketAddr, protocol: &str) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.cert.as_bytes()).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let socket = socket.connect(server).await.unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect("localhost".try_into().unwrap(), socket).await.unwrap()
    }
}
