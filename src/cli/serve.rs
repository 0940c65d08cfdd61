//! `serve`: the catalog in a browser.
//!
//! hyper reads and writes HTTP/1.1; the pages are the functions of `web`, which run on a few threads
//! with a snapshot each. There is no web framework: one function answers every request.

mod connections;
mod pool;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::command_error::CommandError;
use super::context::{Context, now};
use super::head::read_private_key;
use super::rebuild::{build_index, derived_catalog};
use super::{CommandResult, ExitStatus};
use crate::article::Sha256;
use crate::proof::note::Signer;
use crate::web::{self, Failure, Method, Reply, Request};
use connections::{StopSignal, serve_connections};
use pool::Pool;

/// Serve the catalog as web pages, feeds and an API, read-only
///
/// The pages work without JavaScript and load nothing from other hosts. The catalog is only read,
/// and what other processes import is visible in the next page. Ctrl-C stops the server.
#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// Address and port to listen on; port 0 chooses a free one
    ///
    /// An address that other machines can reach requires --host-name. There is no encryption: use a
    /// reverse proxy for that.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8750")]
    listen: SocketAddr,
    /// Open the front page in a browser
    #[arg(long)]
    open: bool,
    /// Also answer requests for this host name; repeat it for several
    ///
    /// Requests for other names are refused, so that no web page can read the catalog through a name
    /// that it points to your machine. Write https:// before the name if a proxy adds TLS.
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    host_name: Vec<ServedHost>,
    /// Password that every request must send
    ///
    /// Browsers ask for it (any user name); programs send `Authorization: Bearer TOKEN`.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "RECENSION_TOKEN",
        hide_env_values = true,
        value_parser = token
    )]
    token: Option<String>,
    /// Sign the checkpoints of the log with this Ed25519 key
    ///
    /// The file holds the key as PKCS#8 in PEM, or as a signed note's PRIVATE+KEY+….
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Let pages of this origin read the replies; '*' means all origins
    #[arg(long, value_name = "ORIGIN", value_parser = cors_origin)]
    cors: Option<String>,
}

/// A name under which the server is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ServedHost {
    name: String,
    is_https: bool,
}

fn host_name(text: &str) -> Result<ServedHost, String> {
    let lower = text.trim().to_ascii_lowercase();
    let (is_https, rest) = match lower.split_once("://") {
        Some(("https", rest)) => (true, rest),
        Some(("http", rest)) => (false, rest),
        Some(_) => return Err(format!("\"{text}\" is not a host name, such as archive.example")),
        None => (false, lower.as_str()),
    };
    let name = rest.trim_end_matches('/');
    let (name, _) = split_port(name);
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    if name.is_empty() || !name.chars().all(is_allowed) {
        return Err(format!("\"{text}\" is not a host name, such as archive.example"));
    }
    Ok(ServedHost { name: name.to_owned(), is_https })
}

/// Parses a password. An empty one, such as from a variable that is not set, would be no password.
fn token(text: &str) -> Result<String, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("use printable ASCII characters without spaces, at least one".to_owned());
    }
    Ok(text.to_owned())
}

/// Parses an origin: a scheme, a host and perhaps a port, as browsers send it. One with a path would
/// match no request, and nothing would say so.
fn cors_origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let url = url::Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = url else {
        return Err(format!("\"{text}\" is not an origin, such as https://tools.example, or '*'"));
    };
    let origin = url.origin().ascii_serialization();
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !is_bare || !url.username().is_empty() || url.password().is_some() {
        return Err(format!("an origin has no path, query or user: write {origin}"));
    }
    Ok(origin)
}

/// How long a statement or a page may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long a request waits for a free thread.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many requests may wait for one.
const MAX_WAITING: usize = 64;

