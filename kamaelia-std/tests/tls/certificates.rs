//! A root that signs a certificate for this machine, made once by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

pub(crate) struct Certificates {
    pub(crate) root: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    /// A key that does not belong to it.
    pub(crate) other_key: PathBuf,
    pub(crate) folder: PathBuf,
}

pub(crate) fn certificates() -> &'static Certificates {
    static CERTIFICATES: LazyLock<Certificates> = LazyLock::new(|| make("tls"));
    &CERTIFICATES
}

/// Others for the same machine, of another root.
pub(crate) fn renewed() -> &'static Certificates {
    static RENEWED: LazyLock<Certificates> = LazyLock::new(|| make("renewed"));
    &RENEWED
}

fn make(name: &str) -> Certificates {
    let name = format!("{name}-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("names"),
        "subjectAltName = DNS:localhost, IP:127.0.0.1\n",
    )
    .unwrap();
    for words in [
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
         -subj /CN=root -keyout root.key -out root.pem",
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
         -subj /CN=localhost -keyout key.pem -out request.pem",
        "x509 -req -in request.pem -CA root.pem -CAkey root.key -CAcreateserial -days 2 \
         -extfile names -out certificate.pem",
    ] {
        openssl(&folder, words);
    }
    Certificates {
        root: folder.join("root.pem"),
        certificate: folder.join("certificate.pem"),
        key: folder.join("key.pem"),
        other_key: folder.join("root.key"),
        folder,
    }
}

fn openssl(folder: &Path, words: &str) {
    let mut command = Command::new("openssl");
    let output = command
        .args(words.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("openssl is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {words}: {said}");
}
