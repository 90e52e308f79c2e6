//! The description of routes, completed with what all of them have: the parameters of their paths, the rights that they
//! need, and the form of refusals.

use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder, Type,
};

use crate::access::{Need, TABLE};
use crate::problem::role_name;

/// The parameters of paths, with what each is.
const PARAMETERS: [(&str, &str); 12] = [
    ("app", "The id of the app"),
    ("draft", "The id of the draft"),
    ("environment", "The name of the environment"),
    ("revision", "The hash of the revision"),
    (
        "other",
        "The hash of another revision, `live:ENVIRONMENT` or `draft:ID`",
    ),
    ("name", "The name"),
    ("person", "The id of the person, or of the invitation"),
    ("comment", "The number of the comment"),
    ("share", "The id of the link"),
    ("hash", "The hash of the asset"),
    ("grant", "The id of the grant"),
    ("id", "The id"),
];

/// Completes the description of all routes.
pub(crate) fn complete(mut api: OpenApi) -> OpenApi {
    for (path, item) in &mut api.paths.paths {
        let path = path.as_str();
        let operations = [
            ("GET", &mut item.get),
            ("PUT", &mut item.put),
            ("POST", &mut item.post),
            ("DELETE", &mut item.delete),
            ("PATCH", &mut item.patch),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                parameters(path, operation);
                rights(method, path, operation);
                refusals(operation);
            }
        }
    }
    if let Some(components) = &mut api.components {
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-paywall"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
    api
}

/// Describes the parameters of a path.
fn parameters(path: &str, operation: &mut Operation) {
    let listed = operation.parameters.get_or_insert_default();
    let names = path
        .split('{')
        .skip(1)
        .filter_map(|it| it.split('}').next());
    for (place, name) in names.enumerate() {
        let known = PARAMETERS.iter().find(|(known, _)| *known == name);
        let described = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(known.map(|(_, description)| *description))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
            .build();
        listed.insert(place, described.into());
    }
}

/// Says which rights a route needs.
fn rights(method: &str, path: &str, operation: &mut Operation) {
    let row = TABLE
        .iter()
        .find(|row| row.method == method && row.path == path);
    let words = match row.map(|row| row.need) {
        None | Some(Need::Nothing) => return,
        Some(Need::Caller) => "Needs a token or a session.".to_owned(),
        Some(Need::Role(role)) => format!("Needs the role {}.", role_name(role)),
        Some(Need::Helper) => "Needs the role support, or at least publisher.".to_owned(),
    };
    let said = operation.description.take();
    let said = said.filter(|said| !said.is_empty());
    operation.description = Some(match said {
        Some(said) => format!("{said}\n\n{words}"),
        None => words,
    });
    let schemes = ["token", "session"];
    let schemes = schemes.map(|name| SecurityRequirement::new::<_, [&str; 0], &str>(name, []));
    operation.security = Some(schemes.into());
}

/// Describes the form of all refusals.
fn refusals(operation: &mut Operation) {
    let form = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Error")))
        .build();
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('4')
        {
            response
                .content
                .insert("application/json".to_owned(), form.clone().into());
        }
    }
    let response = ResponseBuilder::new()
        .description("The call is refused: `error.code` says why")
        .content("application/json", form)
        .build();
    operation
        .responses
        .responses
        .insert("default".to_owned(), response.into());
}
