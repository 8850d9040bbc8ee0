//! How fast the YAML writer is, in MB/s of what it writes. `cargo bench -p o8-backends --bench yaml`.

mod fleet;

use std::hint::black_box;
use std::time::Instant;

use o8_backends::yaml::{write_document, write_separator};

fn main() {
    let objects: Vec<_> = (0..2_000).map(fleet::deployment).collect();
    let mut out = Vec::new();
    let mut best = f64::MAX;
    for _ in 0..20 {
        out.clear();
        let start = Instant::now();
        for object in &objects {
            write_separator(&mut out);
            write_document(black_box(object), &mut out);
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    let size = out.len() as f64 / 1e6;
    #[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
    {
        println!(
            "yaml: {size:.1} MB, {:.0} MB/s, {:.2} µs an object",
            size / best,
            best * 1e6 / objects.len() as f64
        );
    }
}
