//! `Diff`: what changed between two texts or two versions.

use std::path::PathBuf;

use pyo3::prelude::*;
use serde_json::Value;

use recension::catalog::select;
use recension::diff::{
    ChangeSummary, Class, ClassSet, Diff as BodyDiff, DiffOptions, DocumentDiff, FieldChange,
    diff as diff_bodies,
};
use recension::render::compare::{Audience, Comparison};
use recension::render::diff::{DiffSide, Render, RenderOptions, html, json};

use crate::errors::Failure;
use crate::rows::snapshot;
use crate::values::object;
use crate::work::detached;

/// What changed between two texts.
#[pyclass(frozen, module = "recension")]
pub(crate) struct Diff {
    old: String,
    new: String,
    fields: Vec<FieldChange>,
    body: BodyDiff,
    /// The two sides, as programs read them.
    data: [DiffSide; 2],
    /// The two sides, as people read them.
    page: [DiffSide; 2],
    compared: bool,
    notes: Vec<String>,
}

impl Diff {
    fn document(&self) -> DocumentDiff<'_> {
        DocumentDiff::new((&self.old, &self.new), self.fields.clone(), self.body.clone())
    }

    fn render(&self, render: Render, sides: &[DiffSide; 2]) -> Result<Vec<u8>, Failure> {
        let options = RenderOptions::default().compared(self.compared);
        let mut out = Vec::new();
        let [from, to] = sides;
        render(&self.document(), from, to, &options, &mut out).map_err(|_| Failure::bug())?;
        Ok(out)
    }

    fn value(&self) -> Result<Value, Failure> {
        serde_json::from_slice(&self.render(json::render, &self.data)?).map_err(|_| Failure::bug())
    }
}

#[pymethods]
impl Diff {
    /// The operations on sentences, in reading order, as `changes` in docs/diff-format.md.
    #[getter]
    fn operations<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut value = detached(py, || self.value())?;
        object(py, &value.get_mut("changes").map(Value::take).unwrap_or_default())
    }

    /// The classes of all changes: number, name, quote, …
    #[getter]
    fn classes(&self) -> Vec<&'static str> {
        let fields = self.fields.iter().map(|field| field.classes);
        let all = self.body.changes.iter().map(|change| change.classes).chain(fields);
        all.fold(ClassSet::default(), ClassSet::union).iter().map(Class::name).collect()
    }

    /// The counts in one line.
    #[getter]
    fn summary(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || Ok(ChangeSummary::of(&self.document(), self.compared).to_string()))
    }

    /// What a careful reader should know about the two versions.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// One self-contained HTML page.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        let page = detached(py, || self.render(html::render, &self.page))?;
        Ok(String::from_utf8(page).map_err(|_| Failure::bug())?)
    }

    /// The complete diff, as docs/diff-format.md describes it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let value = detached(py, || self.value())?;
        object(py, &value)
    }

    /// Whether anything changed.
    fn __bool__(&self) -> bool {
        !self.fields.is_empty() || !self.body.is_empty()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<Diff: {}>", self.summary(py)?))
    }
}

/// Compares two texts.
#[pyfunction]
pub(crate) fn diff(py: Python<'_>, old: &str, new: &str) -> PyResult<Diff> {
    detached(py, || {
        Ok(Diff {
            old: old.to_owned(),
            new: new.to_owned(),
            fields: Vec::new(),
            body: diff_bodies(old, new, &DiffOptions::default()),
            data: Default::default(),
            page: Default::default(),
            compared: true,
            notes: Vec::new(),
        })
    })
}

/// Compares two versions of an article.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "Python's paths are converted to owned ones")]
pub(crate) fn diff_versions(
    py: Python<'_>,
    path: PathBuf,
    article: String,
    range: Option<String>,
) -> PyResult<Diff> {
    let snapshot = snapshot(py, &path, false)?;
    detached(py, move || {
        let timeline = select::history(&snapshot, select::article(&snapshot, &article)?)?;
        let range = select::range(&timeline, range.as_deref(), None)?;
        let compare = |audience| Comparison::of_range(&snapshot, &timeline, range, audience);
        let missing = || Failure::not_found("no-version", "there is no such version to compare");
        let data = compare(Audience::Machine)?.ok_or_else(missing)?;
        let page = compare(Audience::Reader)?.ok_or_else(missing)?;
        let diff = data.diff();
        let notes = data.notes().iter().cloned().chain(data.without_body()).collect();
        Ok(Diff {
            old: diff.old.to_owned(),
            new: diff.new.to_owned(),
            compared: data.compared(),
            notes,
            fields: diff.fields,
            body: diff.body,
            data: [data.from.clone(), data.to.clone()],
            page: [page.from, page.to],
        })
    })
}
