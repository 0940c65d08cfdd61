//! Methods that set the fields of options.

/// Defines one method per field: it returns the options with this field changed. So programs can
/// build options in one expression, and a later field does not break them. An optional field takes
/// `impl Into<Option<…>>`.
macro_rules! setters {
    ($options:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        impl $options {
            $(
                #[doc = concat!("Sets [`", stringify!($field), "`](Self#structfield.", stringify!($field), ").")]
                #[must_use]
                pub fn $field(mut self, $field: $type) -> Self {
                    self.$field = $field.into();
                    self
                }
            )+
        }
    };
}

pub(crate) use setters;
