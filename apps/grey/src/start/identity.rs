use crate::config::Security;
use kamaelia::Stop;
use std::fmt::{self, Display, Formatter};

/// Who the program is to be, when it need not be root any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    name: String,
    user: u32,
    group: u32,
    /// The other groups that the user belongs to.
    groups: Vec<u32>,
}

impl Identity {
    /// Whom the settings name, if they do.
    ///
    /// # Errors
    ///
    /// Who is not in `/etc/passwd`, or a group that is not in `/etc/group`.
    pub fn wanted(security: &Security) -> Result<Option<Identity>, Stop> {
        if security.user.is_empty() {
            return match &*security.group {
                "" => Ok(None),
                _ => Err(Stop::fault(
                    "`security.group` needs `security.user` beside it",
                )),
            };
        }
        let read = |path: &str| {
            std::fs::read_to_string(path).map_err(|error| {
                Stop::fault(format!(
                    "`security.user`: {path} cannot be read: {error}; write numbers for \
                     `user` and `group`"
                ))
            })
        };
        let numbers = (security.user.parse(), security.group.parse());
        if let (Ok(user), Ok(group)) = numbers {
            let name = security.user.clone();
            let groups = Vec::new();
            return Ok(Some(Identity {
                name,
                user,
                group,
                groups,
            }));
        }
        let (users, groups) = (read("/etc/passwd")?, read("/etc/group")?);
        let identity = Identity::of(&security.user, &security.group, &users, &groups);
        identity.map(Some).map_err(Stop::fault)
    }

    /// A user and a group, by name or number, in the texts of `/etc/passwd` and
    /// `/etc/group`. They are read here and not by the C library: a static program has
    /// nothing else to ask.
    fn of(name: &str, group: &str, users: &str, groups: &str) -> Result<Identity, String> {
        let user = entries(users).find(|user| user[0] == name || user.get(2) == Some(&name));
        let number = |entry: &[&str], at: usize| entry.get(at)?.parse::<u32>().ok();
        let user = user.as_deref();
        let (Some(id), Some(own)) = (
            user.and_then(|user| number(user, 2)),
            user.and_then(|user| number(user, 3)),
        ) else {
            return Err(format!(
                "`security.user`: there is no `{name}` in /etc/passwd; make it with \
                 `useradd --system {name}`, or write numbers for `user` and `group`"
            ));
        };
        let called = user.map_or(name, |user| user[0]);
        let named = |entry: &Vec<&str>| entry[0] == group || entry.get(2) == Some(&group);
        let group = match group {
            "" => own,
            _ => entries(groups)
                .find(named)
                .and_then(|group| number(&group, 2))
                .ok_or_else(|| format!("`security.group`: there is no `{group}` in /etc/group"))?,
        };
        let has = |entry: &Vec<&str>| {
            let members = entry.get(3).copied().unwrap_or_default();
            members.split(',').any(|member| member == called)
        };
        let others = entries(groups).filter(has);
        Ok(Identity {
            name: called.to_owned(),
            user: id,
            group,
            groups: others.filter_map(|group| number(&group, 2)).collect(),
        })
    }

    /// The numbers of the user and of the group.
    #[must_use]
    pub fn numbers(&self) -> (u32, u32) {
        (self.user, self.group)
    }

    /// Becomes it, for good.
    ///
    /// # Errors
    ///
    /// If the program is neither root nor this user.
    #[cfg(target_os = "linux")]
    pub fn assume(&self) -> Result<(), Stop> {
        use nix::unistd::{Gid, Uid, geteuid, setgid, setgroups, setuid};
        let user = Uid::from_raw(self.user);
        if !geteuid().is_root() {
            return match geteuid() == user {
                true => Ok(()),
                false => Err(Stop::fault(format!(
                    "`security.user`: only root can become {self}; start it as root, or leave \
                     `user` out"
                ))),
            };
        }
        let group = Gid::from_raw(self.group);
        let mut groups = vec![group];
        groups.extend(self.groups.iter().copied().map(Gid::from_raw));
        // The user last: who is no root any more cannot change groups.
        let became = setgroups(&groups)
            .and_then(|()| setgid(group))
            .and_then(|()| setuid(user));
        became.map_err(|error| {
            Stop::fault(format!("`security.user`: cannot become {self}: {error}"))
        })?;
        // Nobody goes on as root by mistake.
        match self.user == 0 || setuid(Uid::from_raw(0)).is_err() {
            true => Ok(()),
            false => Err(Stop::fault(format!(
                "`security.user`: the system let {self} become root again"
            ))),
        }
    }

    /// Becomes it, for good.
    ///
    /// # Errors
    ///
    /// Always: it is for Linux.
    #[cfg(not(target_os = "linux"))]
    pub fn assume(&self) -> Result<(), Stop> {
        Err(Stop::fault(
            "`security.user` is for Linux; leave it out, and start grey as the user it is to be",
        ))
    }
}

impl Display for Identity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Identity {
            name, user, group, ..
        } = self;
        write!(f, "{name} (user {user}, group {group})")
    }
}

/// The lines of a file such as `/etc/passwd`, each with its fields.
fn entries(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.split(':').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\n\
                         grey:x:990:980::/var/lib/grey:/usr/sbin/nologin\n\
                         broken\n";
    const GROUPS: &str = "root:x:0:\ngrey:x:980:\nssl-cert:x:115:postgres,grey\nbroken\n\
                          mail:x:8:greyer\n";

    #[track_caller]
    fn check(user: &str, group: &str, expected: Result<(u32, u32, &[u32]), &str>) {
        let found = Identity::of(user, group, USERS, GROUPS);
        match (found, expected) {
            (Ok(found), Ok(expected)) => {
                assert_eq!((found.user, found.group, &*found.groups), expected);
            }
            (Err(error), Err(expected)) => assert!(error.contains(expected), "{error}"),
            (found, _) => panic!("{found:?}"),
        }
    }

    #[test]
    fn a_user_has_its_own_group_and_those_it_belongs_to() {
        check("grey", "", Ok((990, 980, &[115])));
        check("990", "", Ok((990, 980, &[115])));
        check("grey", "mail", Ok((990, 8, &[115])));
        check("grey", "8", Ok((990, 8, &[115])));
    }

    #[test]
    fn who_is_not_there_is_named() {
        check("gray", "", Err("there is no `gray` in /etc/passwd"));
        check("broken", "", Err("there is no `broken` in /etc/passwd"));
        check("grey", "gray", Err("there is no `gray` in /etc/group"));
        check("grey", "broken", Err("there is no `broken` in /etc/group"));
    }

    #[test]
    fn numbers_need_no_entry_and_a_group_alone_is_nobody() {
        let security = |user: &str, group: &str| Security {
            user: user.to_owned(),
            group: group.to_owned(),
            ..Security::default()
        };
        let wanted = Identity::wanted(&security("4711", "4712")).expect("they are numbers");
        let wanted = wanted.expect("they are set");
        assert_eq!(wanted.to_string(), "4711 (user 4711, group 4712)");
        assert!(Identity::wanted(&security("", "mail")).is_err());
        assert!(
            Identity::wanted(&security("", ""))
                .expect("nobody")
                .is_none()
        );
    }
}
