use super::rustls;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::Path;

type BoxError = Box<dyn Error + Send + Sync>;

/// A certificate or a key that TLS cannot be made with, and why.
#[derive(Debug)]
pub struct BadPem {
    /// What it was to be, and where it is from: `the certificate in \`cert.pem\``.
    pub what: String,
    /// Why.
    pub error: BoxError,
}

impl BadPem {
    pub(super) fn new(what: String, error: impl Into<BoxError>) -> BadPem {
        let error = error.into();
        BadPem { what, error }
    }
}

impl Display for BadPem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BadPem { what, error } = self;
        write!(f, "cannot use {what}: {error}")
    }
}

impl Error for BadPem {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.error)
    }
}

/// PEM, and where it is from.
pub(super) struct Pem<'a> {
    bytes: Vec<u8>,
    file: Option<&'a Path>,
}

impl<'a> Pem<'a> {
    pub(super) fn of(bytes: &[u8]) -> Pem<'a> {
        let bytes = bytes.to_vec();
        Pem { bytes, file: None }
    }

    pub(super) fn read(what: &str, file: &'a Path) -> Result<Pem<'a>, BadPem> {
        match std::fs::read(file) {
            Ok(bytes) => Ok(Pem {
                bytes,
                file: Some(file),
            }),
            Err(error) => Err(BadPem::new(in_file(what, Some(file)), error)),
        }
    }

    /// The certificates in it; at least one.
    pub(super) fn certificates(
        &self,
        what: &str,
    ) -> Result<Vec<rustls::pki_types::CertificateDer<'static>>, BadPem> {
        use rustls::pki_types::pem::PemObject;
        let sections = rustls::pki_types::CertificateDer::pem_slice_iter(&self.bytes);
        let all = sections.collect::<Result<Vec<_>, _>>();
        let all = all.map_err(|error| self.bad(what, error))?;
        if all.is_empty() {
            let why = "there is no section `BEGIN CERTIFICATE` in it";
            return Err(self.bad(what, why));
        }
        Ok(all)
    }

    /// The private key in it.
    pub(super) fn key(
        &self,
        what: &str,
    ) -> Result<rustls::pki_types::PrivateKeyDer<'static>, BadPem> {
        use rustls::pki_types::pem::{Error, PemObject};
        let key = rustls::pki_types::PrivateKeyDer::from_pem_slice(&self.bytes);
        key.map_err(|error| match error {
            Error::NoItemsFound => self.bad(what, "there is no section `BEGIN PRIVATE KEY` in it"),
            error => self.bad(what, error),
        })
    }

    pub(super) fn bad(&self, what: &str, error: impl Into<BoxError>) -> BadPem {
        BadPem::new(in_file(what, self.file), error)
    }
}

fn in_file(what: &str, file: Option<&Path>) -> String {
    match file {
        Some(file) => format!("the {what} in `{}`", file.display()),
        None => format!("the {what}"),
    }
}
