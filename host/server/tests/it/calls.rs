//! Tests of the limits of calls: somebody who calls or writes without end takes nothing from others.

use std::sync::Arc;

use paywall_ledger::Time;
use serde_json::json;

use crate::opened::{Serving, open};

const CALLS: &str = r#"
    proxy_header = "x-forwarded-for"

    [calls]
    address = { burst = 12, per_second = 0.1 }
    new_devices = { burst = 4, per_second = 0.1 }
    device = { burst = 6, per_second = 0.1 }
"#;

/// Serves a host whose clock stands still.
async fn serve(head: &str) -> Serving {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(|| Time::from_millis(1_767_225_600_000));
    Serving::begin(open(&folder, head, clock).await).await
}

/// Counts the answers with this status among many calls.
async fn count(host: &Serving, from: &str, call_of: (&str, &str), status: &str) -> usize {
    let mut count = 0;
    for number in 0..20 {
        let body = format!("{{\"id\": \"{from}-{number}\"}}").replace('.', "-");
        let answer = host.call(from, call_of.0, call_of.1, &body).await;
        count += usize::from(answer.starts_with(&format!("HTTP/1.1 {status}")));
    }
    count
}

#[tokio::test]
async fn who_calls_without_end_is_refused_and_nobody_else() {
    let host = serve(CALLS).await;
    // Each of the new devices takes room for good, so they have the smallest bucket.
    let new = ("POST", "ios/device");
    assert_eq!(count(&host, "9.9.9.1", new, "201").await, 4);
    let refused = host.call("9.9.9.1", "POST", "ios/device", "{}").await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    for part in [
        "retry-after: 10\r\n",
        "access-control-allow-origin: *",
        "\"too_many_calls\"",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    // Calls about one device are counted together, wherever they come from.
    let profile = ("GET", "ios/device/9-9-9-1-0/profile");
    assert_eq!(count(&host, "9.9.9.2", profile, "200").await, 6);
    assert_eq!(count(&host, "9.9.9.3", profile, "200").await, 0);
    // Others are served.
    let config = ("GET", "ios/config");
    assert_eq!(count(&host, "9.9.9.4", config, "200").await, 12);
    assert_eq!(count(&host, "9.9.9.5", new, "201").await, 4);
    host.end().await;
}

/// Writes all it can from an address: devices of long words, each with a session and long impressions.
/// Returns the number of calls that were served.
async fn write_all(host: &Serving, from: &str) -> usize {
    let own = from.replace('.', "-");
    let (name, params) = ("x".repeat(200), "x".repeat(4000));
    let impression = json!({"segment": "s", "url_params": {"a": params}}).to_string();
    let mut served = 0;
    for number in 0..400 {
        let device =
            json!({"id": format!("{own}-{number}"), "os_name": name, "device_model": name});
        let (new, path) = (device.to_string(), format!("ios/device/{own}-{number}"));
        let mut calls = vec![("POST", "ios/device".to_owned(), new.as_str())];
        calls.push(("POST", format!("{path}/session"), "{}"));
        calls.extend((0..3).map(|_| ("POST", format!("{path}/impression"), impression.as_str())));
        for (method, path, body) in calls {
            let answer = host.call(from, method, &path, body).await;
            served += usize::from(answer.starts_with("HTTP/1.1 201"));
            if answer.starts_with("HTTP/1.1 429") {
                assert!(answer.contains("retry-after: "), "{answer}");
                return served;
            }
        }
    }
    panic!("{served} calls were served and none refused");
}

#[tokio::test]
async fn who_writes_without_end_is_refused_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paywall.db");
    // The output of `printf %s key | sha256sum`.
    let key = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683";
    let head = format!(
        r#"
        database = "sqlite:{}"
        proxy_header = "x-forwarded-for"
        admin_keys = [{{ name = "counts", sha256 = "{key}", scopes = ["metrics"] }}]

        [calls]
        new_devices = {{ burst = 1000, per_second = 1 }}
        address_bytes = {{ burst = 1000000, per_second = 1000 }}
        app_bytes = {{ burst = 2500000, per_second = 1000 }}
        "#,
        file.display()
    );
    let clock = || Arc::new(|| Time::from_millis(1_767_225_600_000));
    let size = || std::fs::metadata(&file).unwrap().len();
    Serving::begin(open(&folder, &head, clock()).await)
        .await
        .end()
        .await;
    let empty = size();

    let host = Serving::begin(open(&folder, &head, clock()).await).await;
    let one = write_all(&host, "9.9.9.1").await;
    // Others at another address have as much, and what they read is not written.
    let another = write_all(&host, "9.9.9.2").await;
    assert_eq!(one, another);
    let rules = "ios/device/9-9-9-1-0/active_entitlements";
    let reads = host.call("9.9.9.1", "GET", rules, "").await;
    assert!(reads.starts_with("HTTP/1.1 200"), "{reads}");
    // Many addresses may be one caller's, so an app has a limit, too, and its own: half of an address's is left.
    let third = write_all(&host, "9.9.9.3").await;
    assert!(third < one * 6 / 10, "{third} of {one}");
    let new = "{\"id\": \"cafe\"}";
    let other = host.call("9.9.9.3", "POST", "android/device", new).await;
    assert!(other.starts_with("HTTP/1.1 201"), "{other}");
    let counts = "authorization: Bearer key\r\n";
    let counts = host.ask("GET", "/metrics", counts, "").await;
    for count in [
        "what=\"address_writes_too_much\"} 2",
        "what=\"app_writes_too_much\"} 1",
    ] {
        assert!(counts.contains(count), "{counts}");
    }
    // What was counted is at least what it takes on the disk.
    host.end().await;
    let grown = size() - empty;
    println!("{grown} bytes for {} calls", one + another + third);
    assert!(grown < 2_500_000, "{grown}");
    assert!(grown > 1_500_000, "{grown}");
}
