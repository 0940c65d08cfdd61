//! The error for a name that is not in a fixed list: a class, an operation, a rule.

/// The text is not one of the known names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not {one}; {all} are {}", known.join(", "))]
#[non_exhaustive]
pub struct UnknownName {
    /// The text.
    pub given: String,
    /// What it should be, with its article: `a class`.
    pub one: &'static str,
    /// The plural: `classes`.
    pub all: &'static str,
    /// The known names.
    pub known: Vec<&'static str>,
}

impl UnknownName {
    /// Finds the item with this name; surrounding whitespace is ignored.
    pub fn find<T: Copy, const N: usize>(
        given: &str,
        (one, all): (&'static str, &'static str),
        known: [T; N],
        name: fn(T) -> &'static str,
    ) -> Result<T, Self> {
        let found = known.into_iter().find(|item| name(*item) == given.trim());
        found.ok_or_else(|| Self {
            given: given.to_owned(),
            one,
            all,
            known: known.map(name).to_vec(),
        })
    }
}
