use crate::config::{Change, Loaded, Sandbox};
use crate::{Life, Reception, Terms};
use kamaelia::prelude::*;

/// Reads the settings again when somebody asks for it, and lets them hold for whoever
/// comes then. Connections that there are go on by those they began with.
///
/// Settings that are no good change nothing, nor does a certificate that is none; what
/// cannot change while the program runs waits until it is started again. Both are told.
#[derive(Component)]
pub struct Reload {
    /// Somebody asks for it.
    #[inbox]
    inbox: Inbox<()>,

    /// What has changed, what waits, and what was wrong.
    #[outbox(optional)]
    news: Outbox<String>,

    /// That it begins, and that it is done, for systemd.
    #[outbox(optional)]
    life: Outbox<Life>,

    /// The settings that hold.
    loaded: Loaded,

    reception: Reception,
}

impl Main for Reload {
    async fn main(mut self) -> Outcome {
        while let Some(()) = self.inbox.recv().await {
            self.life.send(Life::Rereads).await?;
            let counters = self.reception.counters();
            let news = match reread(&self.loaded, &self.reception) {
                Ok(change) => {
                    counters.reloaded();
                    let news = told(&change);
                    self.loaded = change.loaded;
                    news
                }
                Err(why) => {
                    counters.reload_failed();
                    format!("{why}; the settings stay as they were")
                }
            };
            self.life.send(Life::HasReread).await?;
            self.news.send(news).await?;
        }
        Ok(())
    }
}

/// Lets the settings hold as they are now, all of them or none.
fn reread(loaded: &Loaded, reception: &Reception) -> Result<Change, String> {
    let change = loaded.again().map_err(|error| error.to_string())?;
    let terms = Terms::new(change.loaded.config.clone()).map_err(|stop| {
        let confined = match loaded.config.security.sandbox {
            Sandbox::Off => "",
            _ => " (`security.sandbox` keeps grey to the folders that were named at its start)",
        };
        format!("{stop}{confined}")
    });
    reception.change(terms?);
    Ok(change)
}

fn told(
    Change {
        changed, waiting, ..
    }: &Change,
) -> String {
    let mut told = "the settings were read again: ".to_owned();
    match &**changed {
        [] => told.push_str("nothing has changed"),
        changed => {
            told.push_str(&changed.join(", "));
            told.push_str(" changed");
        }
    }
    if !waiting.is_empty() {
        told.push_str("; until grey is started again, these stay as they were: ");
        told.push_str(&waiting.join(", "));
    }
    told
}
