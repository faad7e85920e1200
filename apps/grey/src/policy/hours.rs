use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// Hours of the week, in UTC: `08:00-18:00` of every day, `Mon-Fri 08:00-18:00`, `Sun
/// 00:00-24:00`. A time that ends before it begins goes on past midnight.
///
/// ```
/// use grey::policy::Hours;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// # fn main() -> Result<(), grey::policy::BadHours> {
/// let office: Hours = "Mon-Fri 08:00-18:00".parse()?;
/// // 1970 began on a Thursday.
/// assert!(office.contain(UNIX_EPOCH + Duration::from_secs(9 * 3600)));
/// assert!(!office.contain(UNIX_EPOCH + Duration::from_secs(19 * 3600)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    first: u64,
    last: u64,
    from: u64,
    to: u64,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES: u64 = 24 * 60;

impl Hours {
    /// Whether a time is one of them.
    #[must_use]
    pub fn contain(&self, time: SystemTime) -> bool {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let minutes = since.as_secs() / 60;
        // The first day of 1970 was a Thursday, the fourth of the week.
        let today = (minutes / MINUTES + 3) % 7;
        let minute = minutes % MINUTES;
        if self.from < self.to {
            return self.has(today) && (self.from..self.to).contains(&minute);
        }
        let yesterday = (today + 6) % 7;
        (self.has(today) && minute >= self.from) || (self.has(yesterday) && minute < self.to)
    }

    fn has(&self, day: u64) -> bool {
        if self.first <= self.last {
            (self.first..=self.last).contains(&day)
        } else {
            day >= self.first || day <= self.last
        }
    }
}

impl FromStr for Hours {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Hours, BadHours> {
        let parsed = || {
            let (days, times) = text
                .trim()
                .rsplit_once(' ')
                .unwrap_or(("mon-sun", text.trim()));
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let (from, to) = times.split_once('-')?;
            Some(Hours {
                first: day(first)?,
                last: day(last)?,
                from: minute(from).filter(|from| *from < MINUTES)?,
                to: minute(to)?,
            })
        };
        parsed().ok_or_else(|| BadHours {
            text: text.to_owned(),
        })
    }
}

fn day(text: &str) -> Option<u64> {
    let name = text.trim().to_lowercase();
    let day = DAYS.iter().position(|day| *day == name)?;
    u64::try_from(day).ok()
}

fn minute(text: &str) -> Option<u64> {
    let (hours, minutes) = text.split_once(':')?;
    let minutes: u64 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    let hours: u64 = hours.parse().ok().filter(|hours| *hours <= 24)?;
    Some(hours * 60 + minutes).filter(|minute| *minute <= MINUTES)
}

/// A text that is no [`Hours`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadHours {
    /// The text.
    pub text: String,
}

impl Display for BadHours {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no time of the week; write `Mon-Fri 08:00-18:00`, or `22:00-06:00` for \
             every day, in UTC",
            self.text
        )
    }
}

impl Error for BadHours {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// A time of the week that began on Monday, the 5th of January 1970.
    fn at(day: u64, hour: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(((4 + day) * 24 + hour) * 3600)
    }

    #[track_caller]
    fn check(hours: &str, inside: &[(u64, u64)], outside: &[(u64, u64)]) {
        let hours: Hours = hours.parse().expect("it is one");
        for &(day, hour) in inside {
            assert!(hours.contain(at(day, hour)), "{day} {hour}");
        }
        for &(day, hour) in outside {
            assert!(!hours.contain(at(day, hour)), "{day} {hour}");
        }
    }

    #[test]
    fn hours_begin_on_their_day_and_may_end_on_the_next() {
        check(
            "Mon-Fri 08:00-18:00",
            &[(0, 8), (4, 17)],
            &[(0, 7), (0, 18), (5, 9), (6, 9)],
        );
        check(
            "22:00-06:00",
            &[(0, 23), (3, 0), (6, 5)],
            &[(0, 6), (2, 21)],
        );
        check(
            "Fri 22:00-06:00",
            &[(4, 22), (5, 5)],
            &[(4, 5), (5, 22), (5, 6)],
        );
        check(
            "Sat-Mon 00:00-24:00",
            &[(5, 0), (6, 23), (0, 12)],
            &[(1, 0), (4, 23)],
        );
        check("sun 09:30-10:30", &[(6, 10)], &[(6, 9), (6, 11)]);
    }

    #[test]
    fn what_is_no_time_of_the_week_says_what_one_is() {
        for text in [
            "",
            "Mon",
            "Mon-Fri",
            "8-18",
            "25:00-26:00",
            "24:00-25:00",
            "Mo 08:00-09:00",
        ] {
            let error = text.parse::<Hours>().expect_err("it is none");
            assert!(
                error.to_string().contains("`Mon-Fri 08:00-18:00`"),
                "{text}"
            );
        }
    }
}
