use crate::config::{Loaded, Sandbox};
use kamaelia::Stop;

/// Confines the program to the files it needs, and to what a mail proxy asks of the
/// system; gives what is in force.
///
/// It holds for threads that are started from now on, and can never be undone.
///
/// # Errors
///
/// If the settings require it, and the system cannot do all of it.
pub fn confine(loaded: &Loaded) -> Result<Vec<String>, Stop> {
    let wanted = loaded.config.security.sandbox;
    if wanted == Sandbox::Off {
        return Ok(Vec::new());
    }
    let mut news = Vec::new();
    let mut missing = Vec::new();
    for tried in try_to(loaded) {
        match tried {
            Ok(done) => news.push(format!("sandbox: {done}")),
            Err(why) => missing.push(why),
        }
    }
    if wanted == Sandbox::Required && !missing.is_empty() {
        return Err(Stop::fault(format!(
            "`security.sandbox` is \"required\", but {}; write \"best-effort\" to do without",
            missing.join(", and ")
        )));
    }
    news.extend(missing.iter().map(|why| format!("sandbox: {why}")));
    Ok(news)
}

/// Files first: whoever may not ask the system for much cannot do that any more.
#[cfg(target_os = "linux")]
fn try_to(loaded: &Loaded) -> [Result<String, String>; 2] {
    [super::files::confine(loaded), super::calls::confine()]
}

#[cfg(not(target_os = "linux"))]
fn try_to(_: &Loaded) -> [Result<String, String>; 1] {
    [Err("this system is not Linux, and has none".to_owned())]
}
