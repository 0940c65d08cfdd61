//! `zone-assumed`: the page's timestamps have no time zone, and one was assumed.
//!
//! It cannot know the right one: use the option `--timezone` of `import` to set it.

use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{StoredCapture, Timestamp, ZoneBasis};
use crate::store::Result;

pub(super) struct ZoneAssumed;

impl Rule for ZoneAssumed {
    fn name(&self) -> &'static str {
        "zone-assumed"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn summary(&self) -> &'static str {
        "Timestamps without a time zone were read"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let (mut captures, mut of, mut on) = (0, 0, Vec::new());
        let mut first: Option<(usize, &'static str, &Timestamp)> = None;
        for (number, version) in case.versions().iter().enumerate() {
            let Some(index) = case.timeline().first_state(number) else { continue };
            let mut here = false;
            for capture in &version.captures {
                of += 1;
                if let Some((clock, claim)) = assumed(capture) {
                    captures += 1;
                    here = true;
                    first.get_or_insert((index, clock, claim));
                }
            }
            if here {
                on.push(index);
            }
        }
        let Some((index, clock, claim)) = first else { return Ok(()) };
        let noun = if of == 1 { "capture" } else { "captures" };
        let message = format!("the timestamps of {captures} of {of} {noun} have no time zone");
        // One finding per article. Its id stays the same however many versions follow.
        let mut finding = case.finding(self.name(), message, &[]);
        let on = case.finding("", String::new(), &on);
        finding.versions = on.versions;
        finding.title = on.title;
        finding.at = case.at(index);
        let zone = claim.offset_minutes().map_or_else(String::new, |_| {
            let shown = claim.display();
            format!(", for example {shown}")
        });
        finding.grade(Severity::Note, format!("a time zone was assumed at import{zone}"));
        finding.remark("if the assumed time zone is the publisher's, nothing is wrong");
        finding.clock(case.ordinal(index), clock, Some(claim));
        found.push(finding);
        Ok(())
    }
}

fn assumed(capture: &StoredCapture) -> Option<(&'static str, &Timestamp)> {
    let clocks = [("published", &capture.published), ("updated", &capture.updated)];
    clocks.into_iter().find_map(|(name, claim)| {
        claim.as_ref().filter(|claim| claim.zone() == ZoneBasis::Assumed).map(|claim| (name, claim))
    })
}
