//! `onboard schema` and `onboard completions`: documents about the documents and the arguments.

use clap::CommandFactory;
use onboard_core::payload::Payload;
use onboard_core::report::{ExitCode, Report};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::args::{Arguments, CompletionsArgs, Document, SchemaArgs};
use crate::credential::services;
use crate::failure::Failure;
use crate::output;

/// Prints a schema.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &SchemaArgs) -> Result<ExitCode, Failure> {
    output::json(&schema(args.document))?;
    Ok(ExitCode::Ok)
}

/// The schema of a document, as it is written: what is always there is required.
pub fn schema(document: Document) -> Value {
    match document {
        Document::Report => of::<Report>(),
        Document::Payload => of::<Payload>(),
        Document::Endpoints => endpoints(),
    }
}

fn of<T: JsonSchema>() -> Value {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    let Value::Object(mut rest) = schema.to_value() else { return Value::Null };
    // What the document is stands first, for the reader.
    let mut first = Map::new();
    for key in ["$schema", "title", "description"] {
        first.extend(rest.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    first.extend(rest);
    if let Some(version) = first.get_mut("properties").and_then(|p| p.get_mut("version")) {
        *version = json!({"const": 1, "description": "The version of this document's form."});
    }
    Value::Object(first)
}

fn endpoints() -> Value {
    let url = json!({
        "type": "string",
        "format": "uri",
        "pattern": "^https?://",
        "description": "A base URL: https, or plain http to a loopback address; without user name and password.",
    });
    let properties: Map<String, Value> = services().into_iter().map(|s| (s, url.clone())).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Endpoints",
        "description": "Base URLs by service, for test servers and private clouds. A service that is absent has its default.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// Prints completions.
///
/// # Errors
/// When the output cannot be written.
pub fn completions(args: &CompletionsArgs) -> Result<ExitCode, Failure> {
    output::bytes(&completion(args.shell))?;
    Ok(ExitCode::Ok)
}

/// The completions for a shell.
pub fn completion(shell: clap_complete::Shell) -> Vec<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "onboard", &mut text);
    text
}
