//! The words of English.

use super::{DateWords, FactWords, Language, SentenceWords, WordGroup};

/// The words of English.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "en",
    name: "English",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences],
    dates: DateWords {
        months: [
            &["january", "jan"],
            &["february", "feb"],
            &["march", "mar"],
            &["april", "apr"],
            &["may"],
            &["june", "jun"],
            &["july", "jul"],
            &["august", "aug"],
            &["september", "sep", "sept"],
            &["october", "oct"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &[
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed",
            "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
        ],
        published: &[
            "published", "publish", "posted", "post", "created", "issued", "released", "filed", "dated",
        ],
        updated: &["updated", "update", "modified", "edited", "revised"],
        unrelated: &[
            "registered", "joined", "born", "deadline", "expires", "accessed", "retrieved", "copyright", "login",
            "visited",
        ],
        self_references: &[
            "this entry", "this post", "this article", "this story", "this page", "this version", "article", "story",
            "post", "page",
        ],
    },
    facts: FactWords {
        negations: &[
            "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot",
            "hardly", "barely", "scarcely", "unable", "fails", "failed", "fail", "denied", "denies", "deny", "refused",
            "refuses", "refuse", "lack", "lacks", "lacked",
        ],
        attributions: &[
            "said", "says", "say", "saying", "told", "tells", "according", "claimed", "claims", "claim", "alleged",
            "alleges", "allegedly", "reported", "reports", "reportedly", "stated", "states", "announced", "announces",
            "confirmed", "confirms", "insisted", "insists", "argued", "argues", "admitted", "admits", "testified",
            "wrote", "writes", "tweeted", "explained", "explains", "sources", "source", "spokesman", "spokeswoman",
            "spokesperson", "officials", "anonymity", "quoted", "cited", "citing",
        ],
        dates: &[
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
            "dec", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues",
            "wed", "thu", "thur", "thurs", "fri", "today", "yesterday", "tomorrow", "tonight", "noon", "midnight",
            "a.m.", "p.m.", "a.m", "p.m",
        ],
        dates_beside_numbers: &["may", "mar", "march", "sun", "sat", "mon", "wed", "fri"],
        numbers: &[
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
            "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds", "thousand", "thousands",
            "million", "millions", "billion", "billions", "trillion", "trillions", "dozen", "dozens", "half", "third",
            "thirds", "quarter", "quarters", "first", "second", "fourth", "fifth", "sixth", "seventh", "eighth",
            "ninth", "tenth", "once", "twice", "double", "triple", "both", "percent",
        ],
        common: &[
            "to", "of", "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will",
            "would", "can", "could", "should", "may", "might", "must", "up", "out", "about", "into", "over", "than",
            "more", "other", "new", "only", "just", "like", "even", "such", "each", "any", "both", "several", "every",
            "another", "which", "whose", "whom", "let", "let's", "once", "until", "though", "through", "between",
            "within", "along", "still", "last", "next", "first", "second", "finally", "additionally", "moreover",
            "furthermore", "instead", "thus", "therefore", "perhaps", "please", "note", "overall", "today", "tonight",
            "yes", "per", "via", "despite", "according", "earlier", "later", "previously", "currently", "recently",
            "among", "us", "them", "him", "me", "don't", "it's", "we're", "we've", "i'm", "they're", "that's",
            "there's", "you're",
        ],
    },
    sentences: SentenceWords {
        titles: &[
            "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "cpl",
            "capt", "cmdr", "maj", "adm", "pres", "supt", "det", "insp", "st", "ste", "mt", "ft", "fr", "sr", "jr",
            "messrs", "vs", "v", "cf", "e.g", "i.e", "viz", "approx", "ca", "fig", "figs", "vol", "ch", "pp", "ed",
            "eds", "al", "art", "sec", "dept", "univ", "assn", "bros", "ph", "attn", "incl", "op",
        ],
        shortenings: &[
            "inc", "ltd", "co", "corp", "llc", "plc", "bros", "cos", "etc", "jr", "sr", "esq", "ave", "blvd", "rd",
            "hwy", "ph.d", "m.d", "b.a", "m.a", "d.c", "u.s", "u.k", "u.n", "e.u", "u.s.a", "a.m", "p.m", "calif",
            "fla", "ga", "tex", "ill", "pa", "mass", "mich", "minn", "wis", "conn", "ariz", "colo", "ore", "wash",
            "tenn", "ala", "ark", "ky", "la", "okla", "va", "nev", "n.y", "n.j",
        ],
        before_numbers: &[
            "no", "nos", "p", "para", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
            "dec", "art", "ver", "rs", "tel", "ext",
        ],
        openers: &[
            "the", "a", "an", "this", "that", "these", "those", "he", "she", "it", "they", "we", "i", "you", "his",
            "her", "its", "their", "our", "my", "your", "in", "on", "at", "by", "for", "from", "with", "but", "and",
            "or", "so", "yet", "if", "when", "while", "after", "before", "as", "since", "there", "here", "what", "who",
            "where", "why", "how", "no", "not", "one", "some", "many", "most", "all", "however", "meanwhile", "then",
            "now", "also", "although", "because", "under", "during",
        ],
        ..SentenceWords::NONE
    },
};
