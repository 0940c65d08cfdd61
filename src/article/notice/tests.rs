//! Notices in many languages, and sentences that are not notices.

use super::NoticeKind::{
    Advisory, Amendment, Clarification, Correction, EditorsNote, Refile, Update, Withdrawal,
};
use super::{NoticeKind, notice};

#[track_caller]
fn check(expected: &[(NoticeKind, &str)], none: &[&str]) {
    let mut wrong = Vec::new();
    let all = expected.iter().map(|(kind, text)| (Some(*kind), *text));
    for (kind, text) in all.chain(none.iter().map(|text| (None, *text))) {
        let found = notice(text);
        let mark = found.as_ref().map(|notice| text.get(notice.mark.clone()));
        let is_marked = mark.is_none_or(|mark| mark.is_some_and(|mark| !mark.is_empty()));
        if found.as_ref().map(|notice| notice.kind) != kind || !is_marked {
            wrong.push(format!("{text}: {found:?}, not {kind:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn english() {
    check(
        &[
            (Correction, "Correction: the dock will shut for 30 days, not 3."),
            (Correction, "*Correction (2020-12-16): the paragraph above gave a wrong sum.*"),
            (Correction, "Correction, 4:45 p.m.: An earlier version of this story said 13."),
            (Correction, "CORRECTION"),
            (Correction, "Correction about the weir: in last week's issue we took it for a lock."),
            (Correction, "**Corrections and clarifications:** The mayor is Ann Lee."),
            (Correction, "An earlier version of this article misspelled the owner's name."),
            (Correction, "(An earlier version of this article had another picture.)"),
            (
                Correction,
                "[Edit: a previous version of this paragraph incorrectly claimed a minimum of 0.]",
            ),
            (
                Correction,
                "Note: an earlier version of this bullet mistakenly claimed that it was done.",
            ),
            (Correction, "This story has been corrected to show that the vote was 5-4."),
            (Correction, "This article has since been corrected."),
            (Correction, "Because of an editing error, the weir was called a lock."),
            (Correction, "The Courier regrets nothing, but The Times regrets the error."),
            (Correction, "This article originally said that the ferry was inspected in June."),
            (Correction, "In last week's newsletter, we incorrectly stated the fee."),
            (Correction, "The headline was changed to reflect that no charge was brought."),
            (Correction, "It should have read 30 days."),
            (Correction, "Editor's note: A previous version of this story gave the wrong year."),
            (Clarification, "Clarification: the fee is paid once."),
            (Clarification, "This article has been clarified."),
            (Amendment, "This article was amended on 3 May 2019."),
            (
                Amendment,
                "This article was amended on 3 May 2019 because the barge was named wrongly.",
            ),
            (Update, "This story has been updated."),
            (Update, "Update, May 3: the dock is open again."),
            (Update, "(Update 16-Mar-2022) The dock is open again."),
            (Update, "Update (2025-05-01):"),
            (Update, "UPDATE 3 May 2019, 4:45 p.m. EDT: the dock is open again."),
            (Update, "UPDATED at 3:40 p.m.: the dock is open again."),
            (EditorsNote, "Editor's Note: the writer is a member of the harbour board."),
            (Withdrawal, "This article has been retracted."),
            (Withdrawal, "Retraction: the story of the sunken barge was not true."),
            (Withdrawal, "We have withdrawn this story."),
        ],
        &[
            "Police corrected the number of victims to 12.",
            "A correction of 10% in stocks is likely, the bank said.",
            "Correction about to begin, say markets.",
            "The stock market correction: how long will it last?",
            "Update: the game ended 3-1.",
            "The minister regretted the error.",
            "Thanks to Ann Lee for reading an earlier version of this post.",
            "*   Correction: You have the right to request that we correct what we hold.",
            "Correction: You have the right to request that we correct inaccuracies.",
            "An earlier version of this program wanted to set the value to 25,000.",
            "The bill was amended on Tuesday.",
            "Perform a search with a misspelled term.",
            "He was wrongly identified as the driver.",
            "Updated to allow other paths.",
            "Amendment",
            "The council updated its plan.",
            "This interview was condensed for length.",
            "Note: This interview has been edited and condensed.",
            "Note: This transcript has been lightly edited for clarity.",
            "Update npm to 6.13.1 (by its owners)",
            "Update to Weir 0.6.2: mends a slip.",
            "Updated weir-config (#274)",
            "(Update from 1.90) They look into it.",
            "Update from the 2025-12-03 meeting:",
            "Updates on 19th Century barges: what we learned",
            "Update on Weir 2020 and its banks - Ann Lee",
            "If your post was removed, you may appeal.",
            "To see an earlier version of this document, follow the link.",
        ],
    );
}

#[test]
fn agencies() {
    check(
        &[
            (Correction, "CORRECTED-Grain dock at Low Weir to shut for 30 days"),
            (Correction, "CORRECTED - Grain dock to shut"),
            (Correction, "CORRECTED-UPDATE 2-Grain dock to shut"),
            (Correction, "RPT-CORRECTED-Grain dock to shut"),
            (Correction, "/CORRECTION - Low Weir Grain Ltd/"),
            (Correction, "(Corrects paragraph 3 to say 30 days, not 3)"),
            (Correction, "(Corrects name of weir)"),
            (Correction, "Corrects spelling of the owner in second paragraph"),
            (Correction, "EDS: CORRECTS name in graf 2"),
            (Refile, "REFILE-Grain dock to shut"),
            (Refile, "(Refiles to mend a slip in the headline)"),
            (Withdrawal, "WITHDRAWN-Grain dock to shut"),
            (Withdrawal, "KILL-Grain dock to shut"),
            (Update, "UPDATE 1-Grain dock to shut for 30 days"),
            (Update, "WRAPUP 4-Floods on the canal"),
            (Update, "(Adds background, quote from owner)"),
            (Update, "(Recasts with the owner's answer)"),
            (Update, "(Updates with closing prices)"),
            (Advisory, "ADVISORY-Our coverage of the floods"),
            (Advisory, "Eds: The story will be sent by noon."),
        ],
        &[
            "UPDATE 2.0 - what is new in it",
            "Update your plan",
            "KILL the lights",
            "(adds up to 300 in all)",
            "Adds up to nothing, he said.",
            "Corrects itself, as markets do.",
            "ADVISORY: floods are likely",
            "Wrapup of the week",
        ],
    );
    assert_eq!(notice("UPDATE 2-Grain dock to shut").unwrap().number, Some(2));
    assert_eq!(notice("CORRECTED-UPDATE 3-Grain dock to shut").unwrap().number, Some(3));
    assert_eq!(notice("CORRECTED-Grain dock to shut").unwrap().number, None);
}

#[test]
fn german() {
    check(
        &[
            (Correction, "Korrektur: Das Wehr wird 30 Tage gesperrt, nicht 3."),
            (Correction, "In einer früheren Version dieses Artikels hieß es, das Wehr sei alt."),
            (
                Correction,
                "Anmerkung der Redaktion: In einer früheren Fassung stand, es seien 13 gewesen.",
            ),
            (Correction, "Berichtigung: Der Eigner heißt Lee."),
            (Correction, "Korrekturhinweis vom 3. Mai 2019: Das Jahr war falsch."),
            (Correction, "Wir haben die entsprechende Passage korrigiert."),
            (Correction, "Dieser Artikel wurde nachträglich korrigiert."),
            (Correction, "Den Fehler bitten wir zu entschuldigen."),
            (Correction, "Letzte Woche haben wir irrtümlich das falsche Wehr genannt."),
            (Clarification, "Klarstellung: Die Gebühr fällt einmal an."),
            (Amendment, "Dieser Text wurde am Dienstag überarbeitet."),
            (Update, "Dieser Artikel wurde aktualisiert."),
            (EditorsNote, "Anm. d. Red.: Der Autor sitzt im Hafenrat."),
            (Withdrawal, "Wir haben den Beitrag nach einer Prüfung zurückgezogen."),
        ],
        &[
            "Die Korrektur am Aktienmarkt dauert an.",
            "Die Polizei korrigierte die Zahl der Opfer auf zwölf.",
            "Der Bericht wurde im Rat vorgelegt.",
            "Eine frühere Version des Programms hatte den Fehler nicht.",
            "Er bat um Entschuldigung für den Fehler.",
        ],
    );
}

#[test]
fn french() {
    check(
        &[
            (Correction, "Rectificatif : l’écluse sera fermée 30 jours, et non 3."),
            (
                Correction,
                "Une version précédente de cet article indiquait que 13 personnes étaient à bord.",
            ),
            (Correction, "Contrairement à ce que nous avons écrit, le barrage date de 1904."),
            (Correction, "Erratum : le propriétaire s’appelle Lee."),
            (Correction, "Correction (3 mai 2019) : le nom était mal écrit."),
            (Correction, "Cet article a été corrigé le 3 mai."),
            (Correction, "La semaine dernière, nous avons incorrectement décrit le barrage."),
            (Correction, "Une erreur s’est glissée dans notre titre."),
            (Clarification, "Précision : la taxe est payée une fois."),
            (Amendment, "Cet article a été modifié le 3 mai."),
            (Update, "Cet article a été mis à jour à 18 heures."),
            (Update, "Mise à jour du 3 mai 2019 : le quai rouvre."),
            (EditorsNote, "Note de la rédaction : l’auteur siège au conseil du port."),
            (Withdrawal, "Cet article a été retiré."),
        ],
        &[
            "La police a corrigé le nombre des victimes.",
            "La correction des marchés se poursuit.",
            "Correction du bug de déformation temporelle : un groupe peut agir.",
            "Merci à Anne d’avoir relu une version précédente de cet article.",
            "Mise à jour : le match est fini.",
            "Mise à jour BIP324 : le texte est en ligne.",
        ],
    );
}

#[test]
fn spanish() {
    check(
        &[
            (Correction, "Fe de errores: el muelle cerrará 30 días, no 3."),
            (Correction, "En una versión anterior de este artículo se decía que eran 13."),
            (Correction, "Corrección: el dueño se llama Lee."),
            (Correction, "Por un error de edición, publicamos que el muelle era nuevo."),
            (Correction, "Esta noticia ha sido corregida."),
            (Correction, "Lamentamos el error."),
            (Clarification, "Aclaración: la tasa se paga una vez."),
            (Amendment, "Este artículo fue modificado el 3 de mayo."),
            (Update, "Esta noticia ha sido actualizada."),
            (EditorsNote, "Nota de la redacción: el autor es miembro de la junta."),
            (Correction, "(Corrige el nombre del muelle en el segundo párrafo)"),
        ],
        &[
            "La policía corrigió la cifra de víctimas.",
            "La corrección de la bolsa sigue.",
            "El ministro lamentó el error.",
            "Actualización: el partido acabó 3-1.",
        ],
    );
}

#[test]
fn italian() {
    check(
        &[
            (Correction, "Errata corrige: il molo chiude per 30 giorni, non 3."),
            (Correction, "In una versione precedente di questo articolo si diceva che erano 13."),
            (Correction, "Rettifica: il proprietario si chiama Lee."),
            (Correction, "Per un errore abbiamo scritto che il molo era nuovo."),
            (Correction, "Ci scusiamo con i lettori per l'errore."),
            (Correction, "L’articolo è stato corretto."),
            (Clarification, "Precisazione: la tassa si paga una volta."),
            (Update, "Questo articolo è stato aggiornato il 3 maggio."),
            (EditorsNote, "Nota della redazione: l'autore siede nel consiglio."),
            (Withdrawal, "Questo articolo è stato rimosso."),
        ],
        &[
            "La polizia ha corretto il numero delle vittime.",
            "La correzione dei mercati continua.",
            "Aggiornamento: la partita è finita 3-1.",
        ],
    );
}

#[test]
fn portuguese() {
    check(
        &[
            (Correction, "Erramos: o cais fica fechado 30 dias, e não 3."),
            (Correction, "Uma versão anterior deste texto dizia que eram 13."),
            (Correction, "Diferentemente do que foi publicado, o cais é de 1904."),
            (Correction, "Correção: o dono chama-se Lee."),
            (Correction, "Esta reportagem foi corrigida."),
            (Clarification, "Esclarecimento: a taxa é paga uma vez."),
            (Amendment, "Este artigo foi alterado a 3 de maio."),
            (Update, "Este texto foi atualizado às 18h."),
            (EditorsNote, "Nota da redação: o autor é membro da junta."),
        ],
        &[
            "A polícia corrigiu o número de vítimas.",
            "A correção da bolsa continua.",
            "Ao contrário do que muitos pensam, o cais é novo.",
        ],
    );
}

#[test]
fn dutch() {
    check(
        &[
            (Correction, "Correctie: de kade sluit 30 dagen, niet 3."),
            (Correction, "In een eerdere versie van dit artikel stond dat er 13 mensen waren."),
            (Correction, "Rectificatie: de eigenaar heet Lee."),
            (Correction, "Anders dan in dit bericht stond, is de kade oud."),
            (Correction, "Dit artikel is op 3 mei gecorrigeerd."),
            (Clarification, "Verduidelijking: de heffing wordt eenmaal betaald."),
            (Amendment, "Dit artikel is op 3 mei aangepast."),
            (Update, "Dit bericht is bijgewerkt."),
            (EditorsNote, "Noot van de redactie: de auteur zit in de raad."),
        ],
        &[
            "De politie corrigeerde het aantal slachtoffers.",
            "De correctie op de beurs houdt aan.",
            "Update: de wedstrijd eindigde in 3-1.",
        ],
    );
}

#[test]
fn polish_and_czech() {
    check(
        &[
            (Correction, "Sprostowanie: nabrzeże będzie zamknięte 30 dni, nie 3."),
            (Correction, "W poprzedniej wersji artykułu podaliśmy, że było ich 13."),
            (Correction, "Błędnie podaliśmy nazwisko właściciela."),
            (Correction, "Za błąd przepraszamy. Przepraszamy za pomyłkę."),
            (Correction, "Artykuł został poprawiony."),
            (Update, "Tekst został zaktualizowany."),
            (EditorsNote, "Od redakcji: autor zasiada w radzie."),
            (Correction, "Oprava: majitel se jmenuje Lee."),
            (Correction, "V původní verzi článku jsme uvedli, že jich bylo 13."),
            (Correction, "Omlouváme se za chybu."),
            (Correction, "Čtenářům se za naši chybu omlouváme."),
            (Clarification, "Upřesnění: poplatek se platí jednou."),
            (Update, "Tento článek byl aktualizován."),
        ],
        &[
            "Policja skorygowała liczbę ofiar.",
            "Korekta na giełdzie trwa.",
            "Ministerstwo wydało sprostowanie w sprawie ofiar.",
            "Policie opravila počet obětí.",
            "Oprava mostu začne v pondělí.",
            "Korekce na trzích trvá.",
        ],
    );
}

#[test]
fn swedish_danish_and_norwegian() {
    check(
        &[
            (Correction, "Rättelse: kajen stängs i 30 dagar, inte 3."),
            (Correction, "I en tidigare version av artikeln stod att de var 13."),
            (Correction, "Artikeln har i efterhand korrigerats."),
            (Clarification, "Förtydligande: avgiften betalas en gång."),
            (Update, "Texten har uppdaterats."),
            (Correction, "Rettelse: kajen lukkes i 30 dage, ikke 3."),
            (Correction, "I en tidligere version af artiklen stod der, at de var 13."),
            (Correction, "Artiklen er blevet rettet."),
            (Clarification, "Præcisering: afgiften betales én gang."),
            (Update, "Artiklen er opdateret."),
            (Correction, "I en tidligere versjon av saken sto det at de var 13."),
            (Correction, "Vi beklager feilen."),
            (Correction, "Saken er rettet."),
            (Clarification, "Presisering: avgiften betales én gang."),
            (Update, "Artikkelen er oppdatert."),
        ],
        &[
            "Polisen korrigerade antalet offer.",
            "Rättelsen på börsen fortsätter.",
            "Tack till Anna som läste en tidigare version av artikeln.",
            "Politiet rettede antallet af ofre.",
            "Rettelsen på børsen fortsætter.",
            "Ministeren beklagede fejlen.",
            "Politiet korrigerte antallet ofre.",
            "Korreksjonen på børsen fortsetter.",
            "Statsråden beklaget feilen.",
        ],
    );
}

#[test]
fn russian_and_turkish() {
    check(
        &[
            (Correction, "Исправление: причал закроют на 30 дней, а не на 3."),
            (Correction, "В предыдущей версии статьи говорилось, что их было 13."),
            (Correction, "В текст внесены исправления."),
            (Correction, "Редакция приносит извинения за допущенную ошибку."),
            (Clarification, "УТОЧНЕНИЕ: сбор платят один раз."),
            (Update, "Новость обновлена и дополнена. Новость дополнена."),
            (EditorsNote, "От редакции: автор входит в совет."),
            (Correction, "Düzeltme: iskele 3 değil 30 gün kapalı kalacak."),
            (Correction, "Haberin önceki versiyonunda 13 kişi olduğu yazıyordu."),
            (Correction, "Düzeltir, özür dileriz."),
            (Update, "Bu haber güncellenmiştir."),
        ],
        &[
            "Полиция уточнила число жертв.",
            "Поправки к закону приняты.",
            "Исправление ошибок заняло день.",
            "Polis ölü sayısını düzeltti.",
            "Borsada düzeltme sürüyor.",
            "Bakan hatayı düzeltti.",
        ],
    );
}

#[test]
fn japanese_chinese_and_korean() {
    check(
        &[
            (Correction, "訂正：埠頭の閉鎖は3日ではなく30日です。"),
            (Correction, "記事の中で所有者の名前に誤りがありました。おわびして訂正します。"),
            (Correction, "当初の記事で「13人」としていましたが、正しくは12人でした。"),
            (Update, "【追記】埠頭は再開した。"),
            (Withdrawal, "この記事を取り消します。"),
            (EditorsNote, "編集部注：筆者は港湾委員である。"),
            (Correction, "先週の記事で、埠頭を誤って紹介していました。"),
            (Correction, "更正 (2020-12-16)：码头将关闭30天。"),
            (Correction, "在上周的报道中，我们错误地描述了码头。"),
            (Correction, "更正：码头将关闭30天，而不是3天。"),
            (Correction, "本文早前版本误将人数写为13人。"),
            (Correction, "本文標題有誤，現已修正。"),
            (Clarification, "特此澄清。"),
            (EditorsNote, "编者按：作者是港口委员会成员。"),
            (Correction, "[고침] 부두 30일간 폐쇄"),
            (Correction, "13명을 12명으로 바로잡습니다."),
            (Withdrawal, "[전문취소] 부두 폐쇄 기사"),
        ],
        &[
            "警察は死者の数を12人に訂正した。",
            "株式市場の調整が続いている。",
            "政府は推計を修正した。",
            "警方更正了死亡人数。",
            "股市修正持续。",
            "公司发布了更正公告。",
            "경찰은 사망자 수를 정정했다.",
            "주식 시장의 조정이 계속된다.",
            "회사는 공시를 정정했다.",
        ],
    );
}

#[test]
fn a_label_speaks_for_what_follows() {
    assert!(notice("Correction: the dock will shut.").unwrap().is_label);
    assert!(!notice("This story has been corrected.").unwrap().is_label);
    let found = notice("Editor's note: An earlier version of this story was wrong.").unwrap();
    assert_eq!((found.kind, found.is_label), (Correction, true));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in ".{0,200}", label in "(Correction|UPDATE 1|\\(Corrects|訂正|Eds)?.?") {
        let text = format!("{label}{text}");
        if let Some(found) = notice(&text) {
            proptest::prop_assert!(text.get(found.mark.clone()).is_some());
            proptest::prop_assert_eq!(notice(&text), Some(found));
        }
    }
}
