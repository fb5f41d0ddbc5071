//! A bar on standard error, where that is a terminal and the work takes long enough to be waited for.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Nothing is shown before this time is over, and nothing anew within the other one.
const PATIENCE: Duration = Duration::from_millis(500);
const REDRAW: Duration = Duration::from_millis(100);

/// Columns of the bar, and of what is said beside it.
const WIDTH: usize = 24;
const WORDS: usize = 40;

pub struct Progress {
    shown: bool,
    next: Instant,
    done: u64,
    total: u64,
}

impl Progress {
    pub fn new(total: u64, quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        Self { shown, next: Instant::now() + PATIENCE, done: 0, total }
    }

    /// Says what is being done.
    pub fn show(&mut self, what: &str) {
        if self.shown && Instant::now() >= self.next {
            self.next = Instant::now() + REDRAW;
            let _ = write!(io::stderr(), "\r{}\x1b[K", line(self.done, self.total, what));
        }
    }

    pub fn advance(&mut self, bytes: u64) {
        self.done += bytes;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(done: u64, total: u64, what: &str) -> String {
    let part = if total == 0 { 1.0 } else { done as f64 / total as f64 };
    let filled = (part * WIDTH as f64) as usize;
    let words: String = what.chars().map(|char| if char.is_control() { '?' } else { char }).take(WORDS).collect();
    format!("[{}{}] {:3.0} %  {words}", "#".repeat(filled), "-".repeat(WIDTH - filled), 100.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up() {
        assert_eq!(line(0, 8, "a"), format!("[{}]   0 %  a", "-".repeat(24)));
        assert_eq!(line(2, 8, "a\x1b"), format!("[{}{}]  25 %  a?", "#".repeat(6), "-".repeat(18)));
        assert_eq!(line(8, 8, ""), format!("[{}] 100 %  ", "#".repeat(24)));
        assert_eq!(line(0, 0, &"é".repeat(50)), format!("[{}] 100 %  {}", "#".repeat(24), "é".repeat(40)));
    }
}
