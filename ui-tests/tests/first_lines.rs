//! The first line of every mistake in a graph is enough to find it: it says
//! which box of which component, in the words of the graph and no others.

use std::fs;
use std::path::Path;

const FOLDERS: [&str; 4] = ["graphline", "linkage", "pipeline", "warning"];

/// What belongs to the compiler or to our crates, and not to a graph.
const FOREIGN: [&str; 11] = [
    "__",
    "kamaelia::",
    "mismatched types",
    "the trait bound",
    "is not satisfied",
    "type annotations needed",
    "cannot be sent between threads",
    "expected",
    "use of moved value",
    "cannot find",
    "this error originates",
];

/// Mistakes of which there is no box to name, each with the reason.
const WITHOUT_A_BOX: [(&str, &[&str]); 5] = [
    (
        "a declaration: no box has been spoken of",
        &[
            "graphline/comma-for-semicolon",
            "graphline/component-of-a-type-parameter",
            "graphline/component-used-twice",
            "graphline/declared-with-a-colon",
            "graphline/declared-with-a-type",
            "graphline/declared-with-let",
            "graphline/doc-comment-of-a-statement",
            "graphline/expression-missing",
            "graphline/keyword-as-a-name",
            "graphline/no-such-placement",
            "graphline/not-a-component",
            "graphline/placement-without-on",
            "graphline/statement-under-a-configuration",
            "graphline/two-components-of-one-name",
            "linkage/local-component-on-a-task",
            "linkage/local-component-on-a-thread",
            "pipeline/component-with-a-name",
            "pipeline/local-component-on-a-task",
            "pipeline/not-a-component",
            "pipeline/same-component-twice",
            "warning/never-linked",
        ],
    ),
    (
        "a name that nobody has declared: the component that the box would be of",
        &[
            "graphline/no-such-component",
            "graphline/no-such-component-and-none-like-it",
            "graphline/self-in-capitals",
            "graphline/undeclared-neighbour-of-a-generic",
        ],
    ),
    (
        "a statement of which nothing was understood: the form that it should have",
        &["graphline/semicolon-missing", "pipeline/semicolon-between"],
    ),
    (
        "the whole of a graph",
        &[
            "graphline/awaited-without-run",
            "pipeline/awaited-without-run",
            "pipeline/empty",
            "warning/never-run",
            "warning/pipeline-never-run",
            "warning/run-never-awaited",
        ],
    ),
    ("an expression of Rust, of which rustc speaks", RUSTC),
];

/// Mistakes in the user's own expressions, which rustc, or its parser, reports.
const RUSTC: &[&str] = &[
    "graphline/broken-declaration-of-a-generic",
    "graphline/component-used-elsewhere",
    "graphline/expression-does-not-parse",
    "graphline/no-such-type",
    "graphline/ring-of-an-unknown-type",
    "graphline/started-twice",
    "graphline/type-for-a-component",
    "linkage/borrowed-component-on-a-task",
    "linkage/borrowed-component-spread",
    "linkage/conversion-that-borrows",
    "linkage/graph-of-a-local-component-spawned",
    "linkage/graph-of-a-local-component-spread",
    "linkage/main-of-a-generic-asks-for-more",
    "pipeline/type-for-a-component",
];

#[test]
fn a_mistake_names_a_component_and_a_box() {
    let is_exempt = |case: &str| WITHOUT_A_BOX.iter().any(|(_, cases)| cases.contains(&case));
    let wrong = first_lines().into_iter();
    let wrong = wrong.filter(|(case, line)| names_a_box(line) == is_exempt(case));
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

#[test]
fn a_mistake_is_told_in_words_of_the_graph() {
    let lines = first_lines().into_iter();
    let lines = lines.filter(|(case, _)| !RUSTC.contains(&&**case));
    let wrong = lines.filter(|(_, line)| {
        // Of this one rustc always gives the path: `std::net` has another.
        let line = line.replace("kamaelia::Shutdown", "Shutdown");
        FOREIGN.iter().any(|foreign| line.contains(foreign))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

#[test]
fn every_case_that_is_exempt_exists() {
    let cases: Vec<String> = first_lines().into_iter().map(|(case, _)| case).collect();
    for case in WITHOUT_A_BOX.iter().flat_map(|(_, cases)| *cases) {
        assert!(cases.iter().any(|known| known == case), "{case}");
    }
}

#[test]
fn a_mistake_is_one_error() {
    const SEVERAL: [&str; 6] = [
        "graphline/all-mistakes-at-once",
        "component/all-mistakes-at-once",
        // A derive, or a mark of it, that is not there is missed at several of the
        // user's words; none of the errors says anything else.
        "component/main-of-what-is-no-component",
        "component/transform-without-its-mark",
        // What is fed is no message, and so its component is none.
        "component/feed-of-what-is-no-message",
        // The type is wrong, and so is its function: rustc says both of any struct.
        "live/backplane-of-what-is-not-clone",
    ];
    let folders = FOLDERS.into_iter().chain(["component", "chassis", "live"]);
    for (case, text) in folders.flat_map(folder) {
        let errors = text
            .lines()
            .filter(|line| line.starts_with("error"))
            .count();
        assert_eq!(errors == 1, !SEVERAL.contains(&&*case), "{case}: {errors}");
    }
}

/// `WORDS.outbox` in backticks, alone or within more; or a box and, by
/// itself, its component: of an unknown box rustc says the component's type.
fn names_a_box(line: &str) -> bool {
    let quoted = || line.split('`').skip(1).step_by(2);
    let dotted = |text: &str| text.split_whitespace().any(is_box);
    let is_unknown = line.contains("no method named") || line.contains("no field");
    let is_of_a_type = line.contains("on type") || line.contains("of the component");
    quoted().any(dotted) || (is_unknown || is_of_a_type) && quoted().count() >= 2 || is_end(line)
}

/// `SPLIT.outbox[0]`
fn is_box(word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', ']', '[']);
    let Some((component, name)) = word.split_once('.') else {
        return false;
    };
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_alphabetic())
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || "_[]".contains(letter))
    };
    is_name(component.trim_start_matches('[')) && is_name(name)
}

/// An end of a pipeline, which has no name of its own.
fn is_end(line: &str) -> bool {
    line.contains("component of this pipeline") || line.contains("has not the shape of a stage")
}

/// Every case with the first line of its error.
fn first_lines() -> Vec<(String, String)> {
    let cases = FOLDERS.into_iter().flat_map(folder);
    let first = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("error"))
            .map(str::to_owned)
    };
    let lines: Vec<_> = cases
        .map(|(case, text)| {
            let line = first(&text).unwrap_or_else(|| panic!("{case} has no error"));
            (case, line)
        })
        .collect();
    assert!(lines.len() > 80, "{}", lines.len());
    lines
}

/// Every `.stderr` of a folder, with the name of its case.
fn folder(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let files = fs::read_dir(&path).expect("a folder of cases");
    let paths = files.map(|file| file.expect("a file").path());
    let mut cases: Vec<(String, String)> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "stderr")
        })
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a text");
            (format!("{folder}/{name}"), text)
        })
        .collect();
    cases.sort();
    cases
}
