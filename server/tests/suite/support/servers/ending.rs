//! Ending a server and starting it again: the same for each kind that has a process, an address and a way to start.

/// `kill`, `stop` by a signal that asks it to end in order, `restart`, and the process's number.
macro_rules! ends_and_starts_again {
    ($server:ident, stops by $signal:literal) => {
        impl $server {
            /// Ends it as a crash would.
            pub(crate) fn kill(&mut self) {
                self.end("KILL");
            }

            /// Ends it as an operator would: it writes what its settings ask for, and nothing is left to recover.
            pub(crate) fn stop(&mut self) {
                self.end($signal);
            }

            fn end(&mut self, signal: &str) {
                self.process.take().expect("it runs").end(signal);
            }

            /// Starts it again on the same port, with what it has kept. One that runs is stopped first.
            pub(crate) fn restart(&mut self) {
                if self.process.is_some() {
                    self.stop();
                }
                let started = until(PATIENCE, || self.try_start().then_some(()));
                assert!(started.is_some(), "it does not start again:\n{}", self.log());
            }

            /// The number of its process.
            pub(crate) fn process_id(&self) -> u32 {
                self.process.as_ref().expect("it runs").id()
            }
        }
    };
}
pub(super) use ends_and_starts_again;
