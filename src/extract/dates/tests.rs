//! Tests: dates in the forms of the press, and the words around them.

use super::*;
use crate::article::ZoneBasis;

fn context(lang: Option<&str>) -> DateContext<'_> {
    const UTC: DefaultZone = DefaultZone::Named(chrono_tz::Tz::UTC);
    DateContext { zone: &UTC, order: DateOrder::Auto, lang }
}

#[track_caller]
fn check(lang: &str, raw: &str, expected: &str) {
    let stamp = read(raw, &context(Some(lang).filter(|lang| !lang.is_empty())), ClockSource::Text)
        .unwrap_or_else(|error| panic!("{raw}: {error}"));
    assert_eq!(stamp.display(), expected, "{raw}");
    assert_eq!(stamp.raw(), raw);
}

#[test]
fn the_forms_of_the_press() {
    check("", "10/19/2014, 09:26 AM", "2014-10-19 09:26 UTC?");
    check("", "10/19/2014, 09:26 PM", "2014-10-19 21:26 UTC?");
    check("de", "19.10.2014 09:26 Uhr", "2014-10-19 09:26 UTC?");
    check("de", "19.10.2014, 9 Uhr", "2014-10-19 09:00 UTC?");
    check("en", "October 19, 2014 9:26 a.m. EDT", "2014-10-19 09:26 -04:00");
    check("en", "October 19, 2014 at 9:26 p.m. ET", "2014-10-19 21:26 -04:00");
    check("en", "December 19, 2014 at 9:26 p.m. ET", "2014-12-19 21:26 -05:00");
    check("en-GB", "19 Oct 2014 09:26 BST", "2014-10-19 09:26 +01:00");
    check("en-GB", "Sun 19 Oct 2014 09.26", "2014-10-19 09:26 UTC?");
    check("en-GB", "Sun 19 Oct 2014 09.26 BST", "2014-10-19 09:26 +01:00");
    check("zh", "2014年10月19日 09:26", "2014-10-19 09:26 UTC?");
    check("zh", "2014年10月19日下午3时05分", "2014-10-19 15:05 UTC?");
    check("ja", "2014年10月19日 午前9時26分", "2014-10-19 09:26 UTC?");
    check("ko", "2014년 10월 19일 오후 3시 5분", "2014-10-19 15:05 UTC?");
    check("en", "Sun, 19 Oct 2014 09:26:07 GMT", "2014-10-19 09:26:07 UTC");
    check("en", "Sun, 19 Oct 2014 09:26:07 -0400", "2014-10-19 09:26:07 -04:00");
    check(
        "en",
        "Sun Oct 19 2014 09:31:00 GMT-0400 (Eastern Daylight Time)",
        "2014-10-19 09:31:00 -04:00",
    );
    check("en", "Sunday, 19-Oct-14 09:26:07 GMT", "2014-10-19 09:26:07 UTC");
    check("en", "9:26 AM EDT, Sun October 19, 2014", "2014-10-19 09:26 -04:00");
    check("en", "19 October 2014 09:26 GMT+1", "2014-10-19 09:26 +01:00");
    check("en", "Oct. 19, 2014", "2014-10-19");
    check("de", "Sun Oct 19 09:26:07 CEST 2014", "2014-10-19 09:26:07 +02:00");
    check("", "Sun Oct 19 09:26:07 2014", "2014-10-19 09:26:07 UTC?");
    check("fr-CA", "19 octobre 2014 à 9 h 26", "2014-10-19 09:26 UTC?");
    check("fr-CA", "19 octobre 2014 à 9 h", "2014-10-19 09:00 UTC?");
    check("de", "26 | 01 | 2022", "2022-01-26");
    check("en", "Published on October 19th, 2014", "2014-10-19");
    check("en", "October 2014", "2014-10");
    check("en", "12:05 a.m. October 19, 2014", "2014-10-19 00:05 UTC?");
    check("en", "19 October 2014 09:26 IST", "2014-10-19 09:26 UTC?".trim());
    check("fr", "19/10/2014 à 09h26", "2014-10-19 09:26 UTC?");
    check("fr", "le 1er mai 2020 à 9h05", "2020-05-01 09:05 UTC?");
    check("ja", "2014/10/19 09:26 JST", "2014-10-19 09:26 +09:00");
    check("hu", "2014. október 19. 09:26", "2014-10-19 09:26 UTC?");
}

