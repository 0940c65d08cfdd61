//! The words of French.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of French.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "fr",
    name: "French",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &[
            "evenement", "evenements", "agenda", "calendrier", "programme", "horaires", "horaires d'ouverture",
            "heures d'ouverture", "dates cles", "prochaines dates", "rendez-vous",
        ],
        event_labels: &["lieu", "heure", "quand", "tarif", "entree"],
        months: [
            &["janvier", "janv"],
            &["fevrier", "fevr", "fev"],
            &["mars"],
            &["avril", "avr"],
            &["mai"],
            &["juin"],
            &["juillet", "juil"],
            &["aout"],
            &["septembre", "sept"],
            &["octobre", "oct"],
            &["novembre", "nov"],
            &["decembre", "dec"],
        ],
        weekdays: &[
            "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam",
            "dim",
        ],
        published: &[
            "publie", "publiee", "publies", "paru", "publication", "mis en ligne", "mise en ligne", "poste", "cree",
            "redige", "soumis par",
        ],
        updated: &[
            "modifie", "modifiee", "actualise", "actualisee", "mis a jour", "mise a jour", "mises a jour",
            "derniere modification", "derniere actualisation", "date de modification",
        ],
        unrelated: &["inscrit", "inscription", "consulte"],
        self_references: &["cet article", "cette page"],
    },
    facts: FactWords {
        units: &[
            ("pour", "pour"), ("mètre", "m"), ("mètres", "m"), ("kilomètre", "km"), ("kilomètres", "km"),
            ("kilo", "kg"), ("kilos", "kg"), ("tonne", "t"), ("tonnes", "t"), ("litre", "l"), ("litres", "l"),
            ("degrés", "°"), ("seconde", "s"), ("secondes", "s"), ("minute", "min"), ("minutes", "min"),
            ("heure", "h"), ("heures", "h"), ("jour", "day"), ("jours", "day"), ("semaine", "week"),
            ("semaines", "week"), ("mois", "month"), ("an", "year"), ("ans", "year"), ("année", "year"),
            ("années", "year"), ("euro", "€"), ("euros", "€"), ("dollar", "$"), ("dollars", "$"),
            ("centimes", "cent"), ("hectares", "ha"),
        ],
        number_values: &[
            ("zéro", "0"), ("deux", "2"), ("trois", "3"), ("quatre", "4"), ("cinq", "5"), ("six", "6"),
            ("sept", "7"), ("huit", "8"), ("neuf", "9?"), ("dix", "10"), ("onze", "11"), ("douze", "12"),
            ("treize", "13"), ("quatorze", "14"), ("quinze", "15"), ("seize", "16"), ("vingt", "20"),
            ("trente", "30"), ("quarante", "40"), ("cinquante", "50"), ("soixante", "60"), ("cent", "e2"),
            ("cents", "e2"), ("mille", "e3"), ("milliers", "e3"), ("million", "e6"), ("millions", "e6"),
            ("milliard", "e9"), ("milliards", "e9"), ("md", "e9"), ("mds", "e9"), ("douzaine", "12"),
        ],
        frequent: &[
            "les", "des", "est", "dans", "une", "pour", "qui", "pas", "sur", "avec", "sont", "ont", "été", "cette",
            "ce", "au", "aux",
        ],
        negations: &["pas", "ne", "jamais", "aucun", "aucune", "rien", "sans", "ni", "non"],
        attributions: &["dit", "déclaré", "selon"],
        dates: &[
            "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier",
        ],
        dates_beside_numbers: &["mai", "mars"],
        numbers: &[
            "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "cent", "mille", "milliard", "milliards",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "article", "articles", "art", "section", "tableau", "figure", "chapitre", "annexe", "page", "partie",
            "alinéa", "paragraphe", "étape", "note",
        ],
        titles: &["mme", "mlle"],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["par", "texte", "auteur", "de", "ecrit par", "publie par"],
        signatures: &["par ", "de "],
        line_openers: &["Par ", "PAR "],
        article_kinds: &["analyse", "chronique", "tribune", "enquete", "entretien"],
        job_titles: &["redacteur", "redactrice", "journaliste", "correspondant"],
        organization_words: &["redaction", "agences", "presse"],
        desks: &["redaction"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "corrig", "rectif", "rédaction", "ndlr", "n.d.l.r", "précis", "mise", "modifi", "édit", "actualis",
            "complét", "enrich", "retir", "dépubli", "supprim", "annul", "écri", "erreur", "excuses", "fallait",
            "à jour", "erramos", "indiqu", "affirm", "publi", "lire", "remani", "tract",
        ],
        nouns: &[
            ("{doc}", "article articles papier texte billet reportage dépêche titre chronique tribune brève légende infolettre bulletin interview enquête entretien portrait infographie actualité"),
            ("{dit}", "écri* indiqu* affirm* annonc* dit dis* publi* mentionn* rapport*"),
            ("{antérieure}", "antérieure précédente initiale originale"),
        ],
        correction_labels: &[
            "correction",
            "corrections",
            "rectificatif",
            "rectificatifs",
            "rectification",
            "erratum",
            "errata",
            "correctif et précisions",
            "correction à propos",
        ],
        clarification_labels: &["précision", "précisions", "clarification", "mise au point"],
        withdrawal_labels: &["article|dépêche retiré|retirée|annulée|annulé", "rétractation"],
        update_labels: &["mise à jour", "actualisation", "actualisé", "mis à jour", "article mis à jour"],
        note_labels: &["note de la rédaction", "ndlr", "note aux lecteurs", "note de l éditeur", "n d l r"],
        correction_phrases: &[
            "weak version {antérieure} de|du cet|cette|ce|l|notre|la? ..1 {doc}",
            "weak version {antérieure} du {doc}",
            "weak première|précédente version de|du cet|cette|ce|l|notre|la? ..1 {doc}",
            "version {antérieure} ..4 indiqu*|mentionn*|affirm*|disait|comportait|évoqu*|contenait|laissait ..9 tort|erreur|erronée|erroné|inexact*",
            "cet|ce|cette|notre {doc} a été ..2 corrigé*|rectifié*",
            "l article|interview|entretien|infographie a été ..2 corrigé*|rectifié*",
            "contrairement à ce que|qu ..4 {dit}",
            "nous avons|avions ..2 {dit} ..4 erreur|tort",
            "nous avons|avions ..2 erreur|tort|incorrectement|erronément ..2 {dit}|décri*",
            "nous nous? excusons ..6 erreur|erreurs|confusion",
            "une|plusieurs erreur|erreurs s est|étaient|sont glissée|glissées",
            "nous ..8 excuses ..6 erreur|erreurs|confusion|lecteurs",
            "il faut|fallait lire",
            "il fallait|faut ..1 lire",
        ],
        clarification_phrases: &["cet|ce|cette {doc} a été ..2 précisé*|clarifié*"],
        withdrawal_phrases: &[
            "cet|ce|cette|notre {doc} a été ..2 retiré*|dépublié*|supprimé*",
            "nous avons ..2 retiré|dépublié|supprimé ..2 {doc}",
        ],
        amendment_phrases: &["cet|ce|cette|notre {doc} a été ..2 modifié*|édité*|remanié*|amendé*"],
        update_phrases: &["cet|ce|cette|notre {doc} a été ..2 mis|mise|actualisé*|complété*|enrichi*"],
        note_phrases: &["note de la rédaction"],
        revisions: &["modifié depuis sa publication", "modifiée depuis sa publication", "a été mis à jour", "a été mise à jour", "depuis la publication"],
        closures: &["est désormais clos", "sont désormais closes", "est terminé", "est terminée", "a expiré"],
        vetoes: &["merci|remercie*|relecture|relu"],
        matter_words: &["propos"],
        before_dates: &["le", "du", "à", "de"],
        headline_words: &["titre"],
        place_words: &["paragraphe"],
        instead: &[", et non ", " et non pas ", " au lieu de "],
        said: &[" indiquait que ", " affirmait que "],
        is_right: &[" en réalité"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "mis à jour", "mise à jour", "dernière mise à jour", "date de dernière mise à jour", "publié",
            "en vigueur", "date d'entrée en vigueur", "dernière modification", "version",
        ],
        counters: &[
            "commentaire", "commentaires", "vues", "partages", "lecture", "min", "minutes", "temps", "de", "il", "y",
            "a", "heures", "jours",
        ],
        time_units: &[
            "secondes", "heure", "heures", "jour", "jours", "semaine", "semaines", "mois", "an", "ans",
        ],
        time_past: &["il"],
        time_reading: &["lecture"],
        time_labels: &["publie", "actualise", "jour"],
        time_days: &["aujourd", "hui", "hier"],
        time_fillers: &["a", "le", "la", "mis", "mise", "derniere", "temps", "de", "et", "les"],
        counted: &["commentaires", "commentaire"],
        advert_lines: &["publicite", "contenu sponsorise"],
        tool_lines: &[
            "partager", "imprimer", "envoyer", "accueil", "partager sur facebook", "partager sur twitter", "ecouter",
            "ecouter l'article", "enregistrer",
        ],
        related_lines: &[
            "lire aussi", "a lire aussi", "voir aussi", "sur le meme sujet", "articles lies", "les plus lus",
            "a la une", "a lire egalement", "les articles les plus lus", "dans la meme rubrique", "plus d'articles",
        ],
        comment_lines: &["commentaires", "commenter", "reagir", "laisser un commentaire"],
        legal_lines: &["mentions legales", "cgu"],
        related_starts: &["a lire aussi", "lire aussi", "a lire :", "lire :", "voir aussi"],
        placeholder_starts: &[
            "pour afficher ce contenu, ", "ce contenu est bloque car", "vous avez choisi de ne pas accepter",
        ],
        prompt_starts: &["abonnez-vous", "inscrivez-vous", "recevez ", "suivez-nous"],
        paid_phrases: &[
            "% de cet article a lire", "de cet article est reserve aux abonnes", "cet article est reserve aux abonnes",
        ],
        comment_starts: &["commentaires ("],
        tool_starts: &["partager sur"],
        credit_labels: &["credit photo", "photo d'illustration"],
        credit_separators: &[" credit photo : "],
        legal_phrases: &["tous droits reserves", "reproduction interdite"],
        section_heads: &["sur le meme sujet", "les plus lus"],
        photo_starts: &["photos par"],
        caption_credits: &["(crédit", "(credit photo"],
        reply_counts: &["un"],
        reply_stems: &["reponse"],
        reply_prepositions: &["sur"],
        comment_links: &[
            "voir les contributions", "lire les commentaires", "voir les commentaires", "voir tous les commentaires",
        ],
        publisher_notes: &["a propos de l'auteur"],
        author_notes: &[" est journaliste"],
        link_heads: &["lire aussi", "a lire", "sur le meme", "les plus", "plus d'articles", "nos derniers"],
        cut_heads: &["les plus lus", "les plus lus dans"],
        reading_times: &["temps de lecture", "lecture :"],
        filed: &["mots-cles", "mots cles"],
        prompts: &[
            "article reserve", "reserve aux abonnes", "contenu reserve", "il vous reste", "abonnez-vous",
        ],
        contacts: &["vous pouvez suivre", "suivez", "ecrivez", "retrouvez", "contacter", "recevez "],
        feed_appendices: &[
            ("L’article ", " est apparu en premier sur "),
        ],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["page introuvable", "page non trouvee", "erreur 404"],
        removed_titles: &[
            "cet article n'est plus disponible", "cet article n’est plus disponible",
            "cette page n'est plus disponible", "cette page n’est plus disponible",
        ],
        error_phrases: &[
            "introuvable", "n'existe pas", "n’existe pas", "n'existe plus", "n’existe plus", "vous recherchez",
            "vous cherchez",
        ],
        robot_titles: &["un instant"],
        robot_phrases: &["vous n'etes pas un robot", "vous n’etes pas un robot"],
        script_phrases: &[
            "activer javascript", "activez javascript", "javascript est desactive", "active javascript",
        ],
        subscription_phrases: &[
            "reserve aux abonnes", "reservee aux abonnes", "abonnez-vous pour", "pour lire la suite",
        ],
        gate_phrases: &[
            "reserve aux abonnes", "reservee aux abonnes", "abonnez-vous pour", "pour lire la suite",
        ],
        parked_titles: &["ce nom de domaine est a vendre", "domaine a vendre", "nom de domaine a vendre"],
        parked_phrases: &["domaine est a vendre", "acheter ce domaine", "ce domaine"],
        consent_titles: &[
            "consentement requis", "votre consentement", "yahoo fait partie", "votre vie privee",
            "le respect de votre vie privee", "nous respectons votre vie privee", "avant de continuer",
            "gestion des cookies", "parametres des cookies",
        ],
        consent_openings: &["nous et nos"],
        consent_data: &["donnees personnelles"],
        consent_phrases: &["vie privee", "consentement", "partenaires", "donnees personnelles"],
        greetings: &["erreur", "erreur 404"],
    },
};
