//! What a client is told that the server behind has not said.

use crate::policy::{Refusal, Verdict};
use kamaelia_std::chat::smtp::{Reply, Status};

pub(super) fn banner(server_name: &str) -> Reply {
    Reply::new(220).text(format!("{server_name} ESMTP"))
}

pub(super) fn early() -> Reply {
    let text = "you spoke before you were greeted, as no mail server does";
    Reply::new(554).enhanced(5, 5, 1).text(text)
}

pub(super) fn too_many_connections() -> Reply {
    let text = "too many connections from your address; close some, or try again later";
    Reply::new(421).enhanced(4, 7, 0).text(text)
}

pub(super) fn sender_is_heard() -> Reply {
    Reply::new(250).enhanced(2, 1, 0).text("sender ok")
}

pub(super) fn out_of_order() -> Reply {
    Reply::new(503).enhanced(5, 5, 1).text("say MAIL first")
}

pub(super) fn nobody_behind() -> Reply {
    let text = "the mail server behind is not to be reached; try again later";
    Reply::new(451).enhanced(4, 4, 1).text(text)
}

/// What the server behind says, without an end to the session: other recipients may be
/// better off.
pub(super) fn in_a_session(reply: Reply) -> Reply {
    match reply.code() {
        421 => for_now(&reply),
        _ => reply,
    }
}

/// The same refusal, but not for good.
pub(super) fn for_now(reply: &Reply) -> Reply {
    let Status(_, subject, detail) = reply.status().unwrap_or(Status(4, 4, 2));
    let said = Reply::new(451).enhanced(4, subject, detail);
    reply
        .lines()
        .iter()
        .fold(said, |said, line| said.text(line))
}

/// What the client is told if it is not let through.
pub(super) fn to_client(verdict: &Verdict) -> Option<Reply> {
    let Refusal {
        code,
        enhanced: (class, subject, detail),
        text,
    } = Refusal::of(verdict)?;
    Some(Reply::new(code).enhanced(class, subject, detail).text(text))
}
