//! Who waits for whose answer: [`Asking`].
//!
//! Who asks itself waits for ever, and so do those who ask one another in a ring. A
//! component that waits for its answer alone cannot give one; one that reads its
//! inboxes meanwhile can.

use super::error::RequestFailed;
use crate::seat::Seat;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Someone waits for an answer, as long as this is there.
pub(super) struct Asking {
    number: u64,
}

struct Question {
    number: u64,
    asker: Seat,
    asked: Seat,
}

#[derive(Default)]
struct Questions {
    open: Vec<Question>,
    last: u64,
}

static QUESTIONS: Mutex<Questions> = Mutex::new(Questions {
    open: Vec::new(),
    last: 0,
});

fn questions() -> MutexGuard<'static, Questions> {
    QUESTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Asking {
    /// Begins to wait, unless `asker` would wait for itself. Who is no component cannot.
    pub(super) fn begin(
        asker: Option<&Seat>,
        asked: Option<Seat>,
    ) -> Result<Option<Asking>, RequestFailed> {
        let (Some(asker), Some(asked)) = (asker, asked) else {
            return Ok(None);
        };
        if asker.id() == asked.id() {
            return Err(RequestFailed::Itself);
        }
        let mut questions = questions();
        if let Some(ring) = questions.ring(asker, &asked) {
            return Err(RequestFailed::Ring(ring));
        }
        questions.last += 1;
        let number = questions.last;
        questions.open.push(Question {
            number,
            asker: asker.clone(),
            asked,
        });
        Ok(Some(Asking { number }))
    }
}

impl Questions {
    /// Who would wait for one another if `asker` waited for `asked`.
    fn ring(&self, asker: &Seat, asked: &Seat) -> Option<Vec<String>> {
        // Mostly it is so, and nothing more is to be looked at.
        if asked.waits().is_for_messages_too() {
            return None;
        }
        let mut ring = vec![asker.clone(), asked.clone()];
        let leads = self.leads_to(asked, asker, &mut ring);
        leads.then(|| ring.iter().map(Seat::path).collect())
    }

    /// Whether `from` waits for nothing but an answer that `to` holds up; adds to the
    /// ring who is in between.
    fn leads_to(&self, from: &Seat, to: &Seat, ring: &mut Vec<Seat>) -> bool {
        if from.waits().is_for_messages_too() {
            return false;
        }
        let mut asked = self.open.iter().filter(|it| it.asker.id() == from.id());
        asked.any(|question| {
            let is_known = ring.len() > self.open.len() + 1;
            let next = &question.asked;
            ring.push(next.clone());
            let leads = next.id() == to.id() || !is_known && self.leads_to(next, to, ring);
            if !leads {
                ring.pop();
            }
            leads
        })
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let mut questions = questions();
        let at = questions
            .open
            .iter()
            .position(|it| it.number == self.number);
        let question = at.map(|at| questions.open.swap_remove(at));
        drop(questions);
        drop(question);
    }
}
