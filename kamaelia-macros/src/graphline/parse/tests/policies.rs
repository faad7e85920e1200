//! What is said about a policy and a conversion.

use super::check;

#[test]
fn an_unknown_policy_gets_the_known_ones_nearest_first() {
    check(
        "A -> B with lates; C = c;",
        &[
            "C = c",
            "A -> B with Unknown",
            "1:13: linkage to `B`: there is no policy `lates`: write one of `latest`, `capacity(n)`, `unbounded`, `drop_newest(n)`, `drop_oldest(n)`",
        ],
    );
    check(
        "A -> B with capasity(3);",
        &[
            "A -> B with Unknown",
            "1:13: linkage to `B`: there is no policy `capasity`: write one of `capacity(n)`, `latest`, `unbounded`, `drop_newest(n)`, `drop_oldest(n)`",
        ],
    );
    check(
        "A -> B with 64;",
        &[
            "A -> B with Unknown",
            "1:13: linkage to `B`: the policy is missing after `with`: write `with capacity(64)` or one of `latest`, `capacity(n)`, `unbounded`, `drop_newest(n)`, `drop_oldest(n)`",
        ],
    );
}

#[test]
fn a_capacity_without_brackets_is_one_mistake() {
    for text in ["A -> B with capacity 5;", "A -> B with capacity = 5;"] {
        check(
            text,
            &[
                "A -> B with Unknown",
                "1:22: linkage to `B`: the number of `capacity` stands in brackets: write `with capacity(5)`",
            ],
        );
    }
}

#[test]
fn a_capacity_is_a_number() {
    check(
        "A -> B with capacity;",
        &[
            "A -> B with Unknown",
            "1:21: linkage to `B`: `capacity` needs a number: write `with capacity(64)`",
        ],
    );
    check(
        "A -> B with capacity();",
        &[
            "A -> B with Unknown",
            "1:22: linkage to `B`: `capacity` needs a number: write `with capacity(64)`",
        ],
    );
    check(
        "A -> B with drop_newest via f;",
        &[
            "A -> B with Unknown via f",
            "1:25: linkage to `B`: `drop_newest` needs a number: write `with drop_newest(64)`",
        ],
    );
    check(
        "A -> B with capacity(1, 2);",
        &[
            "A -> B with Unknown",
            "1:23: linkage to `B`: `capacity` takes one number: write `with capacity(64)`",
        ],
    );
    check(
        "A -> B with capacity(+);",
        &[
            "A -> B with Unknown",
            "1:22: linkage to `B`: the expression of `capacity` does not parse: expected an expression",
        ],
    );
    check(
        "A -> B with latest(3);",
        &[
            "A -> B with Latest",
            "1:19: linkage to `B`: `latest` takes no number: write `with latest`",
        ],
    );
}

#[test]
fn a_linkage_has_one_policy_and_one_conversion() {
    check(
        "A -> B with latest with unbounded;",
        &[
            "A -> B with Latest",
            "1:25: linkage to `B`: a linkage has one policy: take one of them away",
        ],
    );
    check(
        "A -> [B, C] with latest with unbounded;",
        &[
            "A -> B with Latest, C with Latest",
            "1:30: linkages to `B`, `C`: a linkage has one policy: take one of them away",
        ],
    );
    check(
        "A -> B via f via g;",
        &[
            "A -> B via f",
            "1:18: linkage to `B`: a linkage has one conversion: write `via |x| g(f(x))` for two",
        ],
    );
    check(
        "A -> B via;",
        &[
            "loose B",
            "loose A",
            "1:11: the expression of `via` does not parse: expected an expression",
        ],
    );
}
