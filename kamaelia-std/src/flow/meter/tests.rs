use super::{Chunk, Meter};

/// What is due up to this time, one by one.
fn all(meter: &mut Meter, now: f64) -> Vec<usize> {
    std::iter::from_fn(|| meter.take(now)).collect()
}

/// What is due at each of these times, and that nothing is just before.
#[track_caller]
fn check(meter: &mut Meter, expected: &[(f64, &[usize])]) {
    for &(time, amounts) in expected {
        assert_eq!(all(meter, time - 0.001), [], "just before {time}");
        assert_eq!(all(meter, time), amounts, "at {time}");
    }
}

/// Case 304.
#[test]
fn even_requests_come_at_even_times() {
    let mut meter = Meter::new(100.0, Chunk::Size(25));
    check(
        &mut meter,
        &[(0.0, &[25]), (0.25, &[25]), (0.5, &[25]), (0.75, &[25])],
    );
}

/// Case 304.
#[test]
fn what_is_late_comes_in_pieces_or_as_one() {
    let mut meter = Meter::new(100.0, Chunk::Size(25));
    assert_eq!(all(&mut meter, 0.25), [25, 25]);
    assert_eq!(all(&mut meter, 1.28), [25; 4]);
    check(&mut meter, &[(1.5, &[25]), (1.75, &[25])]);

    let mut meter = Meter::new(100.0, Chunk::Size(25));
    assert_eq!(meter.take_all(0.25), Some(50));
    assert_eq!(meter.take_all(1.28), Some(100));
    assert_eq!(meter.take_all(1.49), None);
    assert_eq!(meter.take_all(1.5), Some(25));
}

/// Case 305.
#[test]
fn rounding_evens_out() {
    let mut meter = Meter::new(100.0, Chunk::Rate(3.0));
    for second in 0..1000 {
        for (third, amount) in [33, 33, 34].into_iter().enumerate() {
            let time = f64::from(second) + third as f64 / 3.0;
            check(&mut meter, &[(time, &[amount])]);
        }
    }
    let mut meter = Meter::new(100.0, Chunk::Rate(3.0));
    assert_eq!(meter.take_all(0.7), Some(100));
    assert_eq!(meter.take_all(0.9), None);
    assert_eq!(meter.take_all(1.0), Some(33));
    assert_eq!(meter.take_all(1.7), Some(67));
}

#[test]
fn what_rounds_to_nothing_is_no_request() {
    let mut meter = Meter::new(1.0, Chunk::Rate(4.0));
    check(&mut meter, &[(0.75, &[1]), (1.75, &[1]), (2.75, &[1])]);
    assert_eq!(all(&mut meter, 5.75), [1, 1, 1]);
}

#[test]
fn a_new_rate_that_is_the_old_one_changes_nothing() {
    let mut meter = Meter::new(100.0, Chunk::Size(25));
    check(&mut meter, &[(0.0, &[25]), (0.25, &[25]), (0.5, &[25])]);
    meter.change(100.0, 0.6);
    check(&mut meter, &[(0.75, &[25])]);
    for now in [0.8, 0.85, 0.9] {
        meter.change(100.0, now);
    }
    check(&mut meter, &[(1.0, &[25]), (1.25, &[25])]);
}

/// Case 307.
#[test]
fn the_old_rate_counts_up_to_the_change() {
    let mut meter = Meter::new(100.0, Chunk::Size(50));
    assert_eq!(all(&mut meter, 2.0), [50; 5]);
    meter.change(200.0, 2.25);
    check(
        &mut meter,
        &[(2.375, &[50]), (2.625, &[50]), (2.875, &[50])],
    );

    let mut meter = Meter::new(100.0, Chunk::Rate(1.0));
    assert_eq!(all(&mut meter, 0.0), [100]);
    meter.change(300.0, 0.5);
    check(&mut meter, &[(1.0, &[200]), (2.0, &[300])]);
}

/// Case 307.
#[test]
fn each_of_several_rates_counts_for_its_own_time() {
    let mut meter = Meter::new(10.0, Chunk::Size(10));
    assert_eq!(all(&mut meter, 2.0), [10; 3]);
    meter.change(20.0, 2.15);
    meter.change(10.0, 2.4);
    check(&mut meter, &[(2.75, &[10]), (3.75, &[10]), (4.75, &[10])]);
}

#[test]
fn nothing_is_due_at_the_rate_zero() {
    for chunk in [Chunk::Size(10), Chunk::Rate(1.0)] {
        let mut meter = Meter::new(10.0, chunk);
        assert_eq!(all(&mut meter, 0.0), [10]);
        meter.change(0.0, 0.5);
        assert_eq!(meter.due(), None);
        assert_eq!(all(&mut meter, 100.0), []);
        meter.change(10.0, 100.0);
        let next: usize = all(&mut meter, 101.0).into_iter().sum();
        assert!((10..=15).contains(&next), "{next}");
    }
}
