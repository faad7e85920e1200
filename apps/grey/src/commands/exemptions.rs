use super::CommandLine;
use crate::config::Loaded;
use crate::policy::{BadList, Listed};
use clap::Args;
use kamaelia::Outcome;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use time::Date;

/// Shows, checks or replaces the list of providers that are not greylisted.
#[derive(Clone, Debug, Args)]
pub struct Exemptions {
    /// Prints the list that is in use. It does so too if it is told nothing else.
    #[arg(long)]
    show: bool,

    /// Checks a list.
    #[arg(long, value_name = "PATH", conflicts_with = "show")]
    check: Option<PathBuf>,

    /// Puts a list (`-` is the standard input) in the place of `exempt.list_file`.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["show", "check"])]
    update: Option<PathBuf>,

    /// Takes also a list that is older than the one that is in use.
    #[arg(long, requires = "update")]
    force: bool,
}

impl Exemptions {
    pub(super) fn run(self, line: &CommandLine) -> Outcome {
        if let Some(path) = &self.check {
            let (_, listed) = read(path)?;
            println!("{}", Told(path, &listed));
            return Ok(());
        }
        let own = Loaded::list_file(line.config.as_deref())?;
        let has_own = !own.as_os_str().is_empty();
        if let Some(path) = &self.update {
            if !has_own {
                return Err(CannotUpdate::NoPlace.into());
            }
            return Ok(update(path, &own, self.force)?);
        }
        let text = match has_own {
            true => read(&own)?.0,
            false => Listed::SHIPPED.to_owned(),
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(())
    }
}

/// Puts one list in the place of another, at once or not at all.
fn update(from: &Path, to: &Path, force: bool) -> Result<(), CannotUpdate> {
    let (text, listed) = read(from)?;
    // What is there and cannot be read is no reason to keep it.
    let old = match read(to) {
        Ok((_, old)) => old.date(),
        Err(_) => Listed::shipped().date(),
    };
    if let (Some(new), Some(old)) = (listed.date(), old)
        && new < old
        && !force
    {
        return Err(CannotUpdate::Older { new, old });
    }
    replace(to, &text).map_err(|error| CannotUpdate::File {
        path: to.to_owned(),
        why: error.to_string(),
    })?;
    println!("{}", Told(to, &listed));
    println!("a grey that runs reads it when it is started again, or told to by SIGHUP");
    Ok(())
}

/// Writes a file beside the old one, and then gives it its name.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions(path)?)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Those of the old file; a new one may be read by all, since nothing in it is secret.
fn permissions(path: &Path) -> std::io::Result<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;

    match path.metadata() {
        Ok(metadata) => Ok(metadata.permissions()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(std::fs::Permissions::from_mode(0o644))
        }
        Err(error) => Err(error),
    }
}

fn read(path: &Path) -> Result<(String, Listed), CannotUpdate> {
    let failed = |error: std::io::Error| CannotUpdate::File {
        path: path.to_owned(),
        why: error.to_string(),
    };
    let mut text = String::new();
    match path == Path::new("-") {
        true => drop(std::io::stdin().read_to_string(&mut text).map_err(failed)?),
        false => text = std::fs::read_to_string(path).map_err(failed)?,
    }
    let listed = text.parse().map_err(|error| CannotUpdate::Bad {
        path: path.to_owned(),
        error,
    })?;
    Ok((text, listed))
}

/// What a list is.
struct Told<'l>(&'l Path, &'l Listed);

impl Display for Told<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Told(path, listed) = self;
        write!(f, "{}: {} entries", path.display(), listed.len())?;
        match listed.date() {
            Some(date) => write!(f, " of {date}"),
            None => Ok(()),
        }
    }
}

/// A list is not taken.
#[derive(Debug)]
enum CannotUpdate {
    File { path: PathBuf, why: String },
    Bad { path: PathBuf, error: BadList },
    Older { new: Date, old: Date },
    NoPlace,
}

impl Display for CannotUpdate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            CannotUpdate::File { path, why } => write!(f, "{}: {why}", path.display()),
            CannotUpdate::Bad { path, error } => write!(f, "{}, {error}", path.display()),
            CannotUpdate::Older { new, old } => write!(
                f,
                "this list is of {new}, and the one that is in use of {old}; `--force` takes it \
                 all the same"
            ),
            CannotUpdate::NoPlace => f.write_str(
                "the settings name no place for a list; write `list_file = \
                 \"/etc/grey/exemptions.txt\"` in `[exempt]`",
            ),
        }
    }
}

impl Error for CannotUpdate {}
