//! The description of routes, completed with what all of them have: a name, the parameters of their paths, the rights that
//! they need, and the form of refusals.

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
const PARAMETERS: [(&str, &str); 13] = [
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
    ("design", "The name of the design"),
    ("id", "The id"),
];

/// The rights that a route asks for, as its description says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// The rights, in a sentence.
    pub words: String,
    /// The ways to show them, by the names that the description gives them: one of them is enough.
    pub schemes: &'static [&'static str],
}

/// Completes the description of routes: with a name for each operation, the parameters of its path out of those that are
/// known, the rights that `rights` tells by method and path, and the form of refusals.
pub fn complete(
    api: &mut OpenApi,
    known: &[(&str, &str)],
    rights: impl Fn(&str, &str) -> Option<Rights>,
) {
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
                operation.operation_id = Some(name(method, path));
                parameters(path, operation, known);
                if let Some(rights) = rights(method, path) {
                    say_rights(operation, rights);
                }
                refusals(operation);
            }
        }
    }
}

/// Completes the description of the Control Center's own routes.
pub(crate) fn of_center(mut api: OpenApi) -> OpenApi {
    complete(&mut api, &PARAMETERS, rights);
    if let Some(components) = &mut api.components {
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-paywall"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
    api
}

/// Names an operation by its method and the words of its path, as generated clients call it: a handler's own name is that of
/// others, too.
fn name(method: &str, path: &str) -> String {
    let is_version = |word: &str| {
        word.strip_prefix('v')
            .is_some_and(|it| it.parse::<u8>().is_ok())
    };
    let parts: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    let mut words = vec![method.to_lowercase()];
    for (place, part) in parts.iter().enumerate() {
        match part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            // Those in the middle follow from the words before them.
            Some(name) if place + 1 == parts.len() => {
                words.extend(["by".to_owned(), name.to_owned()])
            }
            None if !is_version(part) => {
                words.push(part.replace(|it: char| !it.is_ascii_alphanumeric(), "_"))
            }
            _ => {}
        }
    }
    words.join("_")
}

/// Describes the parameters of a path.
fn parameters(path: &str, operation: &mut Operation, known: &[(&str, &str)]) {
    let listed = operation.parameters.get_or_insert_default();
    let names = path
        .split('{')
        .skip(1)
        .filter_map(|it| it.split('}').next());
    for (place, name) in names.enumerate() {
        let known = known.iter().find(|(known, _)| *known == name);
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

/// Returns the rights that a route of the Control Center needs, if any.
fn rights(method: &str, path: &str) -> Option<Rights> {
    let row = TABLE
        .iter()
        .find(|row| row.method == method && row.path == path);
    let words = match row?.need {
        Need::Nothing => return None,
        Need::Caller => "Needs a token or a session.".to_owned(),
        Need::Role(role) => format!("Needs the role {}.", role_name(role)),
        Need::Helper => "Needs the role support, or at least publisher.".to_owned(),
    };
    let schemes = &["token", "session"];
    Some(Rights { words, schemes })
}

/// Says which rights an operation needs.
fn say_rights(operation: &mut Operation, Rights { words, schemes }: Rights) {
    let said = operation.description.take();
    let said = said.filter(|said| !said.is_empty());
    operation.description = Some(match said {
        Some(said) => format!("{said}\n\n{words}"),
        None => words,
    });
    let schemes = schemes.iter();
    let schemes = schemes.map(|name| SecurityRequirement::new::<_, [&str; 0], &str>(*name, []));
    operation.security = Some(schemes.collect());
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
