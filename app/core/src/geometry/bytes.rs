//! Numbers as bytes: seven bits a byte, the low ones first; signed ones take turns (0, -1, 1, -2 …), so that small ones are short.

/// Bytes that are no geometry and no states, or those of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed geometry or states")]
pub struct Malformed;

/// What is written so far.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.unsigned(count as u64);
    }

    pub(super) fn signed(&mut self, value: i64) {
        self.unsigned(((value << 1) ^ (value >> 63)) as u64);
    }

    /// A column of which each value is told by its difference to the one before.
    pub(super) fn deltas(&mut self, values: impl IntoIterator<Item = i64>) {
        let mut last = 0_i64;
        for value in values {
            self.signed(value.wrapping_sub(last));
            last = value;
        }
    }

    /// A column of which most values are zero: how many zeros are before each of the others, and then these.
    pub(super) fn sparse(&mut self, values: impl IntoIterator<Item = i64>) {
        let (mut zeros, mut gaps, mut others) = (0, Vec::new(), Vec::new());
        for value in values {
            if value == 0 {
                zeros += 1;
            } else {
                gaps.push(std::mem::take(&mut zeros));
                others.push(value);
            }
        }
        self.count(others.len());
        gaps.into_iter().for_each(|gap| self.count(gap));
        others.into_iter().for_each(|value| self.signed(value));
    }
}

/// What is left to read. It never asks for more room than what is left could fill, or than the caller allows.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, Malformed> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first().ok_or(Malformed)?;
            self.0 = rest;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(Malformed);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// A number of things, of which there may be so many.
    pub(super) fn count(&mut self, most: usize) -> Result<usize, Malformed> {
        usize::try_from(self.unsigned()?).ok().filter(|count| *count <= most).ok_or(Malformed)
    }

    /// A number of things each of which is at least one byte of what follows.
    pub(super) fn listed(&mut self) -> Result<usize, Malformed> {
        let most = self.0.len();
        self.count(most)
    }

    pub(super) fn signed(&mut self) -> Result<i64, Malformed> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub(super) fn deltas(&mut self, count: usize) -> Result<Vec<i64>, Malformed> {
        if count > self.0.len() {
            return Err(Malformed);
        }
        let mut last = 0_i64;
        let mut next = || {
            last = last.wrapping_add(self.signed()?);
            Ok(last)
        };
        (0..count).map(|_| next()).collect()
    }

    pub(super) fn sparse(&mut self, count: usize) -> Result<Vec<i64>, Malformed> {
        let others = self.listed()?;
        let gaps = (0..others).map(|_| self.count(count)).collect::<Result<Vec<_>, _>>()?;
        let mut values = vec![0; count];
        let mut next = 0;
        for gap in gaps {
            *values.get_mut(next + gap).ok_or(Malformed)? = self.signed()?;
            next += gap + 1;
        }
        Ok(values)
    }
}
