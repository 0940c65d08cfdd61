//! Responses: what a response means for its page and its host.

use url::Url;

use super::super::listing;
use super::super::outcome::{self, Outcome};
use super::super::politeness::{LIST_FLOOR, backoff};
use super::super::schedule::{self, DAY, HOUR};
use super::super::state::{Claimed, HostRow, PageRow, Trigger};
use super::super::{PageKind, PageResult, State, WatchError};
use super::{Done, Engine, EngineSettings, InFlight, RunResult};
use crate::article::{LookReason, UnixMicros};
use crate::extract::PageLinks;
use crate::fetch::{
    Exchange, Failure, Response, Seen, Validators, check, max_age, retry_after,
    robots::MAX_ROBOTS_BYTES,
};

/// The most redirects of a `robots.txt` (RFC 9309 § 2.3.1.2).
const MAX_ROBOTS_HOPS: u32 = 5;

/// How often a permanent redirect must be seen before its target replaces the URL.
const MOVES: u32 = 3;

/// How often a page is requested again when its host asked for fewer requests, before it waits for
/// its next age.
const MAX_OVERLOADS: i64 = 5;

impl Engine<'_> {
    /// Handles a response.
    pub(super) fn complete(&mut self, done: &Done) -> Result<(), WatchError> {
        let Some(InFlight { mut claimed, is_robots }) = self.in_flight.remove(&done.host) else {
            return Ok(());
        };
        let (exchange, now) = (&done.exchange, done.ended);
        self.report.requests += u64::from(!exchange.request.is_empty());
        self.report.bytes += exchange.traffic;
        claimed.page.bytes += exchange.traffic as i64;
        let delay = self.robots_of(&claimed.host).crawl_delay();
        let pause = self.settings.politeness.pause_after(now - done.started, delay);
        claimed.host.not_before = now + pause;
        claimed.host.address = exchange.address.map(|address| address.to_string());
        if is_robots {
            self.complete_robots(claimed, exchange, now)
        } else {
            self.complete_page(claimed, exchange, (done.started, now))
        }
    }

    fn complete_robots(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        now: i64,
    ) -> Result<(), WatchError> {
        if let Some(Failure::Refused(refusal)) = &exchange.failure {
            let target = claimed.page.target().to_owned();
            return self.refuse(&mut claimed, &target, &refusal.to_string(), now);
        }
        let policy = &self.settings.policy;
        let robots = &mut claimed.host.robots;
        let response = exchange.response.as_ref().filter(|_| exchange.failure.is_none());
        let status = response.map(Response::status);
        let redirect = response.filter(|_| matches!(status, Some(300..=399))).map(|response| {
            let target = response.header("location").and_then(|to| exchange.url.join(to).ok());
            let target = target.and_then(|target| check(target.as_str(), policy).ok());
            target.filter(|target| State::host_name(target) == claimed.host.name)
        });
        match (redirect, status) {
            // A file that is moved to another host, or around in circles, is not available.
            (Some(None), _) => (robots.file, robots.read) = (None, Some(now)),
            (Some(Some(target)), _) => {
                robots.hops += 1;
                robots.hop = Some(target.into());
                if robots.hops > MAX_ROBOTS_HOPS {
                    (robots.file, robots.read) = (None, Some(now));
                }
            }
            (None, Some(200..=299)) => {
                let body = response.and_then(|response| {
                    response.decoded(MAX_ROBOTS_BYTES.max(response.body().len())).ok()
                });
                let mut body = body.unwrap_or_default();
                body.truncate(MAX_ROBOTS_BYTES);
                (robots.file, robots.read) = (Some(body), Some(now));
            }
            (None, Some(status)) if (400..500).contains(&status) && status != 429 => {
                (robots.file, robots.read) = (None, Some(now));
            }
            // RFC 9309 § 2.3.1.4: the host is unreachable, so nothing may be requested.
            _ => {
                (robots.hop, robots.hops) = (None, 0);
                let (reason, why) = match (&exchange.failure, status) {
                    (Some(Failure::Failed(reason, why)), _) => (*reason, why.clone()),
                    (_, Some(status)) => (
                        LookReason::of_status(status, false).unwrap_or(LookReason::ServerError),
                        format!("its server answered {status}"),
                    ),
                    _ => (LookReason::Connection, "there is no response".to_owned()),
                };
                note_overload(&mut claimed.host, exchange, now);
                self.write_list(exchange, now)?;
                let why = format!("robots.txt is not available: {why}");
                let url =
                    Url::parse(claimed.page.target()).unwrap_or_else(|_| exchange.url.clone());
                return self.fail(&mut claimed, &url, reason, &why, now, exchange.traffic);
            }
        }
        if robots.read.is_some() {
            (robots.hop, robots.hops) = (None, 0);
            claimed.host.failures = 0;
        }
        let delay = self.robots_of(&claimed.host).crawl_delay();
        let pause = self.settings.politeness.pause_after(0, delay);
        claimed.host.not_before = claimed.host.not_before.max(now + pause);
        self.write_list(exchange, now)?;
        self.state.save(&claimed.host, &claimed.page, 0, false)
    }

    fn complete_page(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let outcome = outcome::read(exchange, claimed.page.hops, &self.settings.policy);
        let page = &mut claimed.page;
        page.visits += 1;
        let before = page.status;
        page.status = exchange.response.as_ref().map(Response::status);
        let is_list = page.kind == Some(PageKind::List);
        if !matches!(outcome, Outcome::Overload | Outcome::Failed(..)) {
            claimed.host.failures = 0;
        }
        let url = &exchange.url;
        match outcome {
            Outcome::Document(body) => self.document(claimed, exchange, &body, (started, now)),
            Outcome::Unchanged => {
                if is_list {
                    self.write_list(exchange, started)?;
                } else {
                    self.write_page(page, exchange, started)?;
                }
                page.failures = 0;
                self.schedule(&mut claimed, exchange, PageResult::Unchanged, None, now)
            }
            Outcome::Redirect { target, is_permanent } => {
                let is_first = page.hop.is_none();
                if is_list {
                    self.write_list(exchange, started)?;
                } else {
                    self.write_page(page, exchange, started)?;
                }
                if is_first && is_permanent {
                    let is_same = page.moved_to.as_deref() == Some(target.as_str());
                    page.moved = if is_same { page.moved + 1 } else { 1 };
                    page.moved_to = Some(target.to_string());
                    if page.moved >= MOVES {
                        page.url = target.to_string();
                        (page.moved, page.moved_to) = (0, None);
                    }
                }
                page.hops += 1;
                page.hop = Some(target.to_string()).filter(|target| *target != page.url);
                page.result = Some(PageResult::Redirected.name().to_owned());
                self.tell(exchange, PageResult::Redirected, Some(target.into()));
                self.state.save(&claimed.host, &claimed.page, 0, false)
            }
            // A front page, a section or a form is not requested for an article.
            Outcome::Elsewhere => {
                self.write_list(exchange, started)?;
                let why = "redirected to another page";
                let traffic = exchange.traffic;
                self.fail(
                    &mut claimed,
                    &url.clone(),
                    LookReason::RedirectedElsewhere,
                    why,
                    now,
                    traffic,
                )
            }
            Outcome::Blocked(why) => {
                self.write_list(exchange, started)?;
                let reason = LookReason::RedirectedElsewhere;
                self.fail(&mut claimed, &url.clone(), reason, &why, now, exchange.traffic)
            }
            Outcome::Overload => {
                note_overload(&mut claimed.host, exchange, now);
                self.write_any(is_list, page, exchange, started)?;
                page.failures += 1;
                let (again, is_once) = (claimed.host.not_before, page.is_once);
                let is_retried = page.failures <= MAX_OVERLOADS && !is_once;
                self.schedule(&mut claimed, exchange, PageResult::Failed, None, now)?;
                if is_retried {
                    claimed.page.next = Some(again);
                    self.state.save(&claimed.host, &claimed.page, 0, false)?;
                }
                Ok(())
            }
            Outcome::Error(reason) => {
                self.write_any(is_list, page, exchange, started)?;
                page.failures += 1;
                let is_gone_twice =
                    before == Some(410) && page.last.is_some_and(|last| now - last >= DAY);
                let status = page.status;
                let failures = page.failures;
                self.schedule(&mut claimed, exchange, PageResult::Failed, None, now)?;
                let page = &mut claimed.page;
                match (reason, status) {
                    // Seen twice a day apart, it is not requested again.
                    (LookReason::Gone, _) if is_gone_twice => page.next = None,
                    (LookReason::Gone, _) if !page.is_once => page.next = Some(now + DAY + HOUR),
                    (LookReason::ServerError, _) if !page.is_once && failures <= MAX_OVERLOADS => {
                        let again = now + backoff(failures, &page.url);
                        page.next = Some(page.next.map_or(again, |next| next.min(again)));
                    }
                    _ => return Ok(()),
                }
                self.state.save(&claimed.host, &claimed.page, 0, false)
            }
            Outcome::Failed(reason, why) => {
                note_overload(&mut claimed.host, exchange, now);
                if exchange.response.is_some() {
                    self.write_any(is_list, page, exchange, started)?;
                }
                self.fail(&mut claimed, &url.clone(), reason, &why, now, exchange.traffic)
            }
            Outcome::Undecodable(why) => {
                self.write_any(is_list, page, exchange, started)?;
                page.failures += 1;
                let again = now + backoff(page.failures, &page.url);
                let is_retried = page.failures <= MAX_OVERLOADS && !page.is_once;
                self.schedule(&mut claimed, exchange, PageResult::Failed, Some(why), now)?;
                if is_retried {
                    let next = claimed.page.next;
                    claimed.page.next = Some(next.map_or(again, |next| next.min(again)));
                    self.state.save(&claimed.host, &claimed.page, 0, false)?;
                }
                Ok(())
            }
            Outcome::Refused(refusal) => {
                let target = url.to_string();
                self.refuse(&mut claimed, &target, &refusal.to_string(), now)
            }
            // In the archive of pages, a 304 would be an observation of the last version.
            Outcome::NoPage(why) => {
                self.write_list(exchange, started)?;
                let traffic = exchange.traffic;
                self.fail(&mut claimed, &url.clone(), LookReason::NoPage, &why, now, traffic)
            }
        }
    }

    /// Handles a response with a document: a page, a feed or a sitemap.
    fn document(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        body: &[u8],
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let Some(response) = &exchange.response else { return Ok(()) };
        let page = &mut claimed.page;
        let kind = page.kind.unwrap_or(PageKind::Auto);
        let is_html = response.mime().is_none_or(|mime| mime.contains("html"));
        if matches!(kind, PageKind::List | PageKind::Auto)
            && (!is_html || kind == PageKind::List)
            && let Some(listing) = listing::read(body.to_vec(), &exchange.url, now)
        {
            return self.list(claimed, exchange, &listing, (started, now));
        }
        if kind == PageKind::List {
            self.write_list(exchange, started)?;
            let why = Some("it is not a feed or a sitemap".to_owned());
            return self.schedule(&mut claimed, exchange, PageResult::Failed, why, now);
        }
        let links = if is_html {
            PageLinks::read(body, response.header("content-type"), &exchange.url)
        } else {
            PageLinks::default()
        };
        // Every page of a site may name its feeds: only the page at its root is a front page for that.
        let is_root = kind == PageKind::Auto && exchange.url.path() == "/";
        if kind == PageKind::Front || (is_root && !links.feeds.is_empty()) {
            return self.front(claimed, exchange, &links, (started, now));
        }
        page.kind = Some(PageKind::Page);
        let fields = response.headers("x-robots-tag");
        let product = &self.settings.policy.product;
        let is_forbidden = links.noarchive || outcome::asks_not_to_archive(fields, product);
        if is_forbidden && !self.settings.keep_noarchive {
            let why = "the page asks not to be archived";
            return self.disallow(&mut claimed, &exchange.url, why, now, exchange.traffic);
        }
        page.failures = 0;
        let is_known = self.write_page(page, exchange, started)?;
        let result = if is_known { PageResult::Unchanged } else { PageResult::Fetched };
        self.schedule(&mut claimed, exchange, result, None, now)
    }

    /// Handles a front page: the feeds that it names are watched.
    fn front(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        links: &PageLinks,
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let page = &mut claimed.page;
        let feeds: Vec<Url> = links.feeds.iter().filter_map(|feed| Url::parse(feed).ok()).collect();
        self.state.add_lists(page.source, &feeds, now)?;
        self.horizon = self.horizon.max(now);
        self.write_list(exchange, started)?;
        page.kind = Some(PageKind::Front);
        let (result, why) = match feeds.len() {
            0 => {
                (PageResult::Failed, "it names no feeds: add a feed, or the page itself".to_owned())
            }
            1 => (PageResult::Fetched, "its feed is watched".to_owned()),
            count => (PageResult::Fetched, format!("its {count} feeds are watched")),
        };
        self.schedule(&mut claimed, exchange, result, Some(why), now)
    }

    /// Handles a feed or sitemap.
    fn list(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        listing: &listing::Listing,
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let page = &mut claimed.page;
        (page.kind, page.failures) = (Some(PageKind::List), 0);
        if let Some(response) = &exchange.response {
            self.write_list(exchange, started)?;
            // A list is not archived as a page, so nothing refers to its record: only its URL counts.
            page.validators = Validators::of(response);
            page.seen = Some(Seen {
                record: String::new(),
                url: exchange.url.to_string(),
                date: String::new(),
                digest: String::new(),
            });
        }
        let triggers: Vec<Trigger<'_>> = listing
            .entries
            .iter()
            .filter(|entry| check(entry.url.as_str(), &self.settings.policy).is_ok())
            .map(|entry| Trigger {
                url: &entry.url,
                claims: &entry.claims,
                mark: entry.mark.as_deref(),
            })
            .collect();
        let new = self.state.add_listed(page.source, &triggers, now, LIST_FLOOR)?;
        let maps: Vec<Url> =
            listing.sitemaps.iter().filter_map(|map| Url::parse(map).ok()).collect();
        self.state.add_lists(page.source, &maps, now)?;
        self.horizon = self.horizon.max(now);
        let why = Some(format!("{} pages, {new} new", listing.entries.len()));
        let asked = exchange
            .response
            .as_ref()
            .and_then(|response| max_age(response, UnixMicros(now)).max(listing.pause));
        let pause = self.settings.politeness.list_pause(asked);
        self.schedule(&mut claimed, exchange, PageResult::Fetched, why, now)?;
        claimed.page.next = (!claimed.page.is_once).then_some(now + pause);
        self.state.save(&claimed.host, &claimed.page, 0, false)
    }

    /// Notes a page's result, and when it is requested again.
    fn schedule(
        &mut self,
        claimed: &mut Claimed,
        exchange: &Exchange,
        result: PageResult,
        why: Option<String>,
        now: i64,
    ) -> Result<(), WatchError> {
        let missed = plan(&mut claimed.page, result, why.as_deref(), now, &self.settings);
        self.tell(exchange, result, why);
        self.state.save(&claimed.host, &claimed.page, missed, false)
    }

    /// Notes a request without a page, as a look.
    fn fail(
        &mut self,
        claimed: &mut Claimed,
        url: &Url,
        reason: LookReason,
        why: &str,
        now: i64,
        bytes: u64,
    ) -> Result<(), WatchError> {
        let is_page = matches!(claimed.page.kind, Some(PageKind::Page | PageKind::Auto) | None);
        if is_page {
            self.look(url, reason, now)?;
        }
        claimed.page.failures += 1;
        let missed = plan(&mut claimed.page, PageResult::Failed, Some(why), now, &self.settings);
        self.tell_of(url.as_str(), PageResult::Failed, None, Some(why.to_owned()), bytes);
        self.state.save(&claimed.host, &claimed.page, missed, false)
    }

    /// Notes a request that the site does not allow, or a page that must not be kept. `bytes` is 0 if the
    /// request was not sent.
    pub(super) fn disallow(
        &mut self,
        claimed: &mut Claimed,
        url: &Url,
        why: &str,
        now: i64,
        bytes: u64,
    ) -> Result<(), WatchError> {
        if claimed.page.kind != Some(PageKind::List) {
            let reason = if bytes == 0 { LookReason::Robots } else { LookReason::NoArchive };
            self.look(url, reason, now)?;
        }
        let result = PageResult::Disallowed;
        let missed = plan(&mut claimed.page, result, Some(why), now, &self.settings);
        self.tell_of(url.as_str(), result, None, Some(why.to_owned()), bytes);
        self.state.save(&claimed.host, &claimed.page, missed, bytes == 0)
    }

    /// Notes a request that our own rules do not allow; it is not repeated.
    pub(super) fn refuse(
        &mut self,
        claimed: &mut Claimed,
        url: &str,
        why: &str,
        now: i64,
    ) -> Result<(), WatchError> {
        plan(&mut claimed.page, PageResult::Refused, Some(why), now, &self.settings);
        claimed.page.next = None;
        self.tell_of(url, PageResult::Refused, None, Some(why.to_owned()), 0);
        self.state.save(&claimed.host, &claimed.page, 0, true)
    }

    fn tell(&mut self, exchange: &Exchange, result: PageResult, why: Option<String>) {
        let status = exchange.response.as_ref().map(Response::status);
        let url = exchange.url.to_string();
        self.tell_of(&url, result, status, why, exchange.traffic);
    }

    fn tell_of(
        &mut self,
        url: &str,
        result: PageResult,
        status: Option<u16>,
        why: Option<String>,
        bytes: u64,
    ) {
        match result {
            PageResult::Fetched => self.report.fetched += 1,
            PageResult::Unchanged => self.report.unchanged += 1,
            PageResult::Redirected => {}
            PageResult::Failed | PageResult::Disallowed | PageResult::Refused => {
                self.report.failed += 1;
            }
        }
        self.observer.requested(&RunResult { url: url.to_owned(), result, status, why, bytes });
    }
}