#[test]
fn month_names_of_many_languages() {
    for (lang, raw) in [
        ("en", "19 October 2014"),
        ("de", "19. Oktober 2014"),
        ("fr", "19 octobre 2014"),
        ("es", "19 de octubre de 2014"),
        ("it", "19 ottobre 2014"),
        ("pt", "19 de outubro de 2014"),
        ("nl", "19 oktober 2014"),
        ("sv", "den 19 oktober 2014"),
        ("da", "19. okt. 2014"),
        ("fi", "19. lokakuuta 2014"),
        ("pl", "19 października 2014"),
        ("cs", "19. října 2014"),
        ("ru", "19 октября 2014 г."),
        ("uk", "19 жовтня 2014 року"),
        ("tr", "19 Ekim 2014"),
        ("el", "19 Οκτωβρίου 2014"),
        ("ro", "19 octombrie 2014"),
        ("hu", "2014. október 19."),
        ("id", "Minggu, 19 Oktober 2014"),
        ("ca", "19 d'octubre de 2014"),
        ("ar", "19 أكتوبر 2014"),
        ("ar", "١٩ أكتوبر ٢٠١٤"),
        ("hi", "19 अक्टूबर 2014"),
    ] {
        check(lang, raw, "2014-10-19");
    }
    for (lang, raw) in [
        ("he", "3 במרץ 2020"),
        ("hr", "3. ožujka 2020."),
        ("ca", "3 de març de 2020"),
        ("bg", "3 март 2020 г."),
        ("th", "3 มีนาคม 2563"),
        ("th", "3 มีนาคม พ.ศ. 2563"),
        ("th", "3/3/2563"),
        ("ar", "3 آذار 2020"),
        ("ar", "3 مارس/ آذار 2020"),
        ("ja", "令和2年3月3日"),
    ] {
        check(lang, raw, "2020-03-03");
    }
    check("th", "5 กุมภาพันธ์ 2563", "2020-02-05");
    check("ar", "5 كانون الثاني 2020", "2020-01-05");
    check("ar", "5 كانون الأول 2020", "2020-12-05");
    check("ar", "5 تشرين الأول 2020", "2020-10-05");
    check("hr", "5. listopada 2020.", "2020-10-05");
    check("pl", "5 listopada 2020", "2020-11-05");
    check("ja", "令和元年5月1日", "2019-05-01");
    check("ja", "平成31年4月30日", "2019-04-30");
    check("cs", "3. února 2020 v 10:15", "2020-02-03 10:15 UTC?");
    check("ar", "3 مارس 2020 الساعة 10:30", "2020-03-03 10:30 UTC?");
    check("ar", "3 مارس 2020 - 10:30 مساء", "2020-03-03 22:30 UTC?");
    check("th", "3 มีนาคม 2563 เวลา 10:15 น.", "2020-03-03 10:15 UTC?");
    check("fr", "3 août 2019", "2019-08-03");
    check("tr", "3 Ağustos 2019", "2019-08-03");
    check("de", "3. März 2019", "2019-03-03");
    check("el", "3 Μαρτίου 2019", "2019-03-03");
    check("cs", "3. září 2019", "2019-09-03");
}

