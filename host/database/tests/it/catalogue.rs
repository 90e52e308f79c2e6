//! Everything that a database holds: all columns of all tables, by its own catalogue, so that no table is forgotten here.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sqlx::{AnyPool, Row};

/// The shortest text that may be something in base64.
const SHORTEST: usize = 16;

/// Lists every value of every table as `table.column: value`, in lower case, with everything in base64 decoded.
pub async fn everything(url: &str) -> Vec<String> {
    let pool = AnyPool::connect(url).await.unwrap();
    let mut all = Vec::new();
    for (table, column) in columns(&pool, url).await {
        let values =
            format!("SELECT CAST({column} AS TEXT) FROM {table} WHERE {column} IS NOT NULL");
        let rows = sqlx::query(sqlx::AssertSqlSafe(values));
        for row in rows.fetch_all(&pool).await.unwrap() {
            let text: String = row.get(0);
            all.push(format!(
                "{table}.{column}: {}",
                decoded(&text, 3).to_lowercase()
            ));
        }
    }
    pool.close().await;
    all
}

/// Lists the columns of all tables.
async fn columns(pool: &AnyPool, url: &str) -> Vec<(String, String)> {
    let catalogue = if url.starts_with("sqlite:") {
        "SELECT m.name, c.name, c.type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    } else {
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT)
         FROM information_schema.columns WHERE table_schema = current_schema()"
    };
    let rows = sqlx::query(catalogue).fetch_all(pool).await.unwrap();
    let mut columns: Vec<(String, String)> = Vec::new();
    for row in &rows {
        let (table, column, kind): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        if kind.eq_ignore_ascii_case("blob") || kind == "bytea" {
            // Nothing else is kept as bytes, since they could not be searched here: editors' pictures and films know no customer.
            let known = [("_sqlx_migrations", "checksum"), ("control_assets", "body")];
            let found = (table.as_str(), column.as_str());
            assert!(known.contains(&found), "{found:?}");
        } else {
            columns.push((table, column));
        }
    }
    assert!(columns.len() > 50, "{columns:?}");
    columns
}

/// Adds to a text what is in base64 in it.
fn decoded(text: &str, depth: u8) -> String {
    let mut all = text.to_owned();
    let inside = |it: char| it.is_ascii_alphanumeric() || "+/_-".contains(it);
    for word in text
        .split(|it| !inside(it))
        .filter(|it| it.len() >= SHORTEST)
    {
        for alphabet in [STANDARD, URL_SAFE] {
            let lenient = GeneralPurposeConfig::new()
                .with_decode_padding_mode(DecodePaddingMode::Indifferent)
                .with_decode_allow_trailing_bits(true);
            let bytes = GeneralPurpose::new(&alphabet, lenient).decode(word);
            let inner = bytes.ok().and_then(|it| String::from_utf8(it).ok());
            if let Some(inner) = inner.filter(|_| depth > 0) {
                all += " ";
                all += &decoded(&inner, depth - 1);
            }
        }
    }
    all
}

#[test]
fn a_name_in_a_signed_text_in_an_envelope_is_found() {
    let inner = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"account": "Jane"}"#);
    let outer = base64::engine::general_purpose::STANDARD.encode(format!("x.{inner}.y"));
    assert!(decoded(&format!("text:{outer}"), 3).contains("Jane"));
}
