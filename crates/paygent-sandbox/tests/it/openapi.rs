//! The description of the control port says what the control port does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::control::ask;
use crate::stage::Stage;

/// Where the routes are.
const MAP: &str = include_str!("../../src/control/mod.rs");

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

/// A schema, or the one it refers to; of several the first.
fn resolved<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let schema = name.map_or(schema, |name| &description["components"]["schemas"][name]);
    if schema["oneOf"].is_array() { &schema["oneOf"][0] } else { schema }
}

/// A value that a schema allows.
fn sample(schema: &Value) -> Value {
    match (&schema["enum"][0], schema["type"].as_str()) {
        (first @ Value::String(_), _) => first.clone(),
        (_, Some("integer")) => json!(1),
        (_, Some("boolean")) => json!(false),
        _ => json!("x"),
    }
}

#[tokio::test]
async fn every_route_is_described_and_everything_described_is_there() {
    let stage = Stage::new().await;
    let (_, description) = ask(&stage, "GET", "/openapi.json", None).await;
    let mut described = 0;
    for (path, methods) in description["paths"].as_object().expect("paths") {
        let route = MAP.lines().find(|line| line.contains(&format!(".route(\"{path}\"")));
        let route = route.unwrap_or_else(|| panic!("{path} is not there"));
        for (method, operation) in methods.as_object().expect("methods") {
            assert!(route.contains(&format!("{method}(")), "{method} {path} is not there");
            assert!(operation["summary"].is_string() && operation["responses"].is_object());
            described += 1;
        }
    }
    let routes: Vec<&str> = MAP.lines().filter(|line| line.contains(".route(\"/")).collect();
    let there = |method: &str| routes.iter().filter(|line| line.contains(method)).count();
    assert_eq!(described, there("get(") + there("post(") + there("delete("));
}

#[tokio::test]
async fn answers_have_the_fields_of_their_description() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    let fault = json!({ "kind": "094", "times": 2, "trick": { "delay": { "ms": 1 } } });
    ask(&stage, "POST", "/faults", Some(fault)).await;
    let (_, description) = ask(&stage, "GET", "/openapi.json", None).await;
    for (path, schema) in [
        ("/trades", "Trade"),
        ("/telegrams", "Telegram"),
        ("/merchants", "Merchant"),
        ("/settings", "Settings"),
        ("/faults", "Fault"),
    ] {
        let (status, told) = ask(&stage, "GET", path, None).await;
        assert_eq!(status, 200, "{path}");
        let one = if told.is_array() { &told[0] } else { &told };
        let schema = &description["components"]["schemas"][schema]["properties"];
        assert_eq!(keys(one), keys(schema), "{path}");
    }
}

#[tokio::test]
async fn bodies_may_have_the_fields_of_their_description_and_no_others() {
    let stage = Stage::new().await;
    let (_, description) = ask(&stage, "GET", "/openapi.json", None).await;
    for path in ["/merchants", "/settings", "/clock", "/faults", "/unkind", "/notices", "/trigger"]
    {
        let body = &description["paths"][path]["post"]["requestBody"]["content"];
        let schema = resolved(&description, &body["application/json"]["schema"]);
        let schema = &schema["properties"];
        let mut all = json!({});
        for (name, property) in schema.as_object().expect("properties") {
            all[name] = sample(resolved(&description, property));
        }
        let (status, told) = ask(&stage, "POST", path, Some(all.clone())).await;
        assert_ne!(status, 422, "{path} {all}: {told}");
        all["other"] = json!(1);
        assert_eq!(ask(&stage, "POST", path, Some(all)).await.0, 422, "{path}");
    }
}

#[tokio::test]
async fn the_kinds_and_tricks_of_the_description_are_those_there_are() {
    let stage = Stage::new().await;
    let (_, description) = ask(&stage, "GET", "/openapi.json", None).await;
    let schemas = &description["components"]["schemas"];
    for kind in schemas["Fault"]["properties"]["kind"]["enum"].as_array().expect("kinds") {
        let fault = json!({ "kind": kind, "trick": "garble" });
        assert_eq!(ask(&stage, "POST", "/faults", Some(fault)).await.0, 200, "{kind}");
    }
    for trick in schemas["Trick"]["oneOf"][0]["enum"].as_array().expect("tricks") {
        let fault = json!({ "trick": trick });
        assert_eq!(ask(&stage, "POST", "/faults", Some(fault)).await.0, 200, "{trick}");
    }
}
