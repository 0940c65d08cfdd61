//! The description of the API in OpenAPI 3.1, from the table of endpoints.

use serde_json::{Map, Value, json};

use super::{Answer, Asked, ENDPOINTS, Endpoint};
use crate::render::rows::{CellType, Column, typed};
use crate::web::parameters::{Kind, Parameter};
use crate::web::reply::Reply;
use crate::web::visit::{Format, PageResult, Visit};

/// What is said about parts of addresses.
const SEGMENTS: [(&str, &str); 3] = [
    ("host", "A host, such as example.org: its articles and those of its subdomains"),
    ("article", "A number, a URL, or a part of a URL or title that no other article has"),
    (
        "version",
        "An ordinal, first, latest, the beginning of an id, a state (@3), or a time such as \
         2014-10-19T09:26",
    ),
];

/// Shows the description.
#[expect(clippy::unnecessary_wraps, reason = "the type of all pages")]
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    Ok(asked.linked(Reply::json(&description()), None))
}

fn description() -> Value {
    let paths: Map<String, Value> = ENDPOINTS
        .iter()
        .map(|endpoint| (endpoint.route.pattern.to_owned(), json!({ "get": operation(endpoint) })))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "recension",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Every version of every article, and exactly what changed",
            "description": "Read-only. Endpoints that return rows answer with a JSON array, or with \
                CSV if the address ends in .csv or the client accepts text/csv. The Link header leads \
                to the next page. Times are RFC 3339.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": { "Problem": {
            "description": "A failure (RFC 9457)",
            "type": "object",
            "required": ["type", "title", "status", "detail", "instance"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "instance": { "type": "string" },
            },
        } } },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let pattern = endpoint.route.pattern;
    let segments = pattern.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let about = SEGMENTS.iter().find(|(known, _)| *known == name).map(|(_, about)| about);
        Some(json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": about,
            "schema": { "type": "string", "minLength": 1 },
        }))
    });
    let parameters: Vec<Value> =
        segments.chain(endpoint.parameters.iter().copied().flatten().map(parameter)).collect();
    let mut content = Map::new();
    content.insert("application/json".to_owned(), json!({ "schema": schema(&endpoint.answer) }));
    if endpoint.route.formats.contains(&Format::Csv) {
        content.insert("text/csv".to_owned(), json!({ "schema": { "type": "string" } }));
    }
    let problem = |about: &str| {
        json!({
            "description": about,
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" }
            } },
        })
    };
    let mut headers = json!({
        "ETag": { "description": "The state of the catalog", "schema": { "type": "string" } },
    });
    if endpoint.parameters.iter().copied().flatten().any(|one| one.name == "after") {
        headers["Link"] = json!({
            "description": "The address of the next page, with rel=\"next\"",
            "schema": { "type": "string" },
        });
    }
    let words = pattern.split(['/', '{', '}', '.']).filter(|word| !word.is_empty());
    json!({
        "operationId": words.collect::<Vec<_>>().join("_"),
        "summary": endpoint.summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": endpoint.summary, "headers": headers, "content": content },
            "304": { "description": "The catalog has not changed since the ETag" },
            "400": problem("A parameter cannot be read"),
            "404": problem("There is no such article, version or page"),
            "503": problem("The server is busy, or the request takes too long"),
        },
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let mut schema = of_kind(parameter.kind, false);
    match parameter.kind {
        // A value that is only white space is empty.
        Kind::Text => schema["pattern"] = json!("\\S"),
        Kind::Words(_) => schema["minItems"] = json!(1),
        _ => {}
    }
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.about,
        "schema": schema,
    })
}

/// The schema of a value.
fn of_kind(kind: Kind, is_nullable: bool) -> Value {
    let typed = |name: &str| {
        if is_nullable { json!({ "type": [name, "null"] }) } else { json!({ "type": name }) }
    };
    match kind {
        Kind::Text => typed("string"),
        Kind::Integer(least, most) => {
            let mut schema = typed("integer");
            if least != i64::MIN {
                schema["minimum"] = json!(least);
            }
            if most != i64::MAX {
                schema["maximum"] = json!(most);
            }
            schema
        }
        Kind::Number => typed("number"),
        Kind::Flag => typed("boolean"),
        Kind::Word(words) => json!({ "type": "string", "enum": words() }),
        Kind::Words(words) => {
            json!({ "type": "array", "items": { "type": "string", "enum": words() } })
        }
        Kind::Texts => json!({ "type": ["array", "null"], "items": { "type": "string" } }),
        Kind::List => typed("array"),
        Kind::Stamp => json!({ "type": ["object", "null"] }),
        Kind::Any => json!({}),
    }
}

fn members<'n>(members: impl Iterator<Item = (&'n str, Kind)>, is_closed: bool) -> Value {
    let properties: Map<String, Value> =
        members.map(|(name, kind)| (name.to_owned(), of_kind(kind, true))).collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": !is_closed,
    })
}

fn row(columns: &[Column], types: &[(&str, CellType)]) -> Value {
    let types = typed(columns, types);
    members(types.iter().map(|(name, of)| (&**name, Kind::from(*of))), true)
}

fn schema(answer: &Answer) -> Value {
    match answer {
        Answer::Rows(columns, types) => json!({ "type": "array", "items": row(&columns(), types) }),
        Answer::Row(columns, types) => row(&columns(), types),
        Answer::Object(kinds) => members(kinds.iter().copied(), false),
        Answer::Objects(kinds) => {
            json!({ "type": "array", "items": members(kinds.iter().copied(), false) })
        }
    }
}
