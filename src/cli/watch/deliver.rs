//! Delivers messages: to a command's standard input, and to a webhook.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::Url;

use super::super::command_error::CommandError;
use crate::fetch::post;
use crate::watch::Message;

/// The longest time of one delivery.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where messages go.
pub(super) struct Delivery {
    command: Option<String>,
    webhook: Option<Url>,
    secret: Option<Vec<u8>>,
}

/// Reads a secret from the first line of a file.
pub(super) fn read_secret(path: &Path) -> Result<Vec<u8>, CommandError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        CommandError::usage(format!("{}: the secret cannot be read: {error}", path.display()))
    })?;
    let secret = text.lines().next().unwrap_or_default().trim().as_bytes().to_vec();
    if secret.is_empty() {
        return Err(CommandError::usage(format!("{}: the secret is empty", path.display())));
    }
    Ok(secret)
}

impl Delivery {
    pub(super) fn new(
        command: Option<String>,
        webhook: Option<&str>,
        secret: Option<Vec<u8>>,
    ) -> Result<Self, CommandError> {
        let webhook = webhook.map(|text| {
            Url::parse(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                .ok_or_else(|| CommandError::usage(format!("--webhook: {text} is not a web URL")))
        });
        Ok(Self { command, webhook: webhook.transpose()?, secret })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.command.is_none() && self.webhook.is_none()
    }

    /// Delivers a message to all receivers. If one fails, all get it again.
    pub(super) fn deliver(&self, message: &Message) -> Result<(), String> {
        if let Some(command) = &self.command {
            run(command, &message.body)?;
        }
        if let Some(url) = &self.webhook {
            let signature = self.secret.as_deref().map(|secret| sign(secret, &message.body));
            let mut fields = vec![("idempotency-key", message.key.as_str())];
            if let Some(signature) = &signature {
                fields.push(("x-recension-signature", signature));
            }
            post(url, &fields, message.body.as_bytes(), PATIENCE)
                .map_err(|error| format!("{url}: {error}"))?;
        }
        Ok(())
    }
}

/// The signature of a body: `sha256=` and its HMAC.
fn sign(secret: &[u8], body: &str) -> String {
    let mut signature = "sha256=".to_owned();
    // A key of any length is valid.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) {
        mac.update(body.as_bytes());
        for byte in mac.finalize().into_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(signature, "{byte:02x}");
        }
    }
    signature
}

/// Runs a command with the text on its standard input.
fn run(command: &str, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("`{command}` cannot be run: {error}");
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell)
        .args([option, command])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // A command that does not read its input decides by its exit code.
        let _ = input.write_all(text.as_bytes()).and_then(|()| input.write_all(b"\n"));
    }
    let start = Instant::now();
    loop {
        match child.try_wait().map_err(failed)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("`{command}` failed: {status}")),
            None if start.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("`{command}` did not end in {} s", PATIENCE.as_secs()));
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_signed_as_receivers_expect() {
        // RFC 4231 § 4.3.
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(sign(b"Jefe", "what do ya want for nothing?"), expected);
    }

    #[test]
    #[cfg(unix)]
    fn a_command_gets_the_message_and_its_exit_code_decides() {
        assert_eq!(run("grep -q ferry", "{\"title\": \"ferry\"}"), Ok(()));
        let error = run("grep -q mill", "{\"title\": \"ferry\"}").expect_err("not found");
        assert!(error.contains("`grep -q mill` failed"), "{error}");
        assert_eq!(run("true", &"x".repeat(1 << 20)), Ok(()));
    }
}
