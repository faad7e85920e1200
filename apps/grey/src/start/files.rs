//! Which files the program can still open: Landlock.

use crate::config::{Config, Loaded};
use landlock::{
    ABI, Access, AccessFs, BitFlags, CompatLevel, Compatible, RestrictionStatus, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, path_beneath_rules,
};
use std::path::{Path, PathBuf};

/// The newest rules that are made use of, where the kernel knows them.
const NEWEST: ABI = ABI::V5;

/// What is read of the system: how names and numbers are found, and how many cores there
/// are.
const OF_THE_SYSTEM: [&str; 15] = [
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/localtime",
    "/etc/ld.so.cache",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/proc/self/cgroup",
    "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
];

/// Confines this thread, and those it will start, to the files that the settings name.
pub(super) fn confine(loaded: &Loaded) -> Result<String, String> {
    let status = restrict(loaded);
    let status = status.map_err(|error| format!("files are not confined: {error}"))?;
    match status.ruleset {
        RulesetStatus::NotEnforced => {
            Err("files are not confined: this kernel has no Landlock".to_owned())
        }
        RulesetStatus::PartiallyEnforced => {
            Ok("files are confined by Landlock, as far as this kernel can".to_owned())
        }
        RulesetStatus::FullyEnforced => Ok("files are confined by Landlock".to_owned()),
    }
}

fn restrict(loaded: &Loaded) -> Result<RestrictionStatus, RulesetError> {
    let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    // Nothing is started, and no device is made.
    let write = read
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::MakeSock
        | AccessFs::RemoveFile
        | AccessFs::Refer;
    // Folders: a file that takes the place of another is one that can be read, too.
    let named = loaded.files().into_iter().flat_map(|file| folders(&file));
    // The sockets for Postfix are there by now, and go at the end.
    let sockets = loaded.config.postfix.sockets().filter_map(Path::parent);
    // A path that is not there is no rule.
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .create()?
        .add_rules(path_beneath_rules(OF_THE_SYSTEM, read))?
        .add_rules(path_beneath_rules(named, read))?
        .add_rules(path_beneath_rules(sockets, AccessFs::RemoveFile))?
        .add_rules(path_beneath_rules(written_to(&loaded.config), write))?
        .restrict_self()
}

/// Where something is written: the folder of each of these files.
fn written_to(config: &Config) -> Vec<PathBuf> {
    let store = config
        .store
        .shared
        .is_none()
        .then(|| config.store.path.clone());
    let files = store.into_iter().chain([config.log.file.clone()]);
    let files = files.chain(config.admin_socket());
    files.flat_map(|file| folders(&file)).collect()
}

/// The folder of a file, and that of the file itself where it is a link to one.
fn folders(file: &Path) -> Vec<PathBuf> {
    if file.as_os_str().is_empty() {
        return Vec::new();
    }
    let target = file.canonicalize().ok();
    let paths = [Some(file), target.as_deref()].into_iter().flatten();
    let folders = paths.filter_map(Path::parent).map(|folder| {
        let is_here = folder.as_os_str().is_empty();
        if is_here { Path::new(".") } else { folder }.to_owned()
    });
    folders.collect()
}
