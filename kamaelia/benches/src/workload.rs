//! What is measured, and what is asked of it.

/// Something to do, and those who do it.
#[derive(Debug)]
pub struct Workload {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its name in the table.
    pub title: &'static str,
    /// What a time is for: a hop, a round trip.
    pub unit: &'static str,
    /// How many of these one message is.
    pub units: u64,
    /// The sum that so many messages give.
    pub sum: fn(u64) -> u64,
    /// Who does it; the first is the loop that the others are compared with.
    pub peers: &'static [Peer],
    /// What is asked of kamaelia.
    pub marks: &'static [Mark],
    /// Whether it is done on two threads, so that only the clock can tell how
    /// long it takes.
    pub is_on_two_threads: bool,
    /// How often each peer runs.
    pub runs: usize,
    /// Whether instructions are counted, too.
    pub counts_instructions: bool,
    /// The number of components, where bytes a component are of interest.
    pub components: Option<u64>,
}

/// Who does a workload.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// Passes so many messages, and gives their sum.
    pub run: fn(u64) -> u64,
}

/// What is asked of kamaelia in a workload.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// At most so many times the time of the loop.
    TimesTheLoop(f64),
    /// At most so many nanoseconds.
    Nanoseconds(f64),
    /// At most so many instructions.
    Instructions(f64),
    /// At least so many times faster than a peer.
    FasterThan(&'static str, f64),
    /// At least so many times faster than the fastest of several peers.
    FasterThanAll(&'static [&'static str], f64),
    /// At most so many bytes a component, beside the ring of its linkage.
    BytesBesideItsRing(f64),
    /// As fast as the loop within 10 %, or as many instructions within 2 %.
    SameAsTheLoop,
    /// From a shorter workload to this one, each of so many further stages costs
    /// at most so many times as much as a further one of the loop.
    Slope {
        /// The shorter workload.
        from: &'static str,
        /// How many stages this one has more.
        stages: f64,
        /// The limit.
        times: f64,
    },
}

impl Workload {
    /// Whether it is meant by a word of the command line: its name, or the
    /// beginning of it up to a dash.
    pub fn is_meant_by(&self, word: &str) -> bool {
        let rest = self.name.strip_prefix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Checks what a peer gave for so many messages.
    ///
    /// # Panics
    ///
    /// If the peer did not do all the work.
    pub fn check(&self, peer: &Peer, messages: u64, sum: u64) {
        let expected = (self.sum)(messages);
        assert_eq!(sum, expected, "{}: {} skipped work", self.name, peer.name);
    }
}
