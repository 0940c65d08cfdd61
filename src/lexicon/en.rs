//! The words of English.

use super::{BylineWords, DateWords, FactWords, Language, SentenceWords, WordGroup};

/// The words of English.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "en",
    name: "English",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines],
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
    bylines: BylineWords {
        openers: &[
            "written by", "posted by", "reported by", "reporting by", "story by", "words by", "article by",
            "published by", "edited by", "created by", "submitted by", "recipe by", "posted", "by", "text", "author",
            "authors",
        ],
        signatures: &["by ", "text: "],
        line_openers: &["By ", "BY ", "Written by ", "Posted by "],
        article_kinds: &[
            "analysis", "opinion", "review", "commentary", "comment", "column", "essay", "exclusive", "perspective",
            "interview", "editorial", "feature", "photos", "report",
        ],
        job_titles: &[
            "writer", "writers", "reporter", "reporters", "editor", "correspondent", "columnist", "journalist",
            "producer", "analyst", "contributor", "photographer", "staff", "intern", "anchor", "critic", "blogger",
            "author", "freelancer", "editor-in-chief", "editor-at-large", "phd", "ph.d", "md", "m.d", "mba",
        ],
        job_words: &[
            "staff", "senior", "chief", "national", "international", "foreign", "political", "politics", "sports",
            "sport", "business", "economics", "environment", "environmental", "health", "science", "technology",
            "tech", "education", "entertainment", "crime", "city", "local", "breaking", "news", "managing", "deputy",
            "associate", "assistant", "contributing", "special", "guest", "investigative", "diplomatic", "auto",
            "food", "travel", "fashion", "arts", "culture", "white", "house", "washington", "social", "affairs",
            "religion", "legal", "energy", "money", "personal", "finance", "media", "video", "digital", "home", "web",
            "online", "the", "of", "for", "at", "executive", "global", "world", "us", "uk", "u.s.",
        ],
        organization_words: &[
            "press", "news", "times", "agency", "media", "network", "magazine", "associated", "desk", "bureau", "team",
            "staff", "newsroom", "journal", "gazette", "herald", "tribune", "agencies", "international", "editors",
            "university", "post", "daily", "online", "radio", "tv", "newswire", "wire", "service",
        ],
        desks: &["newsroom", "desk", "staff", "editors"],
        countries: &[
            "germany", "austria", "switzerland", "france", "italy", "spain", "usa", "uk", "united kingdom",
            "netherlands",
        ],
    },
};