#[test]
fn the_order_of_numbers_is_decided_by_evidence_then_language() {
    check("", "10/11/2014", "2014-10-11");
    check("en-US", "10/11/2014", "2014-10-11");
    check("en-GB", "10/11/2014", "2014-11-10");
    check("fr", "10/11/2014", "2014-11-10");
    check("en-GB", "10/19/2014", "2014-10-19");
    check("", "19/10/2014", "2014-10-19");
    check("", "10.11.2014", "2014-11-10");
    let zone = DefaultZone::default();
    let day_first = DateContext { zone: &zone, order: DateOrder::DayFirst, lang: None };
    let stamp = read("10/11/2014", &day_first, ClockSource::Text).map(|stamp| stamp.display());
    assert_eq!(stamp, Ok("2014-11-10".to_owned()));
}

#[test]
fn nothing_is_guessed() {
    for raw in [
        "2 hours ago",
        "yesterday",
        "today",
        "vor 3 Stunden",
        "il y a 2 heures",
        "9:26 AM",
        "19 October",
        "just now",
        "",
        "…",
        "Updated",
        "last October",
        "chapter 4.5.6 of the book",
        "19 October 2014 years later",
    ] {
        let read = read(raw, &context(Some("en")), ClockSource::Text);
        assert!(matches!(read, Err(TimestampError::Unreadable(_))), "{raw}: {read:?}");
    }
    for raw in ["32 May 2014", "30/02/2014", "February 29, 2015", "13/13/2014"] {
        let read = read(raw, &context(Some("en")), ClockSource::Text);
        assert!(matches!(read, Err(TimestampError::Impossible(_))), "{raw}: {read:?}");
    }
    let read = read("1 May 0020", &context(None), ClockSource::Text);
    assert!(matches!(read, Err(TimestampError::Absurd { year: 20, .. })), "{read:?}");
}

#[track_caller]
fn check_line(lang: &str, line: &str, expected: &[(Option<DateRole>, &str)]) {
    let found = find_printed(line, &context(Some(lang)), ClockSource::Text);
    let found: Vec<_> = found.iter().map(|found| (found.clock, found.stamp.display())).collect();
    let expected: Vec<_> =
        expected.iter().map(|(clock, text)| (*clock, (*text).to_owned())).collect();
    assert_eq!(found, expected, "{line}");
}

