//! A connection that stays open, with one call after the other on it.
//! It does as little as possible, because it runs on the processors of the server that it measures.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

pub struct Connection {
    stream: TcpStream,
    address: String,
    /// The bytes that were read and belong to no answer yet.
    read: Vec<u8>,
}

/// An answer: its status, `etag`, the revision that it names, and its body.
pub struct Answer {
    pub status: u16,
    pub tag: Option<String>,
    pub revision: Option<String>,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address: address.to_owned(),
            read: Vec::new(),
        })
    }

    /// Makes a call. `header` is a whole line, or nothing.
    pub async fn call(
        &mut self,
        method: &str,
        path: &str,
        header: &str,
        body: &[u8],
    ) -> Outcome<Answer> {
        let mut call = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{header}\r\n",
            self.address,
            body.len()
        )
        .into_bytes();
        call.extend_from_slice(body);
        self.stream.write_all(&call).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Outcome<Answer> {
        let end = loop {
            match self.read.windows(4).position(|it| it == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => self.more().await?,
            }
        };
        let head = String::from_utf8(self.read[..end].to_vec())?.to_ascii_lowercase();
        let field = |name: &str| {
            let mut lines = head.lines();
            lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
        };
        let length: usize = field("content-length:").map_or(Ok(0), |it| it.parse())?;
        while self.read.len() < end + length {
            self.more().await?;
        }
        let body = self.read[end..end + length].to_vec();
        self.read.drain(..end + length);
        let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
        Ok(Answer {
            status,
            tag: field("etag:"),
            revision: field("paywall-revision:"),
            body,
        })
    }

    async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err("the server hung up".into()),
            _ => Ok(()),
        }
    }
}
