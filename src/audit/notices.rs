//! Notices: finds the notices that a version added, and the changes that they explain.

use std::rc::Rc;

use super::arrivals::{Arrived, Changed, ExplainedNotice, Ground, cut, has_notice};
use super::case::{ChangeFacts as StepTold, facts};
use super::weight::Weight;
use super::{ArticleContext, Explained, FindingEvidence};
use crate::article::{ComparableFacts, Cues};
use crate::diff::ClassSet;
use crate::store::Result;

impl ArticleContext<'_> {
    /// The article's notices, each with the changes that it explains.
    pub(super) fn links(&self) -> Result<Rc<[ExplainedNotice]>> {
        if let Some(links) = self.links.get() {
            return Ok(Rc::clone(links));
        }
        let found: Rc<[ExplainedNotice]> = links(self)?.into();
        Ok(Rc::clone(self.links.get_or_init(|| found)))
    }
}

/// How well a notice matches a change: points for each number, name, quotation and word of the
/// notice in the removed or added text, and fewer for those in the unchanged text.
fn points(cues: &Cues, changed: &Changed) -> u32 {
    let (went, came) = (ComparableFacts::of(&changed.went), ComparableFacts::of(&changed.came));
    let (old, new) = (ComparableFacts::of(&changed.old), ComparableFacts::of(&changed.new));
    let mut points = 0;
    for figure in &cues.told.figures {
        points += if went.figures.contains(figure) || came.figures.contains(figure) {
            8
        } else {
            2 * u32::from(old.figures.contains(figure) || new.figures.contains(figure))
        };
    }
    let (mut near, mut far) = (0, 0);
    for word in &cues.told.words {
        let is_name = cues.told.names.contains(word);
        let changes = went.words.contains(word) || came.words.contains(word);
        let stays = old.words.contains(word) || new.words.contains(word);
        match (is_name, changes, stays) {
            (true, true, _) => points += 6,
            (true, false, true) => far += 2,
            (false, true, _) => near += 4,
            (false, false, true) => far += 1,
            (_, false, false) => {}
        }
    }
    points += near.min(8) + far.min(4);
    if !cues.quotes.is_empty() {
        let fold = |text: &str| text.to_lowercase();
        let (went, came) = (fold(&changed.went), fold(&changed.came));
        let (old, new) = (fold(&changed.old), fold(&changed.new));
        for quote in &cues.quotes {
            points += if went.contains(quote) || came.contains(quote) {
                8
            } else if old.contains(quote) != new.contains(quote) {
                6
            } else {
                2 * u32::from(old.contains(quote))
            };
        }
    }
    if changed.is_title && cues.headline {
        points += 6;
    }
    points
}

/// Minimum number of points for a match.
const ENOUGH: u32 = 6;
/// The same for an added or removed sentence, in which every word is a changed one.
const ENOUGH_ALONE: u32 = 12;

/// Maximum number of steps with facts that are searched, backward from a notice.
const MOST_STEPS: usize = 40;

/// The notices of an article, in the order of its history, each with the changes that it explains.
pub(super) fn links(case: &ArticleContext<'_>) -> Result<Vec<ExplainedNotice>> {
    let mut links = Vec::new();
    let mut with_facts: Vec<usize> = Vec::new();
    for step in case.steps() {
        let (index, outline) = (step.index, step.outline);
        let has_facts = outline.classes().has_fact();
        if has_facts {
            with_facts.push(index);
        }
        if !has_notice(outline) {
            continue;
        }
        let told = case.told(index)?;
        for (number, arrived) in told.notices.iter().enumerate() {
            let earlier = with_facts.iter().rev().copied().filter(|&step| step != index);
            let steps: Vec<usize> = [index].into_iter().chain(earlier).take(MOST_STEPS).collect();
            links.push(link(case, index, number, arrived, &steps)?);
        }
    }
    Ok(links)
}