pub(super) fn run(args: &ServeArgs, context: &Context) -> CommandResult {
    if !args.listen.ip().is_loopback() && args.host_name.is_empty() {
        return Err(CommandError::usage(format!(
            "{} can be reached by other machines: name the host under which it is known with \
             --host-name NAME, or listen on 127.0.0.1",
            args.listen
        )));
    }
    let signer = args.key.as_deref().map(read_private_key).transpose()?.map(Arc::new);
    // Derived data is brought up to date once; requests only read. The pages do not wait for the
    // search index.
    let (catalog, _copy) = derived_catalog(context)?.close();
    let (indexing, path) = (context.clone(), catalog.clone());
    std::thread::spawn(move || {
        if let Err(error) = build_index(&indexing, &path) {
            indexing.warn(&format!("pages cannot search: {error}"));
        }
    });
    let failed = |error: std::io::Error| CommandError::Failed(format!("cannot serve: {error}"));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads.min(4))
        .max_blocking_threads(threads * 2)
        .enable_all()
        .build()
        .map_err(failed)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await.map_err(|error| {
            CommandError::Failed(format!(
                "cannot listen on {}: {error}; choose another port with --listen",
                args.listen
            ))
        })?;
        // Before the user reads that the server runs, and stops it.
        let stop = StopSignal::listen().map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let server = Server::new(args, context, &catalog, address, threads * 2);
        let server = Arc::new(Server { signer, ..server });
        context.say(&format!(
            "serving {} at {}/ (Ctrl-C stops)",
            context.db.display(),
            server.first_origin()
        ));
        if !address.ip().is_loopback() && args.token.is_none() {
            context.warn(
                "there is no password: everyone who can reach this address can read the catalog",
            );
        }
        if args.open {
            open_browser(&server.first_origin(), context);
        }
        serve_connections(listener, server, stop).await;
        Ok::<_, CommandError>(())
    });
    // A page that still runs is not waited for: it only reads.
    runtime.shutdown_timeout(Duration::from_millis(500));
    served.map(|()| ExitStatus::Whole)
}

/// What all connections share.
struct Server {
    pool: Pool,
    context: Context,
    address: SocketAddr,
    host_names: Vec<ServedHost>,
    token: Option<Sha256>,
    cors: Option<HeaderValue>,
    signer: Option<Arc<Signer>>,
    threads: Semaphore,
    /// Half of the threads: what heavy pages may use.
    heavy: Semaphore,
    waiting: AtomicUsize,
}

