use crate::number::Numbered;
use kamaelia::prelude::*;
use std::collections::VecDeque;
use std::fmt::{self, Display, Formatter};

/// Something that was found out about a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// The line's number.
    pub(crate) number: u64,
    /// What was found out.
    pub(crate) finding: Finding,
}

/// What can be found out about a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Finding {
    Loud(String),
    Words(usize),
    Letters(usize),
}

/// The line in upper case.
pub(crate) fn shout(line: Numbered) -> Part {
    part(&line, Finding::Loud(line.line.to_uppercase()))
}

/// How many words the line has.
pub(crate) fn words(line: Numbered) -> Part {
    part(&line, Finding::Words(line.line.split_whitespace().count()))
}

/// How many letters the line has.
pub(crate) fn letters(line: Numbered) -> Part {
    let letters = line.line.chars().filter(|c| c.is_alphabetic());
    part(&line, Finding::Letters(letters.count()))
}

fn part(line: &Numbered, finding: Finding) -> Part {
    Part {
        number: line.number,
        finding,
    }
}

/// All that there is to say about a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reply {
    number: u64,
    loud: Option<String>,
    words: Option<usize>,
    letters: Option<usize>,
}

/// Puts together what belongs to one line.
///
/// The parts of one line may arrive in any order, and mixed with those of
/// others. The replies leave in the order of the lines.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Join {
    /// Three parts for each line.
    #[inbox]
    inbox: Inbox<Part>,

    /// One reply for each line.
    #[outbox]
    outbox: Outbox<Reply>,

    /// The lines of which something is still to come, without a gap.
    #[state]
    pending: VecDeque<Reply>,

    /// How many lines are done.
    #[state]
    done: u64,
}

impl Transform for Join {
    fn transform(&mut self, part: Part) -> impl Iterator<Item = Reply> {
        self.place(part);
        std::iter::from_fn(|| self.take_first())
    }
}

impl Join {
    fn place(&mut self, part: Part) {
        while self.done + (self.pending.len() as u64) < part.number {
            self.pending.push_back(Reply {
                number: self.done + self.pending.len() as u64 + 1,
                ..Reply::default()
            });
        }
        let place = (part.number - self.done - 1) as usize;
        let reply = &mut self.pending[place];
        match part.finding {
            Finding::Loud(loud) => reply.loud = Some(loud),
            Finding::Words(words) => reply.words = Some(words),
            Finding::Letters(letters) => reply.letters = Some(letters),
        }
    }

    fn take_first(&mut self) -> Option<Reply> {
        let first = self.pending.pop_front_if(|reply| reply.is_complete())?;
        self.done += 1;
        Some(first)
    }
}

impl Reply {
    fn is_complete(&self) -> bool {
        self.loud.is_some() && self.words.is_some() && self.letters.is_some()
    }
}

impl Display for Reply {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} ({}, {})",
            self.number,
            self.loud.as_deref().unwrap_or_default(),
            counted(self.words, "word"),
            counted(self.letters, "letter"),
        )
    }
}

fn counted(count: Option<usize>, what: &str) -> String {
    match count.unwrap_or_default() {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kamaelia_std::util::{DataSource, Expect};

    fn all(number: u64, line: &str) -> [Part; 3] {
        let line = Numbered {
            number,
            line: line.into(),
        };
        [shout(line.clone()), words(line.clone()), letters(line)]
    }

    #[test]
    fn parts_may_come_in_any_order_but_replies_leave_in_that_of_the_lines() -> Outcome {
        let [loud, words, letters] = all(1, "hello world");
        let [other_loud, other_words, other_letters] = all(2, "grüß 2");
        let parts = [other_letters, other_words, letters, other_loud, words, loud];
        let graph = graphline! {
            PARTS = DataSource::new(parts);
            JOIN  = Join::new();
            CHECK = Expect::new([
                "1: HELLO WORLD (2 words, 10 letters)".to_owned(),
                "2: GRÜSS 2 (2 words, 4 letters)".to_owned(),
            ]);

            PARTS -> JOIN;
            JOIN.outbox -> CHECK.inbox via |reply: Reply| reply.to_string();
        };
        futures::executor::block_on(graph.run())
    }

    #[test]
    fn one_word_is_no_words() {
        let mut join = Join::new();
        let replies: Vec<String> = all(1, "a")
            .into_iter()
            .flat_map(|part| join.transform(part).collect::<Vec<_>>())
            .map(|reply| reply.to_string())
            .collect();
        assert_eq!(replies, ["1: A (1 word, 1 letter)"]);
    }
}
