//! The words of Indonesian.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, Language, PageWords, WordGroup,
};

/// The words of Indonesian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "id",
    name: "Indonesian",
    covers: &[WordGroup::Dates, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        months: [
            &["januari", "jan"],
            &["februari", "pebruari", "feb"],
            &["maret", "mar"],
            &["april", "apr"],
            &["mei"],
            &["juni", "jun"],
            &["juli", "jul"],
            &["agustus", "agt"],
            &["september", "sep"],
            &["oktober", "okt"],
            &["november", "nopember", "nov"],
            &["desember", "des"],
        ],
        weekdays: &["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"],
        published: &["diterbitkan", "dipublikasikan", "diunggah", "ditayangkan"],
        updated: &["diperbarui", "diperbaharui", "diubah"],
        ..DateWords::NONE
    },
    bylines: BylineWords {
        openers: &["oleh"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["iklan"],
        related_starts: &["baca juga"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["page tidak ditemukan", "halaman tidak ditemukan"],
        error_phrases: &["tidak ditemukan"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["tautan", "alamat"],
        titles: &["judul"],
        bylines: &["penulis", "pengarang"],
        descriptions: &["ringkasan", "deskripsi"],
        bodies: &["isi", "teks", "konten", "isi berita"],
        published: &["diterbitkan", "dipublikasikan", "tanggal terbit", "tanggal publikasi", "tanggal"],
        updated: &["diperbarui", "tanggal diperbarui", "pembaruan terakhir"],
        captured: &["diambil", "tanggal akses"],
        languages: &["bahasa"],
        publishers: &["penerbit"],
        sections: &["rubrik berita", "kanal"],
    },
    ..Language::NONE
};
