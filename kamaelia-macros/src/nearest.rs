//! Which of the known words a mistyped one was meant to be.

/// The candidate that `word` was probably meant to be: the most similar one, if no more than a
/// third of it differs. Upper and lower case are the same here.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let best = by_nearness(word, candidates).into_iter().next()?;
    let longer = word.chars().count().max(best.chars().count());
    (distance(word, best) * 3 <= longer).then_some(best)
}

/// All candidates, the most similar to `word` first, equally similar ones in their own order.
pub(crate) fn by_nearness<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut sorted: Vec<&str> = candidates.into_iter().collect();
    sorted.sort_by_cached_key(|candidate| distance(word, candidate));
    sorted
}

/// How many letters must be added, left out, changed or swapped with their neighbour to make one
/// word of the other (Damerau and Levenshtein, no place touched twice).
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (letters(a), letters(b));
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

fn letters(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(
            nearest(word, candidates.iter().copied()),
            expected,
            "{word}"
        );
    }

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        check("CONOSLE", &["READER", "CONSOLE"], Some("CONSOLE"));
        check("outbx", &["inbox", "outbox"], Some("outbox"));
        check("capacty", &["latest", "capacity"], Some("capacity"));
    }

    #[test]
    fn the_case_of_letters_does_not_count() {
        check("console", &["CONSOLE"], Some("CONSOLE"));
        check("b", &["A", "B"], Some("B"));
    }

    #[test]
    fn a_word_that_differs_in_more_than_a_third_is_not_meant() {
        check("A", &["B"], None);
        check("AB", &["AC"], None);
        check("ABC", &["ABD"], Some("ABD"));
        check("READER", &["WRITER"], None);
        check("X", &[], None);
    }

    #[test]
    fn of_equally_near_words_the_first_is_meant() {
        check("WORX", &["WORD", "WORK"], Some("WORD"));
    }

    #[test]
    fn all_words_are_listed_nearest_first() {
        let sorted = by_nearness("last", ["capacity", "unbounded", "latest"]);
        assert_eq!(sorted, ["latest", "capacity", "unbounded"]);
    }
}
