//! Medians, tables and bars.

/// The middle of the values.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// The median of the rounds' own ratios: what disturbs a round disturbs both of its sides.
pub fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    median(&ours.iter().zip(theirs).map(|(a, b)| a / b).collect::<Vec<_>>())
}

/// A goal and what was reached.
pub struct Bar {
    pub what: String,
    pub value: f64,
    pub goal: Goal,
}

pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Bar {
    pub fn met(&self) -> bool {
        match self.goal {
            Goal::AtLeast(goal) => self.value >= goal,
            Goal::AtMost(goal) => self.value <= goal,
        }
    }
}

/// The bars as a Markdown table.
pub fn bars(bars: &[Bar]) -> String {
    let mut out = String::from("| goal | bar | reached | |\n|---|---:|---:|---|\n");
    for bar in bars {
        let goal = match bar.goal {
            Goal::AtLeast(goal) => format!(">= {goal}"),
            Goal::AtMost(goal) => format!("<= {goal}"),
        };
        let mark = if bar.met() { "met" } else { "short" };
        out.push_str(&format!("| {} | {goal} | {} | {mark} |\n", bar.what, number(bar.value)));
    }
    out
}

/// Three digits that count.
pub fn number(n: f64) -> String {
    match n.abs() {
        x if !x.is_finite() => "-".into(),
        x if x >= 1000.0 => format!("{:.1}k", n / 1000.0),
        x if x >= 100.0 => format!("{n:.0}"),
        x if x >= 10.0 => format!("{n:.1}"),
        x if x >= 0.1 => format!("{n:.2}"),
        _ => format!("{n:.3}"),
    }
}

/// A Markdown table.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|---|{}\n", head.join(" | "), "---:|".repeat(head.len() - 1));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out
}
