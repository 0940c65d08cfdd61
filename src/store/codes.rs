//! Codes: the numbers under which enumerations are stored, and values that several tables share.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::article::timestamp::canonical_text;
use crate::article::{
    ArticleId, CaptureKind, ImportNumber, PageKind, Precision, Sha256, StateNumber, UnixMicros,
    VersionId, VersionNumber,
};

/// Stores a newtype of a 64-bit integer as its integer.
macro_rules! stored_as_integer {
    ($($name:ident),*) => {$(
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
    )*};
}

stored_as_integer!(ArticleId, ImportNumber, StateNumber, UnixMicros, VersionNumber);

/// Returns the code of a precision, in all tables.
pub(super) fn precision_code(precision: Precision) -> i64 {
    match precision {
        Precision::Year => 1,
        Precision::Month => 2,
        Precision::Day => 3,
        Precision::Minute => 4,
        Precision::Second => 5,
    }
}

/// Returns the precision with this code.
pub(super) fn precision(row: &Row<'_>, at: usize) -> rusqlite::Result<Precision> {
    coded_in(&Precision::ALL, row, at)
}

/// Returns the precision of a version's timestamp. An instant has the code of a minute there, but
/// is exact.
pub(super) fn precision_of(grain: i64) -> Precision {
    match grain {
        1 => Precision::Year,
        2 => Precision::Month,
        3 => Precision::Day,
        _ => Precision::Second,
    }
}

/// Returns a claimed time of the version table, as text.
pub(super) fn claim(
    row: &Row<'_>,
    micros: usize,
    grain: usize,
) -> rusqlite::Result<Option<String>> {
    let claim = row.get::<_, Option<i64>>(micros)?.zip(row.get::<_, Option<i64>>(grain)?);
    Ok(claim.map(|(micros, grain)| canonical_text(micros, precision_of(grain))))
}

/// Returns the number under which a kind of capture is stored.
pub(super) fn capture_kind_code(kind: CaptureKind) -> i64 {
    code_in(&CaptureKind::ALL, kind)
}

pub(super) fn capture_kind(row: &Row<'_>, at: usize) -> rusqlite::Result<CaptureKind> {
    coded_in(&CaptureKind::ALL, row, at)
}

/// Returns the number under which a kind of page is stored.
pub(super) fn page_kind_code(kind: PageKind) -> i64 {
    code_in(&PageKind::ALL, kind)
}

pub(super) fn page_kind(row: &Row<'_>, at: usize) -> rusqlite::Result<PageKind> {
    coded_in(&PageKind::ALL, row, at)
}

/// Returns the position of `one`, from 1.
fn code_in<T: PartialEq + Copy>(all: &[T], one: T) -> i64 {
    all.iter().position(|known| *known == one).map_or(0, |index| index as i64 + 1)
}

/// Reads what [`code_in`] wrote.
fn coded_in<T: Copy>(all: &[T], row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let code: i64 = row.get(at)?;
    let found = usize::try_from(code - 1).ok().and_then(|index| all.get(index));
    found.copied().ok_or(rusqlite::Error::IntegralValueOutOfRange(at, code))
}

pub(super) fn version_id(row: &Row<'_>, at: usize) -> rusqlite::Result<VersionId> {
    row.get::<_, [u8; 32]>(at).map(|bytes| VersionId(Sha256(bytes)))
}
