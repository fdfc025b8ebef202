//! The tasks that a server keeps.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByTask {
    task: &'static str,
}

/// What becomes of tasks that should never end.
#[derive(Clone, Debug, Default)]
pub struct TaskMetrics {
    restarts: Family<ByTask, Counter>,
}

impl TaskMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self::default();
        registry.register(
            "task_restarts",
            "Times that a task of the server had ended, which it should not, and was begun anew",
            this.restarts.clone(),
        );
        this
    }

    /// A task of this name is kept from now on.
    pub fn kept(&self, task: &'static str) {
        drop(self.restarts.get_or_create(&ByTask { task }));
    }

    /// A task has ended and is begun anew.
    pub fn restarted(&self, task: &'static str) {
        self.restarts.get_or_create(&ByTask { task }).inc();
    }
}
