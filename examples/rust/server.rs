//! A server with one recogniser for all connections: `server ADDRESS`
//!
//! A request is a line with the length of a PNG in bytes, and the PNG. The answer is a line. Pages of several connections become
//! batches, which stay as small as a latency of 100 ms needs. On ctrl-c the server takes no more requests, answers those that
//! it has, and ends.

use scipix::prelude::*;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

const TARGET: Duration = Duration::from_millis(100);
const LARGEST: usize = 64 << 20;

type Recogniser = Batcher<Image, String, scipix::Error>;

/// Measures pages, in the place of a model that works on many at once.
fn recognise(pages: &[Image]) -> Vec<scipix::Result<String>> {
    let one = |page: &Image| {
        let bw = page.binarize(Otsu)?;
        let ink = bw.as_bytes().iter().filter(|&&pixel| pixel == 0).count();
        Ok(format!("{} x {} pixels, {ink} of them ink", page.width(), page.height()))
    };
    scipix::parallel::map(pages, one)
}

async fn answer(png: Vec<u8>, recogniser: &Recogniser) -> Result<String, Box<dyn Error + Send + Sync>> {
    let page = Image::try_from(image::load_from_memory(&png)?.to_luma8())?;
    // A client that goes away drops this future, which cancels its page.
    Ok(recogniser.submit(Request::new(page).deadline(10 * TARGET))?.await?)
}

async fn serve(
    client: TcpStream,
    recogniser: Arc<Recogniser>,
    mut stopped: watch::Receiver<()>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut client = BufReader::new(client);
    loop {
        let mut line = String::new();
        let read = tokio::select! {
            read = client.read_line(&mut line) => read?,
            _ = stopped.changed() => 0,
        };
        if read == 0 {
            return Ok(());
        }
        let length = line.trim().parse::<usize>()?.min(LARGEST);
        let mut png = vec![0; length];
        client.read_exact(&mut png).await?;
        let text = match answer(png, &recogniser).await {
            Ok(text) => format!("{text}\n"),
            Err(error) => format!("error: {error}\n"),
        };
        client.write_all(text.as_bytes()).await?;
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7878".into());
    let listener = TcpListener::bind(&address).await?;
    let config = BatchConfig::default().max_batch_size(16).max_queue_size(200);
    let recogniser = Arc::new(Batcher::adaptive(config, TARGET, recognise)?);
    println!("listening on {}", listener.local_addr()?);

    let mut connections = JoinSet::new();
    let (stop, stopped) = watch::channel(());
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                connections.spawn(serve(accepted?.0, recogniser.clone(), stopped.clone()));
            }
            Some(ended) = connections.join_next() => {
                if let Ok(Err(error)) = ended {
                    eprintln!("connection: {error}");
                }
            }
            _ = &mut interrupt => break,
        }
    }
    stop.send(())?;
    // Each connection answers the request that it has.
    let _ =
        tokio::time::timeout(Duration::from_secs(5), async { while connections.join_next().await.is_some() {} }).await;
    recogniser.close();
    let stats = recogniser.stats();
    let (wait, work) = (stats.queue_wait.p50, stats.service.p50);
    println!(
        "answered {} pages in {} batches, which waited {wait:?} and took {work:?}",
        stats.completed, stats.batches
    );
    Ok(())
}
