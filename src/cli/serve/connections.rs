//! Connections: accepts them, closes those of slow clients, and ends them when the server stops.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Answer, Server};

/// Open connections. One more closes the oldest that computes nothing: a client that sends or reads
/// slowly holds up no other.
const MAX_CONNECTIONS: usize = 200;

/// How long a client may take to send the headers of a request, and how long an unused connection
/// stays open.
const HEADER_TIME: Duration = Duration::from_secs(10);

/// How long a connection may exist.
const LIFETIME: Duration = Duration::from_secs(300);

/// How long running requests may take when the server stops.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// The maximum size of a request's headers, in bytes.
const MAX_HEADERS: usize = 32 << 10;

/// An open connection.
struct Connection {
    task: JoinHandle<()>,
    /// The requests that are being computed.
    computing: Arc<AtomicUsize>,
}

/// Serves until Ctrl-C or SIGTERM.
pub(super) async fn serve_connections(
    listener: TcpListener,
    server: Arc<Server>,
    mut signal: StopSignal,
) {
    let (stop, stopped) = watch::channel(false);
    let mut open: VecDeque<Connection> = VecDeque::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = signal.stopped() => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, or the client has left. Others may still be served.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        open.retain(|connection| !connection.task.is_finished());
        if open.len() >= MAX_CONNECTIONS {
            let is_idle = |one: &Connection| one.computing.load(Ordering::Relaxed) == 0;
            let oldest = open.iter().position(is_idle).unwrap_or_default();
            if let Some(closed) = open.remove(oldest) {
                closed.task.abort();
            }
        }
        let computing = Arc::new(AtomicUsize::new(0));
        let task = serve(stream, Arc::clone(&server), Arc::clone(&computing), stopped.clone());
        open.push_back(Connection { task: tokio::spawn(task), computing });
    }
    drop(listener);
    // Every connection ends after its current request.
    stop.send_replace(true);
    let all = async {
        for connection in open {
            // An aborted task is finished, too.
            let _ = connection.task.await;
        }
    };
    let _ = tokio::time::timeout(LAST_REQUESTS, all).await;
}

/// Serves one connection.
async fn serve(
    stream: TcpStream,
    server: Arc<Server>,
    computing: Arc<AtomicUsize>,
    mut stopped: watch::Receiver<bool>,
) {
    // Small replies are sent at once. If the option cannot be set, they are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let (server, computing) = (Arc::clone(&server), Arc::clone(&computing));
        async move {
            computing.fetch_add(1, Ordering::Relaxed);
            let answer = server.answer(request).await;
            computing.fetch_sub(1, Ordering::Relaxed);
            Answer::Ok(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    // A client that breaks the protocol or leaves is not an error of the server.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => {}
        () = tokio::time::sleep(LIFETIME) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(HEADER_TIME, connection).await;
}

/// Ctrl-C, and the signal by which a system stops a service.
pub(super) struct StopSignal {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl StopSignal {
    /// Listens from now on.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
            Ok(Self { signals })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Completes when the server is to stop.
    async fn stopped(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
