//! The native module of the Python package: functions over plain values. `recension/__init__.py` has
//! the interface that users see.
//!
//! All work runs without Python's lock, and no panic reaches Python as one.

mod arrow;
mod batches;
mod diff;
mod errors;
mod extract;
mod import;
mod rows;
mod settings;
mod shard;
mod sql;
mod values;
mod work;

/// The native part of the package.
#[pyo3::pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::arrow::ArrowStream;
    #[pymodule_export]
    use super::batches::{diff_batches, extract_batches, extract_files};
    #[pymodule_export]
    use super::diff::{Diff, diff, diff_versions};
    #[pymodule_export]
    use super::extract::extract;
    #[pymodule_export]
    use super::import::import_;
    #[pymodule_export]
    use super::rows::{rows, rows_arrow};
    #[pymodule_export]
    use super::shard::shard;
    #[pymodule_export]
    use super::sql::{SqlRows, sql, sql_arrow};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        recension::article::Setting::name_all(super::settings::name);
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