/// Makes a host wait after a failure: for as long as it asks, otherwise longer each time.
fn note_overload(host: &mut HostRow, exchange: &Exchange, now: i64) {
    host.failures += 1;
    let response = exchange.response.as_ref();
    let asked = response.and_then(|response| retry_after(response, UnixMicros(now)));
    let until = asked.map_or_else(|| now + backoff(host.failures, &host.name), |at| at.0);
    host.not_before = host.not_before.max(until);
}

/// Sets the result of a page and its next request; returns the number of missed ages.
fn plan(
    page: &mut PageRow,
    result: PageResult,
    why: Option<&str>,
    now: i64,
    settings: &EngineSettings,
) -> u32 {
    let before = page.last;
    let due = page.next;
    page.last = Some(now);
    page.result = Some(match why {
        Some(why) => format!("{}: {why}", result.name()),
        None => result.name().to_owned(),
    });
    (page.hop, page.hops) = (None, 0);
    if std::mem::take(&mut page.is_triggered) {
        page.idle_triggers += 1;
    }
    if page.is_once {
        page.next = None;
        return 0;
    }
    match page.kind {
        Some(PageKind::List) => {
            // The pause that it asked for, if it was requested before.
            let asked = before.zip(due).map(|(before, due)| (due - before) / 1_000_000);
            let pause = settings.politeness.list_pause(asked);
            let pause = match result {
                PageResult::Failed => pause.max(backoff(page.failures, &page.url)),
                _ => pause,
            };
            page.next = Some(now + pause);
            0
        }
        Some(PageKind::Front) => {
            page.next = Some(now + 7 * DAY);
            0
        }
        _ => {
            let next = schedule::after_unchanged(page.base, before, now, page.is_forever);
            page.next = next.at;
            next.missed
        }
    }
}
