//! The error that crosses the wire: the same for REST and for server functions.

use crate::{build::OtherBuild, error_code::ErrorCode, text};
use jari_core::domain::{Language, Refusal};
use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// An error answer: a stable code for programs, a message for a person, and nothing internal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// What a person reads.
    pub message: String,
    /// What the message tells besides the code: how many seats one may have. Programs are told no more than the code.
    #[serde(skip)]
    pub limit: Option<u32>,
}

impl ApiError {
    /// An error with this code; its message is the text that belongs to the code, in the language that is spoken where nobody
    /// says otherwise.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            status: code.status(),
            code: code.as_str().to_owned(),
            message: text::error_message(Language::default(), code).to_owned(),
            limit: None,
        }
    }

    /// The same of a limit, which is so much.
    #[cfg(feature = "ssr")]
    fn limited(code: ErrorCode, most: u32) -> Self {
        let message = text::limit(Language::default(), code, most);
        Self { message, limit: Some(most), ..Self::new(code) }
    }

    /// The same with its message in a language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        // It was made in that.
        if language == Language::default() {
            return self;
        }
        let message = match (ErrorCode::of(&self.code), self.limit) {
            (Some(code), Some(max)) => text::limit(language, code, max),
            (Some(code), _) => text::error_message(language, code).to_owned(),
            (None, _) => return self,
        };
        Self { message, ..self }
    }

    /// What a page says of it to a buyer who may have so many seats. It is the code that says what went wrong; the words of one
    /// that this version does not know are whatever came with it.
    pub fn told_in(&self, language: Language, max_holds: u32) -> String {
        let max = self.limit.unwrap_or(max_holds);
        text::form_error(language, &self.code, max).unwrap_or_else(|| self.message.clone())
    }

    /// Whether it has this code.
    pub fn is(&self, code: ErrorCode) -> bool {
        self.code == code.as_str()
    }

    /// How many seconds to wait before the same request may succeed; none if waiting does not help.
    pub const fn retry_after_secs(&self) -> Option<u16> {
        // What is busy or gone may be back by then. A limit on how often gives at least one more each second.
        if matches!(self.status, 429 | 503) { Some(1) } else { None }
    }

    /// Whether the request may have been carried out all the same: its answer was lost, or the server does not know.
    pub const fn leaves_doubt(&self) -> bool {
        self.status == 0 || self.status >= 500
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let error = Self::new(refusal.into());
        match refusal {
            Refusal::HoldLimit { max } => {
                Self { message: text::hold_limit(Language::default(), max), limit: Some(max), ..error }
            }
            _ => error,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = ErrorEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Deserialization(why) if why == OtherBuild.to_string() => {
                Self::new(ErrorCode::OtherBuild)
            }
            // In the browser it is the answer that cannot be read: a proxy's own, or one that was cut off.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "hydrate") => {
                Self::new(ErrorCode::Connection)
            }
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::new(ErrorCode::InvalidBody),
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::new(ErrorCode::Connection),
            _ => Self::new(ErrorCode::Internal),
        }
    }
}

/// JSON, which the browser reads by its own parser.
pub struct ErrorEncoding;

impl ContentType for ErrorEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for ErrorEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<ApiError> for ErrorEncoding {
    type Error = serde_json::Error;

    fn encode(error: &ApiError) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(error).map(Bytes::from)
    }
}

impl Decodes<ApiError> for ErrorEncoding {
    type Error = Malformed;

    #[cfg(feature = "hydrate")]
    fn decode(bytes: Bytes) -> Result<ApiError, Self::Error> {
        use crate::wire::browser::{FromJson, Json};
        let json = str::from_utf8(&bytes).ok().and_then(Json::parse);
        json.and_then(|json| FromJson::from_json(&json)).ok_or(Malformed)
    }

    #[cfg(not(feature = "hydrate"))]
    fn decode(bytes: Bytes) -> Result<ApiError, Self::Error> {
        serde_json::from_slice(&bytes).map_err(|_| Malformed)
    }
}

#[cfg(feature = "hydrate")]
impl crate::wire::browser::FromJson for ApiError {
    fn from_json(json: &crate::wire::browser::Json) -> Option<Self> {
        let status = json.field("status")?.whole()?.try_into().ok()?;
        let (code, message) = (json.field("code")?.text()?, json.field("message")?.text()?);
        Some(Self { status, code, message, limit: None })
    }
}

/// An error answer that is none of ours.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("malformed error")]
pub struct Malformed;

#[cfg(feature = "ssr")]
mod from_ports {
    use super::{ApiError, ErrorCode};
    use jari_core::{
        failures,
        ports::{AllocationError, StoreError},
        services::OrderError,
    };

    /// How it is told that a store's failure was somebody's request.
    const UNANSWERED: &str = "a request cannot be answered";

    impl From<StoreError> for ApiError {
        fn from(error: StoreError) -> Self {
            // What was asked for is in the span of the request.
            match error {
                StoreError::Unavailable(_) => {
                    failures::warn(UNANSWERED, &error);
                    Self::new(ErrorCode::StoreUnavailable)
                }
                StoreError::Inconsistent(_) => {
                    failures::error(UNANSWERED, &error);
                    Self::new(ErrorCode::Internal)
                }
            }
        }
    }

    impl From<OrderError> for ApiError {
        fn from(error: OrderError) -> Self {
            let code = match error {
                OrderError::Refused(refused) => return refused.why.into(),
                OrderError::Store(store) => return store.into(),
                OrderError::NotFound => ErrorCode::OrderNotFound,
                OrderError::KeyReused => ErrorCode::IdempotencyKeyReused,
                OrderError::TooManySeatsOfOrder(most) => return Self::limited(ErrorCode::OrderLimit, most),
                OrderError::TooManySeatsOfBuyer(most) => return Self::limited(ErrorCode::BuyerLimit, most),
                OrderError::AlreadyPaid => ErrorCode::OrderPaid,
                OrderError::TooLateToCancel => ErrorCode::CancelTooLate,
                OrderError::TicketUsed => ErrorCode::OrderUsed,
                OrderError::GatewayNotFound => ErrorCode::GatewayNotFound,
                OrderError::TooManyPayments => ErrorCode::TooManyPayments,
                OrderError::GatewaySilent => ErrorCode::PaymentUnavailable,
                OrderError::Declined => ErrorCode::PaymentDeclined,
            };
            Self::new(code)
        }
    }

    impl From<AllocationError> for ApiError {
        fn from(error: AllocationError) -> Self {
            match error {
                AllocationError::Refused(refused) => refused.why.into(),
                AllocationError::Store(store) => store.into(),
            }
        }
    }
}
