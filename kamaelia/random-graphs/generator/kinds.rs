//! The parts that graphs are made of, as the generator knows them.

use super::features::Feature;

/// A component of `random_graphs::parts`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) inboxes: &'static [&'static str],
    pub(crate) outboxes: &'static [&'static str],
    /// The outbox that may stay unlinked.
    pub(crate) optional: Option<usize>,
    /// What `new` takes after the part.
    pub(crate) arguments: &'static str,
    pub(crate) runs: Runs,
    pub(crate) nature: Nature,
    pub(crate) is: &'static [Feature],
}

/// Where a part may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    Anywhere,
    /// It blocks, so it has a thread wherever it is placed.
    Blocking,
    /// It has to be placed on a thread.
    OnThread,
    /// It waits for ever, so it has to be placed where it can be dropped.
    NotOnThread,
}

/// How a part ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// When nothing comes any more, or when told.
    Usual,
    /// When it has read a few parcels.
    Early,
    /// Not at all, when it is told.
    Stubborn,
}

const SIMPLE: Kind = Kind {
    name: "",
    inboxes: &[],
    outboxes: &[],
    optional: None,
    arguments: "",
    runs: Runs::Anywhere,
    nature: Nature::Usual,
    is: &[],
};

const SOURCE: Kind = Kind {
    outboxes: &["outbox"],
    ..SIMPLE
};

const RELAY: Kind = Kind {
    inboxes: &["inbox"],
    outboxes: &["outbox"],
    ..SIMPLE
};

const SINK: Kind = Kind {
    inboxes: &["inbox"],
    ..SIMPLE
};

const PAIR_IN: &[&str] = &["left", "right"];
const ARRAY_IN: &[&str] = &["inbox[0]", "inbox[1]"];
const ARRAY_OUT: &[&str] = &["outbox[0]", "outbox[1]"];

pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "Count",
        ..SOURCE
    },
    Kind {
        name: "CountAll",
        is: &[Feature::Batch],
        ..SOURCE
    },
    Kind {
        name: "CountSlots",
        is: &[Feature::Reserve],
        ..SOURCE
    },
    Kind {
        name: "Ticker",
        is: &[Feature::Timer],
        ..SOURCE
    },
    Kind {
        name: "BlockingCount",
        runs: Runs::Blocking,
        is: &[Feature::Blocking],
        ..SOURCE
    },
    Kind {
        name: "Plain",
        ..RELAY
    },
    Kind {
        name: "Batches",
        is: &[Feature::Batch],
        ..RELAY
    },
    Kind {
        name: "Slots",
        is: &[Feature::Reserve],
        ..RELAY
    },
    Kind {
        name: "Retry",
        is: &[Feature::TrySend],
        ..RELAY
    },
    Kind {
        name: "Patient",
        is: &[Feature::Timer],
        ..RELAY
    },
    Kind {
        name: "Twice",
        is: &[Feature::Transform],
        ..RELAY
    },
    Kind {
        name: "BlockingRelay",
        runs: Runs::Blocking,
        is: &[Feature::Blocking],
        ..RELAY
    },
    Kind {
        name: "Merge",
        inboxes: PAIR_IN,
        is: &[Feature::RecvAny],
        ..RELAY
    },
    Kind {
        name: "Gather",
        inboxes: &["inbox[0]", "inbox[1]", "inbox[2]"],
        arguments: ", 3",
        is: &[Feature::RecvAny, Feature::SeveralInboxes],
        ..RELAY
    },
    Kind {
        name: "Meet",
        inboxes: PAIR_IN,
        is: &[Feature::RecvAny],
        ..SINK
    },
    Kind {
        name: "Split",
        outboxes: ARRAY_OUT,
        is: &[Feature::SeveralOutboxes],
        ..RELAY
    },
    Kind {
        name: "Deal",
        outboxes: &["outbox[0]", "outbox[1]", "outbox[2]"],
        arguments: ", 3",
        is: &[Feature::SeveralOutboxes],
        ..RELAY
    },
    Kind {
        name: "Switch",
        outboxes: &["often", "seldom"],
        ..RELAY
    },
    Kind {
        name: "Tee",
        outboxes: &["outbox", "copy"],
        optional: Some(1),
        ..RELAY
    },
    Kind {
        name: "Cross",
        inboxes: ARRAY_IN,
        outboxes: ARRAY_OUT,
        is: &[
            Feature::RecvAny,
            Feature::SeveralInboxes,
            Feature::SeveralOutboxes,
        ],
        ..SIMPLE
    },
    Kind {
        name: "Sink",
        ..SINK
    },
    Kind {
        name: "BatchSink",
        is: &[Feature::Batch],
        ..SINK
    },
    Kind {
        name: "BlockingSink",
        runs: Runs::Blocking,
        is: &[Feature::Blocking],
        ..SINK
    },
    Kind {
        name: "Enough",
        nature: Nature::Early,
        is: &[Feature::EarlyReader],
        ..SINK
    },
    Kind {
        name: "Busy",
        runs: Runs::Blocking,
        nature: Nature::Stubborn,
        is: &[Feature::CpuLoop, Feature::Blocking],
        ..RELAY
    },
    Kind {
        name: "BusyThread",
        runs: Runs::OnThread,
        nature: Nature::Stubborn,
        is: &[Feature::CpuLoop],
        ..RELAY
    },
    Kind {
        name: "DeafRelay",
        nature: Nature::Stubborn,
        is: &[Feature::Deaf],
        ..RELAY
    },
    Kind {
        name: "DeafSource",
        nature: Nature::Stubborn,
        is: &[Feature::Deaf],
        ..SOURCE
    },
    Kind {
        name: "Foreign",
        runs: Runs::NotOnThread,
        nature: Nature::Stubborn,
        is: &[Feature::ForeignAwait],
        ..RELAY
    },
    Kind {
        name: "ForeignSource",
        runs: Runs::NotOnThread,
        nature: Nature::Stubborn,
        is: &[Feature::ForeignAwait],
        ..SOURCE
    },
    Kind {
        name: "Reading",
        runs: Runs::Blocking,
        nature: Nature::Stubborn,
        is: &[Feature::BlockedRead, Feature::Blocking],
        ..SOURCE
    },
    Kind {
        name: "ReadingRelay",
        runs: Runs::Blocking,
        nature: Nature::Stubborn,
        is: &[Feature::BlockedRead, Feature::Blocking],
        ..RELAY
    },
];

/// What a part is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Source,
    Relay,
    /// Several inboxes.
    Merge,
    /// Several outboxes.
    Router,
    Sink,
}

impl Kind {
    pub(crate) fn shape(&self) -> Shape {
        match (self.inboxes.len(), self.outboxes.len()) {
            (0, _) => Shape::Source,
            (_, 0) => Shape::Sink,
            (1, 1) => Shape::Relay,
            (1, _) => Shape::Router,
            _ => Shape::Merge,
        }
    }

    pub(crate) fn is_stubborn(&self) -> bool {
        self.nature == Nature::Stubborn
    }

    /// Whether it sends on every outbox for each parcel that it receives.
    pub(crate) fn copies(&self) -> bool {
        self.optional.is_some()
    }

    /// Whether it keeps a timer while it waits for its inbox.
    pub(crate) fn keeps_timer(&self) -> bool {
        self.shape() == Shape::Relay && self.is.contains(&Feature::Timer)
    }

    pub(crate) fn doubles(&self) -> bool {
        self.is.contains(&Feature::Transform)
    }
}