#[test]
fn printed_lines_tell_their_clock() {
    use DateRole::{Published, Updated};
    let published = Some(Published);
    let updated = Some(Updated);
    check_line("en", "Published 10/19/2014, 09:26 AM", &[(published, "2014-10-19 09:26 UTC?")]);
    check_line(
        "en",
        "Last updated on October 19, 2014 at 09:30 GMT",
        &[(updated, "2014-10-19 09:30 UTC")],
    );
    check_line("en", "Updated: 19 Oct 2014 09:30", &[(updated, "2014-10-19 09:30 UTC?")]);
    check_line(
        "de",
        "Aktualisiert am 19.10.2014 um 09:30 Uhr",
        &[(updated, "2014-10-19 09:30 UTC?")],
    );
    check_line("de", "Stand: 19.10.2014 09:30 Uhr", &[(updated, "2014-10-19 09:30 UTC?")]);
    check_line(
        "de",
        "Stand: 03.02.2021, 18:04 Uhr | Aktualisiert am 04.02.2021 um 07:15 Uhr",
        &[(updated, "2021-02-04 07:15 UTC?")],
    );
    check_line("bg", "Обновено: 3 март 2020, 10:05", &[(updated, "2020-03-03 10:05 UTC?")]);
    check_line("bg", "Публикувано на 3 март 2020", &[(published, "2020-03-03")]);
    check_line("hi", "अपडेटेड 3 मार्च 2020", &[(updated, "2020-03-03")]);
    check_line("de", "Veröffentlicht am 19. Oktober 2014", &[(published, "2014-10-19")]);
    check_line(
        "fr",
        "Publié le 19/10/2014 à 09:26, modifié le 19/10/2014 à 09h30",
        &[(published, "2014-10-19 09:26 UTC?"), (updated, "2014-10-19 09:30 UTC?")],
    );
    check_line("fr", "Mis à jour le 19 octobre 2014 à 9h30", &[(updated, "2014-10-19 09:30 UTC?")]);
    check_line("es", "Publicado el 19 de octubre de 2014", &[(published, "2014-10-19")]);
    check_line("es", "Actualizado: 19/10/2014 09:30 h", &[(updated, "2014-10-19 09:30 UTC?")]);
    check_line("zh", "更新时间：2014年10月19日 09:30", &[(updated, "2014-10-19 09:30 UTC?")]);
    check_line(
        "en",
        "PUBLISHED: 09:26 GMT, 19 October 2014 | UPDATED: 09:30 GMT, 19 October 2014",
        &[(published, "2014-10-19 09:26 UTC"), (updated, "2014-10-19 09:30 UTC")],
    );
    check_line("en", "Sunday, October 19, 2014", &[(None, "2014-10-19")]);
    check_line("en", "By Ann Lee | 19 Oct 2014", &[(None, "2014-10-19")]);
    check_line("en", "Updated 2 hours ago", &[]);
    check_line("en", "Updated21:22, 6 OCT 2020", &[(updated, "2020-10-06 21:22 UTC?")]);
    check_line(
        "de",
        "Dieser Beitrag wurde am Samstag, 3. Dezember 2011 um %H:%M Uhr veröffentlicht.",
        &[(published, "2011-12-03")],
    );
    check_line("ja", "2014年10月19日 09:26 更新", &[(updated, "2014-10-19 09:26 UTC?")]);
    check_line(
        "en",
        "19 Oct 2014 Updated 20 Oct 2014",
        &[(None, "2014-10-19"), (updated, "2014-10-20")],
    );
    check_line("de", "Registriert: 18.09.2008, 05:56", &[]);
    check_line("en", "Joined 19 Oct 2014 | Published 20 Oct 2014", &[(published, "2014-10-20")]);
    check_line(
        "en",
        "Posted 2014-10-19T09:26:00-04:00 by Ann",
        &[(published, "2014-10-19 09:26:00 -04:00")],
    );
}

#[test]
fn labels_of_many_languages() {
    use DateRole::{Published, Updated};
    for (lang, published, updated) in [
        ("en", "Published 19 October 2014", "Last updated: 19 October 2014"),
        ("de", "Veröffentlicht am 19. Oktober 2014", "Zuletzt aktualisiert: 19. Oktober 2014"),
        ("fr", "Publié le 19 octobre 2014", "Mis à jour le 19 octobre 2014"),
        ("es", "Publicado el 19 de octubre de 2014", "Actualizado el 19 de octubre de 2014"),
        ("it", "Pubblicato il 19 ottobre 2014", "Aggiornato il 19 ottobre 2014"),
        ("pt", "Publicado em 19 de outubro de 2014", "Atualizado em 19 de outubro de 2014"),
        ("nl", "Gepubliceerd op 19 oktober 2014", "Bijgewerkt op 19 oktober 2014"),
        ("sv", "Publicerad 19 oktober 2014", "Uppdaterad 19 oktober 2014"),
        ("da", "Udgivet 19. oktober 2014", "Opdateret 19. oktober 2014"),
        ("nb", "Publisert 19. oktober 2014", "Oppdatert 19. oktober 2014"),
        ("fi", "Julkaistu 19. lokakuuta 2014", "Päivitetty 19. lokakuuta 2014"),
        ("pl", "Opublikowano 19 października 2014", "Zaktualizowano 19 października 2014"),
        ("cs", "Publikováno 19. října 2014", "Aktualizováno 19. října 2014"),
        ("ru", "Опубликовано 19 октября 2014", "Обновлено 19 октября 2014"),
        ("uk", "Опубліковано 19 жовтня 2014", "Оновлено 19 жовтня 2014"),
        ("tr", "Yayınlanma: 19 Ekim 2014", "Güncelleme: 19 Ekim 2014"),
        ("el", "Δημοσιεύθηκε 19 Οκτωβρίου 2014", "Ενημερώθηκε 19 Οκτωβρίου 2014"),
        ("ro", "Publicat 19 octombrie 2014", "Actualizat 19 octombrie 2014"),
        ("hu", "Megjelent: 2014. október 19.", "Frissítve: 2014. október 19."),
        ("id", "Diterbitkan 19 Oktober 2014", "Diperbarui 19 Oktober 2014"),
        ("ar", "نشر في 19 أكتوبر 2014", "تحديث 19 أكتوبر 2014"),
        ("hi", "प्रकाशित 19 अक्टूबर 2014", "अपडेट 19 अक्टूबर 2014"),
        ("zh", "发布时间：2014年10月19日", "更新时间：2014年10月19日"),
        ("ja", "公開日 2014年10月19日", "更新日 2014年10月19日"),
        ("ko", "입력 2014년 10월 19일", "수정 2014년 10월 19일"),
    ] {
        check_line(lang, published, &[(Some(Published), "2014-10-19")]);
        check_line(lang, updated, &[(Some(Updated), "2014-10-19")]);
    }
}

