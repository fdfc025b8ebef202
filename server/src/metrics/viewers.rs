//! How many watch, by match.

use super::viewer::Kind;
use jari_core::domain::MatchId;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, gauge::ConstGauge},
};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// How many watch each match. A match is in it as long as somebody does; each kind of stream always is, so that whoever adds them up
/// finds nobody and not nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Viewers {
    counts: Arc<Mutex<BTreeMap<(MatchId, Kind), i64>>>,
}

impl Viewers {
    /// So many more, or fewer, watch.
    pub(super) fn add(&self, match_id: MatchId, kind: Kind, more: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((match_id, kind)).or_default();
        *count += more;
        if *count == 0 {
            counts.remove(&(match_id, kind));
        }
    }
}

impl Collector for Viewers {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let help = "Open streams of each match that somebody watches.";
        let mut family = encoder.encode_descriptor("stream_viewers", help, None, MetricType::Gauge)?;
        for kind in Kind::ALL {
            let labels = [("kind", kind.name())];
            ConstGauge::new(0).encode(family.encode_family(&labels)?)?;
        }
        for ((match_id, kind), count) in counts {
            let labels = [("match", match_id.0.to_string()), ("kind", kind.name().to_owned())];
            ConstGauge::new(count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
