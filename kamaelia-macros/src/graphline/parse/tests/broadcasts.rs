//! What is said about a broadcast.

use super::check;

#[test]
fn a_broadcast_has_targets() {
    check(
        "A -> [];",
        &[
            "loose A",
            "1:6: a broadcast needs targets: write `A.outbox -> [B.inbox, C.inbox];`",
        ],
    );
    check(
        "A -> [B, , C];",
        &[
            "A -> B, C",
            "1:10: a target is missing here: write `B.inbox`",
        ],
    );
    check(
        "A -> [B., C];",
        &[
            "A -> C",
            "1:8: the box is missing after `B.`: write `B.inbox`",
        ],
    );
    check(
        "A -> [[B], C];",
        &["A -> C", "1:7: a target is missing here: write `B.inbox`"],
    );
}

#[test]
fn the_targets_are_parted_by_commas() {
    let text = "the targets of a broadcast are parted by `,`";
    check(
        "A -> [B.inbox C.inbox];",
        &["A -> B.inbox, C.inbox", &format!("1:15: {text}")],
    );
    check("A -> [B; C];", &["A -> B", &format!("1:8: {text}")]);
}

#[test]
fn a_conversion_belongs_to_one_target() {
    check(
        "A -> [B, C] via f;",
        &[
            "loose B",
            "loose C",
            "loose A",
            "1:13: a conversion belongs to one target: write `[B.inbox via f, C.inbox via g]`",
        ],
    );
}
