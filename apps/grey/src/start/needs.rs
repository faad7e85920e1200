use crate::config::Loaded;
use kamaelia::Stop;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Whether what is needed while the program runs can be had with the rights that are left;
/// gives what will be missed later.
///
/// # Errors
///
/// What would be missed at once, with its setting.
pub(super) fn check(loaded: &Loaded) -> Result<Vec<String>, Stop> {
    let config = &loaded.config;
    let read = |path: &Path| File::open(path).map(drop);
    let mut needs = Vec::new();
    if config.store.shared.is_none() {
        let folder = match config.store.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let store = OpenOptions::new().write(true).open(&config.store.path);
        let had = writable(&folder);
        needs.push(("store.path", folder, had));
        needs.push(("store.path", config.store.path.clone(), store.map(drop)));
    }
    for (setting, path) in config.store.reads() {
        needs.push((setting, path.to_owned(), read(path)));
    }
    let named = [
        ("tls.certificate", &config.tls.certificate),
        ("tls.key", &config.tls.key),
        ("backend.roots", &config.backend.roots),
        ("exempt.list_file", &config.exempt.list_file),
    ];
    for (setting, path) in named {
        needs.push((setting, path.clone(), read(path)));
    }
    for (setting, path, had) in needs {
        if let Err(error) = denied(had) {
            return Err(Stop::fault(format!(
                "`{setting}`: {} is out of reach with the rights that are left: {error}; let \
                 the user that `security.user` names, or whoever grey is started as, have it",
                path.display()
            )));
        }
    }
    let mut missed = Vec::new();
    if let Some(Err(error)) = loaded.path().map(|path| denied(read(path))) {
        missed.push(format!(
            "the settings cannot be read again with the rights that are left: {error}"
        ));
    }
    // Mail does not depend on it.
    let log = OpenOptions::new().append(true).open(&config.log.file);
    if let Err(error) = denied(log.map(drop)) {
        missed.push(format!(
            "`log.file` cannot be written with the rights that are left: {error}"
        ));
    }
    Ok(missed)
}

/// Whether it is a matter of rights; what is not there, or no good, others complain of.
fn denied(had: io::Result<()>) -> io::Result<()> {
    match had {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(error),
        _ => Ok(()),
    }
}

fn writable(folder: &Path) -> io::Result<()> {
    tempfile::tempfile_in(folder).map(drop)
}
