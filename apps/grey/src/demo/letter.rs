use kamaelia_std::chat::smtp::Mailbox;

/// A message that the mail server behind has taken charge of.
#[derive(Clone, Debug, Default)]
pub(super) struct Letter {
    pub(super) recipients: Vec<Mailbox>,
    pub(super) text: String,
}

impl Letter {
    /// What grey says of it in its header.
    pub(super) fn greylisting(&self) -> &str {
        let mut lines = self.text.lines();
        let line = lines.find_map(|line| line.strip_prefix("X-Greylist: "));
        let words = line.and_then(|line| line.split(" by grey").next());
        words.unwrap_or("nothing said")
    }
}
