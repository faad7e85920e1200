//! Unix sockets, for a Postfix of this machine.

use super::Identity;
use crate::config::Postfix;
use kamaelia::Stop;
use kamaelia_std::net::UnixSocket;
use nix::sys::stat::{Mode, umask};
use std::os::unix::fs::lchown;

/// Listens where the settings say, with their permissions, as whom the program becomes.
/// It changes what the whole process makes files by, so nothing else is to be made
/// meanwhile.
pub(super) fn listen(
    postfix: &Postfix,
    identity: Option<&Identity>,
) -> Result<Vec<UnixSocket>, Stop> {
    let sockets = postfix.sockets().map(|path| {
        let wrong =
            |error: &dyn std::fmt::Display| Stop::fault(format!("`postfix.listen`: {error}"));
        // From the first moment on: in a folder of Postfix's, what root changes by its
        // name later might be a link to something else.
        let others = umask(Mode::from_bits_truncate(0o777 & !postfix.mode));
        let socket = UnixSocket::listen(path, postfix.mode);
        umask(others);
        let socket = socket.map_err(|error| wrong(&error))?;
        if let Some(identity) = identity {
            let (user, group) = identity.numbers();
            let given = lchown(path, Some(user), Some(group));
            given.map_err(|error| {
                wrong(&format_args!(
                    "{} cannot be given to {identity}: {error}",
                    path.display()
                ))
            })?;
        }
        Ok(socket)
    });
    sockets.collect()
}
