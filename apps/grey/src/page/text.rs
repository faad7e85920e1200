use super::histogram::Histogram;
use std::fmt::{Display, Write};

/// Metrics in the text format of Prometheus, version 0.0.4.
///
/// It is written here, as it is three kinds of lines: most of what it has to say is counted
/// elsewhere already, and a registry would only copy it.
#[derive(Debug, Default)]
pub(super) struct Text(String);

/// What a metric is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// It only grows.
    Counter,
    /// It is what it is now.
    Gauge,
    /// It is how many were how large.
    Histogram,
}

type Labels<'a> = &'a [(&'static str, &'a str)];

impl Text {
    /// What a browser, or Prometheus, is told that it is.
    pub(super) const TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a metric; its samples follow.
    pub(super) fn metric(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    pub(super) fn sample(&mut self, name: &str, labels: Labels<'_>, value: impl Display) {
        let labels = written(labels);
        self.line(format_args!("{name}{labels} {value}"));
    }

    /// A metric with one sample.
    pub(super) fn one(&mut self, name: &str, kind: Kind, help: &str, value: impl Display) {
        self.metric(name, kind, help);
        self.sample(name, &[], value);
    }

    pub(super) fn histogram(&mut self, name: &str, labels: Labels<'_>, histogram: &Histogram) {
        let bucket = format!("{name}_bucket");
        let with = |text: &mut Text, bound: &str, count: u64| {
            let mut labels = labels.to_vec();
            labels.push(("le", bound));
            text.sample(&bucket, &labels, count);
        };
        for (bound, count) in histogram.up_to() {
            with(self, &bound.to_string(), count);
        }
        with(self, "+Inf", histogram.count());
        let sum = histogram.sum().as_secs_f64();
        self.sample(&format!("{name}_sum"), labels, sum);
        self.sample(&format!("{name}_count"), labels, histogram.count());
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn line(&mut self, line: impl Display) {
        // Nothing fails that is written to a text.
        let _ = writeln!(self.0, "{line}");
    }
}

fn written(labels: Labels<'_>) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let escaped = |value: &str| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        value.replace('\n', "\\n")
    };
    let labels: Vec<_> = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    format!("{{{}}}", labels.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_label_or_a_line_is_escaped() {
        let mut text = Text::default();
        text.metric("a_total", Kind::Counter, "one\ntwo\\");
        text.sample("a_total", &[("x", "\"\\\n"), ("y", "é")], 1);
        assert_eq!(
            text.into_string(),
            "# HELP a_total one\\ntwo\\\\\n# TYPE a_total counter\n\
             a_total{x=\"\\\"\\\\\\n\",y=\"é\"} 1\n",
        );
    }
}
