//! Tables in Markdown: a column for each contender, and what the first of them is faster than the best of the others by.

use crate::rounds::Contender;
use std::fmt::Write;

pub struct Table {
    heading: &'static str,
    unit: &'static str,
    keys: [&'static str; 2],
    names: Vec<&'static str>,
    rows: Vec<([String; 2], Vec<(&'static str, String)>, f64)>,
}

impl Table {
    pub fn new(heading: &'static str, unit: &'static str, keys: [&'static str; 2]) -> Self {
        Self { heading, unit, keys, names: Vec::new(), rows: Vec::new() }
    }

    /// Adds a row; `times` are those of the contenders.
    pub fn row(&mut self, keys: [&str; 2], contenders: &[Contender<'_>], times: &[f64], shown: impl Fn(f64) -> String) {
        for contender in contenders {
            if !self.names.contains(&contender.name) {
                self.names.push(contender.name);
            }
        }
        let best = times[1..].iter().copied().fold(f64::INFINITY, f64::min);
        let cells: Vec<_> =
            contenders.iter().zip(times).map(|(contender, &time)| (contender.name, shown(time))).collect();
        eprintln!("{keys:?} {cells:?} ratio {:.2}", best / times[0]);
        self.rows.push((keys.map(str::to_owned), cells, best / times[0]));
    }

    pub fn print(&self) {
        let mut text = format!("| {} | {} | {} | ratio |\n", self.keys[0], self.keys[1], self.names.join(" | "));
        let _ = writeln!(text, "| --- | --- |{} ---: |", " ---: |".repeat(self.names.len()));
        for (keys, cells, ratio) in &self.rows {
            let _ = write!(text, "| {} | {} |", keys[0], keys[1]);
            for name in &self.names {
                let cell = cells.iter().find(|(of, _)| of == name).map_or("–", |(_, shown)| shown);
                let _ = write!(text, " {cell} |");
            }
            let _ = writeln!(text, " {ratio:.2} |");
        }
        println!("## {}\n\nIn {}.\n\n{text}", self.heading, self.unit);
    }
}
