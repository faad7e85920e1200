//! Databases that were cut or changed: something is told, nothing is made up, and it ends.

use super::writers::{berkeley, dumb, file, gdbm, texts};
use fastrand::Rng;
use grey::foreign::{Pair, Pairs, berkeley as berkeley_db, dumb as dumb_db, gdbm as gnu_dbm};
use std::collections::BTreeSet;

/// How a database is read.
type Read = fn(&[u8]) -> Option<Result<Pairs, String>>;

/// A database of each kind.
fn databases() -> Vec<(String, Vec<u8>, Read)> {
    let mut databases: Vec<(String, Vec<u8>, Read)> = Vec::new();
    for kind in ["btree", "hash"] {
        for order in ["db_lorder=1234", "db_lorder=4321"] {
            let (_folder, path) = file("whole");
            berkeley(&path, kind, &[order, "db_pagesize=1024"], &texts());
            let bytes = std::fs::read(&path).expect("it was written");
            databases.push((format!("{kind} {order}"), bytes, berkeley_db::read));
        }
    }
    let (_folder, path) = file("whole");
    gdbm(&path, &["--block-size=1024"], &texts());
    let bytes = std::fs::read(&path).expect("it was written");
    databases.push(("gdbm".to_owned(), bytes, gnu_dbm::read));
    databases
}

/// The records of a database that is whole.
fn whole(bytes: &[u8], read: Read) -> BTreeSet<Pair> {
    let pairs = read(bytes).expect("it is known").expect("it can be read");
    assert_eq!(pairs.troubles, []);
    pairs.pairs.into_iter().collect()
}

#[test]
fn what_is_cut_off_is_told_and_what_is_left_is_read() {
    for (name, bytes, read) in databases() {
        let whole = whole(&bytes, read);
        let mut most = 0;
        for length in (0..bytes.len()).step_by(512) {
            match read(&bytes[..length]) {
                None => assert_eq!(length, 0, "{name}: its kind stands at its beginning"),
                Some(Err(why)) => assert!(!why.is_empty()),
                Some(Ok(pairs)) => {
                    assert!(
                        !pairs.troubles.is_empty(),
                        "{name}: {length} bytes are not all"
                    );
                    let count = pairs.pairs.len();
                    assert!(
                        pairs.pairs.into_iter().all(|pair| whole.contains(&pair)),
                        "{name}"
                    );
                    most = most.max(count);
                }
            }
        }
        assert!(most > whole.len() / 2, "{name}: {most} of {}", whole.len());
    }
}

#[test]
fn bytes_that_were_changed_neither_hang_nor_panic() {
    for (name, bytes, read) in databases() {
        let records = whole(&bytes, read).len();
        let (mut refused, mut told, mut unseen) = (0, 0, 0);
        for seed in 0..500 {
            let mut rng = Rng::with_seed(seed);
            let mut damaged = bytes.clone();
            for _ in 0..rng.usize(1..=8) {
                // Half of them where the structure is: at the beginning of a page.
                let page = rng.usize(0..damaged.len() / 512) * 512;
                let within = if rng.bool() { 40 } else { 512 };
                let at = page + rng.usize(..within);
                damaged[at] = if rng.bool() { rng.u8(..) } else { !damaged[at] };
            }
            match read(&damaged) {
                None | Some(Err(_)) => refused += 1,
                Some(Ok(pairs)) if pairs.troubles.is_empty() => {
                    unseen += 1;
                    assert!(pairs.pairs.len() <= records, "{name}, seed {seed}: made up");
                }
                Some(Ok(_)) => told += 1,
            }
        }
        // Most of a database is text, in which a change is not seen.
        assert!(
            told > 100 && refused + told + unseen == 500,
            "{name}: {refused} {told} {unseen}"
        );
    }
}

#[test]
fn a_page_that_is_zero_is_missed() {
    for (name, bytes, read) in databases() {
        let records = whole(&bytes, read).len();
        let mut silent = Vec::new();
        for page in (1024..bytes.len()).step_by(1024) {
            let mut damaged = bytes.clone();
            damaged[page..page + 1024].fill(0);
            if damaged == bytes {
                continue;
            }
            if let Some(Ok(pairs)) = read(&damaged)
                && pairs.troubles.is_empty()
                && pairs.pairs.len() < records
            {
                silent.push((page / 1024, records - pairs.pairs.len()));
            }
        }
        // A bucket of a hash may be a page on which nothing was ever written.
        let is_hash = name.starts_with("hash");
        assert!(is_hash || silent.is_empty(), "{name}: {silent:?}");
    }
}

#[test]
fn the_text_file_of_python_may_be_cut_and_changed_too() {
    let (_folder, path) = file("all.dbm");
    dumb(&path, &texts());
    let read = |ending| std::fs::read(path.with_extension(ending)).expect("it was written");
    let (places, values) = (read("dbm.dir"), read("dbm.dat"));
    assert_eq!(dumb_db::read(&places, &values).troubles, []);
    let cut = dumb_db::read(&places, &values[..values.len() / 2]);
    assert!(
        cut.troubles.len() > 50 && cut.pairs.len() > 50,
        "{}",
        cut.pairs.len()
    );
    let mut told = 0;
    for seed in 0..2_000 {
        let mut rng = Rng::with_seed(seed);
        let mut damaged = places.clone();
        let at = rng.usize(..damaged.len());
        damaged[at] = rng.u8(..);
        let pairs = dumb_db::read(&damaged, &values);
        assert!(pairs.pairs.len() + pairs.troubles.len() <= texts().len() + 1);
        told += usize::from(!pairs.troubles.is_empty());
    }
    assert!(told > 100, "{told}");
}
