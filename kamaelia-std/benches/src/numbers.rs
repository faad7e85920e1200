//! What stands for many numbers.

/// The one in the middle.
pub(crate) fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    percentile(&mut numbers, 0.5)
}

/// The one that such a part of them does not exceed.
pub(crate) fn percentile(numbers: &mut [f64], part: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let last = numbers.len().saturating_sub(1);
    let at = (last as f64 * part).round() as usize;
    numbers.get(at).copied().unwrap_or(f64::NAN)
}
