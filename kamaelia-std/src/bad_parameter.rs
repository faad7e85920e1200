use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// A parameter that a component cannot work with.
///
/// It is a fault of the component when its graph starts, so the graph's error
/// names the component too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadParameter {
    /// The parameter, as its setter is called.
    pub name: &'static str,
    /// What is wrong with it, and what it has to be.
    pub why: &'static str,
}

impl Display for BadParameter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the parameter `{}` {}", self.name, self.why)
    }
}

impl Error for BadParameter {}

/// The longest time that a clock is asked to wait: more than that is a mistake,
/// and would leave the range of the clock some day.
pub(crate) const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A number of things that somebody has to have one of.
#[cfg(feature = "net")]
pub(crate) fn at_least_one(name: &'static str, number: usize) -> Result<usize, BadParameter> {
    let why = "is none at all; it has to be one at least";
    (number > 0)
        .then_some(number)
        .ok_or(BadParameter { name, why })
}

/// A time that has to pass again and again.
pub(crate) fn span(name: &'static str, span: Duration) -> Result<Duration, BadParameter> {
    let why = if span.is_zero() {
        "is no time at all; it has to be longer than zero"
    } else if span > LONGEST {
        "is longer than a hundred years; choose a shorter time"
    } else {
        return Ok(span);
    };
    Err(BadParameter { name, why })
}

/// How long one lasts of which there are so many in a second.
pub(crate) fn interval(name: &'static str, per_second: f64) -> Result<Duration, BadParameter> {
    // What is not a number is not greater than zero either.
    let is_positive = per_second > 0.0 && per_second.is_finite();
    let interval = is_positive
        .then(|| Duration::try_from_secs_f64(per_second.recip()).ok())
        .flatten()
        .filter(|interval| *interval <= LONGEST);
    let why = if is_positive {
        "is less than one in a hundred years; choose a higher rate"
    } else {
        "is not a rate; it has to be a number above zero"
    };
    interval.ok_or(BadParameter { name, why })
}

#[cfg(test)]
mod tests {
    use super::{interval, span};
    use std::time::Duration;

    #[test]
    fn a_time_is_longer_than_zero_and_shorter_than_a_century() {
        let second = Duration::from_secs(1);
        assert_eq!(span("limit", second), Ok(second));
        for (time, words) in [
            (Duration::ZERO, "the parameter `limit` is no time at all"),
            (Duration::MAX, "the parameter `limit` is longer than"),
        ] {
            let error = span("limit", time).expect_err("it is no time to wait");
            assert!(error.to_string().starts_with(words), "{error}");
        }
    }

    #[test]
    fn a_rate_is_a_number_above_zero() {
        assert_eq!(interval("rate", 4.0), Ok(Duration::from_millis(250)));
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = interval("rate", rate).expect_err("it is no rate");
            assert!(error.to_string().contains("is not a rate"), "{error}");
        }
        let error = interval("rate", 1e-300).expect_err("it is too low");
        assert!(error.to_string().contains("hundred years"), "{error}");
    }
}
