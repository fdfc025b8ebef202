//! Handing a mail to a server, step by step, as what a refusal means depends on the step.

use crate::config::{MailEncryption, MailTarget};
use jari_core::{failures::Chain, ports::NotTold};
use lettre::{
    Address,
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::Mechanism,
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailParameter},
    },
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout, timeout_at};

/// How long a connection is kept for the next mail.
const IDLE: Duration = Duration::from_secs(10);

/// Connections that are kept.
const MOST_IDLE: usize = 4;

/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_millis(500);

/// How long it is waited before a mail is sent again of which nobody knows whether it was taken: a server that is slow has it soon.
const AFTER_DOUBT_MILLIS: i64 = 5 * 60 * 1_000;

/// A mail server.
pub(super) struct Smtp {
    target: MailTarget,
    tls: Option<TlsParameters>,
    hello: ClientId,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// How far a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// The server is to be reached, and to let us in.
    Connect,
    /// It is to take a mail from us.
    Sender,
    /// It is to take one to the recipient.
    Recipient,
    /// It is to listen to it.
    Data,
    /// It was told all of it, and has to say whether it has taken it.
    Content,
}

/// What went wrong at a step.
enum Fault {
    Smtp(Error),
    TooSlow,
}

impl Smtp {
    /// A server that nobody has spoken to yet.
    pub(super) fn new(target: MailTarget) -> Result<Self, Error> {
        let tls = match target.encryption {
            MailEncryption::Never => None,
            MailEncryption::FromTheBeginning | MailEncryption::StartTls => {
                Some(TlsParameters::new_rustls(target.host.clone())?)
            }
        };
        let hello = ClientId::Domain(target.from.email.domain().to_owned());
        Ok(Self { target, tls, hello, idle: Mutex::default() })
    }

    /// Hands a mail to it.
    pub(super) async fn send(&self, envelope: &Envelope, content: &[u8]) -> Result<(), NotTold> {
        let end = Instant::now() + self.target.patience;
        let mut connection = self.connection(end).await.map_err(|fault| fault.at(Step::Connect))?;
        match say(&mut connection, end, envelope, content).await {
            Ok(()) => {
                self.keep(connection);
                Ok(())
            }
            Err(refused) => {
                let _ = timeout(FAREWELL, connection.abort()).await;
                Err(refused)
            }
        }
    }

    /// A connection that was left over and still is one, or a new one.
    async fn connection(&self, end: Instant) -> Result<AsyncSmtpConnection, Fault> {
        while let Some(mut kept) = self.take() {
            if step(end, kept.command(Rset)).await.is_ok() {
                return Ok(kept);
            }
        }
        let MailTarget { host, port, encryption, credentials, .. } = &self.target;
        let from_the_beginning = self.tls.clone().filter(|_| *encryption == MailEncryption::FromTheBeginning);
        let whole = Some(self.target.patience);
        let server = (host.as_str(), *port);
        let connect =
            AsyncSmtpConnection::connect_tokio1(server, whole, &self.hello, from_the_beginning, None);
        let mut connection = step(end, connect).await?;
        if let (MailEncryption::StartTls, Some(tls)) = (encryption, &self.tls) {
            step(end, connection.starttls(tls.clone(), &self.hello)).await?;
        }
        if let Some(credentials) = credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            step(end, connection.auth(&mechanisms, credentials)).await?;
        }
        Ok(connection)
    }

    fn take(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE);
        idle.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push((connection, Instant::now()));
        }
    }
}

/// One mail over a connection.
async fn say(
    connection: &mut AsyncSmtpConnection,
    end: Instant,
    envelope: &Envelope,
    content: &[u8],
) -> Result<(), NotTold> {
    let mut parameters = Vec::new();
    let is_plain = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    if !envelope.from().into_iter().chain(envelope.to()).all(is_plain) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let reason = "the mail server takes no address with letters that are not ASCII";
            return Err(NotTold { is_final: true, ..NotTold::for_now(reason) });
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let mail = Mail::new(envelope.from().cloned(), parameters);
    step(end, connection.command(mail)).await.map_err(|fault| fault.at(Step::Sender))?;
    for to in envelope.to() {
        let recipient = Rcpt::new(to.clone(), Vec::new());
        step(end, connection.command(recipient)).await.map_err(|fault| fault.at(Step::Recipient))?;
    }
    step(end, connection.command(Data)).await.map_err(|fault| fault.at(Step::Data))?;
    step(end, connection.message(content)).await.map(drop).map_err(|fault| fault.at(Step::Content))
}

async fn step<T>(end: Instant, work: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
    match timeout_at(end, work).await {
        Ok(done) => done.map_err(Fault::Smtp),
        Err(_) => Err(Fault::TooSlow),
    }
}

impl Fault {
    /// What follows from it.
    fn at(self, step: Step) -> NotTold {
        let code = match &self {
            Self::Smtp(error) => error.status(),
            Self::TooSlow => None,
        };
        let is_final = match &self {
            // That we are not let in, or may not write, is for the operator to mend.
            Self::Smtp(error) => error.is_permanent() && step > Step::Sender,
            Self::TooSlow => false,
        };
        let reason = match (&self, code) {
            // What a server says often names the recipient, who is not for the log.
            (Self::Smtp(error), Some(code)) => match enhanced(error) {
                Some(enhanced) => format!("the mail server answered {code} {enhanced} to {}", step.word()),
                None => format!("the mail server answered {code} to {}", step.word()),
            },
            (Self::Smtp(error), None) => format!("at {}: {}", step.word(), Chain(error)),
            (Self::TooSlow, _) => format!("at {}: no answer in time", step.word()),
        };
        let is_doubtful = step == Step::Content && code.is_none();
        NotTold { reason, asked_millis: is_doubtful.then_some(AFTER_DOUBT_MILLIS), is_final }
    }
}

impl Step {
    const fn word(self) -> &'static str {
        match self {
            Self::Connect => "the connection",
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Data => "DATA",
            Self::Content => "the mail",
        }
    }
}

/// The code that stands at the beginning of what a server says, such as 5.1.1 (RFC 3463): it tells more than the reply's own.
fn enhanced(error: &Error) -> Option<String> {
    let said = std::error::Error::source(error)?.to_string();
    let code = said.split_whitespace().next()?;
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_code = code.split('.').count() == 3 && code.split('.').all(is_number);
    is_code.then(|| code.to_owned())
}
