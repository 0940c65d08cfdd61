//! Wordings: how newsrooms word their notices, by language.
//!
//! Labels start a sentence and end with a colon, a dash, or a date and a colon. Phrases may be
//! anywhere; a *weak* phrase does not count in a sentence with one of the vetoes. Accents and
//! letter case are ignored. The pages in `docs/` describe in general terms which wordings are
//! recognized.

use super::NoticeKind::{
    self, Advisory, Amendment, Clarification, Correction, EditorsNote, Refile, Update, Withdrawal,
};

/// The wordings of a language.
pub(super) struct Language {
    /// The names in braces that patterns use, and the words that they match.
    pub(super) nouns: &'static [(&'static str, &'static str)],
    /// Labels, separated by commas.
    pub(super) labels: &'static [(NoticeKind, &'static str)],
    /// Phrases.
    pub(super) phrases: &'static [(NoticeKind, &'static str)],
    /// Words that veto a weak phrase.
    pub(super) vetoes: &'static [&'static str],
}

/// Word parts; every notice contains at least one of them.
#[rustfmt::skip]
pub(super) const STEMS: &str = "
    correc clarif version amend update edited editor editing misst missp misid misat mischa misq misre mislab miscalc
    misnam misint misdes misda incorrect inaccurat erroneous mistak wrongly regret apolog error retract withdr
    originally initially previously removed deleted unpublished pulled revised modified changed altered reword
    rewrit refile recast errat corrigend advisory kill (adds eds: eds.: eds, wrapup readers publisher should
    taken expanded fixes restores drops repeats
    korrek korrig bericht richtigst klarstell fassung redaktion red. aktualis nachtrag irrt lschlich zunächst überarb
    ändert angepasst präzis bearbeit ergänz erweitert zurückgezogen widerruf depubliz gelöscht entfernt ursprünglich
    verwechslung fehler hinweis
    corrig rectif rédaction ndlr n.d.l.r précis mise modifi édit actualis complét enrich retir dépubli supprim annul
    écri erreur excuses fallait à~jour erramos indiqu affirm publi lire remani tract
    rectific corregi correcci aclaraci redacci actualiz fe~de erro disculp lament subsanad enmendad ampliad elimin
    corrett correzion rettific precisazion precisación redazion aggiorn scusiamo chiariment ndr n.d.r quanto rivist
    integrat ritirat rimoss cancellat ritratt annullat rifiuto refuso imprecis
    correç retific esclarec atualiz desculp alterad diferentemente contrário versão versión versione engano lapso removid
    redaç redacç retrat
    correctie gecorri rectificatie gerectificeerd versie verduidelijk redacti bijgewerkt geüpdatet aangepast gewijzigd
    abusievelijk abuis onrechte onjuist foutief anders aanvull vergissing rechtgezet ingetrokken naschrift herstel fout
    sprostow korekt wersj popraw aktualiz redakc omyłk pomyłk błęd błąd błęd doprecyz uściśl skorygow wycofan anulowan mylnie
    zmienion zmodyf uzupełn usunięt
    oprav verz chyb upřesn omlouv upraven doplněn mylně nesprávně omyl stornov poznámk změněn
    rättel rättat korriger förtyd uppdater ändrat avpublic felet misstag felen tidigare dragits justerats komplett
    rettel rettet berigtig præciser udgave opdater beklag undskyld tidligere fejl korrektion afpublic annuller
    retting beriktig presiser utgave oppdater endret feil korreksj avpublis trukket versjon red.~anm
    исправ поправк уточн верси редакц извин обновл отозван ошибочно ошибк неверно аннулир дополн изменен снят правк
    düzelt haber güncelle sehven yanlış tekzip tashih editör redaksiyon çekildi
    rättar retter prostuje corregge
";

#[rustfmt::skip]
const ENGLISH: Language = Language {
    nouns: &[
        // Things that a newsroom publishes.
        ("{story}", "article articles story stories post posts headline caption captions newsletter column obituary \
                     obit piece editorial essay dispatch interview review blog blogpost bulletin"),
        // Things that others may publish too.
        ("{doc}", "article articles story stories post posts headline caption captions newsletter column obituary \
                   obit piece editorial essay dispatch interview review blog blogpost bulletin report graphic chart \
                   infographic podcast episode transcript photo photograph explainer profile recap roundup notebook \
                   announcement item entry issue page document list timeline release quiz recipe reference \
                   paragraph sentence section quotation quote"),
        ("{earlier}", "earlier previous prior original initial"),
        ("{wrongly}", "incorrectly mistakenly erroneously wrongly inaccurately falsely"),
        ("{wrong}", "incorrect* mistake* erroneous* wrong* inaccurate* misstated misspelled misspelt misidentified \
                     misattributed mischaracterized mischaracterised misquoted misreported mislabeled misnamed \
                     error errors typo typos omitted said stated claimed reported listed gave named suggested implied \
                     described referred included indicated contained failed"),
        ("{mis}", "misstated misspelled misspelt misidentified misattributed mischaracterized mischaracterised \
                   misquoted misreported misnamed misdescribed misinterpreted misrepresented miscalculated \
                   mislabeled mislabelled misdated"),
        ("{say}", "said stated claimed reported listed gave named suggested implied described referred included \
                   indicated identified attributed used spelled spelt quoted put placed credited characterized \
                   linked called omitted noted wrote"),
        ("{adv}", "hereby now since also further subsequently later slightly lightly significantly substantially \
                   additionally again recently"),
        ("{show}", "say read reflect show clarify state remove make indicate include add correct note give use fix"),
    ],
    labels: &[
        (Correction, "correction, corrections, corrected, erratum, errata, corrigendum, correction appended, \
                      correction notice, correction note, correction|corrections and correction|corrections|\
clarification|clarifications|amplifications, correction|corrections clarifications|amplifications, \
                      correction about|regarding|concerning, \
                      correcting and replacing, corrects"),
        (Clarification, "clarification, clarifications, clarification appended, \
                         clarification about|regarding|concerning"),
        (Withdrawal, "retraction, retracted, withdrawn, withdrawal, story withdrawn|removed|killed"),
        (Refile, "refile, refiled"),
        (Amendment, "amended"),
        (Update, "update, updates, updated"),
        (EditorsNote, "editor|editors|publisher s? note|notes, editorial note, note from the|our editor|editors, \
                       note to readers|editors"),
    ],
    phrases: &[
        (Correction, "weak {earlier} version|versions of this|these|our|the ..2 {story}|transcript|report|graphic|\
chart|podcast|episode|photo|photograph|explainer|announcement"),
        (Correction, "{earlier} version|versions|edition of this|these|our|the ..3 {wrong}"),
        (Correction, "{earlier} version|versions|draft? ..1 {wrongly}"),
        (Correction, "{earlier} version|versions ..2 {mis}"),
        (Correction, "{earlier} version|versions ..2 gave|listed|had|used the|an wrong|incorrect"),
        (Correction, "this|our|these {doc} ..1 has|have|had|was|were {adv}? been? {adv}? corrected"),
        (Correction, "the {story} has|have|was|were {adv}? been? {adv}? corrected"),
        (Correction, "{story} ..5 has|have|was|were {adv}? been? {adv}? corrected|updated|amended|edited|revised|changed|\
modified|clarified ..4 to ..2 {show}"),
        (Correction, "this|these error|errors|mistake|mistakes|typo|typos has|have|was|were {adv}? been? {adv}? corrected|fixed"),
        (Correction, "it|this|which|sentence|paragraph|headline|figure|line|caption should have read"),
        (Correction, "this|our|these {doc} ..4 {mis}"),
        (Correction, "the|an|a|week|month|last|previous {story}|issue ..2 {mis}"),
        (Correction, "this|our|these {doc} ..4 {wrongly} {say}"),
        (Correction, "the|an|a|week|month|last|previous {story}|issue ..3 {wrongly} {say}"),
        (Correction, "this|our|these {doc} originally|previously|initially|first|earlier|mistakenly|at {say}"),
        (Correction, "we ..1 {mis}"),
        (Correction, "we ..1 {wrongly} {say}"),
        (Correction, "because|due|owing of|to ..1 editing|reporting|production|transcription|typographical|translation|\
typing error|errors|mistake"),
        (Correction, "we|times|newspaper|paper|guardian|globe|journal|post|press|staff regret|regrets|apologise|\
apologize|apologises|apologizes ..3 error|errors|mistake|mistakes"),
        (Correction, "correction appended"),
        (Correction, "this|these {doc}|version ..1 corrects"),
        (Correction, "this|the is a|the corrected version"),
        (Correction, "^updated|edited|amended|revised|corrected ..1 to correct|clarify|reflect"),
        (Correction, "has been corrected to say|read|show|reflect|state"),
        (Clarification, "this|our|these {doc} ..1 has|have|was|were {adv}? been? {adv}? clarified"),
        (Amendment, "weak this|our|these {doc} has|have|was|were {adv}? been? {adv}? amended|edited|revised|modified|changed|altered|\
rewritten|reworded"),
        (Amendment, "the {story} has|was {adv}? been? {adv}? amended|reworded"),
        (Update, "this|our|these {doc} has|have|was|were {adv}? been? {adv}? updated|expanded"),
        (Update, "the|original {story} has|was {adv}? been? {adv}? updated"),
        (Withdrawal, "this|our|these {doc} has|have|was|were {adv}? been? {adv}? withdrawn|retracted|unpublished|pulled"),
        (Withdrawal, "this|our|these {story} has|have|was|were {adv}? been? {adv}? removed|deleted|taken"),
        (Withdrawal, "the {story} has|was {adv}? been? {adv}? withdrawn|retracted"),
        (Withdrawal, "we|press|times|reuters|bbc|afp|ap have|has|is|are ..2 withdrawn|withdrawing|retracted|retracting|unpublished|\
withdrew|removed this|the|our|its|a ..1 {story}"),
        (Withdrawal, "please disregard|kill ..3 {story}"),
        (EditorsNote, "editor s note"),
    ],
    vetoes: &[
        "thank|thanks|grateful|feedback|draft|drafts|proofread*|comments|commenting|reviewing|reviewed|\
reviewers|appeared|presented|condensed|clarity|length|brevity",
    ],
};

#[rustfmt::skip]
const GERMAN: Language = Language {
    nouns: &[
        ("{doc}", "artikel* beitrag* text textes meldung bericht berichts berichtes überschrift kommentar* interview* \
                   bildunterschrift kolumne analyse reportage newsletter nachricht titel grafik tabelle essay* \
                   nachrichtentext* story"),
        ("{früher}", "frühere* vorherige* ältere* ursprüngliche* erste* vorige*"),
        ("{falsch}", "fälschlich* irrtümlich* versehentlich zunächst ursprünglich"),
    ],
    labels: &[
        (Correction, "korrektur, korrekturen, korrekturhinweis, berichtigung, richtigstellung, korrigiert, \
                      korrigierte fassung|version|meldung, hinweis zur? korrektur, berichtigt"),
        (Clarification, "klarstellung, präzisierung"),
        (Withdrawal, "zurückgezogen, widerruf"),
        (Update, "aktualisierung, aktualisiert, nachtrag, ergänzung"),
        (EditorsNote, "anmerkung der? redaktion, anm d red, hinweis der redaktion, redaktioneller hinweis, \
                       anmerkung d red"),
    ],
    phrases: &[
        (Correction, "weak {früher} version|fassung|variante dieses|dieser|des|der|unseres|unserer ..1 {doc}"),
        (Correction, "{früher} version|fassung|variante ..1 hieß|stand|hatten|haben|schrieben|wurde ..5"),
        (Correction, "dieser|diese|dieses|diesem|den|der|die|das artikel|beitrag|meldung|überschrift|text wurde|ist|haben ..6 korrigiert|\
berichtigt|richtiggestellt"),
        (Correction, "wir haben ..2 fehler|angabe*|passage|stelle|dies|das|zahl|zahlen|namen|{doc} ..6 korrigiert|berichtigt|\
richtiggestellt"),
        (Correction, "fehler|irrtum|verwechslung bitten wir ..2 entschuldig*"),
        (Correction, "wir bitten ..5 fehler|irrtum|verwechslung ..4 entschuldig*"),
        (Correction, "bedauern|entschuldigen ..3 fehler|irrtum|verwechslung"),
        (Correction, "in|im diesem|unserem|dem|einem? artikel|beitrag|text|bericht ..3 {falsch}"),
        (Correction, "hieß|stand ..2 {falsch} ..8 {doc}"),
        (Correction, "haben|hatten wir ..1 {falsch}"),
        (Correction, "wir haben|hatten ..2 fälschlich*|irrtümlich*|versehentlich"),
        (Correction, "hier|dort stand|hieß ..1 {falsch}"),
        (Amendment, "dieser|diese|dieses artikel|beitrag|meldung|text wurde|ist ..6 überarbeitet|geändert|angepasst|präzisiert|\
bearbeitet"),
        (Update, "dieser|diese|dieses|der artikel|beitrag|meldung|text wurde|wird|ist ..6 aktualisiert|ergänzt|erweitert"),
        (Withdrawal, "wir haben ..2 {doc} ..6 zurückgezogen|depubliziert|gelöscht|entfernt"),
        (Withdrawal, "dieser|diese|dieses|der|die artikel|beitrag|meldung|text wurde|ist ..4 zurückgezogen|depubliziert"),
        (EditorsNote, "anmerkung|anm der|d redaktion|red"),
    ],
    vetoes: &["dank|danke|danken|feedback|gegengelesen"],
};

#[rustfmt::skip]
const FRENCH: Language = Language {
    nouns: &[
        ("{doc}", "article articles papier texte billet reportage dépêche titre chronique tribune brève légende \
                   infolettre bulletin interview enquête entretien portrait infographie actualité"),
        ("{dit}", "écri* indiqu* affirm* annonc* dit dis* publi* mentionn* rapport*"),
        ("{antérieure}", "antérieure précédente initiale originale"),
    ],
    labels: &[
        (Correction, "correction, corrections, rectificatif, rectificatifs, rectification, erratum, errata, \
                      correctif et précisions, correction à propos"),
        (Clarification, "précision, précisions, clarification, mise au point"),
        (Withdrawal, "article|dépêche retiré|retirée|annulée|annulé, rétractation"),
        (Update, "mise à jour, actualisation, actualisé, mis à jour, article mis à jour"),
        (EditorsNote, "note de la rédaction, ndlr, ndlr, note aux lecteurs, note de l éditeur, n d l r"),
    ],
    phrases: &[
        (Correction, "weak version {antérieure} de|du cet|cette|ce|l|notre|la? ..1 {doc}"),
        (Correction, "weak version {antérieure} du {doc}"),
        (Correction, "weak première|précédente version de|du cet|cette|ce|l|notre|la? ..1 {doc}"),
        (Correction, "version {antérieure} ..4 indiqu*|mentionn*|affirm*|disait|comportait|évoqu*|contenait|laissait ..9 tort|erreur|\
erronée|erroné|inexact*"),
        (Correction, "cet|ce|cette|notre {doc} a été ..2 corrigé*|rectifié*"),
        (Correction, "l article|interview|entretien|infographie a été ..2 corrigé*|rectifié*"),
        (Correction, "contrairement à ce que|qu ..4 {dit}"),
        (Correction, "nous avons|avions ..2 {dit} ..4 erreur|tort"),
        (Correction, "nous avons|avions ..2 erreur|tort|incorrectement|erronément ..2 {dit}|décri*"),
        (Correction, "nous nous? excusons ..6 erreur|erreurs|confusion"),
        (Correction, "une|plusieurs erreur|erreurs s est|étaient|sont glissée|glissées"),
        (Correction, "nous ..8 excuses ..6 erreur|erreurs|confusion|lecteurs"),
        (Correction, "il faut|fallait lire"),
        (Correction, "il fallait|faut ..1 lire"),
        (Clarification, "cet|ce|cette {doc} a été ..2 précisé*|clarifié*"),
        (Amendment, "cet|ce|cette|notre {doc} a été ..2 modifié*|édité*|remanié*|amendé*"),
        (Update, "cet|ce|cette|notre {doc} a été ..2 mis|mise|actualisé*|complété*|enrichi*"),
        (Withdrawal, "cet|ce|cette|notre {doc} a été ..2 retiré*|dépublié*|supprimé*"),
        (Withdrawal, "nous avons ..2 retiré|dépublié|supprimé ..2 {doc}"),
        (EditorsNote, "note de la rédaction"),
    ],
    vetoes: &["merci|remercie*|relecture|relu"],
};

#[rustfmt::skip]
const SPANISH: Language = Language {
    nouns: &[
        ("{doc}", "artículo noticia nota información texto reportaje pieza columna titular entrada crónica entrevista \
                   publicación boletín gráfico editorial despacho"),
        ("{anterior}", "anterior previa inicial original preliminar"),
        ("{dijo}", "decía decíamos dijimos publicamos publicó afirmaba afirmamos indicaba indicamos señalaba señalamos \
                    escribimos informamos informó aseguraba mencionaba consignó"),
    ],
    labels: &[
        (Correction, "corrección, correcciones, rectificación, rectificaciones, fe de errores|erratas|errata|error, \
                      errata, erratas, corrige, nota de corrección, corregido"),
        (Clarification, "aclaración, aclaraciones, precisión, precisiones, nota aclaratoria"),
        (Withdrawal, "retractación, noticia|información retirada|anulada"),
        (Update, "actualización, actualizado, actualizada"),
        (EditorsNote, "nota de la|del|de redacción|editor|editora|dirección, nota a los lectores, n de la? r, nota editorial"),
    ],
    phrases: &[
        (Correction, "weak versión {anterior} de|del este|esta|la|nuestro|nuestra? ..1 {doc}"),
        (Correction, "weak primera|anterior versión de|del este|esta|la? ..1 {doc}"),
        (Correction, "versión {anterior} ..5 {dijo} ..8 error|erróneamente|incorrectamente|equivocad*"),
        (Correction, "este|esta|nuestro|nuestra {doc} ha|fue|han sido? ..2 corregid*|rectificad*|subsanad*"),
        (Correction, "el|la artículo|noticia|titular|nota ha|fue sido? ..2 corregid*|rectificad*"),
        (Correction, "por|debido|a un? error ..4 {dijo}"),
        (Correction, "{doc} ..5 {dijo} ..4 error|erróneamente|incorrectamente"),
        (Correction, "{doc} ..3 error|erróneamente|incorrectamente ..3 {dijo}"),
        (Correction, "lamentamos|lamenta ..3 error|errores|confusión|equivocación"),
        (Correction, "pedimos|pide ..1 disculpas ..6 error|errores|lectores|confusión"),
        (Correction, "disculpas ..4 lectores ..4 error|errores"),
        (Correction, "donde decía|dice|dijimos ..12 debe|debía|debió decir"),
        (Amendment, "este|esta|nuestro|nuestra {doc} ha|fue sido? ..2 modificad*|editad*|enmendad*"),
        (Update, "este|esta|nuestro|nuestra {doc} ha|fue|se sido? ..2 actualizad*|ampliad*|actualizó"),
        (Withdrawal, "este|esta|nuestro|nuestra {doc} ha|fue sido? ..2 retirad*|eliminad*|despublicad*"),
        (Withdrawal, "hemos retirado|eliminado ..2 {doc}"),
        (EditorsNote, "nota de la redacción"),
    ],
    vetoes: &["gracias|agradec*|borrador"],
};

#[rustfmt::skip]
const ITALIAN: Language = Language {
    nouns: &[
        ("{doc}", "articolo notizia testo pezzo servizio titolo post intervista comunicato newsletter didascalia \
                   editoriale reportage dispaccio"),
        ("{precedente}", "precedente iniziale originale originaria"),
        ("{scritto}", "scritto indicato riportato pubblicato attribuito affermato scriveva indicava affermava riportava"),
    ],
    labels: &[
        (Correction, "correzione, correzioni, rettifica, rettifiche, errata corrige, erratum, errata, corretto"),
        (Clarification, "precisazione, precisazioni, chiarimento, chiarimenti"),
        (Withdrawal, "ritrattazione, notizia annullata|ritirata, annullamento"),
        (Update, "aggiornamento, aggiornato, aggiornata"),
        (EditorsNote, "nota della? redazione, nota del direttore, nota redazionale, ndr, n d r, nota ai lettori"),
    ],
    phrases: &[
        (Correction, "weak versione {precedente} di|del|della|dell questo|questa|nostro? ..1 {doc}"),
        (Correction, "weak precedente|prima versione di|del|della|dell questo|questa? ..1 {doc}"),
        (Correction, "questo|questa|l|il|la {doc} è|sono stato|stata ..2 corretto|corretta|rettificat*"),
        (Correction, "per un? errore ..2 abbiamo|avevamo|era|è ..3 {scritto}"),
        (Correction, "abbiamo|avevamo ..3 errore|erroneamente ..3 {scritto}"),
        (Correction, "abbiamo|avevamo {scritto} ..3 errore|erroneamente"),
        (Correction, "ci scusiamo ..5 errore|errori|refuso|imprecisione|lettori"),
        (Correction, "contrariamente a quanto ..4 {scritto}"),
        (Correction, "{precedente} versione ..4 {scritto} ..4 errore|erroneamente"),
        (Amendment, "questo|questa {doc} è stato|stata ..2 modificat*|rivist*|emendat*"),
        (Update, "questo|questa|l {doc} è stato|stata ..2 aggiornat*|integrat*"),
        (Withdrawal, "questo|questa {doc} è stato|stata ..2 ritirat*|rimoss*|cancellat*"),
        (Withdrawal, "abbiamo ..1 rimosso|ritirato|cancellato ..2 {doc}"),
        (EditorsNote, "nota della redazione"),
    ],
    vetoes: &["grazie|ringrazi*|bozza"],
};

#[rustfmt::skip]
const PORTUGUESE: Language = Language {
    nouns: &[
        ("{doc}", "reportagem artigo texto matéria notícia coluna título post publicação conteúdo nota entrevista \
                   newsletter boletim editorial crônica crónica legenda gráfico"),
        ("{anterior}", "anterior original inicial prévia"),
        ("{disse}", "publicou publicado informou informado informamos informava dizia afirmou afirmava afirmamos indicou \
                     indicava escrevemos publicamos escrito noticiado dissemos noticiámos noticiou"),
    ],
    labels: &[
        (Correction, "correção, correcção, correções, correcções, errata, erramos, retificação, rectificação, corrigido"),
        (Clarification, "esclarecimento, esclarecimentos, nota de esclarecimento"),
        (Withdrawal, "retratação, notícia|matéria cancelada|retirada|anulada"),
        (Update, "atualização, actualização, atualizado, atualizada, actualizado, actualizada"),
        (EditorsNote, "nota da redação|redacção|direção, nota do editor, nota editorial, nota aos leitores, \
                       nota de redação"),
    ],
    phrases: &[
        (Correction, "weak versão {anterior} deste|desta|da|do|dessa|desse ..1 {doc}"),
        (Correction, "weak primeira|anterior versão deste|desta|da|do ..1 {doc}"),
        (Correction, "versão {anterior} ..5 {disse} ..8 erro|erradamente|incorretamente|equivocadamente|erroneamente"),
        (Correction, "este|esta|o|a {doc} foi ..2 corrigid*|retificad*|rectificad*"),
        (Correction, "diferentemente|contrário do que ..4 {disse}"),
        (Correction, "por|devido erro|engano|lapso ..4 {disse}"),
        (Correction, "{doc} ..4 {disse} ..4 erradamente|incorretamente|equivocadamente|erroneamente|erro"),
        (Correction, "{doc} ..3 erradamente|incorretamente|equivocadamente|erroneamente ..1 {disse}"),
        (Correction, "pedimos|pede ..1 desculpa|desculpas ..6 erro|lapso|engano|leitores"),
        (Amendment, "este|esta {doc} foi ..2 alterad*|modificad*|editad*"),
        (Update, "este|esta {doc} foi ..2 atualizad*|actualizad*"),
        (Withdrawal, "este|esta {doc} foi ..2 retirad*|removid*|despublicad*"),
        (EditorsNote, "nota da redação|redacção"),
    ],
    vetoes: &["obrigad*|agradec*|rascunho"],
};

#[rustfmt::skip]
const DUTCH: Language = Language {
    nouns: &[
        ("{doc}", "artikel bericht stuk verhaal tekst nieuwsbericht kop column interview reportage nieuwsbrief \
                   recensie analyse krantenartikel bijschrift"),
        ("{eerdere}", "eerdere vorige oorspronkelijke oudere eerste"),
        ("{fout}", "abusievelijk onjuist ten onrechte per abuis foutief verkeerd"),
    ],
    labels: &[
        (Correction, "correctie, correcties, rectificatie, rectificaties, correcties en aanvullingen, erratum, gecorrigeerd, \
                      herstel, correctie en|& aanvulling"),
        (Clarification, "verduidelijking, toelichting en correctie"),
        (Withdrawal, "ingetrokken, intrekking"),
        (Update, "update, aanvulling, bijgewerkt, actualisering"),
        (EditorsNote, "noot van de redactie, redactionele noot, naschrift van? de? redactie, noot redactie"),
    ],
    phrases: &[
        (Correction, "weak {eerdere} versie van dit|deze|het|ons|onze ..1 {doc}"),
        (Correction, "in een|de {eerdere} versie ..3 stond|werd|schreven|meldden|is|was"),
        (Correction, "dit|het|deze|de {doc} is|werd ..4 gecorrigeerd|gerectificeerd"),
        (Correction, "anders dan ..5 stond|staat|schreven|vermeld*|gemeld"),
        (Correction, "in dit|het|een|ons ..1 {doc} ..6 abusievelijk|onjuist|onrechte|abuis|foutief"),
        (Correction, "abusievelijk|abuis|onrechte ..6 {doc}"),
        (Correction, "onze excuses ..4 fout|vergissing"),
        (Correction, "we|wij hebben ..2 fout|dit|tekst|{doc} ..4 gecorrigeerd|rechtgezet"),
        (Amendment, "dit|deze {doc} is|werd ..4 aangepast|gewijzigd|bewerkt"),
        (Update, "dit|deze {doc} is|werd ..4 bijgewerkt|geüpdatet|aangevuld|geactualiseerd"),
        (Withdrawal, "dit|deze {doc} is|werd ..4 ingetrokken|verwijderd|teruggetrokken"),
        (EditorsNote, "noot van de redactie"),
    ],
    vetoes: &["dank|bedank*|meelezen"],
};

#[rustfmt::skip]
const POLISH: Language = Language {
    nouns: &[
        ("{doc}", "artykuł* tekst* materiał* publikacj* wiadomoś* depesz* tytuł* wpis* news newsa informacj* felieton* \
                   wywiad*"),
        ("{wcześniejsza}", "poprzedni* wcześniejsz* pierwotn* pierwsz*"),
        ("{podaliśmy}", "podaliśmy napisaliśmy informowaliśmy podano napisano błędnie omyłkowo mylnie znalazł* podawaliśmy"),
    ],
    labels: &[
        (Correction, "sprostowanie, sprostowania, korekta, errata, erratum, poprawka, poprawiona"),
        (Clarification, "doprecyzowanie, uściślenie"),
        (Withdrawal, "anulowano, wycofano"),
        (Update, "aktualizacja, aktualizowano, zaktualizowano"),
        (EditorsNote, "od redakcji, przypis redakcji, nota redakcyjna, przyp red, dopisek redakcji"),
    ],
    phrases: &[
        (Correction, "weak {wcześniejsza} wersj* ..1 {doc}"),
        (Correction, "{wcześniejsza} wersji ..6 {podaliśmy}"),
        (Correction, "{doc} został* ..2 poprawion*|skorygowan*|sprostowan*"),
        (Correction, "błędnie|omyłkowo|mylnie podaliśmy|napisaliśmy|informowaliśmy|podawaliśmy"),
        (Correction, "podaliśmy|napisaliśmy ..3 błędnie|omyłkowo|mylnie"),
        (Correction, "przepraszamy ..2 za ..2 błąd|błędy|pomyłk*|omyłk*"),
        (Amendment, "{doc} został* ..2 zmienion*|zmodyfikowan*"),
        (Update, "{doc} został* ..2 zaktualizowan*|uzupełnion*"),
        (Withdrawal, "{doc} został* ..2 wycofan*|usunięt*"),
        (EditorsNote, "od redakcji"),
    ],
    vetoes: &["dzięk*|recenz*"],
};

#[rustfmt::skip]
const CZECH: Language = Language {
    nouns: &[
        ("{doc}", "článek článku článk* text textu zpráv* příspěv* titulek titulku materiál*"),
        ("{původní}", "předchozí původní dřívější starší první"),
    ],
    labels: &[
        (Correction, "oprava, opravy, opraveno, korekce, erratum"),
        (Clarification, "upřesnění"),
        (Withdrawal, "zpráva zrušena, stornováno"),
        (Update, "aktualizace, aktualizováno, aktualizovali"),
        (EditorsNote, "poznámka redakce, pozn red, poznámka editora, poznámka čtenářům"),
    ],
    phrases: &[
        (Correction, "weak {původní} verz* tohoto|této|toho|našeho? {doc}"),
        (Correction, "v|ve {původní} verzi ..6 uved*|stálo|chybně|psali|mylně|nesprávně"),
        (Correction, "{doc} byl* ..2 opraven*"),
        (Correction, "{doc} jsme ..2 opravili"),
        (Correction, "chybně|mylně|nesprávně jsme uvedli|psali|napsali"),
        (Correction, "za naš* chyb*|omyl* ..8 omlouváme"),
        (Correction, "omlouváme se ..3 za ..2 chyb*|omyl*|nepřesnost*"),
        (Amendment, "tento|tohoto {doc} byl* ..2 upraven*|změněn*"),
        (Update, "tento|tato {doc} byl* ..2 aktualizov*|doplněn*"),
        (EditorsNote, "poznámka redakce"),
    ],
    vetoes: &["děkuj*|díky|děkuji"],
};

#[rustfmt::skip]
const SWEDISH: Language = Language {
    nouns: &[
        ("{doc}", "artikeln artikel texten text nyheten inslaget rubriken notisen reportaget krönikan intervjun \
                   publiceringen bildtexten ledaren klippet videon telegrammet"),
        ("{tidigare}", "tidigare äldre ursprunglig* första"),
    ],
    labels: &[
        (Correction, "rättelse, rättelser, korrigering, korrigeringar, rättat"),
        (Clarification, "förtydligande, förtydliganden"),
        (Withdrawal, "tillbakadraget, artikeln avpublicerad"),
        (Update, "uppdatering, uppdaterad, uppdaterat"),
        (EditorsNote, "redaktionens kommentar|anmärkning, redaktionell kommentar, red anm"),
    ],
    phrases: &[
        (Correction, "weak {tidigare} version* av ..1 {doc}"),
        (Correction, "i en|den {tidigare} version* ..4 stod|uppgavs|skrev|angavs|fanns|påstods|hävdades"),
        (Correction, "{doc} har ..4 korrigerats|rättats"),
        (Correction, "vi beklagar|ber ..4 felet|misstaget|felen"),
        (Correction, "ber om ursäkt ..3 felet|misstaget|felen"),
        (Amendment, "{doc} har ..4 ändrats|justerats|redigerats"),
        (Update, "{doc} har ..4 uppdaterats|kompletterats"),
        (Withdrawal, "{doc} har ..3 avpublicerats|dragits"),
    ],
    vetoes: &["tack|tackar"],
};

#[rustfmt::skip]
const DANISH: Language = Language {
    nouns: &[
        ("{doc}", "artiklen artikel artiklens teksten nyheden historien rubrikken indslaget overskriften interviewet \
                   klummen telegrammet"),
        ("{tidligere}", "tidligere oprindelig* første"),
    ],
    labels: &[
        (Correction, "rettelse, rettelser, berigtigelse, korrektion, fejl og fakta, rettet"),
        (Clarification, "præcisering, præciseringer"),
        (Withdrawal, "tilbagetrukket, annulleret"),
        (Update, "opdatering, opdateret"),
        (EditorsNote, "redaktionel note|bemærkning|kommentar, red anm"),
    ],
    phrases: &[
        (Correction, "weak {tidligere} version|udgave af ..1 {doc}"),
        (Correction, "i en|den {tidligere} version|udgave ..4 stod|fremgik|skrev|blev|hed"),
        (Correction, "{doc} er|blev|har ..4 rettet|korrigeret|berigtiget"),
        (Correction, "fremgik|stod ..2 fejlagtigt"),
        (Correction, "vi beklager|undskylder ..2 fejlen|fejl"),
        (Amendment, "{doc} er|blev ..4 ændret|redigeret"),
        (Update, "{doc} er|blev ..4 opdateret"),
        (Withdrawal, "{doc} er|blev ..4 afpubliceret"),
    ],
    vetoes: &["tak|takker"],
};

#[rustfmt::skip]
const NORWEGIAN: Language = Language {
    nouns: &[
        ("{doc}", "artikkelen artikkel saken sak teksten nyheten meldingen tittelen overskriften kronikken intervjuet \
                   innlegget"),
        ("{tidligere}", "tidligere opprinnelig* første"),
    ],
    labels: &[
        (Correction, "retting, rettinger, korreksjon, korrigering, beriktigelse"),
        (Clarification, "presisering, presiseringer"),
        (Withdrawal, "trukket, tilbaketrukket"),
        (Update, "oppdatering, oppdatert"),
        (EditorsNote, "redaksjonell merknad|kommentar, redaksjonens merknad|kommentar"),
    ],
    phrases: &[
        (Correction, "weak {tidligere} versjon*|utgave* av ..1 {doc}"),
        (Correction, "i en|den {tidligere} versjon*|utgave* ..5 sto|stod|skrev|ble|het|oppga|oppgitt"),
        (Correction, "{doc} er|ble|har ..4 rettet|korrigert"),
        (Correction, "vi beklager ..2 feilen|feil"),
        (Amendment, "{doc} er|ble ..4 endret|redigert"),
        (Update, "{doc} er|ble ..4 oppdatert"),
        (Withdrawal, "{doc} er|ble ..4 avpublisert"),
    ],
    vetoes: &["takk|takker"],
};

#[rustfmt::skip]
const RUSSIAN: Language = Language {
    nouns: &[
        ("{doc}", "статьи статье статья статью материала материале материал текста тексте текст новости новость заметки \
                   заметке публикации публикация заголовке заголовка заголовок сообщения сообщении"),
        ("{прежней}", "предыдущ* ранн* первоначальн* прежн* перв* исходн*"),
    ],
    labels: &[
        (Correction, "исправление, исправления, исправлено, поправка, поправки"),
        (Clarification, "уточнение, уточнения, уточнено"),
        (Withdrawal, "аннулировано, аннулируется, отозвано, сообщение аннулировано"),
        (Update, "обновлено, обновление, дополнено"),
        (EditorsNote, "от редакции, примечание редакции, прим ред, примечание редактора"),
    ],
    phrases: &[
        (Correction, "weak {прежней} верси*|редакци* ..1 {doc}"),
        (Correction, "{прежней} версии|редакции ..5 говорилось|сообщалось|указан*|указывалось|ошибочно|утверждалось|значилось"),
        (Correction, "в {doc} ..3 внесен* исправлен*|уточнен*|правк*|изменен*"),
        (Correction, "{doc} ..2 исправлен|исправлена|исправлено|исправлены"),
        (Correction, "приносим|приносит|просим ..1 извинени* ..5 ошибк*|неточност*"),
        (Correction, "мы|нами ..2 ошибочно|неверно ..2 сообщ*|указ*|напис*"),
        (Correction, "в {doc} ..3 ошибочно|неверно|была|допущена ..2 указан*|сообщ*|назван*|ошибка|неточность"),
        (Clarification, "{doc} ..2 уточнен|уточнена"),
        (Amendment, "{doc} был|была|было изменен|изменена|отредактирован*"),
        (Update, "{doc} ..1 обновлен|обновлена|обновляется|дополнен|дополнена"),
        (Withdrawal, "{doc} ..2 отозван|отозвана|снят|снята|аннулирован*"),
        (EditorsNote, "от редакции"),
    ],
    vetoes: &["спасибо|благодар*"],
};

#[rustfmt::skip]
const TURKISH: Language = Language {
    nouns: &[
        ("{haber}", "haber haberin haberde haberimiz haberimizde haberimizin yazının yazıda yazımızda makalenin makalede \
                     metnin içeriğin başlık başlığı"),
    ],
    labels: &[
        (Correction, "düzeltme, düzeltmeler, düzeltme ve özür|açıklama, tekzip, tashih"),
        (Withdrawal, "haber iptali, geri çekildi"),
        (Update, "güncelleme, güncellendi"),
        (EditorsNote, "editörün notu, editör notu, redaksiyon notu, yayın kurulu notu"),
    ],
    phrases: &[
        (Correction, "{haber} ..2 önceki|ilk|eski|orijinal versiyon*|sürüm*|hali*"),
        (Correction, "{haber} ..4 düzeltilmiş*|düzeltildi|düzeltiyor*"),
        (Correction, "düzeltir*|düzeltiyor* ..4 özür"),
        (Correction, "{haber} ..6 sehven|yanlışlıkla ..6 yazıl*|belirtil*|yer|verilmiş*"),
        (Correction, "sehven|yanlışlıkla ..6 {haber}"),
        (Update, "{haber} ..3 güncellen*"),
        (Withdrawal, "{haber} ..3 kaldırılmış*|kaldırıldı"),
    ],
    vetoes: &[],
};

/// The languages that separate words by spaces.
pub(super) const LANGUAGES: [&Language; 14] = [
    &ENGLISH,
    &GERMAN,
    &FRENCH,
    &SPANISH,
    &ITALIAN,
    &PORTUGUESE,
    &DUTCH,
    &POLISH,
    &CZECH,
    &SWEDISH,
    &DANISH,
    &NORWEGIAN,
    &RUSSIAN,
    &TURKISH,
];

/// For Japanese, Chinese and Korean: signs of a notice, and signs that must also be present, if
/// any.
#[rustfmt::skip]
pub(super) const SIGNS: &[(NoticeKind, &str, &str)] = &[
    (Correction, "訂正：|訂正:|【訂正|〔訂正|（訂正|(訂正|＜訂正＞|<訂正>|■訂正|※訂正|［訂正|[訂正", ""),
    (Correction, "訂正します|訂正いたします|訂正しました|訂正致します|訂正いたしました|訂正しております",
     "おわび|お詫び|記事|本文|見出し|当初|本紙|初出|誤り|表記"),
    (Correction, "訂正しておわび|訂正してお詫び|おわびして訂正|お詫びして訂正|おわびし、訂正|お詫びし、訂正|訂正しおわび", ""),
    (Correction, "修正しました|修正いたしました|修正しています", "記事|見出し|本文|当初|初出"),
    (Correction, "誤りでした|の誤りです|誤りがありました|正しくは", "記事|見出し|本文|おわび|お詫び|としました|としていました|とあるのは"),
    (Correction, "誤って説明|誤って記載|誤って報じ|誤って紹介|誤って掲載|誤って表記", "ニュースレター|記事|前回|先週|本紙|本文"),
    (Update, "【追記|追記：|追記:|※追記|（追記", ""),
    (Update, "更新しました|更新されました", "記事"),
    (Withdrawal, "取り消します|取り消しました|削除しました|削除します|撤回します", "記事|配信"),
    (EditorsNote, "編集部注|編集部より|編集部追記|編注：|編注:", ""),
    (Correction, "更正：|更正:|更正 (|更正 （|【更正|（更正|(更正|更正启事|更正啟事|更正声明|更正說明|更正说明|勘误|勘誤|订正：|订正:", ""),
    (Correction, "特此更正|谨此更正|謹此更正|特此致歉并更正|现更正为|現更正為|现予更正|現予更正", ""),
    (Correction, "本文|本报道|本報道|本新闻|本新聞|此文", "更正|有误|有誤|已修正|已改正|订正|訂正|已作修改|已做修改"),
    (Correction, "早前版本|先前版本|此前版本|早期版本|之前版本|较早版本|較早版本|原文|原稿|前一版本", "误|誤|错|錯|更正"),
    (Correction, "我们错误地|我們錯誤地|本报误|本報誤|本刊误|本刊誤", ""),
    (Clarification, "特此澄清|特此说明|特此說明|谨此澄清|謹此澄清", ""),
    (Update, "本文已更新|本文更新|本文最后更新", ""),
    (Withdrawal, "本文已撤回|已撤稿|撤稿声明|撤稿聲明|撤回该稿|撤回本文|本文已删除|本文已刪除", ""),
    (EditorsNote, "编者按|编者注|編者按|編者註|编辑注：|编按：|編按：", ""),
    (Correction, "바로잡습니다|정정합니다|정정보도문|정정 보도문|[정정]|【정정】|정정:|[고침]|<고침>|정정합니다|바로잡았습니다", ""),
    (Correction, "기사", "수정했습니다|수정되었습니다|수정됐습니다|정정했습니다"),
    (Withdrawal, "[전문취소]|[전문 취소]|[기사삭제]|[기사 삭제]", ""),
    (EditorsNote, "편집자 주|편집자주|[알립니다]", ""),
];

/// Words that agencies write in capitals before a title: the kind (`None` if the word is ignored),
/// and whether a number follows.
pub(super) const AGENCY: [(&str, Option<NoticeKind>, bool); 19] = [
    ("CORRECTED", Some(Correction), false),
    ("CORRECTION", Some(Correction), false),
    ("CORRECTS", Some(Correction), false),
    ("REFILE", Some(Refile), false),
    ("WITHDRAWN", Some(Withdrawal), false),
    ("WITHDRAWAL", Some(Withdrawal), false),
    ("RETRACTION", Some(Withdrawal), false),
    ("KILL", Some(Withdrawal), false),
    ("ADVISORY", Some(Advisory), false),
    ("CLARIFICATION", Some(Clarification), false),
    ("UPDATE", Some(Update), true),
    ("WRAPUP", Some(Update), true),
    ("RPT", None, false),
    ("REPEAT", None, false),
    ("BERICHTIGUNG", Some(Correction), false),
    ("KORREKTUR", Some(Correction), false),
    ("CORRIGE", Some(Correction), false),
    ("RETTELSE", Some(Correction), false),
    ("КОРРЕКЦИЯ", Some(Correction), false),
];

/// Verbs that start an agency's line in parentheses, and whether they are sufficient there without
/// further words.
pub(super) const AGENCY_LINES: [(&str, NoticeKind, bool); 6] = [
    ("corrects|correcting|corrected", Correction, true),
    ("refiles|refiling", Refile, true),
    ("recasts|recasting", Update, true),
    ("clarifies|fixes|amends", Correction, false),
    ("adds|updates|writes|removes|changes|deletes|drops|restores|edits|repeats", Update, false),
    (
        "corrige|corregge|korrigiert|berichtigt|rectifie|rectifica|rättar|retter|prostuje",
        Correction,
        true,
    ),
];

/// Words that such a line refers to.
#[rustfmt::skip]
pub(super) const AGENCY_TOLD: &[&str] = &[
    "paragraph", "paragraphs", "para", "paras", "graf", "grafs", "headline", "byline", "detail", "details",
    "background", "quote", "quotes", "comment", "comments", "context", "share", "shares", "price", "prices",
    "analyst", "analysts", "reaction", "reactions", "slug", "dateline", "link", "links", "bullet", "bullets",
    "throughout", "spelling", "attribution", "typo", "lede", "lead", "typographical", "párrafo", "paragraphe",
    "absatz", "title", "titular", "titre",
];
