//! Tests that need something beside the sources show as skipped where it is missing, with the reason:
//!
//! ```text
//! test the_real_document_answers_alike ... ignored, needs the folder ../shared
//! ```
//!
//! libtest cannot skip a test that runs already, so this is settled when tests are compiled (`build.rs`).
//! `REQUIRE=shared,module,postgres` in the environment of `cargo xtask test` makes what is missing a failure.

use proc_macro::TokenStream;

/// The things that were at hand when this was compiled.
const AT_HAND: &str = env!("AT_HAND");

/// Marks a test as ignored if something that it needs is missing: `#[needs(shared)]`, above `#[test]`.
///
/// | need | what it is |
/// |---|---|
/// | `shared` | the folder `shared` beside the repository, whose data belongs to others |
/// | `module` | the module that `cargo xtask wasm` builds |
/// | `postgres` | PostgreSQL's programs |
#[proc_macro_attribute]
pub fn needs(needs: TokenStream, test: TokenStream) -> TokenStream {
    for need in needs.to_string().split(',').map(str::trim) {
        let Some(reason) = reason(need) else {
            return code(&format!(
                "compile_error!(\"nothing is known of the need `{need}`\");"
            ));
        };
        if !AT_HAND.split(',').any(|found| found == need) {
            return [code(&format!("#[ignore = \"needs {reason}\"]")), test]
                .into_iter()
                .collect();
        }
    }
    test
}

/// Expands to the list of what was at hand, as in `REQUIRE`.
#[proc_macro]
pub fn at_hand(_: TokenStream) -> TokenStream {
    code(&format!("{AT_HAND:?}"))
}

fn reason(need: &str) -> Option<&'static str> {
    match need {
        "shared" => Some("the folder ../shared"),
        "module" => Some("the module: cargo xtask wasm"),
        "postgres" => Some("PostgreSQL: apt-get install postgresql"),
        _ => None,
    }
}

fn code(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