#[test]
fn zone_names_and_offsets() {
    for (zone, expected) in [
        ("ET", "-04:00"),
        ("EDT", "-04:00"),
        ("EST", "-05:00"),
        ("Eastern Daylight Time", "-04:00"),
        ("PT", "-07:00"),
        ("BST", "+01:00"),
        ("CET", "+01:00"),
        ("CEST", "+02:00"),
        ("MESZ", "+02:00"),
        ("GMT+1", "+01:00"),
        ("UTC-3", "-03:00"),
        ("(GMT+5:30)", "+05:30"),
        ("JST", "+09:00"),
        ("AEST", "+10:00"),
        ("MSK", "+03:00"),
        ("GMT", "UTC"),
        // India, Israel or Ireland; Atlantic or Arabia.
        ("IST", "UTC?"),
        ("AST", "UTC?"),
    ] {
        check(
            "en",
            &format!("19 October 2014 09:26 {zone}"),
            &format!("2014-10-19 09:26 {expected}"),
        );
    }
}

#[test]
fn relative_dates_are_never_guessed() {
    for line in [
        "Updated 2 hours ago",
        "Published yesterday at 9:26 AM",
        "Posted 5 mins ago",
        "vor 3 Stunden",
        "Aktualisiert heute, 09:26 Uhr",
        "il y a 2 heures",
        "Publié hier à 9h26",
        "hace 3 horas",
        "Actualizado ayer a las 9:26",
        "3 ore fa",
        "há 2 horas",
        "2 uur geleden",
        "för 3 timmar sedan",
        "2 godziny temu",
        "2 часа назад",
        "Обновлено вчера в 09:26",
        "2時間前",
        "3小时前",
        "1시간 전",
        "منذ ساعتين",
        "2 saat önce",
        "πριν 2 ώρες",
    ] {
        check_line("en", line, &[]);
    }
}

#[test]
fn a_stated_zone_is_told_from_an_assumed_one() {
    let read = |raw| read(raw, &context(None), ClockSource::Text).map(|stamp| stamp.zone());
    assert_eq!(read("19 Oct 2014 09:26 CEST"), Ok(ZoneBasis::Stated));
    assert_eq!(read("19 Oct 2014 09:26"), Ok(ZoneBasis::Assumed));
    assert_eq!(read("19 Oct 2014"), Ok(ZoneBasis::None));
}

