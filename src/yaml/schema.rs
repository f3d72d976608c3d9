//! JSON Schema (draft 2020-12) of a shape, for editors: it completes keys, shows what they are for, and underlines what
//! `read` would refuse.

use serde_json::{Map, Value, json};

use super::shape::{Field, Record, Shape};

/// A schema document for a file that holds `shape`. `title` is what an editor calls it.
pub fn schema(title: &str, shape: Shape) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(title));
    if let Value::Object(shape) = of(&shape) {
        schema.extend(shape);
    }
    Value::Object(schema)
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Country => json!({ "type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$" }),
        Shape::Address => json!({ "type": "string", "pattern": "^(https?://|/(?!/))\\S+$|^/$" }),
        Shape::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX }),
        Shape::OneOf(words) => json!({ "enum": words }),
        // A single value stands for a list of one.
        Shape::List(item) => json!({ "anyOf": [{ "type": "array", "items": of(item) }, of(item)] }),
        Shape::Record(record) => of_record(record),
        Shape::Map(shape) => json!({ "type": "object", "additionalProperties": or_empty(of(shape)) }),
        Shape::Any => json!({}),
    }
}

fn of_record(record: &Record) -> Value {
    let properties: Map<String, Value> =
        record.fields.iter().map(|field| (field.name.to_owned(), of_field(field))).collect();
    let required: Vec<&str> = record.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn of_field(field: &Field) -> Value {
    let schema = if field.required { of(&field.shape) } else { or_empty(of(&field.shape)) };
    let mut described = Map::from_iter([("description".to_owned(), json!(field.doc))]);
    if let Value::Object(schema) = schema {
        described.extend(schema);
    }
    Value::Object(described)
}

/// A key without a value counts as missing, so null is fine wherever the key may be left out.
fn or_empty(mut schema: Value) -> Value {
    if let Some(kind) = schema.get("type").and_then(Value::as_str) {
        schema["type"] = json!([kind, "null"]);
    } else if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    } else if let Some(either) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        either.push(json!({ "type": "null" }));
    }
    schema
}
