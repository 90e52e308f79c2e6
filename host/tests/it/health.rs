//! Tests of `paywall health`, as containers run it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use assert_cmd::Command;

/// Asks what answers at an address, and returns the exit code and what is said.
fn health(arguments: &[&str], listen: Option<&str>) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("paywall").unwrap();
    command
        .current_dir(folder.path())
        .env_remove("PAYWALL_LISTEN");
    command.envs(listen.map(|listen| ("PAYWALL_LISTEN", listen)));
    let output = command.arg("health").args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

/// Answers one request, and returns the port at which it is to be asked.
fn answering(answer: &'static str) -> u16 {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        // Bytes that nobody has read would reset the connection, and take the answer with them.
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            asked.extend(byte);
        }
        assert!(asked.starts_with(b"GET /readyz "));
        stream.write_all(answer.as_bytes()).unwrap();
    });
    port
}

#[test]
fn a_host_that_is_ready_is_well() {
    let port = answering("HTTP/1.1 200 OK\r\n\r\nready\n");
    let (code, said) = health(&["--address", &format!("127.0.0.1:{port}")], None);
    assert_eq!((code, &*said), (0, ""));
}

#[test]
fn a_host_that_listens_everywhere_is_asked_here() {
    let port = answering("HTTP/1.1 200 OK\r\n\r\nready\n");
    let (code, said) = health(&[], Some(&format!("0.0.0.0:{port}")));
    assert_eq!((code, &*said), (0, ""));
}

#[test]
fn a_host_that_is_not_ready_says_why() {
    let port = answering("HTTP/1.1 503 Service Unavailable\r\n\r\nthe database does not answer\n");
    let (code, said) = health(&["--address", &format!("127.0.0.1:{port}")], None);
    assert_eq!(code, 1);
    assert!(said.contains("the database does not answer"), "{said}");
}

#[test]
fn where_nothing_answers_the_address_is_named() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (code, said) = health(&["--address", &free.to_string()], None);
    assert_eq!(code, 1);
    assert!(said.contains(&free.to_string()), "{said}");
}

#[test]
fn without_settings_their_file_is_named() {
    let (code, said) = health(&[], None);
    assert_eq!(code, 2);
    assert!(said.contains("host.toml"), "{said}");
}