#[test]
fn zones_are_read_in_many_forms_and_never_cost_the_time() {
    for (zone, expected) in [
        ("UT", "UTC"),
        ("MET", "+01:00"),
        ("NDT", "-02:30"),
        ("ADT", "-03:00"),
        ("BRST", "-02:00"),
        ("-0500 EST", "-05:00"),
        ("-0500 (EST)", "-05:00"),
        ("EST -0500", "-05:00"),
        ("CET (GMT+1)", "+01:00"),
        ("-05:00 America/New_York", "-05:00"),
        ("Europe/London", "UTC"),
        ("America/Argentina/Buenos_Aires", "-03:00"),
        ("Etc/GMT+5", "-05:00"),
        ("[America/New_York]", "-04:00"),
        ("-04:00[America/New_York]", "-04:00"),
        ("-04:00[America/New_York][u-ca=iso8601]", "-04:00"),
        ("GMT-0400 (heure d’été de l’Est nord-américain)", "-04:00"),
        ("GMT+0100 (Mitteleuropäische Normalzeit)", "+01:00"),
        ("GMT+0800 (中国标准时间)", "+08:00"),
        ("GMT+0300 (Москва, стандартное время)", "+03:00"),
        ("+0200 CEST", "+02:00"),
        ("(CET)", "+01:00"),
        ("Central European Time", "+01:00"),
        ("Australian Eastern Daylight Time", "+11:00"),
        ("Eastern Standard Time", "-04:00"),
        ("HNE", "-05:00"),
        ("IST", "UTC?"),
        ("GST", "UTC?"),
        ("XYZT", "UTC?"),
        ("Q", "UTC?"),
        ("0000", "UTC?"),
        ("est", "-05:00"),
    ] {
        let raw = format!("Fri, 22 Mar 2019 08:24:31 {zone}");
        check("en", &raw, &format!("2019-03-22 08:24:31 {expected}"));
    }
    check("", "2021-03-01T14:00:00Z[UTC]", "2021-03-01 14:00:00 UTC");
    check("", "2021-03-01T09:00:00[America/New_York]", "2021-03-01 09:00:00 -05:00");
    check("", "2021-03-01 09:00:00.250 EST", "2021-03-01 09:00:00.25 -05:00");
    check("", "Mon Mar 1 09:00:00 2021 -0500", "2021-03-01 09:00:00 -05:00");
    check("", "Mon Mar 01 09:00:00 +0000 2021", "2021-03-01 09:00:00 UTC");
    // Words of a language are not zones.
    check_line("fr", "Le 3 mars 2020 à 9h26 est ouvert", &[(None, "2020-03-03 09:26 UTC?")]);
    check_line("de", "3. März 2020, 09:26 Uhr, hat er gesagt", &[(None, "2020-03-03 09:26 UTC?")]);
}

