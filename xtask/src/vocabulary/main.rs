//! Makes the vocabulary files that the app fetches, out of packages that the lock file or `sources.rs` pins, and checks the sources' sums
//! first. The format is described in `src/tokenizer/bpe/src/vocabulary.rs`, which reads it.

mod packages;
mod read;
mod sha256;
mod sources;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use packages::Packages;
use sources::{FORMAT_VERSION, SOURCES, Source};

type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [folder, beside] = arguments.as_slice() else {
        eprintln!("vocabularies: expected the folder to write to and one for what the files are made from");
        return ExitCode::FAILURE;
    };
    match make(Path::new(folder), Path::new(beside)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("vocabularies: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn make(folder: &Path, beside: &Path) -> Outcome {
    let packages = Packages::find(beside)?;
    for source in &SOURCES {
        let (path, stamp) = (folder.join(source.file_name()), beside.join(source.name));
        if path.is_file() && fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == source.stamp()) {
            continue;
        }
        let file = encode(source, &read::tokens(source, &packages)?)?;
        let partial = path.with_extension("partial");
        fs::write(&partial, &file)
            .and_then(|()| fs::rename(&partial, &path))
            .and_then(|()| fs::write(&stamp, source.stamp()))
            .map_err(|error| format!("{} can't be written: {error}", path.display()))?;
        println!("{}: {} ids, {} bytes, {}", source.file_name(), source.tokens, file.len(), source.licence);
    }
    Ok(())
}

/// The app's format; an id without bytes stands for no text.
fn encode(source: &Source, tokens: &[Vec<u8>]) -> Outcome<Vec<u8>> {
    if tokens.len() != source.tokens {
        return Err(format!("{} has {} ids, {} were expected", source.name, tokens.len(), source.tokens));
    }
    let (mut lengths, mut bytes) = (Vec::with_capacity(tokens.len()), Vec::new());
    for (id, token) in tokens.iter().enumerate() {
        let token = if id < source.first { &[] } else { token.as_slice() };
        let mut length = token.len();
        while length > 0x7F {
            lengths.push(u8::try_from(length & 0x7F).unwrap_or(0) | 0x80);
            length >>= 7;
        }
        lengths.push(u8::try_from(length).unwrap_or(0));
        bytes.extend(token);
    }
    let number = |number: usize| u32::try_from(number).map_err(|_| format!("{} is too big", source.name));
    let name_length = u16::try_from(source.name.len()).map_err(|_| format!("{} is too long a name", source.name))?;
    let mut file = b"NSHOTVOC".to_vec();
    file.extend(FORMAT_VERSION.to_le_bytes());
    file.extend(name_length.to_le_bytes());
    file.extend(source.name.as_bytes());
    file.extend(number(tokens.len())?.to_le_bytes());
    file.extend(number(lengths.len())?.to_le_bytes());
    file.extend(number(bytes.len())?.to_le_bytes());
    let body = [lengths, bytes].concat();
    file.extend(crc32(&body).to_le_bytes());
    file.extend(body);
    Ok(file)
}

/// CRC-32 as in zip and gzip.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::crc32;

    /// The check value of the CRC-32/ISO-HDLC catalog entry.
    #[test]
    fn agrees_with_the_published_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
