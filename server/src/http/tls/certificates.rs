//! The certificate in use, and the files that it comes from.

use super::TlsError;
use jari_core::failures::Chain;
use std::{
    fmt, fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};
use tokio_rustls::rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// Gives each handshake the certificate as it was last read.
pub(super) struct Certificates {
    files: [PathBuf; 2],
    current: RwLock<Arc<CertifiedKey>>,
    /// How the files were when they were last read.
    seen: Mutex<Seen>,
}

/// What changes when a file is written, or another takes its name; none for what cannot be looked at.
type Seen = [Option<(SystemTime, u64, u64)>; 2];

impl Certificates {
    /// Reads the certificate and its key.
    pub(super) fn read(cert: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let files = [cert, key];
        // Looked at before they are read: what is written meanwhile is found the next time.
        let seen = look(&files);
        let current = read_pair(&files)?;
        Ok(Self { files, current: RwLock::new(Arc::new(current)), seen: Mutex::new(seen) })
    }

    /// Reads the files again if they have changed. A pair that cannot be used, such as one of which only half is written
    /// yet, changes nothing.
    pub(super) fn renew(&self) {
        let now = look(&self.files);
        let before = std::mem::replace(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner), now);
        if now == before {
            return;
        }
        match read_pair(&self.files) {
            Ok(renewed) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
                tracing::info!("the renewed certificate is in use");
            }
            Err(error) => tracing::warn!(error = %Chain(&error), "the certificate in use is the old one"),
        }
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key is not for the log.
        f.debug_struct("Certificates").field("files", &self.files).finish_non_exhaustive()
    }
}

fn look(files: &[PathBuf; 2]) -> Seen {
    files.each_ref().map(|file| {
        let metadata = fs::metadata(file).ok()?;
        Some((metadata.modified().ok()?, metadata.len(), metadata.ino()))
    })
}

fn read_pair([cert, key]: &[PathBuf; 2]) -> Result<CertifiedKey, TlsError> {
    let failed = |file: &Path| {
        let file = file.to_path_buf();
        move |error| TlsError::File(file, error)
    };
    let chain = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect).map_err(failed(cert))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(failed(key))?;
    Ok(CertifiedKey::from_der(chain, key, &ring::default_provider())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file
    }

    #[test]
    fn a_pair_that_does_not_fit_changes_nothing() {
        let folder = TempDir::new().unwrap();
        let make = || rcgen::generate_simple_self_signed(["jari.kr".to_owned()]).unwrap();
        let (old, new) = (make(), make());
        let cert = write(&folder, "cert.pem", &old.cert.pem());
        let key = write(&folder, "key.pem", &old.signing_key.serialize_pem());
        let certificates = Certificates::read(cert.clone(), key.clone()).unwrap();
        let in_use = || certificates.current.read().unwrap().cert[0].clone();
        assert_eq!(&in_use(), old.cert.der());

        write(&folder, "cert.pem", &new.cert.pem());
        certificates.renew();
        assert_eq!(&in_use(), old.cert.der(), "its key is not there yet");
        for gone in [&cert, &key] {
            fs::remove_file(gone).unwrap();
            certificates.renew();
            assert_eq!(&in_use(), old.cert.der());
        }
        write(&folder, "cert.pem", &new.cert.pem());
        write(&folder, "key.pem", &new.signing_key.serialize_pem());
        certificates.renew();
        assert_eq!(&in_use(), new.cert.der());
    }
}