impl Server {
    fn new(
        args: &ServeArgs,
        context: &Context,
        catalog: &Path,
        address: SocketAddr,
        threads: usize,
    ) -> Self {
        Self {
            pool: Pool::new(catalog.to_owned(), threads),
            context: context.clone(),
            address,
            host_names: args.host_name.clone(),
            token: args.token.as_ref().map(|token| Sha256::of(token.as_bytes())),
            cors: args.cors.as_ref().and_then(|origin| HeaderValue::from_str(origin).ok()),
            signer: None,
            threads: Semaphore::new(threads),
            heavy: Semaphore::new((threads / 2).max(1)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// The address that is shown to the user.
    fn first_origin(&self) -> String {
        match self.host_names.first() {
            Some(host) if !self.address.ip().is_loopback() => {
                let scheme = if host.is_https { "https" } else { "http" };
                let port =
                    if host.is_https { String::new() } else { format!(":{}", self.address.port()) };
                format!("{scheme}://{}{port}", host.name)
            }
            _ => format!("http://{}", self.address),
        }
    }

    /// The origin of a request for this host; `None` if the host is not ours.
    fn origin(&self, host: &str) -> Option<String> {
        let host = host.to_ascii_lowercase();
        let (name, _) = split_port(&host);
        if let Some(known) = self.host_names.iter().find(|known| known.name == name) {
            let scheme = if known.is_https { "https" } else { "http" };
            return Some(format!("{scheme}://{host}"));
        }
        // The port is not compared, because a forwarded port has another number. A foreign name that
        // points to this machine is refused with any port.
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        (name == "localhost" || is_loopback).then(|| format!("http://{host}"))
    }

    /// Whether the request has the token, if one is needed.
    fn is_allowed(&self, headers: &HeaderMap) -> bool {
        use base64ct::{Base64, Encoding as _};
        let Some(token) = &self.token else { return true };
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some((scheme, value)) = sent.and_then(|sent| sent.split_once(' ')) else {
            return false;
        };
        let password = if scheme.eq_ignore_ascii_case("basic") {
            let decoded = Base64::decode_vec(value.trim()).ok();
            let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
            decoded.and_then(|pair| Some(pair.split_once(':')?.1.to_owned()))
        } else {
            scheme.eq_ignore_ascii_case("bearer").then(|| value.trim().to_owned())
        };
        // Digests are compared, so that the time shows nothing about the token.
        password.is_some_and(|password| Sha256::of(password.as_bytes()) == *token)
    }

    /// Answers one request.
    async fn answer(self: Arc<Self>, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
        let reply = self.reply(&request).await;
        if let Some(cause) = &reply.cause {
            self.context.warn(&format!("{} failed: {cause}", request.uri().path()));
        }
        self.response(reply)
    }

    async fn reply(self: &Arc<Self>, request: &hyper::Request<Incoming>) -> Reply {
        let text = |name: HeaderName| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let mut asked = Request::get(target);
        asked.now = now().0;
        asked.if_none_match = text(header::IF_NONE_MATCH);
        asked.accept = text(header::ACCEPT);
        asked.accept_encoding = text(header::ACCEPT_ENCODING);
        asked.accept_datetime = text(HeaderName::from_static("accept-datetime"));
        asked.signer.clone_from(&self.signer);
        asked.escapes.formulas = self.context.safe_csv;
        asked.hides_folders = true;
        match *request.method() {
            hyper::Method::GET => {}
            hyper::Method::HEAD => asked.method = Method::Head,
            // A browser asks whether a page of another origin may send these headers.
            hyper::Method::OPTIONS if self.cors.is_some() => {
                return Reply { status: 204, ..Reply::default() }
                    .with("access-control-allow-methods", "GET, HEAD")
                    .with(
                        "access-control-allow-headers",
                        "accept-datetime, authorization, if-none-match",
                    )
                    .with("access-control-max-age", "3600");
            }
            _ => {
                let failure = Failure::new(405, "The catalog is read-only: use GET or HEAD.");
                return web::refuse(&asked, &failure).with("allow", "GET, HEAD");
            }
        }
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok().and_then(|host| self.origin(host)),
            _ => None,
        };
        let Some(origin) = host else {
            let failure = Failure::new(
                421,
                "This server does not answer for this host name. If the name is yours, start the \
                 server with --host-name.",
            );
            return web::refuse(&asked, &failure);
        };
        asked.origin = origin;
        if !self.is_allowed(request.headers()) {
            let failure = Failure::new(401, "This catalog needs the password that --token sets.");
            return web::refuse(&asked, &failure)
                .with("www-authenticate", "Basic realm=\"recension\", charset=\"UTF-8\"");
        }
        self.page(asked).await
    }

    /// Computes a page on one of the threads, if one is free soon.
    async fn page(self: &Arc<Self>, asked: Request) -> Reply {
        let busy = |asked: &Request| {
            let failure = Failure::new(503, "The server is busy. Load the page again in a moment.");
            web::refuse(asked, &failure)
        };
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= MAX_WAITING {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return busy(&asked);
        }
        // Heavy pages wait for each other first, so that the others always find a thread.
        let permits = tokio::time::timeout(PATIENCE, async {
            let is_heavy = web::is_heavy(&asked);
            let heavy = if is_heavy { Some(self.heavy.acquire().await?) } else { None };
            Ok::<_, tokio::sync::AcquireError>((heavy, self.threads.acquire().await?))
        });
        let permits = permits.await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let Ok(Ok(_permits)) = permits else { return busy(&asked) };
        let server = Arc::clone(self);
        let kept = asked.clone();
        let computed = tokio::task::spawn_blocking(move || {
            let end = Instant::now() + TIME_LIMIT;
            let is_over = move || Instant::now() >= end;
            let reply = server.pool.with(is_over, |snapshot| web::handle(snapshot, &asked));
            reply.unwrap_or_else(|error| web::refuse(&asked, &error.into()))
        });
        computed.await.unwrap_or_else(|_| {
            web::refuse(&kept, &Failure::new(500, "The page failed. Report its address as a bug."))
        })
    }

    fn response(&self, reply: Reply) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(reply.body)));
        *response.status_mut() =
            StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in reply.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
        if let Some(origin) = &self.cors {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("content-location, etag, link, memento-datetime"),
            );
            headers.insert(
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("cross-origin"),
            );
        }
        response
    }
}

