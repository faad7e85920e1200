//! A schedule of an exhaustive search: [`Path`].

use std::fmt::{self, Display, Formatter};

/// How often, in one run of a search, a component is made to give way or to be
/// slow. Most bugs that need it need it once or twice, and each more multiplies
/// the runs.
const DISTURBANCES: usize = 2;

/// Choices along a path, and beyond its end always the first.
#[derive(Clone, Default)]
pub(super) struct Path {
    choices: Vec<Choice>,
    /// How many of them were made.
    made: usize,
    disturbances: usize,
    /// The first choice that could not be made as the path says.
    diverged: Option<usize>,
}

#[derive(Clone, Copy)]
struct Choice {
    taken: usize,
    /// Not known of a path that somebody wrote down.
    options: Option<usize>,
}

impl Path {
    /// One of so many ways to go on.
    pub(super) fn choose(&mut self, options: usize) -> usize {
        if options == 1 || self.diverged.is_some() {
            return 0;
        }
        let number = self.made;
        self.made += 1;
        let Some(choice) = self.choices.get_mut(number) else {
            self.choices.push(Choice {
                taken: 0,
                options: Some(options),
            });
            return 0;
        };
        if choice.taken >= options || choice.options.is_some_and(|before| before != options) {
            self.diverged = Some(number);
            return 0;
        }
        choice.options = Some(options);
        choice.taken
    }

    /// Whether to disturb the component that has its turn.
    pub(super) fn disturbs(&mut self) -> bool {
        let disturbs = self.disturbances < DISTURBANCES && self.choose(2) == 1;
        self.disturbances += usize::from(disturbs);
        disturbs
    }

    /// The first choice that was not there, or not with as many options, when
    /// the path was walked again.
    pub(super) fn diverged(&self) -> Option<usize> {
        let missing = (self.made < self.choices.len()).then_some(self.made);
        self.diverged.or(missing)
    }

    /// The path to walk after this one: the last choice that has another option
    /// takes it, and what follows is new. `None` if all have been walked.
    pub(super) fn next(mut self) -> Option<Path> {
        while let Some(choice) = self.choices.pop() {
            if choice
                .options
                .is_some_and(|options| choice.taken + 1 < options)
            {
                self.choices.push(Choice {
                    taken: choice.taken + 1,
                    ..choice
                });
                return Some(self.again());
            }
        }
        None
    }

    /// The same path, to be walked from its start.
    fn again(self) -> Path {
        Path {
            choices: self.choices,
            ..Path::default()
        }
    }

    /// The path that [`Display`] wrote; `None` if the text is no path.
    pub(super) fn parse(text: &str) -> Option<Path> {
        let mut choices = Vec::new();
        let mut rest = text.trim();
        while let Some(first) = rest.chars().next() {
            let taken;
            (taken, rest) = match rest.strip_prefix('(') {
                Some(long) => {
                    let (number, rest) = long.split_once(')')?;
                    (number.parse().ok()?, rest)
                }
                None => (first.to_digit(36)? as usize, &rest[first.len_utf8()..]),
            };
            choices.push(Choice {
                taken,
                options: None,
            });
        }
        let end = choices
            .iter()
            .rposition(|choice: &Choice| choice.taken != 0);
        choices.truncate(end.map_or(0, |end| end + 1));
        Some(Path {
            choices,
            ..Path::default()
        })
    }
}

/// A digit or a letter for each choice. The last ones are left out if they are 0,
/// which is what follows any path.
impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let end = self.choices.iter().rposition(|choice| choice.taken != 0);
        let Some(end) = end else {
            return f.write_str("0");
        };
        for choice in &self.choices[..=end] {
            match u32::try_from(choice.taken)
                .ok()
                .and_then(|taken| char::from_digit(taken, 36))
            {
                Some(digit) => write!(f, "{digit}")?,
                None => write!(f, "({})", choice.taken)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks every path of as many choices as there are numbers of options.
    fn walk(options: impl Fn(&[usize]) -> Option<usize>) -> Vec<String> {
        let mut texts = Vec::new();
        let mut path = Some(Path::default());
        while let Some(mut walked) = path {
            let mut taken = Vec::new();
            while let Some(options) = options(&taken) {
                taken.push(walked.choose(options));
            }
            texts.push(walked.to_string());
            path = walked.next();
        }
        texts
    }

    #[test]
    fn every_path_is_walked_once() {
        let all = walk(|taken| [2, 3].get(taken.len()).copied());
        assert_eq!(all, ["0", "01", "02", "1", "11", "12"]);
    }

    #[test]
    fn what_there_is_to_choose_may_depend_on_what_was_chosen() {
        let all = walk(|taken| match taken {
            [] => Some(2),
            [1] => Some(3),
            _ => None,
        });
        assert_eq!(all, ["0", "1", "11", "12"]);
    }

    #[test]
    fn a_path_is_read_as_it_was_written() {
        let all = walk(|taken| [40, 2].get(taken.len()).copied());
        assert_eq!(all.len(), 80);
        for text in all {
            let mut path = Path::parse(&text).unwrap();
            assert_eq!(path.to_string(), text);
            path.choose(40);
            path.choose(2);
            assert_eq!(path.diverged(), None);
            assert_eq!(path.to_string(), text);
        }
        for text in ["-", "(4", "(a)", "1 2", "é"] {
            assert!(Path::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_path_that_is_not_there_again_has_diverged() {
        let mut path = Path::default();
        path.choose(3);
        path.choose(2);
        let next = path.next().unwrap();

        let mut other = next.clone();
        other.choose(4);
        assert_eq!(other.diverged(), Some(0));

        let mut shorter = next;
        shorter.choose(3);
        assert_eq!(shorter.diverged(), Some(1));
    }

    #[test]
    fn a_path_disturbs_twice_at_most() {
        let all = walk(|taken| (taken.len() < 5).then_some(2));
        assert_eq!(all.len(), 32);

        let mut disturbed = Vec::new();
        let mut path = Some(Path::default());
        while let Some(mut walked) = path {
            disturbed.push((0..5).filter(|_| walked.disturbs()).count());
            path = walked.next();
        }
        // None of five, one of five, two of five.
        assert_eq!(disturbed.len(), 1 + 5 + 10);
        assert_eq!(disturbed.iter().max(), Some(&2));
    }
}
