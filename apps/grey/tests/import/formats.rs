use super::writers::{Texts, berkeley, dumb, file, gdbm, texts};
use grey::foreign::{Pairs, fuzz, read};
use std::path::Path;

/// All that was written is read, and nothing else.
#[track_caller]
fn check(path: &Path, written: &[Texts]) {
    let Pairs {
        mut pairs,
        troubles,
        ..
    } = read(path).expect("it is a database");
    assert_eq!(troubles, [], "{}", path.display());
    let mut written: Vec<_> = written
        .iter()
        .map(|(key, value)| (key.clone().into_bytes(), value.clone().into_bytes()))
        .collect();
    pairs.sort();
    written.sort();
    assert!(
        pairs == written,
        "{} of {} are read",
        pairs.len(),
        written.len()
    );
}

#[test]
fn berkeley_db_is_read_whichever_way_it_is_written() {
    let texts = texts();
    for kind in ["btree", "hash"] {
        for order in ["db_lorder=1234", "db_lorder=4321"] {
            for size in ["db_pagesize=512", "db_pagesize=4096", "db_pagesize=65536"] {
                for sums in ["chksum=0", "chksum=1"] {
                    let (_folder, path) = file("all.db");
                    berkeley(&path, kind, &[order, size, sums], &texts);
                    check(&path, &texts);
                }
            }
        }
    }
}

#[test]
fn gdbm_is_read_whichever_way_it_is_written() {
    // Its buckets are split again and again with so many.
    let many: Vec<Texts> = (0..3_000)
        .map(|n| (format!("key {n}"), format!("{n}")))
        .collect();
    for options in [&[][..], &["-x"], &["--block-size=512"]] {
        for texts in [&texts(), &many] {
            let (_folder, path) = file("all.gdbm");
            gdbm(&path, options, texts);
            check(&path, texts);
        }
    }
}

#[test]
fn the_two_files_of_python_are_read() {
    let (_folder, path) = file("all.dbm");
    let mut texts = texts();
    texts.push(("quotes ' and \" and \\ and é".to_owned(), "é".to_owned()));
    dumb(&path, &texts);
    check(&path, &texts);
}

#[test]
fn what_is_no_database_is_said_with_its_name() {
    let (folder, path) = file("letter");
    std::fs::write(&path, "Dear Ann").expect("it can be written");
    let error = read(&path).expect_err("it is a letter").to_string();
    let said = "letter cannot be read: it is neither of Berkeley DB nor of gdbm, or its beginning \
                is damaged";
    assert!(error.ends_with(said), "{error}");
    let error = read(&folder.path().join("none"))
        .expect_err("it is not there")
        .to_string();
    assert!(error.contains("none cannot be read: "), "{error}");
}

#[test]
fn a_database_of_another_shape_is_refused_and_not_read_wrongly() {
    let texts = texts();
    for (kind, setting, said) in [
        (
            "btree",
            "duplicates=1",
            "it is not one table of a value for each key",
        ),
        (
            "hash",
            "duplicates=1",
            "it is not one table of a value for each key",
        ),
        (
            "btree",
            "database=inner",
            "it is not one table of a value for each key",
        ),
    ] {
        let (_folder, path) = file("other.db");
        berkeley(&path, kind, &[setting], &texts);
        let error = read(&path).expect_err(setting).to_string();
        assert!(error.contains(said), "{setting}: {error}");
    }
}

#[test]
fn the_corpus_of_the_fuzzer_breaks_nothing_and_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/foreign");
    let files = std::fs::read_dir(&folder).expect("the corpus is there");
    let mut count = 0;
    for file in files.flatten() {
        fuzz(&std::fs::read(file.path()).expect("it can be read"));
        count += 1;
    }
    assert!(count > 5, "{count}");
    for name in ["btree", "btree-high-first", "hash", "hash-high-first"] {
        let pairs = read(&folder.join(name)).expect("it is a database");
        assert_eq!((pairs.pairs.len(), pairs.troubles.len()), (7, 0), "{name}");
    }
    for name in ["gdbm", "gdbm-numbered"] {
        let pairs = read(&folder.join(name)).expect("it is a database");
        assert_eq!((pairs.pairs.len(), pairs.troubles.len()), (2, 0), "{name}");
    }
}
