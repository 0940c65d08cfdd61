//! Progress bars for long work, shown on a terminal.

use std::io::{IsTerminal as _, stderr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use crate::pipeline::Progress;

/// Returns a progress bar, hidden if stderr is not a terminal, and the progress that draws it.
pub(super) fn steps_bar(context: &Context) -> (ProgressBar, Progress) {
    let bar = if context.quiet || !stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
    };
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    let (drawn, step) = (bar.clone(), Mutex::new(""));
    let progress = Progress::watched_by(move |progress| {
        let mut shown = step.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *shown, progress.step()) != progress.step() {
            drawn.reset();
            drawn.set_message(progress.step());
        }
        drawn.set_length(progress.total());
        drawn.set_position(progress.done());
    });
    (bar, progress)
}

/// Runs the work with a progress bar on a terminal; `draw` is called ten times a second to update
/// the bar.
pub(super) fn watched<T>(
    context: &Context,
    length: Option<u64>,
    template: &str,
    draw: impl Fn(&ProgressBar) + Sync,
    work: impl FnOnce() -> T,
) -> T {
    if context.quiet || !stderr().is_terminal() {
        return work();
    }
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    drawn(&bar, draw, work)
}

/// Runs the work while another thread draws the bar.
fn drawn<T>(bar: &ProgressBar, draw: impl Fn(&ProgressBar) + Sync, work: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                draw(bar);
                std::thread::park_timeout(Duration::from_millis(100));
            }
            bar.finish_and_clear();
        });
        // Also if the work panics: the scope waits for the thread that draws.
        let _ending = SetOnDrop(&done);
        work()
    })
}

/// Sets the flag when it is dropped.
struct SetOnDrop<'f>(&'f AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The thread that draws must end, or the panic is never seen.
    #[test]
    fn a_panic_of_the_work_is_passed_on() {
        let (bar, draw) = (ProgressBar::hidden(), |_: &ProgressBar| {});
        let work = || -> u8 { panic!("in the work") };
        let caught =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drawn(&bar, draw, work)));
        let panic = caught.expect_err("a panic");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"in the work"));
        assert_eq!(drawn(&bar, draw, || 5), 5);
    }
}
