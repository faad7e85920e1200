//! Every workload, with its peers and its marks.

use crate::channels::{AsyncChannel, Crossfire, CrossfireSpsc, Flume, Kanal};
use crate::tasks::{self, TokioMpsc};
use crate::{Mark, Peer, WAYS, Workload, graphs, hand, iterators};
#[cfg(feature = "frameworks")]
use crate::{
    actors::{self, Actix, Kameo, Ractor},
    futuresdr,
};
use kamaelia_benches_parts::SIZE_OF_CHUNK;

/// Every workload, in the order of the table.
pub const WORKLOADS: &[Workload] = &[
    Workload {
        name: "chain",
        title: "chain of six, `u64`, capacity 64, one thread",
        peers: &[
            peer("hand", hand::chain),
            peer("kamaelia", graphs::chain),
            peer("iterators", iterators::chain),
            peer("tokio-mpsc", tasks::chain::<TokioMpsc>),
            peer("flume", tasks::chain::<Flume>),
            peer("kanal", tasks::chain::<Kanal>),
            peer("async-channel", tasks::chain::<AsyncChannel>),
            peer("crossfire", tasks::chain::<Crossfire>),
            peer("crossfire-spsc", tasks::chain::<CrossfireSpsc>),
            #[cfg(feature = "frameworks")]
            peer("kameo", actors::chain::<Kameo>),
            #[cfg(feature = "frameworks")]
            peer("ractor", actors::chain::<Ractor>),
            #[cfg(feature = "frameworks")]
            peer("actix", actors::chain::<Actix>),
            #[cfg(feature = "frameworks")]
            peer("futuresdr", futuresdr::chain),
        ],
        marks: &[
            Mark::TimesTheLoop(1.7),
            Mark::Instructions(50.0),
            Mark::FasterThan("tokio-mpsc", 20.0),
            Mark::FasterThanAll(CHANNELS, 6.0),
        ],
        counts_instructions: true,
        ..CHAIN
    },
    Workload {
        name: "capacity-1",
        title: "the same, capacity 1",
        peers: &[
            peer("hand", hand::chain_of_capacity_1),
            peer("kamaelia", graphs::chain_of_capacity_1),
            peer("tokio-mpsc", tasks::chain_of_capacity_1::<TokioMpsc>),
        ],
        marks: &[
            Mark::Nanoseconds(14.0),
            Mark::FasterThan("tokio-mpsc", 12.0),
        ],
        counts_instructions: true,
        ..CHAIN
    },
    Workload {
        name: "batches",
        title: "the same in batches of 64",
        peers: &[
            peer("hand", hand::batches),
            peer("hand-copies", hand::batches_of_copies),
            peer("kamaelia", graphs::batches),
            peer("tokio-mpsc", tasks::batches),
        ],
        marks: &[Mark::TimesTheLoop(1.2)],
        ..CHAIN
    },
    Workload {
        name: "transforms-4",
        title: "4 transforms in a row, from source to sink",
        unit: "message",
        units: 1,
        sum: iterators::steps_4,
        peers: &[
            peer("iterators", iterators::steps_4),
            peer("kamaelia", graphs::steps_4),
        ],
        ..CHAIN
    },
    Workload {
        name: "transforms-16",
        title: "16 transforms in a row, from source to sink",
        unit: "message",
        units: 1,
        sum: iterators::steps_16,
        peers: &[
            peer("iterators", iterators::steps_16),
            peer("kamaelia", graphs::steps_16),
        ],
        marks: &[Mark::Slope {
            from: "transforms-4",
            stages: 12.0,
            times: 1.3,
        }],
        ..CHAIN
    },
    Workload {
        name: "two-threads",
        title: "the chain on two pinned threads, three components each",
        peers: &[
            peer("hand", hand::two_threads),
            peer("kamaelia", graphs::two_threads),
            peer("tokio-mpsc", tasks::two_threads::<TokioMpsc>),
        ],
        marks: &[
            Mark::TimesTheLoop(1.25),
            Mark::FasterThan("tokio-mpsc", 3.0),
        ],
        is_on_two_threads: true,
        runs: 15,
        ..CHAIN
    },
    Workload {
        name: "fan-in",
        title: "fan-in of eight, `u64`",
        units: WAYS as u64,
        sum: |messages| triangle(messages).wrapping_mul(WAYS as u64),
        peers: &[
            peer("hand", hand::fan_in),
            peer("kamaelia", graphs::fan_in),
            peer("tokio-mpsc", tasks::fan_in::<TokioMpsc>),
            peer("flume", tasks::fan_in::<Flume>),
            peer("kanal", tasks::fan_in::<Kanal>),
            peer("async-channel", tasks::fan_in::<AsyncChannel>),
            peer("crossfire", tasks::fan_in::<Crossfire>),
            #[cfg(feature = "frameworks")]
            peer("kameo", actors::fan_in::<Kameo>),
            #[cfg(feature = "frameworks")]
            peer("ractor", actors::fan_in::<Ractor>),
            #[cfg(feature = "frameworks")]
            peer("actix", actors::fan_in::<Actix>),
        ],
        marks: &[Mark::FasterThan("tokio-mpsc", 5.0)],
        ..CHAIN
    },
    Workload {
        name: "fan-out",
        title: "fan-out to eight, 1 KiB `Arc<[u8]>`, each freshly allocated",
        units: WAYS as u64,
        sum: |messages| low_bytes(messages) * WAYS as u64,
        peers: &[
            peer("hand", hand::fan_out),
            peer("kamaelia", graphs::fan_out),
            peer("tokio-mpsc", tasks::fan_out::<TokioMpsc>),
            peer("flume", tasks::fan_out::<Flume>),
            peer("kanal", tasks::fan_out::<Kanal>),
            peer("async-channel", tasks::fan_out::<AsyncChannel>),
            peer("crossfire", tasks::fan_out::<Crossfire>),
            peer("crossfire-spsc", tasks::fan_out::<CrossfireSpsc>),
        ],
        marks: &[Mark::TimesTheLoop(1.4)],
        ..CHAIN
    },
    Workload {
        name: "ping-pong",
        title: "ping-pong, one thread",
        unit: "round trip",
        units: 1,
        sum: |messages| triangle(messages).wrapping_add(messages),
        peers: &[
            peer("hand", hand::ping_pong),
            peer("kamaelia", graphs::ping_pong),
            peer("tokio-mpsc", tasks::ping_pong::<TokioMpsc>),
            peer("flume", tasks::ping_pong::<Flume>),
            peer("kanal", tasks::ping_pong::<Kanal>),
            peer("async-channel", tasks::ping_pong::<AsyncChannel>),
            peer("crossfire", tasks::ping_pong::<Crossfire>),
            peer("crossfire-spsc", tasks::ping_pong::<CrossfireSpsc>),
            #[cfg(feature = "frameworks")]
            peer("kameo", actors::ping_pong::<Kameo>),
            #[cfg(feature = "frameworks")]
            peer("ractor", actors::ping_pong::<Ractor>),
            #[cfg(feature = "frameworks")]
            peer("actix", actors::ping_pong::<Actix>),
        ],
        marks: &[Mark::FasterThan("tokio-mpsc", 5.0)],
        ..CHAIN
    },
    Workload {
        name: "length-10",
        title: "chain of 10, one `graphline!`",
        units: 9,
        sum: |messages| chained(messages, 10),
        peers: &[
            peer("hand", hand::length::<10>),
            peer("kamaelia", graphs::length_10),
            peer("tokio-mpsc", tasks::length::<TokioMpsc, 10>),
        ],
        components: Some(10),
        ..LENGTH
    },
    #[cfg(feature = "large")]
    Workload {
        name: "length-100",
        title: "chain of 100, one `graphline!`",
        units: 99,
        sum: |messages| chained(messages, 100),
        peers: &[
            peer("hand", hand::length::<100>),
            peer("kamaelia", graphs::length_100),
            peer("tokio-mpsc", tasks::length::<TokioMpsc, 100>),
        ],
        components: Some(100),
        ..LENGTH
    },
    #[cfg(feature = "large")]
    Workload {
        name: "length-300",
        title: "chain of 300, one `graphline!`",
        units: 299,
        sum: |messages| chained(messages, 300),
        peers: &[
            peer("hand", hand::length::<300>),
            peer("kamaelia", graphs::length_300),
            peer("tokio-mpsc", tasks::length::<TokioMpsc, 300>),
        ],
        components: Some(300),
        ..LENGTH
    },
    Workload {
        name: "length-1000",
        title: "chain of 1,000, a pipeline of a `Vec`",
        units: 999,
        sum: |messages| chained(messages, 1_000),
        peers: &[
            peer("hand", hand::length::<1_000>),
            peer("kamaelia", graphs::length::<1_000>),
            peer("tokio-mpsc", tasks::length::<TokioMpsc, 1_000>),
        ],
        components: Some(1_000),
        ..LENGTH
    },
    Workload {
        name: "length-10000",
        title: "chain of 10,000, a pipeline of a `Vec`",
        units: 9_999,
        sum: |messages| chained(messages, 10_000),
        peers: &[
            peer("hand", hand::length::<10_000>),
            peer("kamaelia", graphs::length::<10_000>),
            peer("tokio-mpsc", tasks::length::<TokioMpsc, 10_000>),
        ],
        components: Some(10_000),
        ..LENGTH
    },
    #[cfg(feature = "large")]
    Workload {
        name: "start",
        title: "start and tear-down of 100 components",
        unit: "component",
        units: crate::COMPONENTS_TO_START as u64,
        sum: |messages| messages * (crate::COMPONENTS_TO_START as u64 - 2),
        peers: &[
            peer("hand", hand::start),
            peer("kamaelia", graphs::start),
            peer("tokio-mpsc", tasks::start::<TokioMpsc>),
        ],
        marks: &[Mark::FasterThan("tokio-mpsc", 2.0)],
        ..CHAIN
    },
    Workload {
        name: "chunks",
        title: "the chain with chunks of 64 KiB, filled and summed",
        sum: |messages| low_bytes(messages) * SIZE_OF_CHUNK as u64,
        peers: &[
            peer("hand", hand::chunks),
            peer("kamaelia", graphs::chunks),
            peer("tokio-mpsc", tasks::chunks::<TokioMpsc>),
        ],
        marks: &[Mark::SameAsTheLoop],
        counts_instructions: true,
        ..CHAIN
    },
    Workload {
        name: "caterpillar",
        title: "caterpillar: 17 components, 16 linkages of capacity 1, `bool`",
        units: 16,
        sum: |messages| messages.div_ceil(2),
        peers: &[
            peer("hand", hand::caterpillar),
            peer("kamaelia", graphs::caterpillar),
            peer("tokio-mpsc", tasks::caterpillar::<TokioMpsc>),
        ],
        ..CHAIN
    },
];

