//! A bar on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scipix_core::model::Escaped;

pub struct Progress(ProgressBar);

impl Progress {
    /// Begins with 0 of `total` units of work.
    pub fn new(total: u64, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        if let Ok(style) = ProgressStyle::with_template("[{bar:24}] {percent:>3} %  {wide_msg}") {
            bar.set_style(style.progress_chars("##-"));
        }
        Self(bar)
    }

    /// Names the step that begins. Control characters are escaped: terminals obey them.
    pub fn show(&self, step: &str) {
        self.0.set_message(Escaped(step).to_string());
    }

    pub fn advance(&self, units: u64) {
        self.0.inc(units);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
