//! Asks for decisions as Postfix does.

use crate::Result;
use crate::place::{Place, Stream};
use std::io::{BufRead, BufReader, Write};
use std::time::{Duration, Instant};

/// A connection to a policy service.
struct Asker {
    stream: BufReader<Stream>,
    question: String,
    answer: String,
}

impl Asker {
    fn connect(place: &Place) -> Result<Asker> {
        Ok(Asker {
            stream: BufReader::new(place.connect()?),
            question: String::new(),
            answer: String::new(),
        })
    }

    /// Asks about a triplet, and waits for the answer.
    fn ask(&mut self, triplet: u64) -> Result<()> {
        self.question(triplet)?;
        self.answer()
    }

    fn question(&mut self, triplet: u64) -> Result<()> {
        let [.., a, b, c] = triplet.to_be_bytes();
        self.question.clear();
        self.question += "request=smtpd_access_policy\nprotocol_state=RCPT\n\
            protocol_name=ESMTP\nclient_name=unknown\nreverse_client_name=unknown\n\
            helo_name=mail.sender.example\nqueue_id=\nsize=4096\netrn_domain=\nstress=\n\
            sasl_method=\nsasl_username=\nsasl_sender=\nccert_subject=\nccert_issuer=\n\
            ccert_fingerprint=\nencryption_protocol=\nencryption_cipher=\n\
            encryption_keysize=0\nrecipient_count=0\n";
        let (client, sender) = (format!("10.{a}.{b}.{c}"), format!("s{a}x{b}"));
        self.question += &format!(
            "client_address={client}\nsender={sender}@sender.example\n\
             recipient=user{c}@example.org\ninstance={triplet:x}.0\n\n"
        );
        self.stream.get_mut().write_all(self.question.as_bytes())?;
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
        match self.answer.to_ascii_lowercase().starts_with("action=defer") {
            true => Ok(()),
            false => Err(format!("this is no deferral: {}", self.answer.trim()).into()),
        }
    }
}

/// Asks so often, over so many connections at a time; gives how many answers came in a
/// second. Each triplet is asked about once.
///
/// Two threads do it: each asks over half of the connections, and then waits for their
/// answers, so that there is little to be done for those who ask.
pub(crate) fn rate(place: &Place, connections: u64, first: u64, count: u64) -> Result<f64> {
    const THREADS: u64 = 2;
    let askers: Result<Vec<Asker>> = (0..connections).map(|_| Asker::connect(place)).collect();
    let (mut askers, mut shares) = (askers?, Vec::new());
    for left in (1..=THREADS.min(connections)).rev() {
        let share = askers.len() / left as usize;
        shares.push(askers.split_off(askers.len() - share));
    }
    let each = count / shares.len() as u64;
    let start = Instant::now();
    let work = |(number, mut askers): (u64, Vec<Asker>)| {
        let from = first + number * each;
        let triplets: Vec<u64> = (from..from + each).collect();
        for triplets in triplets.chunks(askers.len()) {
            for (asker, triplet) in askers.iter_mut().zip(triplets) {
                asker.question(*triplet)?;
            }
            for (asker, _) in askers.iter_mut().zip(triplets) {
                asker.answer()?;
            }
        }
        Ok(())
    };
    at_a_time((0..).zip(shares), work)?;
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
            let due = start + Duration::from_secs_f64(number as f64 / rate as f64);
            let mut since = due;
            if let Some(early) = due.checked_duration_since(Instant::now()) {
                std::thread::sleep(early);
                // How late this thread wakes is no matter of who answers.
                since = Instant::now();
            }
            from.ask(first + number)?;
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
