use jari_core::domain::Destination;
use lettre::{message::Mailbox, transport::smtp::authentication::Credentials};
use percent_encoding::percent_decode_str;
use std::{fmt, net::IpAddr, time::Duration};
use url::Url;

/// Writing to whoever has bought.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Mail")]
pub struct MailConfig {
    /// The mail server that e-mails are handed to, with tickets and of orders that are given back: `smtps://user:password@host`, or
    /// `smtp://…` with STARTTLS. It is insisted on, unless the server is on this machine (`?tls=required` insists there as well) or
    /// `?tls=never` stands behind it. Without it nobody is written to, and nothing is written down to be. Set the same on every instance.
    #[arg(long, env = "JARI_SMTP_URL", hide_env_values = true, value_name = "URL", global = true)]
    pub smtp_url: Option<String>,

    /// Whom mails come from: `tickets@example.com`, or `Name <tickets@example.com>`. Without a name it is Jari's, in the mail's language.
    #[arg(long, env = "JARI_MAIL_FROM", value_name = "ADDRESS", global = true)]
    pub mail_from: Option<String>,

    /// How long the mail server may take for one mail, in seconds, before it is tried again.
    #[arg(
        long,
        env = "JARI_SMTP_TIMEOUT_SECS",
        default_value_t = 60,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=600),
        global = true
    )]
    pub smtp_timeout_secs: u64,
}

/// How what is said to a mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailEncryption {
    /// By TLS from the first byte on.
    FromTheBeginning,
    /// By TLS once STARTTLS was said, which must be possible.
    StartTls,
    /// Not at all.
    Never,
}

/// Where mails are handed to, and whom they come from.
#[derive(Clone)]
pub struct MailTarget {
    /// The server's name, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is spoken to.
    pub encryption: MailEncryption,
    /// As whom, if it asks.
    pub credentials: Option<Credentials>,
    /// Whom mails come from.
    pub from: Mailbox,
    /// How long one mail may take.
    pub patience: Duration,
}

/// What is wrong with the settings. It does not repeat the address, which may hold a password.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// The address is none.
    #[error(
        "JARI_SMTP_URL is no address such as smtps://user:password@smtp.example.com, smtp://smtp.example.com:587 or \
         smtp://10.0.0.5:25?tls=never; what is special in a user's name or a password stands there as %40"
    )]
    Url,
    /// A password would be sent to another machine for everybody to read.
    #[error("JARI_SMTP_URL has a password and says tls=never: others on the way could read it")]
    ReadablePassword,
    /// Nobody is there whom mails could come from.
    #[error("JARI_SMTP_URL is set and JARI_MAIL_FROM is not: a mail must come from somebody")]
    NoSender,
    /// Whom mails are to come from has no address.
    #[error("JARI_MAIL_FROM is no address such as tickets@example.com or Jari <tickets@example.com>")]
    Sender,
}

impl MailConfig {
    /// Where mails go; none if nobody is written to.
    ///
    /// # Errors
    /// A [`MailFault`] that says what to mend.
    pub fn target(&self) -> Result<Option<MailTarget>, MailFault> {
        let Some(url) = &self.smtp_url else { return Ok(None) };
        let url = Url::parse(url).map_err(|_| MailFault::Url)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailFault::Url)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_bare = matches!(url.path(), "" | "/") && url.fragment().is_none();
        let encryption = match (url.scheme(), url.query()) {
            ("smtps", None) => MailEncryption::FromTheBeginning,
            ("smtp", Some("tls=required")) => MailEncryption::StartTls,
            ("smtp", Some("tls=never")) => MailEncryption::Never,
            ("smtp", None) if is_here(&host) => MailEncryption::Never,
            ("smtp", None) => MailEncryption::StartTls,
            _ => return Err(MailFault::Url),
        };
        let credentials = credentials(&url)?;
        if !is_bare {
            return Err(MailFault::Url);
        }
        if credentials.is_some() && encryption == MailEncryption::Never && !is_here(&host) {
            return Err(MailFault::ReadablePassword);
        }
        let usual = match encryption {
            MailEncryption::FromTheBeginning => 465,
            MailEncryption::StartTls => 587,
            MailEncryption::Never => 25,
        };
        let from = self.mail_from.as_deref().map(str::trim).filter(|from| !from.is_empty());
        let from = from.ok_or(MailFault::NoSender)?;
        let is_one_line = !from.chars().any(char::is_control);
        let from = from.parse().ok().filter(|_| is_one_line).ok_or(MailFault::Sender)?;
        let patience = Duration::from_secs(self.smtp_timeout_secs);
        let port = url.port().unwrap_or(usual);
        Ok(Some(MailTarget { host, port, encryption, credentials, from, patience }))
    }

    /// Who is written to.
    pub fn told(&self) -> Vec<Destination> {
        self.smtp_url.iter().map(|_| Destination::Mail).collect()
    }
}

