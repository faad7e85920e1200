use kamaelia::prelude::*;
use std::iter;
use std::sync::Arc;

/// A line and its number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numbered {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// The line, shared by all who look at it.
    pub(crate) line: Arc<str>,
}

/// Numbers lines.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Number {
    /// Lines.
    #[inbox]
    inbox: Inbox<String>,

    /// The same lines with their numbers.
    #[outbox]
    outbox: Outbox<Numbered>,

    #[state]
    count: u64,
}

impl Transform for Number {
    fn transform(&mut self, line: String) -> impl Iterator<Item = Numbered> {
        self.count += 1;
        iter::once(Numbered {
            number: self.count,
            line: line.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kamaelia_std::util::{DataSource, Expect};

    #[test]
    fn lines_are_numbered_from_one() -> Outcome {
        let expected = [(1, "a"), (2, "b")].map(|(number, line)| Numbered {
            number,
            line: line.into(),
        });
        let graph = graphline! {
            LINES  = DataSource::new(["a", "b"].map(String::from));
            NUMBER = Number::new();
            CHECK  = Expect::new(expected);

            LINES -> NUMBER -> CHECK;
        };
        futures::executor::block_on(graph.run())
    }
}
