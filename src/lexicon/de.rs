//! The words of German.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of German.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "de",
    name: "German",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &[
            "termin", "termine", "veranstaltung", "veranstaltungen", "veranstaltungshinweis",
            "veranstaltungskalender", "kalender", "terminkalender", "agenda", "offnungszeiten", "sprechzeiten",
            "burozeiten", "programm", "spielplan", "wichtige termine", "zeit und ort", "fristen",
        ],
        event_labels: &["uhrzeit", "veranstaltungsort", "ort", "wann", "wo", "einlass", "eintritt", "treffpunkt"],
        months: [
            &["januar", "janner", "jan"],
            &["februar", "feb"],
            &["marz", "maerz", "mar"],
            &["april", "apr"],
            &["mai"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["august", "aug"],
            &["september", "sept", "sep"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["dezember", "dez"],
        ],
        weekdays: &[
            "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "mo", "di",
            "mi", "do", "fr", "sa", "so",
        ],
        published: &[
            "veroffentlicht*", "erstveroffentlich*", "publiziert", "publikationsdatum", "erstellt", "erstellungsdatum",
            "erstelldatum", "erschienen", "eingestellt", "gepostet", "verfasst", "geschrieben",
            "online seit", "online gestellt", "gespeichert von",
        ],
        updated: &[
            "aktualisiert", "geandert", "uberarbeitet", "aktualisierung", "letzte anderung", "letzten anderung",
            "anderungsdatum", "aktualisierungsdatum", "zuletzt bearbeitet", "letzte bearbeitung",
        ],
        unrelated: &[
            "registriert", "registrierung", "mitglied", "geboren", "anmeldeschluss", "einsendeschluss", "abgerufen",
            "gultig", "beginn", "termin", "bewerbungsfrist", "anmeldefrist", "bewerbungsschluss", "veranstaltungsdatum",
        ],
        self_references: &["dieser beitrag", "dieser artikel", "diese seite", "beitrag", "artikel"],
    },
    facts: FactWords {
        units: &[
            ("prozent", "%"), ("kilometer", "km"), ("kilometern", "km"), ("meter", "m"), ("metern", "m"),
            ("meilen", "mi"), ("gramm", "g"), ("kilogramm", "kg"), ("kilo", "kg"), ("tonne", "t"), ("tonnen", "t"),
            ("liter", "l"), ("grad", "°"), ("sekunde", "s"), ("sekunden", "s"), ("minute", "min"),
            ("minuten", "min"), ("stunde", "h"), ("stunden", "h"), ("tag", "day"), ("tage", "day"), ("tagen", "day"),
            ("woche", "week"), ("wochen", "week"), ("monat", "month"), ("monate", "month"), ("monaten", "month"),
            ("jahr", "year"), ("jahre", "year"), ("jahren", "year"), ("euro", "€"), ("dollar", "$"),
            ("cent", "cent"), ("hektar", "ha"),
        ],
        number_values: &[
            ("null", "0?"), ("eins", "1?"), ("zwei", "2"), ("drei", "3"), ("vier", "4"), ("fünf", "5"),
            ("sechs", "6"), ("sieben", "7"), ("acht", "8"), ("neun", "9"), ("zehn", "10"), ("elf", "11"),
            ("zwölf", "12"), ("dreizehn", "13"), ("vierzehn", "14"), ("fünfzehn", "15"), ("sechzehn", "16"),
            ("siebzehn", "17"), ("achtzehn", "18"), ("neunzehn", "19"), ("zwanzig", "20"), ("dreißig", "30"),
            ("vierzig", "40"), ("fünfzig", "50"), ("sechzig", "60"), ("siebzig", "70"), ("achtzig", "80"),
            ("neunzig", "90"), ("hundert", "e2"), ("tausend", "e3"), ("tausende", "e3"), ("million", "e6"),
            ("millionen", "e6"), ("mio", "e6"), ("milliarde", "e9"), ("milliarden", "e9"), ("mrd", "e9"),
            ("billion", "e12"), ("billionen", "e12"), ("dutzend", "12"),
        ],
        frequent: &[
            "der", "die", "und", "das", "nicht", "ist", "den", "mit", "von", "auf", "ein", "eine", "auch", "für",
            "sich", "dem", "wird",
        ],
        negations: &[
            "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "niemand", "nichts", "ohne",
            "weder",
        ],
        attributions: &["sagte", "sagt", "laut", "zufolge"],
        dates: &[
            "april", "august", "september", "november", "januar", "februar", "märz", "mai", "juni", "juli", "oktober",
            "dezember", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "heute",
            "gestern", "morgen",
        ],
        dates_beside_numbers: &["mai", "morgen"],
        numbers: &[
            "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
            "hundert", "tausend", "million", "millionen", "milliarde", "milliarden",
        ],
        common: &[
            "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "im", "am",
            "zum", "zur", "vom", "in", "an", "auf", "bei", "mit", "nach", "von", "vor", "für", "und", "aber", "doch",
            "es", "er", "sie", "wir", "ich", "ihr", "sein", "seine", "ihre", "dieser", "diese", "dieses", "als",
            "wenn", "weil", "auch", "so", "da", "dort", "hier", "jetzt", "dann",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artikel", "art", "abschnitt", "absatz", "abs", "kapitel", "kap", "tabelle", "tab", "abbildung", "abb",
            "seite", "ziffer", "anlage", "anhang", "schritt", "teil", "paragraph", "paragraf", "fußnote", "frage",
        ],
        titles: &["fr", "z.b", "d.h", "bzw", "ggf", "vgl", "nr", "hr", "mio", "mrd", "tsd"],
        shortenings: &["usw"],
        months_behind_ordinals: &[
            "Januar", "Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
            "November", "Dezember",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &[
            "eingestellt von", "beitrag von", "beitragvon", "von", "text", "autor", "autorin", "autoren", "redaktion",
            "geschrieben von", "verfasst von", "veroffentlicht von", "ein beitrag von",
        ],
        signatures: &["von ", "text: "],
        line_openers: &["Von ", "VON "],
        article_kinds: &[
            "kommentar", "analyse", "kolumne", "gastbeitrag", "gastkommentar", "reportage", "leitartikel", "glosse",
            "rezension", "beitrag",
        ],
        job_titles: &[
            "redakteur", "redakteurin", "reporterin", "korrespondent", "korrespondentin", "volontar", "volontarin",
            "chefredakteur", "chefredakteurin", "journalistin",
        ],
        job_words: &["freier", "freie"],
        organization_words: &["redaktion", "zeitung", "verlag", "presse", "polizei"],
        desks: &["redaktion"],
        countries: &["deutschland", "osterreich", "schweiz"],
    },
    notices: NoticeWords {
        stems: &[
            "korrek", "korrig", "bericht", "richtigst", "klarstell", "fassung", "redaktion", "red.", "aktualis",
            "nachtrag", "irrt", "lschlich", "zunächst", "überarb", "ändert", "angepasst", "präzis", "bearbeit",
            "ergänz", "erweitert", "zurückgezogen", "widerruf", "depubliz", "gelöscht", "entfernt", "ursprünglich",
            "verwechslung", "fehler", "hinweis",
        ],
        nouns: &[
            ("{doc}", "artikel* beitrag* text textes meldung bericht berichts berichtes überschrift kommentar* interview* bildunterschrift kolumne analyse reportage newsletter nachricht titel grafik tabelle essay* nachrichtentext* story"),
            ("{früher}", "frühere* vorherige* ältere* ursprüngliche* erste* vorige*"),
            ("{falsch}", "fälschlich* irrtümlich* versehentlich zunächst ursprünglich"),
        ],
        correction_labels: &[
            "korrektur",
            "korrekturen",
            "korrekturhinweis",
            "berichtigung",
            "richtigstellung",
            "korrigiert",
            "korrigierte fassung|version|meldung",
            "hinweis zur? korrektur",
            "berichtigt",
        ],
        clarification_labels: &["klarstellung", "präzisierung"],
        withdrawal_labels: &["zurückgezogen", "widerruf"],
        update_labels: &["aktualisierung", "aktualisiert", "nachtrag", "ergänzung"],
        note_labels: &[
            "anmerkung der? redaktion",
            "anm d red",
            "hinweis der redaktion",
            "redaktioneller hinweis",
            "anmerkung d red",
        ],
        correction_phrases: &[
            "weak {früher} version|fassung|variante dieses|dieser|des|der|unseres|unserer ..1 {doc}",
            "{früher} version|fassung|variante ..1 hieß|stand|hatten|haben|schrieben|wurde ..5",
            "dieser|diese|dieses|diesem|den|der|die|das artikel|beitrag|meldung|überschrift|text wurde|ist|haben ..6 korrigiert|berichtigt|richtiggestellt",
            "wir haben ..2 fehler|angabe*|passage|stelle|dies|das|zahl|zahlen|namen|{doc} ..6 korrigiert|berichtigt|richtiggestellt",
            "fehler|irrtum|verwechslung bitten wir ..2 entschuldig*",
            "wir bitten ..5 fehler|irrtum|verwechslung ..4 entschuldig*",
            "bedauern|entschuldigen ..3 fehler|irrtum|verwechslung",
            "in|im diesem|unserem|dem|einem? artikel|beitrag|text|bericht ..3 {falsch}",
            "hieß|stand ..2 {falsch} ..8 {doc}",
            "haben|hatten wir ..1 {falsch}",
            "wir haben|hatten ..2 fälschlich*|irrtümlich*|versehentlich",
            "hier|dort stand|hieß ..1 {falsch}",
        ],
        withdrawal_phrases: &[
            "wir haben ..2 {doc} ..6 zurückgezogen|depubliziert|gelöscht|entfernt",
            "dieser|diese|dieses|der|die artikel|beitrag|meldung|text wurde|ist ..4 zurückgezogen|depubliziert",
        ],
        amendment_phrases: &[
            "dieser|diese|dieses artikel|beitrag|meldung|text wurde|ist ..6 überarbeitet|geändert|angepasst|präzisiert|bearbeitet",
        ],
        update_phrases: &[
            "dieser|diese|dieses|der artikel|beitrag|meldung|text wurde|wird|ist ..6 aktualisiert|ergänzt|erweitert",
        ],
        note_phrases: &["anmerkung|anm der|d redaktion|red"],
        revisions: &["seit der veröffentlichung geändert", "seit veröffentlichung geändert", "nach der veröffentlichung geändert", "wurde aktualisiert", "haben wir aktualisiert"],
        closures: &["ist abgeschlossen", "ist beendet", "ist abgelaufen", "sind abgelaufen", "ist geschlossen"],
        vetoes: &["dank|danke|danken|feedback|gegengelesen"],
        before_dates: &["am", "um", "vom"],
        headline_words: &["uberschrift", "titel"],
        place_words: &["absatz"],
        paragraph_words: &["absatz"],
        instead: &[", nicht ", " statt "],
        said: &[" hieß es, "],
        is_right: &[" richtig ist", " tatsächlich "],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "stand", "zuletzt aktualisiert", "letzte aktualisierung", "aktualisiert", "veröffentlicht", "gültig ab",
            "gültig seit", "zuletzt geändert", "letzte änderung", "version", "fassung vom",
        ],
        counters: &[
            "kommentar", "kommentare", "kommentaren", "aufrufe", "lesezeit", "min", "minuten", "antworten", "vor",
            "stunde", "stunden", "tagen",
        ],
        time_units: &[
            "sekunden", "minuten", "stunde", "stunden", "std", "tag", "tage", "tagen", "woche", "wochen", "monat",
            "monate", "monaten", "jahr", "jahre", "jahren",
        ],
        time_past: &["vor"],
        time_reading: &["lesezeit", "lesedauer"],
        time_labels: &["aktualisiert", "veroffentlicht"],
        time_days: &["heute", "gestern"],
        time_fillers: &["am", "um", "uhr", "zuletzt", "ca", "wurde"],
        counted: &["kommentare", "kommentar"],
        advert_lines: &["anzeige", "werbung", "gesponsert"],
        tool_lines: &[
            "teilen", "drucken", "merken", "senden", "kommentieren", "zur startseite", "startseite", "suche",
            "anmelden", "abo", "auf facebook teilen", "auf twitter teilen", "per e-mail teilen", "artikel teilen",
            "schliessen", "vorlesen", "videobeitrag", "ende des videobeitrags", "ende der weiteren informationen",
            "zum seitenanfang", "nach oben", "artikel drucken", "seite drucken", "artikel merken", "link kopieren",
            "kopieren", "dieser artikel", "noch keine bewertungen", "gefallt dir dieser beitrag",
        ],
        related_lines: &[
            "mehr zum thema", "das konnte sie auch interessieren", "lesen sie auch", "auch interessant",
            "meistgelesen", "meistgelesene artikel", "weitere artikel", "weitere themen", "weitere meldungen",
            "mehr aus dem ressort", "aktuelle nachrichten", "themen", "schlagworte", "zum thema", "verwandte artikel",
            "verwandte themen", "beliebte inhalte & beitrage", "beliebte artikel", "aktuell beliebte artikel",
            "themen in diesem artikel", "themen in diesem artikel folgen", "dieses thema im programm",
            "weitere informationen", "weitere nachrichten", "mehr nachrichten", "mehr aus diesem ressort",
            "passend zum thema", "lesetipps", "empfehlungen", "empfehlungen der redaktion",
        ],
        comment_lines: &[
            "kommentare", "ihre meinung", "kommentar schreiben", "diskutieren sie mit", "leserkommentare",
            "kommentar verfassen", "schreibe einen kommentar", "kommentar hinterlassen", "antworten",
        ],
        legal_lines: &[
            "impressum", "datenschutz", "datenschutzerklarung", "agb", "nutzungsbedingungen", "kontakt", "mediadaten",
        ],
        related_starts: &[
            "lesen sie auch", "lesen sie hier", "mehr zum thema", "lesen sie dazu", "siehe auch", "mehr dazu",
            "themen:", "schlagworte:",
        ],
        placeholder_starts: &[
            "ich bin damit einverstanden, dass mir externe", "ich bin mit der verarbeitung meiner",
            "an dieser stelle finden sie einen externen", "an dieser stelle finden sie inhalte",
            "an dieser stelle befindet sich ein von", "damit konnen personenbezogene daten an",
            "um diesen inhalt anzuzeigen", "dieser inhalt kann nicht angezeigt werden",
            "an dieser stelle steht ein externer", "zum anzeigen dieses inhalts",
        ],
        prompt_starts: &[
            "newsletter abonnieren", "ich willige darin ein", "ich willige ein, dass",
            "externer inhalt von", "empfohlener externer inhalt", "empfohlener redaktioneller inhalt",
            "jederzeit kundbar", "monatlich kundbar", "weiterlesen mit", "jetzt weiterlesen", "alle artikel auf",
            "unbegrenzter zugriff auf alle artikel", "unbegrenzter zugang zu allen artikeln",
            "zugriff auf alle artikel", "zugang zu allen artikeln", "sie sind bereits abonnent",
            "schon abonnent", "abonnieren sie", "jetzt abonnieren", "jetzt anmelden", "melden sie sich",
            "jetzt testen", "folgen sie uns", "laden sie die app",
        ],
        prompt_words: &["nur fur abonnenten", "push-benachrichtigung"],
        paid_phrases: &[
            "dieser artikel ist nur fur abonnenten", "diesen artikel weiterlesen mit", "um diesen artikel zu lesen",
        ],
        comment_starts: &["kommentare (", "alle kommentare"],
        tool_starts: &["lesedauer", "lesezeit", "auf facebook", "auf twitter", "anzeige "],
        credit_labels: &["foto", "fotos", "bild", "bilder", "bildquelle", "bildnachweis", "quelle"],
        credit_starts: &["foto: ", "fotocredit", "symbolbild", "archivbild", "archivfoto"],
        credit_separators: &[" foto: ", " bild: "],
        legal_phrases: &["alle rechte vorbehalten", "nachdruck nur mit"],
        legal_starts: &["haftungsausschluss:", "risikohinweis:", "impressum |", "impressum ·"],
        section_heads: &[
            "mehr zum thema", "das konnte sie auch interessieren", "auch interessant", "meistgelesen",
            "meistgelesene artikel", "weitere artikel", "weitere themen", "weitere meldungen", "verwandte artikel",
        ],
        photo_starts: &["fotos von"],
        caption_credits: &[
            "(foto:", "(bild:", "(fotos:", "[foto:", "(quelle:", "/ foto:", "| foto:", "| bild:",
        ],
        reply_counts: &["ein"],
        reply_stems: &["kommentar", "gedanke", "antwort"],
        reply_prepositions: &["zu", "auf"],
        says: &["schreibt:", "sagt:"],
        comment_links: &["zu den kommentaren"],
        publisher_notes: &[
            "dieser artikel erschien", "dieser text erschien", "dieser beitrag erschien", "uber den autor",
            "uber die autorin",
        ],
        author_notes: &[" ist redakteur"],
        link_heads: &[
            "mehr nachrichten", "mehr aus", "mehr zu", "lesen sie", "auch lesenswert", "das konnte",
            "weitere nachrichten",
        ],
        cut_heads: &["meistgelesen in", "mehr aus"],
        reading_times: &["lesezeit", "lesedauer"],
        filed: &["schlagworte", "themen:", "kategorie", "dieses thema im programm"],
        prompts: &["nur fur abonnenten", "exklusiv fur abonnenten", "jetzt abonnieren"],
        contacts: &["folgen sie", "schreiben sie", "folg"],
        feed_appendices: &[
            ("Der Beitrag ", " erschien zuerst auf "),
        ],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &[
            "seite nicht gefunden", "seite wurde nicht gefunden", "seite existiert nicht", "fehler 404",
            "artikel nicht gefunden",
        ],
        removed_titles: &[
            "artikel nicht mehr verfugbar", "dieser artikel ist nicht mehr verfugbar",
            "der artikel ist nicht mehr verfugbar", "seite nicht mehr verfugbar",
            "diese seite ist nicht mehr verfugbar", "inhalt nicht mehr verfugbar",
        ],
        error_phrases: &[
            "nicht gefunden", "existiert nicht", "nicht mehr verfugbar", "gewunschte seite", "gesuchte seite",
        ],
        robot_titles: &["sicherheitsuberprufung", "einen moment"],
        robot_phrases: &["kein roboter"],
        script_phrases: &["javascript aktivieren", "aktivieren sie javascript", "javascript ist deaktiviert"],
        subscription_phrases: &[
            "jetzt weiterlesen", "um weiterzulesen", "diesen artikel weiterlesen", "nur fur abonnenten",
            "mit abo lesen",
        ],
        gate_phrases: &[
            "jetzt weiterlesen", "um weiterzulesen", "diesen artikel weiterlesen", "nur fur abonnenten",
        ],
        parked_titles: &[
            "diese domain steht zum verkauf", "domain steht zum verkauf", "domain zu verkaufen", "domain kaufen",
            "domain reserviert",
        ],
        parked_phrases: &["diese domain", "domain kaufen", "zum verkauf"],
        consent_titles: &[
            "zustimmung erforderlich", "einwilligung erforderlich", "bitte stimmen sie zu", "yahoo ist jetzt teil",
            "datenschutzeinstellungen", "datenschutz-einstellungen", "zustimmung", "einwilligung", "ihre privatsphare",
            "wir brauchen ihre zustimmung", "wir benotigen ihre zustimmung", "bevor sie fortfahren",
            "cookie-einstellungen", "mit werbung weiterlesen", "weiter mit werbung lesen",
        ],
        consent_openings: &["wir und unsere"],
        consent_data: &["personenbezogen"],
        consent_phrases: &["datenschutz", "einwillig", "zustimm", "partner", "personenbezogen"],
        greetings: &["fehler", "fehler 404"],
    },
};
