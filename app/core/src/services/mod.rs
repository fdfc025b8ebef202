//! What Jari does, told in ports alone: server functions and REST routes both call these, so that neither has rules.

mod allocation;
mod best_available;
mod match_admin;
mod match_venue;
mod orders;
mod outbox;
pub mod replay;
mod seat_map;

pub use allocation::{AllocationService, Holding, Released};
pub use best_available::{BestAvailableService, BestSeats};
pub use match_admin::{
    AskedPrices, AskedType, Choices, MatchAdminError, MatchAdminService, Postponement, PriceListFault,
    Renaming,
};
pub use orders::{
    Gateways, OrderError, OrderParts, OrderPolicy, OrderService, PaymentPage, Wanted, WantedSeat,
    WebhookError,
};
pub use outbox::{Backlog, OutboxService};
pub use seat_map::SeatMapService;
