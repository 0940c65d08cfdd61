//! The words of Greek.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, PageWords, SentenceWords,
    WordGroup,
};

/// The words of Greek.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "el",
    name: "Greek",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &["εκδηλωση", "εκδηλωσεις", "ημερολογιο", "προγραμμα", "ωραριο λειτουργιας"],
        event_labels: &["τοπος", "ωρα", "ποτε", "που"],
        months: [
            &["ιανουαριος", "ιανουαριου", "ιαν"],
            &["φεβρουαριος", "φεβρουαριου", "φεβ"],
            &["μαρτιος", "μαρτιου", "μαρ"],
            &["απριλιος", "απριλιου", "απρ"],
            &["μαιος", "μαιου", "μαι"],
            &["ιουνιος", "ιουνιου", "ιουν"],
            &["ιουλιος", "ιουλιου", "ιουλ"],
            &["αυγουστος", "αυγουστου", "αυγ"],
            &["σεπτεμβριος", "σεπτεμβριου", "σεπ", "σεπτ"],
            &["οκτωβριος", "οκτωβριου", "οκτ"],
            &["νοεμβριος", "νοεμβριου", "νοε"],
            &["δεκεμβριος", "δεκεμβριου", "δεκ"],
        ],
        weekdays: &["δευτερα", "τριτη", "τεταρτη", "πεμπτη", "παρασκευη", "σαββατο", "κυριακη"],
        published: &["δημοσιευ*"],
        updated: &["ενημερωση*", "ενημερωθηκε", "τροποποιηση*"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "δεν", "μη", "όχι", "ποτέ", "κανένας", "καμία", "τίποτα", "χωρίς", "δε", "μην", "ούτε",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        titles: &["κ", "κα", "κκ", "δρ", "Δρ"],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["γραφει", "του", "από"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["διαφημιση"],
        related_lines: &["διαβαστε επισης"],
        comment_lines: &["σχολια"],
        related_starts: &["διαβαστε επισης"],
        link_heads: &["δειτε επισης", "διαβαστε"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["η σελιδα δεν βρεθηκε"],
        error_phrases: &["δεν βρεθηκε"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
