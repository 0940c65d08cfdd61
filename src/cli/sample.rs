//! The options of random samples.

use super::context::{Context, now};
use crate::history::sample::Sample;

/// Selects a random sample.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SampleArgs {
    /// Show a random sample of N results, in the usual order
    #[arg(long, value_name = "N", conflicts_with = "limit", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Seed of the sample; the same seed gives the same sample
    ///
    /// Without it, a new seed is chosen and printed on standard error.
    #[arg(long, value_name = "SEED", requires = "sample")]
    seed: Option<u64>,
}

impl SampleArgs {
    /// The sample, if one was requested.
    pub(super) fn sample(&self, context: &Context) -> Option<Sample> {
        let size = usize::try_from(self.sample?).unwrap_or(usize::MAX);
        let seed = self.seed.unwrap_or_else(|| {
            let seed = Sample::seed_at(now());
            context.say(&format!("to draw the same sample again: --seed {seed}"));
            seed
        });
        Some(Sample { size, seed })
    }
}
