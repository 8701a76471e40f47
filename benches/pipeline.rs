//! The two halves of the engine and the reader before them, by number of pupils.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use wutong::{ExamSpec, Ingested, Sources, Workers};
use wutong_synth::{Options, ScoreFormat, write_scores};

fn main() {
    divan::main();
}

const PUPILS: [u64; 2] = [7_500, 100_000];

struct District {
    _folder: tempfile::TempDir,
    spec: ExamSpec,
    sources: Sources,
    ingested: Ingested,
}

fn district(pupils: u64) -> District {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { pupils, schools: None, seed: 20_250_626 };
    let written = write_scores(&options, ScoreFormat::Csv, folder.path()).expect("a district");
    let (spec, sources) = wutong::open(&written.exam_toml).expect("a specification");
    let ingested = wutong::ingest::read(&spec, &sources, &()).expect("readable");
    District { _folder: folder, spec, sources, ingested }
}

static DISTRICTS: LazyLock<[District; 2]> = LazyLock::new(|| PUPILS.map(district));

fn of(pupils: u64) -> &'static District {
    &DISTRICTS[PUPILS.iter().position(|&each| each == pupils).expect("a size of the list")]
}

#[divan::bench(args = PUPILS, sample_count = 10)]
fn read_csv(bencher: Bencher, pupils: u64) {
    let district = of(pupils);
    bencher
        .counter(ItemsCount::new(pupils))
        .bench(|| wutong::ingest::read(&district.spec, &district.sources, &()).expect("readable"));
}

#[divan::bench(args = PUPILS, sample_count = 10)]
fn summarise(bencher: Bencher, pupils: u64) {
    let (district, workers) = (of(pupils), Workers::new(Some(2)).expect("threads"));
    bencher
        .counter(ItemsCount::new(pupils))
        .bench(|| wutong::summarise(&district.ingested.book, &district.spec, &[], &[], &workers));
}

#[divan::bench(args = PUPILS, sample_count = 10)]
fn finish(bencher: Bencher, pupils: u64) {
    let (district, workers) = (of(pupils), Workers::new(Some(2)).expect("threads"));
    let summaries = wutong::summarise(&district.ingested.book, &district.spec, &[], &[], &workers);
    bencher.counter(ItemsCount::new(pupils)).bench(|| wutong::finish(&summaries, &district.spec, &workers));
}
