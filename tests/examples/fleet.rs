//! Writes the fleet of the performance yardstick as an o8 package: `cargo run -p o8-tests --example fleet -- N FOLDER [EDITED]`.

use std::path::Path;
use std::{env, fs, io};

use o8_tests::fleet::fleet;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let usage = || io::Error::new(io::ErrorKind::InvalidInput, "usage: fleet N FOLDER [EDITED]");
    let [n, folder, edited @ ..] = arguments.as_slice() else { return Err(usage()) };
    let number = |text: &String| text.parse::<usize>().map_err(|_| usage());
    let edited = edited.first().map(number).transpose()?;
    for (path, text) in fleet(number(n)?, edited) {
        let path = Path::new(folder).join(path);
        fs::create_dir_all(path.parent().expect("below the folder"))?;
        fs::write(path, text)?;
    }
    Ok(())
}
