//! What a buyer, or a test, can play on the sandbox's page: how it ends, and what goes wrong on the way.

macro_rules! played {
    ($(#[$doc:meta])* $name:ident: $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it in the page's form.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|play| play.as_str() == word)
            }
        }
    };
}

played!(
    /// How it ends.
    Outcome:
    /// The money is taken.
    #[default]
    Pay = "pay",
    /// The card is declined.
    Decline = "decline",
    /// The buyer gives up.
    GiveUp = "give-up",
);

played!(
    /// When the gateway tells of it by a webhook.
    WebhookPlay:
    /// At once, while the buyer goes back.
    #[default]
    AtOnce = "at-once",
    /// Before the buyer goes back.
    BeforeReturn = "before-return",
    /// Half a minute later.
    Late = "late",
    /// Twice.
    Twice = "twice",
    /// Not at all.
    Never = "never",
);

played!(
    /// Whether the buyer comes back.
    ReturnPlay:
    /// He does.
    #[default]
    Comes = "comes",
    /// His connection is lost after the charge.
    Lost = "lost",
);

played!(
    /// How the gateway is for a while afterwards.
    GatewayPlay:
    /// It answers.
    #[default]
    Up = "up",
    /// It does not.
    Down = "down",
    /// It takes its time.
    Slow = "slow",
);

/// All of a play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Play {
    /// How it ends.
    pub outcome: Outcome,
    /// When the gateway tells of it.
    pub webhook: WebhookPlay,
    /// Whether the buyer comes back.
    pub r#return: ReturnPlay,
    /// How the gateway is afterwards.
    pub gateway: GatewayPlay,
}

impl Play {
    /// Reads the page's form: what is not there goes well. None if something is there that is no play.
    pub fn from_form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let mut play = Self::default();
        for (name, word) in fields {
            match name {
                "outcome" => play.outcome = Outcome::from_word(word)?,
                "webhook" => play.webhook = WebhookPlay::from_word(word)?,
                "return" => play.r#return = ReturnPlay::from_word(word)?,
                "gateway" => play.gateway = GatewayPlay::from_word(word)?,
                _ => return None,
            }
        }
        Some(play)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_and_what_it_does_not_say_goes_well() {
        assert_eq!(Play::from_form([]), Some(Play::default()));
        let fields = [("outcome", "decline"), ("webhook", "twice"), ("return", "lost"), ("gateway", "slow")];
        let play = Play {
            outcome: Outcome::Decline,
            webhook: WebhookPlay::Twice,
            r#return: ReturnPlay::Lost,
            gateway: GatewayPlay::Slow,
        };
        assert_eq!(Play::from_form(fields), Some(play));
        for odd in [("outcome", "win"), ("outcome", ""), ("amount", "1"), ("gateway", "Up")] {
            assert_eq!(Play::from_form([odd]), None, "{odd:?}");
        }
    }
}
