//! Month names in many languages, folded to lower case without accents.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Returns the month that a folded word names.
pub(super) fn month(folded: &str) -> Option<u32> {
    static BY_NAME: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let mut all = HashMap::new();
        for (month, names) in NAMES {
            for name in names.split_ascii_whitespace() {
                all.entry(name).or_insert(month);
            }
        }
        all
    });
    if folded.len() < 3 {
        return None;
    }
    BY_NAME.get(folded).copied()
}

/// Returns the month that two words name in the Levant: `كانون الثاني` is January, `تشرين الأول`
/// October.
pub(super) fn month_of_two(first: &str, second: &str) -> Option<u32> {
    let is_first = match second {
        "الأول" | "الاول" => true,
        "الثاني" => false,
        _ => return None,
    };
    match (first, is_first) {
        ("كانون", false) => Some(1),
        ("تشرين", true) => Some(10),
        ("تشرين", false) => Some(11),
        ("كانون", true) => Some(12),
        _ => None,
    }
}

/// Month names as they appear in dates: nominative and genitive, long and short.
#[rustfmt::skip]
const NAMES: [(u32, &str); 12] = [
    (1, "january jan januar janner janvier janv enero ene gennaio gen janeiro januari tammikuu tammikuuta \
         styczen stycznia sty leden ledna января январь янв січня січень січ ocak oca ιανουαριος ιανουαριου ιαν \
         ianuarie ian januar gener يناير जनवरी \
         sijecanj sijecnja януари ינואר בינואר มกราคม جانفي"),
    (2, "february feb februar fevrier fev fevr febrero febbraio fevereiro februari helmikuu helmikuuta \
         luty lutego lut unor unora февраля февраль фев лютого лютий лют subat sub φεβρουαριος φεβρουαριου φεβ \
         februarie febr febrer pebruari فبراير फरवरी \
         veljaca veljace февруари פברואר בפברואר กุมภาพันธ์ شباط فيفري"),
    (3, "march mar marz maerz mars marzo marco maart mrt marts maaliskuu maaliskuuta \
         marzec marca brezen brezna марта март мар березня березень бер mart μαρτιος μαρτιου μαρ \
         martie marcius maret مارس मार्च \
         marc ozujak ozujka מרץ במרץ מרס במרס มีนาคม آذار اذار"),
    (4, "april apr avril avr abril abr aprile huhtikuu huhtikuuta kwiecien kwietnia kwi duben dubna \
         апреля апрель апр квітня квітень кві nisan nis απριλιος απριλιου απρ aprilie aprilis أبريل ابريل إبريل अप्रैल \
         travanj travnja април אפריל באפריל เมษายน نيسان أفريل"),
    (5, "may mai mayo maggio mag maio mei maj maja toukokuu toukokuuta kveten kvetna мая май травня травень тра \
         mayis μαιος μαιου μαι majus maig مايو मई \
         svibanj svibnja מאי במאי พฤษภาคม أيار ايار"),
    (6, "june jun juni juin junio giugno giu junho kesakuu kesakuuta czerwiec czerwca cze cerven cervna \
         июня июнь июн червня червень чер haziran haz ιουνιος ιουνιου ιουν iunie iun junius juny يونيو जून \
         lipanj lipnja юни יוני ביוני มิถุนายน حزيران جوان"),
    (7, "july jul juli juillet juil julio luglio lug julho heinakuu heinakuuta lipiec lipca lip cervenec cervence \
         июля июль июл липня липень лип temmuz tem ιουλιος ιουλιου ιουλ iulie iul julius juliol يوليو जुलाई \
         srpanj srpnja юли יולי ביולי กรกฎาคม تموز جويلية"),
    (8, "august aug aout agosto ago augustus augusti elokuu elokuuta sierpien sierpnia sie srpen srpna \
         августа август авг серпня серпень сер agustos agu αυγουστος αυγουστου αυγ augusztus agustus agt agost أغسطس اغسطس अगस्त \
         kolovoz kolovoza אוגוסט באוגוסט สิงหาคม آب اب أوت"),
    (9, "september sep sept septembre septiembre setiembre settembre set setembro syyskuu syyskuuta \
         wrzesien wrzesnia wrz zari сентября сентябрь сен сент вересня вересень вер eylul eyl \
         σεπτεμβριος σεπτεμβριου σεπ σεπτ septembrie szeptember szept setembre سبتمبر सितंबर सितम्बर \
         rujan rujna септември ספטמבר בספטמבר กันยายน أيلول ايلول"),
    (10, "october oct oktober okt octobre octubre ottobre ott outubro out lokakuu lokakuuta pazdziernik pazdziernika paz \
          rijen rijna октября октябрь окт жовтня жовтень жов ekim eki οκτωβριος οκτωβριου οκτ octombrie oktober أكتوبر اكتوبر अक्टूबर अक्तूबर \
         октомври אוקטובר באוקטובר ตุลาคม"),
    (11, "november nov novembre noviembre novembro marraskuu marraskuuta listopad listopada listopadu lis \
          ноября ноябрь ноя нояб листопада листопад лис kasim kas νοεμβριος νοεμβριου νοε noiembrie noi nopember نوفمبر नवंबर नवम्बर \
         studeni studenoga studenog ноември נובמבר בנובמבר พฤศจิกายน"),
    (12, "december dec dezember dez decembre diciembre dic dicembre dezembro joulukuu joulukuuta grudzien grudnia gru \
          prosinec prosince декабря декабрь дек грудня грудень гру aralik ara δεκεμβριος δεκεμβριου δεκ \
          decembrie desember des desembre ديسمبر दिसंबर दिसम्बर \
         prosinac prosinca декември דצמבר בדצמבר ธันวาคม"),
];

/// Whether a folded word is a weekday or its abbreviation in one of these languages.
pub(super) fn is_weekday(folded: &str) -> bool {
    static ALL: LazyLock<HashSet<&str>> =
        LazyLock::new(|| WEEKDAYS.split_ascii_whitespace().collect());
    ALL.contains(folded)
}

const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur \
    thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim lunes martes miercoles jueves \
    viernes sabado domingo mie jue vie sab dom lunedi martedi mercoledi giovedi venerdi sabato domenica gio \
    segunda terca quarta quinta sexta feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
    mandag tirsdag onsdag torsdag fredag lordag lørdag sondag søndag mandag tisdag mandag lordag sondag \
    maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ke pe \
    poniedzialek wtorek sroda czwartek piatek sobota niedziela pondeli utery streda ctvrtek patek nedele \
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс \
    понеділок середа субота неділя нд pazartesi sali carsamba persembe cuma cumartesi pazar \
    δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη luni marti miercuri joi vineri sambata duminica \
    hetfo kedd szerda csutortok pentek szombat vasarnap senin selasa rabu kamis jumat sabtu minggu";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_belongs_to_one_month() {
        for (month_number, names) in NAMES {
            for name in names.split_ascii_whitespace() {
                if name.len() >= 3 {
                    assert_eq!(month(name), Some(month_number), "{name}");
                }
            }
        }
        assert_eq!(month("maggior"), None);
    }
}
