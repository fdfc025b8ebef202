//! E-mails to whoever has bought: tickets, and what becomes of orders and money. They are told from the outbox like whatever else is
//! told outside, so that they are neither forgotten nor held up by anything.
//!
//! A message names its order. Whose it is, is read when it is sent: who was forgotten meanwhile gets no mail, and neither does who
//! would be told what is not so any more.
//!
//! **Never twice, as far as SMTP allows.** A message is claimed by one instance, and counts as told when the server has said that it
//! has taken it. What is refused for good, the recipient or the mail, is not tried again; what is refused for now is, as is a server
//! that does not let us in. Where there was no answer after all of a mail was sent, nobody knows whether it was taken: then it is sent
//! again after a while, as tickets that come twice do less harm than tickets that never come. It carries the same `Message-ID` each
//! time, by which mail programs show it once.

mod message;
mod read;
mod smtp;

use crate::{
    backend::Backend,
    config::{Config, MailFault},
    http::SessionKeys,
    tickets::TicketKeys,
};
use async_trait::async_trait;
use jari_core::{
    domain::{
        Destination, UnixMillis,
        order::{MailPayload, OrderMail},
    },
    failures::Chain,
    ports::{Deliver, Message, NotTold},
};
use message::Sender;
use read::Letters;
use smtp::Smtp;
use std::{error::Error, fmt, sync::Arc, time::Duration};

/// How much longer than the mail server one mail may take: what is read for it comes first.
const READING: Duration = Duration::from_secs(10);

/// Why there are no mails.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] MailFault),
    /// Nothing can be encrypted as is asked for.
    #[error("cannot encrypt what is said to the server of JARI_SMTP_URL")]
    Encryption(#[source] Box<dyn Error + Send + Sync>),
    /// Tickets cannot be signed.
    #[error("tickets cannot be signed with JARI_SECRET")]
    Key,
}

/// [`Deliver`] by SMTP.
pub struct Mailer {
    letters: Letters,
    sender: Sender,
    smtp: Smtp,
    patience: Duration,
}

impl Mailer {
    /// What the settings ask for; none if nobody is written to.
    ///
    /// # Errors
    /// A [`MailError`] that says what to mend.
    pub fn open(
        config: &Config,
        backend: &Backend,
        keys: &SessionKeys,
    ) -> Result<Option<Arc<dyn Deliver>>, MailError> {
        let Some(target) = config.mail.target()? else { return Ok(None) };
        let letters = Letters {
            catalogue: Arc::clone(&backend.catalogue),
            orders: Arc::clone(&backend.orders),
            tickets: Arc::clone(&backend.tickets),
            keys: TicketKeys::new(keys.ticket_seeds()).map_err(|_| MailError::Key)?,
            origin: config.http.public_origins.first(),
        };
        let (sender, patience) = (Sender(target.from.clone()), target.patience);
        let smtp = Smtp::new(target).map_err(|error| MailError::Encryption(error.into()))?;
        Ok(Some(Arc::new(Self { letters, sender, smtp, patience })))
    }
}

#[async_trait]
impl Deliver for Mailer {
    fn destination(&self) -> Destination {
        Destination::Mail
    }

    fn patience(&self) -> Duration {
        self.patience + READING
    }

    async fn deliver(&self, message: &Message, _: UnixMillis) -> Result<(), NotTold> {
        let payload: MailPayload = serde_json::from_str(&message.payload).map_err(failed)?;
        // What only the version after this one knows, that tells.
        let mail = OrderMail::read(&message.kind, payload)
            .ok_or_else(|| NotTold::for_now("this version knows no such mail"))?;
        let Some(written) = self.letters.read(&mail, &message.key).await.map_err(failed)? else {
            return Ok(());
        };
        let (envelope, content) = self.sender.message(&written, message)?;
        self.smtp.send(&envelope, &content).await
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the address nor a password is for the log.
        f.debug_struct("Mailer").finish_non_exhaustive()
    }
}

fn failed(error: impl Error) -> NotTold {
    NotTold::for_now(Chain(&error).to_string())
}