fn link(
    case: &ArticleContext<'_>,
    step: usize,
    number: usize,
    arrived: &Arrived,
    steps: &[usize],
) -> Result<ExplainedNotice> {
    let mut link = ExplainedNotice {
        step,
        notice: number,
        kind: arrived.kind,
        ground: Ground::Nothing,
        explains: Vec::new(),
    };
    for &earlier in steps {
        let told = case.told(earlier)?;
        for (index, changed) in told.changed.iter().enumerate() {
            let is_alone = changed.old.is_empty() || changed.new.is_empty();
            let enough = if is_alone { ENOUGH_ALONE } else { ENOUGH };
            if points(&arrived.cues, changed) >= enough {
                link.explains.push((earlier, index));
            }
        }
    }
    if !link.explains.is_empty() {
        link.ground = Ground::Words;
        return Ok(link);
    }
    let is_vague = arrived.cues.told.figures.is_empty() && arrived.cues.quotes.is_empty();
    for &earlier in steps {
        let told = case.told(earlier)?;
        if !(is_vague || told.has_more) {
            continue;
        }
        let with_facts = told.changed.iter().enumerate().filter(|(_, one)| !one.facts.is_empty());
        link.explains.extend(with_facts.map(|(index, _)| (earlier, index)));
        if !link.explains.is_empty() {
            link.ground = if earlier == step { Ground::Together } else { Ground::Before };
            break;
        }
    }
    Ok(link)
}

/// Maximum number of changes shown with a notice.
const MOST_SHOWN: usize = 4;

/// The notice of a link as evidence, with the sentences that it explains.
pub(super) fn evidence(
    case: &ArticleContext<'_>,
    link: &ExplainedNotice,
) -> Result<Option<FindingEvidence>> {
    let told = case.told(link.step)?;
    let Some(arrived) = told.notices.get(link.notice) else { return Ok(None) };
    let mut explains = Vec::new();
    for (step, index) in link.explains.iter().take(MOST_SHOWN) {
        let told = case.told(*step)?;
        if let Some(changed) = told.changed.get(*index) {
            explains.push(Explained {
                ordinal: case.ordinal(*step),
                how: link.ground.name(),
                op: changed.op,
                old: changed.old.clone(),
                new: changed.new.clone(),
            });
        }
    }
    Ok(Some(FindingEvidence::Notice {
        ordinal: case.ordinal(link.step),
        tells: arrived.kind.name(),
        number: arrived.number,
        day: arrived.day.clone(),
        text: arrived.text.clone(),
        wrong: arrived.cues.wrong.as_deref().map(cut),
        right: arrived.cues.right.as_deref().map(cut),
        explains,
    }))
}

/// The facts that a step's changes touch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// In edited sentences and the title.
    pub(super) edited: ClassSet,
    /// In the title.
    pub(super) headline: ClassSet,
    /// In removed sentences.
    pub(super) removed: ClassSet,
    /// The highest weight of a fact in an edited sentence or the title.
    pub(super) weight: Weight,
    /// The highest weight of a fact in the title.
    pub(super) headline_weight: Weight,
}

impl Facts {
    /// The facts of all changes.
    pub(super) fn of(told: &StepTold) -> Self {
        Self {
            edited: told.facts,
            headline: told.headline,
            removed: told.removed,
            weight: told.weight.max(told.headline_weight),
            headline_weight: told.headline_weight,
        }
    }

    /// The facts of the changes that no notice explains by its wording.
    pub(super) fn unexplained(told: &StepTold, step: usize, links: &[ExplainedNotice]) -> Self {
        let words = links.iter().filter(|link| link.kind.owns_up() && link.ground == Ground::Words);
        let explained: Vec<usize> = words
            .flat_map(|link| link.explains.iter().filter(|(of, _)| *of == step))
            .map(|(_, index)| *index)
            .collect();
        if explained.is_empty() {
            return Self::of(told);
        }
        let mut left = Self::default();
        for (index, changed) in told.changed.iter().enumerate() {
            if explained.contains(&index) {
                continue;
            }
            let found = facts(changed.facts);
            if changed.is_gone {
                left.removed = left.removed.union(found);
                continue;
            }
            left.edited = left.edited.union(found);
            left.weight = left.weight.max(changed.weight);
            if changed.is_title {
                left.headline = found;
                left.headline_weight = changed.weight;
            }
        }
        left
    }

    /// Whether there are none.
    pub(super) fn is_empty(self) -> bool {
        self.edited.is_empty() && self.removed.is_empty()
    }
}
