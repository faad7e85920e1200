use crate::policy::TraceId;
use tracing::Level;

/// What there is to say besides decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// How much it matters.
    pub level: Level,
    /// In words.
    pub text: String,
    /// The connection that it is about, if it is about one.
    pub trace: Option<TraceId>,
}

impl News {
    /// What is good to know.
    #[must_use]
    pub fn info(text: impl Into<String>) -> News {
        News {
            level: Level::INFO,
            text: text.into(),
            trace: None,
        }
    }

    /// What somebody may have to look after.
    #[must_use]
    pub fn warn(text: impl Into<String>) -> News {
        News {
            level: Level::WARN,
            ..News::info(text)
        }
    }

    /// The same, about a connection.
    #[must_use]
    pub fn about(self, trace: Option<TraceId>) -> News {
        News { trace, ..self }
    }
}
