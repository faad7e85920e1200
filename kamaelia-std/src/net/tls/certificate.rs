use super::bad_pem::{BadPem, Pem};
use super::provider;
use super::rustls::server::{ClientHello, ResolvesServerCert};
use super::rustls::sign::CertifiedKey;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// A certificate with its key, which may be replaced.
#[derive(Debug)]
pub(super) struct Certificate(RwLock<Arc<CertifiedKey>>);

impl Certificate {
    pub(super) fn read(certificate: &Path, key: &Path) -> Result<Certificate, BadPem> {
        let certificate = Pem::read("certificate", certificate)?;
        let key = Pem::read("private key", key)?;
        Certificate::of(&certificate, &key)
    }

    pub(super) fn of(certificate: &Pem<'_>, key: &Pem<'_>) -> Result<Certificate, BadPem> {
        let certificates = certificate.certificates("certificate")?;
        let secret = key.key("private key")?;
        let both = CertifiedKey::from_der(certificates, secret, &provider());
        let both = both.map_err(|error| key.bad("private key", error))?;
        Ok(Certificate(RwLock::new(Arc::new(both))))
    }

    /// Takes the place of what there is.
    pub(super) fn replace(&self, renewed: Certificate) {
        let renewed = renewed
            .0
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = renewed;
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _client: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}
