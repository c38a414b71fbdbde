//! Reading CSV: the encoding first, then the delimiter, then row by row within a fixed buffer.
//!
//! The whole file is looked at once to know its encoding, because the first Chinese character may stand in the last row. A
//! quoted text that never ends swallows what follows it; it is stopped at the row's size and named by the row it began in.

use std::{
    io::{Read, SeekFrom},
    ops::ControlFlow,
};

use csv_core::{ReadRecordResult, ReaderBuilder};
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::{Cell, Each, Error, Flow, Limits, Row, Source, read_up_to, trimmed};

const CHUNK: usize = 64 * 1024;

pub fn read(source: &mut dyn Source, limits: &Limits, each: &mut Each<'_>) -> Result<Flow, Error> {
    let encoding = encoding(source)?;
    source.seek(SeekFrom::Start(0))?;
    let mut text = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(source);
    let mut buffer = vec![0; CHUNK];
    let mut filled = read_up_to(&mut text, &mut buffer)?;
    if filled == 0 {
        return Err(Error::Empty);
    }
    let mut parser = ReaderBuilder::new().delimiter(delimiter(&buffer[..filled])).build();
    let line_end = if buffer[..filled].contains(&b'\n') { b'\n' } else { b'\r' };
    let (mut out, mut ends) = (vec![0; limits.row_bytes], vec![0; limits.columns + 1]);
    let (mut written, mut fields, mut from, mut at_end) = (0, 0, 0, false);
    // Lines seen so far; the one that the row began in, while there is a row, and the quotes seen in it.
    let (mut lines, mut began, mut quotes) = (1_u32, None, 0);
    loop {
        if from == filled && !at_end {
            filled = text.read(&mut buffer)?;
            (from, at_end) = (0, filled == 0);
        }
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
        while began.is_none() && buffer[from..filled].first().is_some_and(blank) {
            lines += u32::from(buffer[from] == line_end);
            from += 1;
        }
        if from == filled && !at_end {
            continue;
        }
        let number = *began.get_or_insert(lines);
        let input = &buffer[from..filled];
        let (result, read, wrote, ended) = parser.read_record(input, &mut out[written..], &mut ends[fields..]);
        let seen = &input[..read];
        quotes += memchr::memchr_iter(b'"', seen).count();
        lines = lines.saturating_add(memchr::memchr_iter(line_end, seen).count() as u32);
        from += read;
        written += wrote;
        fields += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => return Err(Error::RowTooLong(number, limits.row_bytes)),
            ReadRecordResult::OutputEndsFull => return Err(Error::TooManyColumns(number, limits.columns)),
            ReadRecordResult::Record => {
                if at_end && quotes % 2 == 1 {
                    return Err(Error::OpenQuote(number));
                }
                if fields > limits.columns {
                    return Err(Error::TooManyColumns(number, limits.columns));
                }
                if let ControlFlow::Break(why) = each(Row { number, cells: cells(&out, &ends[..fields])? }) {
                    return Ok(ControlFlow::Break(why));
                }
                (written, fields, quotes, began) = (0, 0, 0, None);
            }
            ReadRecordResult::End => return Ok(ControlFlow::Continue(())),
        }
    }
}

fn cells(out: &[u8], ends: &[usize]) -> Result<Vec<Cell>, Error> {
    let mut from = 0;
    let mut cells = Vec::with_capacity(ends.len());
    for end in ends {
        let text = std::str::from_utf8(&out[from..*end]).map_err(|_| Error::Encoding)?;
        cells.push(Cell::Text(unguarded(trimmed(text)).to_owned()));
        from = *end;
    }
    Ok(cells)
}

/// Without the quote that keeps spreadsheets from taking a text for a formula; see [`crate::write`].
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

/// What stands most often in the first line, outside of quotes.
fn delimiter(start: &[u8]) -> u8 {
    let (mut counts, mut quoted) = ([0; 3], false);
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b',' if !quoted => counts[0] += 1,
            b'\t' if !quoted => counts[1] += 1,
            b';' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    match counts {
        [comma, tab, semicolon] if tab > comma && tab >= semicolon => b'\t',
        [comma, _, semicolon] if semicolon > comma => b';',
        _ => b',',
    }
}

/// The encoding in which the whole file can be read.
fn encoding(source: &mut dyn Source) -> Result<&'static Encoding, Error> {
    let mut head = [0; 3];
    let n = read_up_to(source, &mut head)?;
    let candidates = match Encoding::for_bom(&head[..n]) {
        Some((marked, _)) => vec![marked],
        None => vec![UTF_8, GB18030],
    };
    for candidate in candidates {
        source.seek(SeekFrom::Start(0))?;
        if reads_as(source, candidate)? {
            return Ok(candidate);
        }
    }
    Err(Error::Encoding)
}

/// No malformed sequence, and no U+0000, which texts don't have and files that are no texts do.
fn reads_as(source: &mut dyn Source, encoding: &'static Encoding) -> Result<bool, Error> {
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut input, mut output) = (vec![0; CHUNK], vec![0; CHUNK * 3 + 16]);
    loop {
        let n = read_up_to(source, &mut input)?;
        let last = n < input.len();
        if !wide && input[..n].contains(&0) {
            return Ok(false);
        }
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(&input[..n], &mut output, last);
        if result != DecoderResult::InputEmpty || (wide && output[..written].contains(&0)) {
            return Ok(false);
        }
        if last {
            return Ok(true);
        }
    }
}
