//! Killed without warning at any moment: the catalog is in the old or the new state, complete, and
//! running the command again ends in the same state as an undisturbed run.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::Dice;
use crate::works::{Work, at_length, real};

fn check(name: &'static str) {
    let place = tempfile::tempdir().unwrap();
    let (work, folder) = (Work::new(name, 100), real(&place));
    let points = if at_length() { 200 } else { 6 };
    let (mut dice, mut killed) = (Dice(9), 0);
    let mut whole = Duration::ZERO;
    for point in 0..points {
        // Measured repeatedly, because the machine has other work too.
        if point % 20 == 0 {
            let start = Instant::now();
            work.command(&folder).output().unwrap();
            whole = start.elapsed();
        }
        let mut child =
            work.command(&folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let after = whole.mul_f64(dice.below(1000) as f64 / 1000.0);
        std::thread::sleep(after);
        killed += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            work.check_catalog(&folder);
        }));
        assert!(outcome.is_ok(), "{name}: killed after {after:?} of {whole:?}");
    }
    eprintln!("{name}: {killed} of {points} killed within {whole:?}");
    assert!(killed > 0, "the machine is too fast for this test: nothing was still running");
}

#[test]
fn a_first_import() {
    check("first import");
}

#[test]
fn a_later_import() {
    check("later import");
}

#[test]
fn a_merge() {
    check("merge");
}

#[test]
fn an_optimize() {
    check("optimize");
}
