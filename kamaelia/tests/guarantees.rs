//! The page of guarantees names tests that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../src/guarantees.md");

/// Every `file::test` that the page names.
fn named() -> BTreeSet<(&'static str, &'static str)> {
    let links = PAGE.split("[`").skip(1);
    links
        .filter_map(|link| link.split_once("`][")?.0.split_once("::"))
        .collect()
}

#[test]
fn every_test_that_the_page_names_exists() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let named = named();
    assert!(named.len() > 30, "{named:?}");
    let missing: Vec<_> = named
        .into_iter()
        .filter(|(file, test)| {
            let text = fs::read_to_string(tests.join(file).with_extension("rs"));
            !text.is_ok_and(|text| text.contains(&format!("fn {test}(")))
        })
        .collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
}
