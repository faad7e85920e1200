//! Bytes in other pieces.

use crate::fault;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::testing::{expect, run};
use kamaelia_std::flow::{ChunkNamer, Chunkifier, RateChunker};
use kamaelia_std::types::FileJob;
use kamaelia_std::util::{DataSource, NullSink, Take};

fn bytes(texts: &[&'static str]) -> Vec<Bytes> {
    texts.iter().map(|&text| Bytes::from(text)).collect()
}

#[test]
fn chunks_have_one_size_whatever_the_pieces_were() {
    run(async || {
        for pieces in [
            &["abcdefgh"][..],
            &["a", "b", "c", "d", "e", "f", "g", "h"],
            &["", "abc", "", "defg", "h", ""],
        ] {
            let stage = Chunkifier::new().size(3);
            expect(stage, bytes(pieces), ["abc", "def", "gh"]).await?;
        }
        let stage = Chunkifier::new().size(3);
        expect(stage, bytes(&["abc", "def"]), ["abc", "def"]).await?;
        expect(Chunkifier::new(), bytes(&["", ""]), Vec::<Bytes>::new()).await
    });
}

#[test]
fn what_may_not_wait_leaves_in_shorter_chunks() {
    run(|| {
        let stage = Chunkifier::new().size(3).no_delay(true);
        expect(
            stage,
            bytes(&["abcde", "", "f", "ghi"]),
            ["abc", "de", "f", "ghi"],
        )
    });
}

#[test]
fn a_size_of_nothing_counts_as_one() {
    run(|| expect(Chunkifier::new().size(0), bytes(&["ab"]), ["a", "b"]));
}

#[test]
fn what_is_left_of_a_chunk_leaves_when_told_to_finish_and_not_when_told_to_stop() {
    for (how, rest) in [(Shutdown::Finish, Some("d")), (Shutdown::Now, None)] {
        run(async || {
            let (mut feeder, source) = feed();
            let (mut chunks, sink) = collect();
            let graph = pipeline![source, Chunkifier::new().size(3), sink].spawn();
            feeder.send(Bytes::from("abcd")).await?;
            assert_eq!(chunks.recv().await, Some(Bytes::from("abc")));
            graph.shutdown(how);
            graph.join().await?;
            assert_eq!(chunks.recv().await, rest.map(Bytes::from));
            Ok(())
        });
    }
}

/// It never needs room for more than its own chunk.
#[test]
fn a_message_of_many_chunks_leaves_as_fast_as_they_are_taken() {
    run(async || {
        let endless = std::iter::repeat(Bytes::from(vec![7; 100_000]));
        let graph = pipeline![
            DataSource::new(endless),
            Chunkifier::new().size(10),
            Take::new(100),
            NullSink::new(),
        ];
        graph.run().await
    });
}

#[test]
fn a_stream_of_a_rate_is_cut_at_whole_quanta() {
    run(async || {
        let sound: Vec<Bytes> = (0..10).map(|_| Bytes::from_static(b"ssssSSSS")).collect();
        let stage = RateChunker::new(80.0, 4.0).quantum(8);
        let chunks = kamaelia::testing::outputs(stage, sound).await?;
        let sizes: Vec<usize> = chunks.iter().map(Bytes::len).collect();
        assert_eq!(sizes, [16, 24, 16, 24]);
        expect(
            RateChunker::new(6.0, 2.0),
            bytes(&["ab", "cdefg"]),
            ["abc", "def", "g"],
        )
        .await
    });
}

#[test]
fn rates_that_are_none_are_faults_that_name_them() {
    let rate = |data, chunks| RateChunker::new(data, chunks);
    for (stage, words) in [
        (rate(0.0, 1.0), "the parameter `data_rate` is not a rate"),
        (
            rate(1.0, f64::NAN),
            "the parameter `chunk_rate` is not a rate",
        ),
        (rate(1.0, 1.0).quantum(0), "the parameter `quantum` is 0"),
    ] {
        let fault = fault(bytes(&["a"]), stage);
        assert!(fault.contains(words), "{fault}");
    }
}

#[test]
fn chunks_are_named_in_order() {
    let job = |path: &str, data| FileJob {
        path: path.into(),
        data: Bytes::from(data),
    };
    run(async || {
        let stage = ChunkNamer::new().base_path("out/a-").suffix(".bin");
        let named = [job("out/a-chunk1.bin", "x"), job("out/a-chunk2.bin", "y")];
        expect(stage, bytes(&["x", "y"]), named).await?;
        expect(ChunkNamer::new(), bytes(&["x"]), [job("chunk1", "x")]).await
    });
}
