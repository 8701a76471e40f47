//! The one place that starts threads.

use rayon::prelude::*;

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

    /// Runs a job once for every number below `n`.
    pub fn each(&self, n: usize, job: &(dyn Fn(usize) + Sync)) {
        self.0.install(|| (0..n).into_par_iter().for_each(job));
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
