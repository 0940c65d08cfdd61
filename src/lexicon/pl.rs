//! The words of Polish.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Polish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "pl",
    name: "Polish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &[
            "wydarzenie", "wydarzenia", "kalendarz", "kalendarium", "program", "terminy", "godziny otwarcia",
            "harmonogram",
        ],
        event_labels: &["miejsce", "godzina", "kiedy", "gdzie", "wstep"],
        months: [
            &["styczen", "stycznia", "sty"],
            &["luty", "lutego", "lut"],
            &["marzec", "marca", "mar"],
            &["kwiecien", "kwietnia", "kwi"],
            &["maj", "maja"],
            &["czerwiec", "czerwca", "cze"],
            &["lipiec", "lipca", "lip"],
            &["sierpien", "sierpnia", "sie"],
            &["wrzesien", "wrzesnia", "wrz"],
            &["pazdziernik", "pazdziernika", "paz"],
            &["listopad", "listopada", "lis"],
            &["grudzien", "grudnia", "gru"],
        ],
        weekdays: &["poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela", "patek"],
        published: &["opublikowano", "opublikowany", "opublikowana", "dodano", "dodania", "utworzono", "publikacji", "publikacja"],
        updated: &["zaktualizowano", "aktualizacja", "aktualizacji", "zmodyfikowano", "modyfikacja", "modyfikacji"],
        self_references: &["ten artykul"],
        ..DateWords::NONE
    },
    facts: FactWords {
        units: &[
            ("procent", "%"), ("procenta", "%"), ("metrów", "m"), ("kilometrów", "km"), ("kilometry", "km"),
            ("kilogramów", "kg"), ("ton", "t"), ("litrów", "l"), ("stopni", "°"), ("sekund", "s"), ("minut", "min"),
            ("godzin", "h"), ("godziny", "h"), ("dzień", "day"), ("dni", "day"), ("tydzień", "week"),
            ("tygodnie", "week"), ("tygodni", "week"), ("miesiąc", "month"), ("miesiące", "month"),
            ("miesięcy", "month"), ("rok", "year"), ("lata", "year"), ("lat", "year"), ("złotych", "zł"),
            ("euro", "€"), ("dolarów", "$"), ("dolary", "$"),
        ],
        number_values: &[
            ("zero", "0"), ("dwa", "2"), ("dwie", "2"), ("trzy", "3"), ("cztery", "4"), ("pięć", "5"),
            ("sześć", "6"), ("siedem", "7"), ("osiem", "8"), ("dziewięć", "9"), ("dziesięć", "10"), ("sto", "e2"),
            ("tysiąc", "e3"), ("tysiące", "e3"), ("tysięcy", "e3"), ("tys", "e3"), ("milion", "e6"),
            ("miliony", "e6"), ("milionów", "e6"), ("mln", "e6"), ("miliard", "e9"), ("miliardy", "e9"),
            ("miliardów", "e9"), ("mld", "e9"),
        ],
        frequent: &[
            "się", "nie", "na", "jest", "że", "do", "jak", "oraz", "przez", "po", "od", "który", "była", "został",
            "także", "dla", "był",
        ],
        negations: &[
            "nie", "nigdy", "nikt", "nic", "bez", "żaden", "żadna", "żadne", "ani",
        ],
        dates: &[
            "poniedziałek", "poniedziałku", "wtorek", "wtorku", "środa", "środę", "środy", "czwartek",
            "czwartku", "piątek", "piątku", "sobota", "sobotę", "soboty", "niedziela", "niedzielę",
            "niedzieli",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artykuł", "art", "rozdział", "sekcja", "tabela", "rysunek", "rys", "załącznik", "strona", "krok",
            "część", "paragraf", "punkt",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["tekst", "autor", "przez"],
        signatures: &["przez "],
        job_titles: &["redaktor", "dziennikarz"],
        organization_words: &["redacja"],
        desks: &["redacja"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "sprostow", "korekt", "wersj", "popraw", "aktualiz", "redakc", "omyłk", "pomyłk", "błęd", "błąd",
            "doprecyz", "uściśl", "skorygow", "wycofan", "anulowan", "mylnie", "zmienion", "zmodyf", "uzupełn",
            "usunięt", "prostuje",
        ],
        nouns: &[
            ("{doc}", "artykuł* tekst* materiał* publikacj* wiadomoś* depesz* tytuł* wpis* news newsa informacj* felieton* wywiad*"),
            ("{wcześniejsza}", "poprzedni* wcześniejsz* pierwotn* pierwsz*"),
            ("{podaliśmy}", "podaliśmy napisaliśmy informowaliśmy podano napisano błędnie omyłkowo mylnie znalazł* podawaliśmy"),
        ],
        correction_labels: &[
            "sprostowanie",
            "sprostowania",
            "korekta",
            "errata",
            "erratum",
            "poprawka",
            "poprawiona",
        ],
        clarification_labels: &["doprecyzowanie", "uściślenie"],
        withdrawal_labels: &["anulowano", "wycofano"],
        update_labels: &["aktualizacja", "aktualizowano", "zaktualizowano"],
        note_labels: &["od redakcji", "przypis redakcji", "nota redakcyjna", "przyp red", "dopisek redakcji"],
        correction_phrases: &[
            "weak {wcześniejsza} wersj* ..1 {doc}",
            "{wcześniejsza} wersji ..6 {podaliśmy}",
            "{doc} został* ..2 poprawion*|skorygowan*|sprostowan*",
            "błędnie|omyłkowo|mylnie podaliśmy|napisaliśmy|informowaliśmy|podawaliśmy",
            "podaliśmy|napisaliśmy ..3 błędnie|omyłkowo|mylnie",
            "przepraszamy ..2 za ..2 błąd|błędy|pomyłk*|omyłk*",
        ],
        withdrawal_phrases: &["{doc} został* ..2 wycofan*|usunięt*"],
        amendment_phrases: &["{doc} został* ..2 zmienion*|zmodyfikowan*"],
        update_phrases: &["{doc} został* ..2 zaktualizowan*|uzupełnion*"],
        note_phrases: &["od redakcji"],
        vetoes: &["dzięk*|recenz*"],
        before_dates: &["dnia", "z", "od"],
        headline_words: &["tytuł", "tytule"],
        instead: &[", a nie "],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "ostatnia aktualizacja", "aktualizacja", "opublikowano", "obowiązuje od", "wersja",
        ],
        counters: &[
            "komentarze", "komentarzy", "wyświetleń", "min", "minut", "temu", "godzin",
        ],
        advert_lines: &["reklama"],
        tool_lines: &["udostepnij"],
        related_lines: &["czytaj takze", "zobacz takze", "czytaj wiecej", "tagi"],
        comment_lines: &["komentarze", "dodaj komentarz"],
        related_starts: &["czytaj tez", "czytaj takze", "zobacz takze", "przeczytaj tez", "zobacz tez"],
        prompt_starts: &["zapisz sie"],
        paid_phrases: &["ten artykul jest dostepny tylko dla"],
        credit_labels: &["fotografia", "zdjecie"],
        legal_phrases: &["wszelkie prawa zastrzezone"],
        reply_stems: &["odpowied"],
        reply_prepositions: &["do"],
        link_heads: &["czytaj", "zobacz"],
        reading_times: &["czas czytania"],
        prompts: &["dostep dla"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["nie znaleziono strony", "strona nie zostala znaleziona", "strona nie istnieje"],
        error_phrases: &["nie znaleziono", "nie istnieje"],
        script_phrases: &["wlacz javascript"],
        subscription_phrases: &["dla subskrybentow", "aby przeczytac"],
        parked_titles: &["domena na sprzedaz"],
        parked_phrases: &["ta domena"],
        consent_titles: &["cenimy prywatnosc", "twoja prywatnosc", "dbamy o twoja prywatnosc"],
        consent_openings: &["my i nasi"],
        consent_data: &["danych osobowych", "dane osobowe"],
        consent_phrases: &["prywatnos", "zgod"],
        ..PageWords::NONE
    },
};
