//! The words of Thai.

use super::{ColumnWords, DateWords, FactWords, Language, WordGroup};

/// The words of Thai.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "th",
    name: "Thai",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Columns],
    dates: DateWords {
        months: [
            &["มกราคม", "ม.ค"],
            &["กุมภาพันธ์", "ก.พ"],
            &["มีนาคม", "มี.ค"],
            &["เมษายน", "เม.ย"],
            &["พฤษภาคม", "พ.ค"],
            &["มิถุนายน", "มิ.ย"],
            &["กรกฎาคม", "ก.ค"],
            &["สิงหาคม", "ส.ค"],
            &["กันยายน", "ก.ย"],
            &["ตุลาคม", "ต.ค"],
            &["พฤศจิกายน", "พ.ย"],
            &["ธันวาคม", "ธ.ค"],
        ],
        published: &["เผยแพร่"],
        updated: &["ปรับปรุง", "อัปเดต"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["ไม่", "มิ", "ไร้"],
        no_negations: &["มิตร", "มิถุนา", "มิติ", "มินิ", "มิลลิ", "มิวสิก"],
        ..FactWords::NONE
    },
    columns: ColumnWords {
        urls: &["ลิงก์", "ที่อยู่"],
        titles: &["หัวข้อ", "ชื่อเรื่อง", "หัวข้อข่าว"],
        bylines: &["ผู้เขียน"],
        descriptions: &["คำอธิบาย", "สรุป"],
        bodies: &["เนื้อหา", "ข้อความ"],
        published: &["เผยแพร่", "วันที่เผยแพร่", "วันที่"],
        updated: &["อัปเดต", "อัพเดท", "แก้ไขล่าสุด"],
        captured: &["วันที่เข้าถึง"],
        languages: &["ภาษา"],
        publishers: &["ผู้เผยแพร่"],
        sections: &["หมวด"],
    },
    ..Language::NONE
};
