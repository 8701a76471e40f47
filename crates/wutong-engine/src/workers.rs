//! The one place that starts threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// Bytes of the stack of a thread that works for others: typesetting nests deeply.
const STACK: usize = 16 << 20;

/// A pool of worker threads. Results never depend on its size.
#[derive(Debug)]
pub struct Workers(rayon::ThreadPool);

/// The operating system refused to start the worker threads.
#[derive(Debug, thiserror::Error)]
#[error("cannot start {threads} worker threads: {source}; ask for fewer with --threads")]
pub struct WorkersError {
    /// How many were asked for.
    pub threads: usize,
    #[source]
    source: rayon::ThreadPoolBuildError,
}

impl Workers {
    /// A pool of `threads` workers; as many as the machine has cores where `None`.
    ///
    /// # Errors
    /// [`WorkersError`] if the threads cannot be started.
    pub fn new(threads: Option<usize>) -> Result<Self, WorkersError> {
        let threads = threads.unwrap_or(0);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(Self).map_err(|source| WorkersError { threads, source })
    }

    /// Number of workers.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.current_num_threads()
    }

    /// Runs a job once for every number below `n`, in their order as far as threads are free.
    ///
    /// The jobs are other crates' and may wait for parallel work of their own, as typesetting does. A thread of the pool
    /// that waits takes up another job on top of the one it is in, and so on until its stack is full; threads of their
    /// own wait and do nothing else.
    pub fn each(&self, n: usize, job: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let run = || {
            while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < n) {
                job(number);
            }
        };
        std::thread::scope(|scope| {
            // Whoever asks works, too; a thread that cannot be started only makes it slower.
            for _ in 1..self.threads().min(n) {
                let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
            }
            run();
        });
    }

    /// Applies `work` to every item; results come in the order of the items.
    pub(crate) fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        self.0.install(|| items.par_iter().map(work).collect())
    }

    /// As [`Workers::map`] over positions `0..n`.
    pub(crate) fn map_range<R: Send>(
        &self,
        range: std::ops::Range<usize>,
        work: impl Fn(usize) -> R + Sync + Send,
    ) -> Vec<R> {
        self.0.install(|| range.into_par_iter().map(work).collect())
    }
}