impl MailTarget {
    /// Whether others on the way can read mails.
    pub fn is_readable_by_others(&self) -> bool {
        self.encryption == MailEncryption::Never && !is_here(&self.host)
    }
}

impl fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // There may be a password in the address.
        f.debug_struct("MailConfig").field("is_set", &self.smtp_url.is_some()).finish_non_exhaustive()
    }
}

/// Whether it is this machine.
fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn credentials(url: &Url) -> Result<Option<Credentials>, MailFault> {
    let read = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| MailFault::Url)?;
        if text.chars().any(char::is_control) { Err(MailFault::Url) } else { Ok(text.into_owned()) }
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(MailFault::Url),
        (user, Some(password)) => Ok(Some(Credentials::new(read(user)?, read(password)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str, from: Option<&str>) -> Result<MailTarget, MailFault> {
        let config = MailConfig {
            smtp_url: Some(url.to_owned()),
            mail_from: from.map(str::to_owned),
            smtp_timeout_secs: 60,
        };
        assert!(!format!("{config:?}").contains("secret"));
        config.target().map(Option::unwrap)
    }

    const FROM: Option<&str> = Some("Jari <tickets@jari.kr>");

    #[test]
    fn an_address_says_where_and_how() {
        use MailEncryption::{FromTheBeginning, Never, StartTls};
        for (url, host, port, encryption) in [
            ("smtps://mail.example.com", "mail.example.com", 465, FromTheBeginning),
            ("smtp://mail.example.com", "mail.example.com", 587, StartTls),
            ("smtp://mail.example.com:2525/", "mail.example.com", 2525, StartTls),
            ("smtp://10.0.0.5?tls=never", "10.0.0.5", 25, Never),
            ("smtp://localhost:1025", "localhost", 1025, Never),
            ("smtp://[::1]", "::1", 25, Never),
            ("smtp://localhost:1025?tls=required", "localhost", 1025, StartTls),
        ] {
            let target = target(url, FROM).unwrap();
            assert_eq!((&*target.host, target.port, target.encryption), (host, port, encryption), "{url}");
            assert_eq!(target.is_readable_by_others(), url.contains("10.0.0.5"), "{url}");
            assert!(target.credentials.is_none());
        }
        let with = target("smtps://jari%40x.kr:secret%2F%25@mail.example.com", FROM).unwrap();
        assert_eq!(with.credentials, Some(Credentials::new("jari@x.kr".into(), "secret/%".into())));
        assert_eq!(target("smtp://a", Some("tickets@jari.kr")).unwrap().from.name, None);
    }

    #[test]
    fn what_cannot_be_meant_is_named_and_not_repeated() {
        for url in [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtps://a?tls=never",
            "smtp://a?tls=maybe",
            "smtp://a/path",
            "smtp://a#b",
            "smtp://user@a",
            "smtp://:secret@a",
            "smtps://user:secret%0d%0aRSET@a",
        ] {
            let fault = target(url, FROM).err();
            assert_eq!(fault, Some(MailFault::Url), "{url}");
            assert!(!fault.unwrap().to_string().contains("secret"), "{url}");
        }
        assert_eq!(target("smtp://u:secret@a?tls=never", FROM).err(), Some(MailFault::ReadablePassword));
        assert!(target("smtp://u:secret@localhost", FROM).is_ok());
        for from in [None, Some(""), Some(" ")] {
            assert_eq!(target("smtp://a", from).err(), Some(MailFault::NoSender));
        }
        for from in ["jari", "Jari <>", "Jari\r\nBcc: a@b.kr <tickets@jari.kr>", "a@b.kr, c@d.kr"] {
            assert_eq!(target("smtp://a", Some(from)).err(), Some(MailFault::Sender), "{from}");
        }
    }
}
