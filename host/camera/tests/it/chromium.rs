//! Chromium as a camera. As root it runs without its sandbox here: the machine of a test is thrown away.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use paywall_camera::{Camera, Chromium, Options, Screen, installed};

const SCREEN: Screen = Screen {
    width: 60,
    height: 40,
    scale: 1.0,
    dark: false,
};

fn camera(files: BTreeMap<String, Vec<u8>>) -> Option<Chromium> {
    // Without a browser there is nothing to test.
    installed()?;
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let unsandboxed = root || env::var_os("CI").is_some();
    Some(
        Chromium::new(Options {
            unsandboxed,
            files,
            ..Options::default()
        })
        .unwrap(),
    )
}

/// Returns the colour of the pixel in the middle.
fn middle(picture: &[u8]) -> [u8; 3] {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let at = (info.height / 2 * info.width + info.width / 2) as usize * info.color_type.samples();
    [bytes[at], bytes[at + 1], bytes[at + 2]]
}

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];

#[test]
fn a_page_is_photographed_on_its_screen_and_in_its_light() {
    let Some(camera) = camera(BTreeMap::new()) else {
        return;
    };
    let page = "<style>body{background:#f00}@media(prefers-color-scheme:dark){body{background:#0f0}}</style>";
    let light = camera.shoot(page, &SCREEN).unwrap();
    assert_eq!(middle(&light), RED);
    let dark = Screen {
        dark: true,
        scale: 2.0,
        ..SCREEN
    };
    let picture = camera.shoot(page, &dark).unwrap();
    assert_eq!(middle(&picture), GREEN);
    assert_eq!(
        &picture[16..24],
        &[0, 0, 0, 120, 0, 0, 0, 80],
        "two pixels for each"
    );
    assert_eq!(
        camera.shoot(page, &SCREEN).unwrap(),
        light,
        "the same page, byte for byte"
    );
}

#[test]
fn no_script_runs_and_nothing_is_loaded_but_what_was_given() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let given = "https://pictures.test/green.svg".to_owned();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><rect width='60' height='40' fill='lime'/></svg>";
    let Some(camera) = camera(BTreeMap::from([(given.clone(), svg.to_vec())])) else {
        return;
    };
    let page = format!(
        "<body style='margin:0;background:#f00'><script>document.body.style.background='#00f'</script>\
         <img src='http://127.0.0.1:{port}/inside'><iframe src='http://localhost:{port}/frame'></iframe>\
         <link rel=stylesheet href='http://127.0.0.1:{port}/style'><link rel=preconnect href='http://127.0.0.1:{port}'>\
         <style>body{{background-image:url(file:///etc/hostname)}}@font-face{{font-family:x;src:url(http://127.0.0.1:{port}/font)}}</style>\
         <meta http-equiv=refresh content='0;url=http://127.0.0.1:{port}/away'>"
    );
    assert_eq!(
        middle(
            &camera
                .shoot(
                    &page,
                    &Screen {
                        height: 400,
                        ..SCREEN
                    }
                )
                .unwrap()
        ),
        RED
    );
    thread::sleep(Duration::from_millis(500));
    if let Ok((stream, _)) = listener.accept() {
        let mut heard = Vec::new();
        stream.set_nonblocking(false).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        let _ = stream.take(200).read_to_end(&mut heard);
        assert!(
            heard.is_empty(),
            "asked for {}",
            String::from_utf8_lossy(&heard)
        );
    }
    // An SVG needs its type, which the address says.
    let page = format!("<body style='margin:0'><img src='{given}'>");
    assert_eq!(middle(&camera.shoot(&page, &SCREEN).unwrap()), GREEN);
}

#[test]
fn a_page_that_is_not_ready_in_time_is_given_up_and_the_next_one_is_photographed() {
    let Some(camera) = camera(BTreeMap::new()) else {
        return;
    };
    // Nested filters that no machine paints in time.
    let heavy = "<div style='width:8000px;height:8000px;backdrop-filter:blur(90px) saturate(3);filter:blur(80px)'>".repeat(400);
    let began = Instant::now();
    let result = camera.shoot(&heavy, &SCREEN);
    assert!(
        began.elapsed() < Duration::from_secs(12),
        "{:?}",
        began.elapsed()
    );
    if let Err(error) = result {
        assert_eq!(error.code(), "page_late");
    }
    let page = "<body style='background:#f00'>";
    assert_eq!(middle(&camera.shoot(page, &SCREEN).unwrap()), RED);
}

#[test]
fn a_picture_that_would_be_too_large_is_refused() {
    let Some(camera) = camera(BTreeMap::new()) else {
        return;
    };
    let large = Screen {
        scale: 300.0,
        ..SCREEN
    };
    assert_eq!(camera.shoot("", &large).unwrap_err().code(), "picture_size");
}

#[test]
fn a_browser_that_is_not_there_is_named_with_what_to_do() {
    let options = Options {
        program: Some("/nowhere/chromium".into()),
        ..Options::default()
    };
    let error = Chromium::new(options).unwrap_err();
    assert!(error.to_string().contains("/nowhere/chromium"), "{error}");
    assert!(
        paywall_camera::Error::NoBrowser
            .to_string()
            .contains("apt-get install chromium")
    );
}
