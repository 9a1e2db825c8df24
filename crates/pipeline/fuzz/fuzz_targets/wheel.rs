//! `cargo +nightly fuzz run wheel`: a wheel with damaged bytes, or any bytes, is unpacked.

#![no_main]

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use legation_pipeline::package;
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

static WHEEL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in [
        ("xx_small/__init__.py", "pass\n".repeat(20)),
        ("xx_small/xx_small-1.0/config.cfg", "[nlp]\nlang = \"xx\"\n".repeat(30)),
        ("xx_small/xx_small-1.0/tokenizer", "a tokenizer, ".repeat(40)),
        ("xx_small/xx_small-1.0/parser/model", "0123456789".repeat(100)),
    ] {
        writer.start_file(path, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
});

fuzz_target!(|data: &[u8]| {
    let _ = package::from_wheel(data);
    let mut wheel = WHEEL.clone();
    for edit in data.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % wheel.len();
        wheel[place] = edit[2];
    }
    let _ = package::from_wheel(&wheel);
});