#[test]
fn forms_that_programs_write() {
    for (raw, expected) in [
        ("2021-03-01T09:00:00:684Z", "2021-03-01 09:00:00.684 UTC"),
        ("2021-03-01 09:00:00 +0000 UTC", "2021-03-01 09:00:00 UTC"),
        ("2021-03-01 09:00:00.5 +0100", "2021-03-01 09:00:00.5 +01:00"),
        ("2021-03-01T09:00:00 +00:00", "2021-03-01 09:00:00 UTC"),
        ("2021-03-01 at 9:00 AM", "2021-03-01 09:00 UTC?"),
        ("2021.03.01 09:00", "2021-03-01 09:00 UTC?"),
        ("2021.03.01. 오전 9:00", "2021-03-01 09:00 UTC?"),
        ("2021年3月1日(月) 9時00分", "2021-03-01 09:00 UTC?"),
        ("2021/03/01(月) 09:00", "2021-03-01 09:00 UTC?"),
        ("2021年03月01日09:00", "2021-03-01 09:00 UTC?"),
        ("1-Mar-2021 9:00", "2021-03-01 09:00 UTC?"),
        ("01-MAR-21 09.00.00 AM", "2021-03-01 09:00:00 UTC?"),
        ("01MAR2021 09:00", "2021-03-01 09:00 UTC?"),
        ("1 Mar 2021, 9:00:00\u{202f}am", "2021-03-01 09:00:00 UTC?"),
        ("Mar 1, 2021 | 9:00 am", "2021-03-01 09:00 UTC?"),
        ("Mar 1, 2021 @ 9:00am", "2021-03-01 09:00 UTC?"),
        ("1 March 2021 (09:00)", "2021-03-01 09:00 UTC?"),
        ("1st of March 2021, 9am", "2021-03-01 09:00 UTC?"),
        ("9.00 am, Monday 1 March, 2021", "2021-03-01 09:00 UTC?"),
        ("09:00 on 1 March 2021", "2021-03-01 09:00 UTC?"),
        ("lunes, 1 de marzo del 2021 09:00 h", "2021-03-01 09:00 UTC?"),
        ("1 de marzo, 2021", "2021-03-01"),
        ("marzo 1, 2021", "2021-03-01"),
        ("1/mar/2021 09:00", "2021-03-01 09:00 UTC?"),
        ("le lundi 1er mars 2021 - 09:00", "2021-03-01 09:00 UTC?"),
        ("1. marts 2021 kl. 9.00", "2021-03-01 09:00 UTC?"),
        ("1.3.2021 klo 9.00", "2021-03-01 09:00 UTC?"),
        ("1. 3. 2021 9:00", "2021-03-01 09:00 UTC?"),
        ("01.03.2021 r. godz. 9:00", "2021-03-01 09:00 UTC?"),
        ("1 марта 2021, 09:00 МСК", "2021-03-01 09:00 +03:00"),
        ("1 березня, 2021 09:00", "2021-03-01 09:00 UTC?"),
        ("01 Mart 2021 Pazartesi 09:00", "2021-03-01 09:00 UTC?"),
        ("Senin, 1 Maret 2021 09:00 WIB", "2021-03-01 09:00 +07:00"),
        ("Thứ Hai, 1 March 2021, 09:00 (GMT+7)", "2021-03-01 09:00 +07:00"),
        ("Esmaspäev, 1. March 2021", "2021-03-01"),
        ("2021. március 1., hétfő 09:00", "2021-03-01 09:00 UTC?"),
        ("١ مارس ٢٠٢١ - ٠٩:٠٠", "2021-03-01 09:00 UTC?"),
        ("০১ March ২০২১", "2021-03-01"),
        ("2021-060", "2021-03-01"),
        ("2021-W09-1", "2021-03-01"),
        ("20210301 090000", "2021-03-01 09:00:00 UTC?"),
        ("D:20210301090000-05'00'", "2021-03-01 09:00:00 -05:00"),
    ] {
        check("", raw, expected);
    }
}

#[test]
fn a_time_after_a_label_is_of_the_day_before_it() {
    use DateRole::{Published, Updated};
    let (published, updated) = (Some(Published), Some(Updated));
    for line in [
        "published 1 March 2021 09:00, updated 14:35",
        "Published 1 March 2021 at 09:00 | Last updated at 14:35",
    ] {
        let found = [(published, "2021-03-01 09:00 UTC?"), (updated, "2021-03-01 14:35 UTC?")];
        check_line("en", line, &found);
    }
    check_line(
        "fr",
        "Publié le 1er mars 2021 à 9h00, mis à jour à 14h35",
        &[(published, "2021-03-01 09:00 UTC?"), (updated, "2021-03-01 14:35 UTC?")],
    );
    // After midnight it is the next day, which the line does not say.
    check_line(
        "en",
        "Published 1 March 2021 23:50, updated 00:10",
        &[(published, "2021-03-01 23:50 UTC?")],
    );
    check_line("en", "Published 1 March 2021, updated 2 hours ago", &[(published, "2021-03-01")]);
    let read = |role| {
        read_labelled(
            "published 1 March 2021 09:00, updated 14:35",
            role,
            &context(Some("en")),
            ClockSource::Field,
        )
        .map(|stamp| stamp.display())
    };
    assert_eq!(read(Published).as_deref(), Some("2021-03-01 09:00 UTC?"));
    assert_eq!(read(Updated).as_deref(), Some("2021-03-01 14:35 UTC?"));
}
