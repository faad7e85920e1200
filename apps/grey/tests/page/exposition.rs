//! The text format of Prometheus, read as strictly as `promtool check metrics` reads it.

use std::collections::BTreeMap;

/// What was exposed.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    pub(crate) families: BTreeMap<String, Family>,
}

#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) kind: String,
    pub(crate) help: String,
    pub(crate) samples: Vec<Sample>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

impl Exposition {
    #[track_caller]
    pub(crate) fn read(text: &str) -> Exposition {
        assert!(text.ends_with('\n'), "the last line has no end");
        let mut exposition = Exposition::default();
        let mut current = String::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').expect("a name and a help");
                assert!(is_name(name), "{line}");
                assert!(!help.trim().is_empty(), "{line}");
                current = name.to_owned();
                let family = Family {
                    help: help.to_owned(),
                    ..Family::default()
                };
                let known = exposition.families.insert(current.clone(), family);
                assert!(known.is_none(), "{name} is there twice");
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').expect("a name and a type");
                assert_eq!(name, current, "its help comes right before it");
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                exposition.family(&current).kind = kind.to_owned();
            } else {
                let sample = read_sample(line);
                let family = exposition.family(&current);
                let is_of_it = match &*family.kind {
                    "histogram" => sample
                        .name
                        .strip_prefix(&current)
                        .is_some_and(|end| ["_bucket", "_sum", "_count"].contains(&end)),
                    _ => sample.name == current,
                };
                assert!(is_of_it, "{line} stands under {current}");
                let is_twice = family
                    .samples
                    .iter()
                    .any(|it| it.name == sample.name && it.labels == sample.labels);
                assert!(!is_twice, "twice: {line}");
                family.samples.push(sample);
            }
        }
        for (name, family) in &exposition.families {
            family.check(name);
        }
        exposition
    }

    fn family(&mut self, name: &str) -> &mut Family {
        self.families.get_mut(name).expect("its help comes first")
    }

    /// The sum of the samples of a metric that have these labels.
    pub(crate) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let has = |sample: &&Sample| {
            let has = |(name, value): &(&str, &str)| {
                sample.labels.get(*name).map(|it| &**it) == Some(*value)
            };
            labels.iter().all(has)
        };
        let samples = self.families.values().flat_map(|family| &family.samples);
        let samples = samples.filter(|sample| sample.name == name).filter(has);
        samples.map(|sample| sample.value).sum()
    }

    /// That no counter, and no part of a histogram, is less than it was before.
    pub(crate) fn comes_after(&self, before: &Exposition) {
        for (name, family) in &before.families {
            if family.kind == "gauge" {
                continue;
            }
            for old in &family.samples {
                let new = self.families[name]
                    .samples
                    .iter()
                    .find(|new| new.name == old.name && new.labels == old.labels)
                    .unwrap_or_else(|| panic!("gone: {old:?}"));
                assert!(new.value >= old.value, "{old:?} became {new:?}");
            }
        }
    }
}

impl Family {
    fn check(&self, name: &str) {
        assert!(!self.kind.is_empty(), "{name} has no type");
        assert!(self.help.ends_with('.'), "{name}: {}", self.help);
        if self.kind == "counter" {
            assert!(name.ends_with("_total"), "{name}");
            assert!(self.samples.iter().all(|it| it.value >= 0.0), "{name}");
        }
        if self.kind != "histogram" {
            return;
        }
        let mut series: BTreeMap<BTreeMap<String, String>, Vec<(f64, f64)>> = BTreeMap::new();
        for sample in self
            .samples
            .iter()
            .filter(|it| it.name.ends_with("_bucket"))
        {
            let mut labels = sample.labels.clone();
            let bound = labels.remove("le").expect("a bucket has a bound");
            let bound = bound.parse().expect("a number");
            series
                .entry(labels)
                .or_default()
                .push((bound, sample.value));
        }
        assert!(!series.is_empty(), "{name} has no buckets");
        for (labels, buckets) in series {
            let rises = buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1);
            assert!(rises, "{name}{labels:?}: {buckets:?}");
            let of = |end: &str| {
                let whole = format!("{name}{end}");
                let mut samples = self.samples.iter();
                let sample = samples.find(|it| it.name == whole && it.labels == labels);
                sample.unwrap_or_else(|| panic!("{whole}{labels:?}")).value
            };
            let (bound, count) = *buckets.last().expect("there is one");
            assert!(bound.is_infinite(), "{name}{labels:?}");
            assert_eq!(count, of("_count"), "{name}{labels:?}");
            assert!(of("_sum") >= 0.0);
        }
    }
}

fn is_name(text: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':';
    text.starts_with(is_start) && text.chars().all(|c| is_start(c) || c.is_ascii_digit())
}

#[track_caller]
fn read_sample(line: &str) -> Sample {
    let end = line.find(['{', ' ']).expect("a name and a value");
    let (name, mut rest) = line.split_at(end);
    assert!(is_name(name), "{line}");
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, value) = rest.split_once("=\"").expect("a label and its value");
            assert!(is_name(label) && !label.contains(':'), "{line}");
            let mut text = String::new();
            let mut letters = value.char_indices();
            let end = loop {
                match letters.next().expect("a value has an end") {
                    (end, '"') => break end,
                    (_, '\\') => text.push(match letters.next() {
                        Some((_, 'n')) => '\n',
                        Some((_, c @ ('\\' | '"'))) => c,
                        other => panic!("{other:?} in {line}"),
                    }),
                    (_, c) => text.push(c),
                }
            };
            assert!(labels.insert(label.to_owned(), text).is_none(), "{line}");
            rest = &value[end + 1..];
            match rest.strip_prefix(',') {
                Some(more) => rest = more,
                None => break,
            }
        }
        rest = rest.strip_prefix('}').expect("labels have an end");
    }
    let value = rest.strip_prefix(' ').expect("a value");
    assert!(!value.contains(' '), "{line}");
    Sample {
        name: name.to_owned(),
        labels,
        value: value.parse().expect("a number"),
    }
}
