//! Writing values as JSON that is stored or hashed.

use serde::Serialize;

/// Returns a value as JSON. The value must consist of what JSON has: texts, numbers, lists and maps
/// with texts as keys.
///
/// # Panics
/// If it does not. To write nothing instead would lose a part of the record.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    #[expect(clippy::expect_used, reason = "a value without a form in JSON is a bug")]
    serde_json::to_string(value).expect("the value has a form in JSON")
}

/// Serializes types as their stable `name()`.
macro_rules! serialize_by_name {
    ($($name:ty),+) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    )+};
}

pub(crate) use serialize_by_name;
