//! Asks for decisions as Postfix does.

use crate::Result;
use crate::place::{Place, Stream};
use std::io::{BufRead, BufReader, Write};
use std::time::{Duration, Instant};

/// A connection to a policy service.
struct Asker {
    stream: BufReader<Stream>,
    answer: String,
}

/// What is asked about a triplet, with all attributes that Postfix sends.
fn question(triplet: u64) -> String {
    let [.., a, b, c] = triplet.to_be_bytes();
    format!(
        "request=smtpd_access_policy\nprotocol_state=RCPT\n\
         protocol_name=ESMTP\nclient_name=unknown\nreverse_client_name=unknown\n\
         helo_name=mail.sender.example\nqueue_id=\nsize=4096\netrn_domain=\nstress=\n\
         sasl_method=\nsasl_username=\nsasl_sender=\nccert_subject=\nccert_issuer=\n\
         ccert_fingerprint=\nencryption_protocol=\nencryption_cipher=\n\
         encryption_keysize=0\nrecipient_count=0\n\
         client_address=10.{a}.{b}.{c}\nsender=s{a}x{b}@sender.example\n\
         recipient=user{c}@example.org\ninstance={triplet:x}.0\n\n"
    )
}

impl Asker {
    fn connect(place: &Place) -> Result<Asker> {
        Ok(Asker {
            stream: BufReader::new(place.connect()?),
            answer: String::new(),
        })
    }

    fn ask(&mut self, question: &str) -> Result<()> {
        self.stream.get_mut().write_all(question.as_bytes())?;
        Ok(())
    }

    /// Waits for the answer, which has to defer.
    fn answer(&mut self) -> Result<()> {
        self.answer.clear();
        while !self.answer.ends_with("\n\n") {
            if self.stream.read_line(&mut self.answer)? == 0 {
                return Err("the policy service has closed the connection".into());
            }
        }
        const DEFERS: &str = "action=defer";
        let begins = self.answer.get(..DEFERS.len());
        match begins.is_some_and(|begins| begins.eq_ignore_ascii_case(DEFERS)) {
            true => Ok(()),
            false => Err(format!("this is no deferral: {}", self.answer.trim()).into()),
        }
    }
}

/// Asks so often, over so many connections at a time; gives how many answers came in a
/// second. Each triplet is asked about once.
///
/// Two threads do it: each asks over half of the connections, and then waits for their
/// answers, so that there is little to be done for those who ask. What they ask is written
/// down before the time begins.
pub(crate) fn rate(place: &Place, connections: u64, first: u64, count: u64) -> Result<f64> {
    const THREADS: u64 = 2;
    let askers: Result<Vec<Asker>> = (0..connections).map(|_| Asker::connect(place)).collect();
    let (mut askers, mut shares) = (askers?, Vec::new());
    for left in (1..=THREADS.min(connections)).rev() {
        let share = askers.len() / left as usize;
        shares.push(askers.split_off(askers.len() - share));
    }
    let each = count / shares.len() as u64;
    let questions: Vec<String> = (first..first + count).map(question).collect();
    let start = Instant::now();
    let work = |(mut askers, questions): (Vec<Asker>, &[String])| {
        for questions in questions.chunks(askers.len()) {
            for (asker, question) in askers.iter_mut().zip(questions) {
                asker.ask(question)?;
            }
            for (asker, _) in askers.iter_mut().zip(questions) {
                asker.answer()?;
            }
        }
        Ok(())
    };
    let questions = questions.chunks_exact(each as usize);
    at_a_time(shares.into_iter().zip(questions), work)?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Asks so often in a second, over four connections, for so many seconds. Gives the
/// milliseconds from when each question was due, since who asks late because the last
/// answer was late has waited, too.
pub(crate) fn paced(place: &Place, rate: u64, seconds: u64, first: u64) -> Result<Vec<f64>> {
    const CONNECTIONS: u64 = 4;
    let askers: Result<Vec<Asker>> = (0..CONNECTIONS).map(|_| Asker::connect(place)).collect();
    let start = Instant::now() + Duration::from_millis(10);
    let work = |(asker, mut from): (u64, Asker)| {
        let mut times = Vec::new();
        for number in (asker..rate * seconds).step_by(CONNECTIONS as usize) {
            let question = question(first + number);
            let due = start + Duration::from_secs_f64(number as f64 / rate as f64);
            let mut since = due;
            if let Some(early) = due.checked_duration_since(Instant::now()) {
                std::thread::sleep(early);
                // How late this thread wakes is no matter of who answers.
                since = Instant::now();
            }
            from.ask(&question)?;
            from.answer()?;
            times.push(since.elapsed().as_secs_f64() * 1e3);
        }
        Ok(times)
    };
    let times = at_a_time((0..).zip(askers?), work)?;
    Ok(times.into_iter().flatten().collect())
}

/// Does something for each, at the same time.
fn at_a_time<T: Send, R: Send>(
    all: impl Iterator<Item = T>,
    work: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = all.map(|one| scope.spawn(|| work(one))).collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .map(|ended| ended.unwrap_or_else(|_| Err("an asker has panicked".into())))
            .collect()
    })
}