/// Separates a port from a host.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port))
            if !port.contains(']') && (!name.contains(':') || name.ends_with(']')) =>
        {
            (name, Some(port))
        }
        _ => (host, None),
    }
}

/// Opens an address in the user's browser.
fn open_browser(address: &str, context: &Context) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let started = std::process::Command::new(program)
        .arg(address)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if let Err(error) = started {
        context
            .warn(&format!("cannot open a browser ({program}: {error}); open {address} yourself"));
    }
}

/// The type of the service's result: an answer always exists.
type Answer = Result<Response<Full<Bytes>>, Infallible>;

#[cfg(test)]
mod tests {
    use super::*;

    fn server(args: &[&str]) -> Server {
        use clap::Parser as _;
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            args: ServeArgs,
        }
        let line = Line::parse_from(std::iter::once(&"serve").chain(args));
        let global = crate::cli::Global {
            db: vec!["none.db".into()],
            color: crate::cli::ColorChoice::Never,
            safe_csv: false,
            no_pager: true,
            quiet: true,
            verbose: false,
        };
        Server::new(&line.args, &Context::new(&global), &global.db[0], line.args.listen, 1)
    }

    #[test]
    fn only_known_hosts_are_answered() {
        let local = server(&[]);
        let check = |host: &str, expected: Option<&str>| {
            assert_eq!(local.origin(host).as_deref(), expected, "{host}");
        };
        check("127.0.0.1:8750", Some("http://127.0.0.1:8750"));
        check("LOCALHOST:8750", Some("http://localhost:8750"));
        check("localhost:9000", Some("http://localhost:9000"));
        check("[::1]:8750", Some("http://[::1]:8750"));
        check("::1", Some("http://::1"));
        check("attacker.example:8750", None);
        check("localhost.attacker.example", None);
        check("127.0.0.1.attacker.example:8750", None);
        check("192.168.0.7:8750", None);
        check("0.0.0.0:8750", None);
        check("", None);
        let known = server(&["--host-name", "https://Archive.example", "--host-name", "b.example"]);
        assert_eq!(known.origin("archive.example").as_deref(), Some("https://archive.example"));
        assert_eq!(known.origin("b.example:80").as_deref(), Some("http://b.example:80"));
        assert_eq!(known.origin("a.archive.example"), None);
    }

    #[test]
    fn the_token_is_checked() {
        let check = |sent: Option<&str>, expected: bool| {
            let mut headers = HeaderMap::new();
            if let Some(sent) = sent {
                headers.insert(header::AUTHORIZATION, HeaderValue::from_str(sent).expect("ASCII"));
            }
            assert_eq!(server(&["--token", "a:b"]).is_allowed(&headers), expected, "{sent:?}");
            assert!(server(&[]).is_allowed(&headers));
        };
        check(None, false);
        check(Some("Bearer a:b"), true);
        check(Some("bearer a:b"), true);
        check(Some("Bearer a"), false);
        // `anyone:a:b`
        check(Some("Basic YW55b25lOmE6Yg=="), true);
        check(Some("Basic YTpi"), false);
        check(Some("Basic ???"), false);
        check(Some("Digest a:b"), false);
    }
}
