//! The forms of bodies in the description of routes, made of tables of their fields.

use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, SchemaFormat, SchemaType,
};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema, Type};

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    /// A text of any length.
    Text,
    /// A text, or null.
    TextOrNull,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A whole number.
    Whole,
    /// True or false.
    Flag,
    /// Any JSON at all.
    Any,
    /// An object of the form with this name.
    Form(&'static str),
    /// A list of objects of the form with this name.
    Forms(&'static str),
    /// A list of any objects.
    Objects,
}

/// A field of a body.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    name: &'static str,
    holds: Holds,
    is_needed: bool,
    means: &'static str,
}

/// Makes a field that may be absent.
pub(crate) const fn field(name: &'static str, holds: Holds, means: &'static str) -> Field {
    Field {
        name,
        holds,
        is_needed: false,
        means,
    }
}

/// Makes a field that is always there.
pub(crate) const fn needed(name: &'static str, holds: Holds, means: &'static str) -> Field {
    Field {
        name,
        holds,
        is_needed: true,
        means,
    }
}

/// Makes the form of an object with these fields.
pub(crate) fn object(means: &str, fields: impl IntoIterator<Item = Field>) -> ObjectBuilder {
    let mut out = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(means));
    for field in fields {
        out = out.property(field.name, schema(field));
        if field.is_needed {
            out = out.required(field.name);
        }
    }
    out
}

/// Makes the form of an object with these fields and others.
pub(crate) fn open(means: &str, fields: impl IntoIterator<Item = Field>) -> ObjectBuilder {
    object(means, fields).additional_properties(Some(AdditionalProperties::FreeForm(true)))
}

/// Makes the form of what a field holds.
fn schema(field: Field) -> RefOr<Schema> {
    let plain = |of: Type| ObjectBuilder::new().schema_type(of);
    let described = |it: ObjectBuilder| match field.means {
        "" => it,
        means => it.description(Some(means)),
    };
    match field.holds {
        Holds::Text => described(plain(Type::String)).into(),
        Holds::TextOrNull => {
            let either = SchemaType::Array(vec![Type::String, Type::Null]);
            let either = ObjectBuilder::new().schema_type(either);
            described(either).into()
        }
        Holds::OneOf(words) => {
            described(plain(Type::String).enum_values(Some(words.iter().copied()))).into()
        }
        Holds::Whole => {
            let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
            described(plain(Type::Integer).format(Some(format))).into()
        }
        Holds::Flag => described(plain(Type::Boolean)).into(),
        Holds::Any => {
            let any = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
            described(any).into()
        }
        Holds::Form(name) => {
            let mut of = Ref::from_schema_name(name);
            of.description = field.means.to_owned();
            RefOr::Ref(of)
        }
        Holds::Forms(name) => {
            let list = ArrayBuilder::new().items(Ref::from_schema_name(name));
            list.description(Some(field.means)).into()
        }
        Holds::Objects => {
            let list = ArrayBuilder::new().items(plain(Type::Object));
            list.description(Some(field.means)).into()
        }
    }
}

/// Gives a name to a form, by which handlers say what they take and answer.
macro_rules! form {
    ($(#[$doc:meta])* $name:ident = $made:expr) => {
        $(#[$doc])*
        pub(crate) enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $made.into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}

pub(crate) use form;