/// The crates that are channels and no more.
const CHANNELS: &[&str] = &[
    "flume",
    "kanal",
    "async-channel",
    "crossfire",
    "crossfire-spsc",
];

const CHAIN: Workload = Workload {
    name: "",
    title: "",
    unit: "hop",
    units: 5,
    sum: |messages| chained(messages, 6),
    peers: &[],
    marks: &[],
    is_on_two_threads: false,
    runs: 5,
    counts_instructions: false,
    components: None,
};

const LENGTH: Workload = Workload {
    marks: &[Mark::TimesTheLoop(2.0), Mark::BytesBesideItsRing(1024.0)],
    ..CHAIN
};

const fn peer(name: &'static str, run: fn(u64) -> u64) -> Peer {
    Peer { name, run }
}

/// The sum of what comes out of a chain: all but the ends add one.
fn chained(messages: u64, components: u64) -> u64 {
    triangle(messages).wrapping_add(messages * (components - 2))
}

/// 0 + 1 + 2 and so on, so many of them.
fn triangle(messages: u64) -> u64 {
    (0..messages).fold(0, u64::wrapping_add)
}

/// The same of their lowest bytes alone.
fn low_bytes(messages: u64) -> u64 {
    (0..messages).map(|number| number & 0xff).sum()
}
