//! The bytes of a geometry as arrays: the way back of [`super::encode`].

use super::{
    COMPANION, Geometry, GeometryBlock, GeometryRow, MAX_SEATS, NO_CATEGORY, Rect,
    bytes::{Malformed, Reader},
    curve::{Curve, MOST},
    encode::{EXPONENTS, MAGIC},
};
use crate::domain::{BlockId, CategoryId, Point, SeatId};

/// Reads what [`super::encode`] wrote.
///
/// # Errors
/// [`Malformed`] for anything else. Whatever it is, not more room is taken than a venue of [`MAX_SEATS`] seats has, or a few times
/// its length.
pub fn decode(bytes: &[u8]) -> Result<Geometry, Malformed> {
    let mut read = Reader(bytes);
    if read.bytes(MAGIC.len())? != MAGIC {
        return Err(Malformed);
    }
    let exponent =
        i32::try_from(read.signed()?).ok().filter(|power| EXPONENTS.contains(power)).ok_or(Malformed)?;
    let quantum = 2_f32.powi(exponent);
    let corners = coordinates(read.deltas(4)?, quantum)?;
    let bounds = corners.chunks(2).fold(Rect::NOTHING, |bounds, at| match at {
        [x, y] => bounds.with(*x as f32, *y as f32),
        _ => bounds,
    });
    let categories = read.count(NO_CATEGORY.into())?;
    let category_ids: Vec<_> = read.deltas(categories)?.into_iter().map(CategoryId).collect();
    let texts = texts(&mut read)?;
    let blocks = Blocks::read(&mut read, quantum)?;
    let (rows, seats) = rows(&mut read, &blocks, texts.len())?;
    let (xs, ys) = (axis(&mut read, &rows, seats, quantum)?, axis(&mut read, &rows, seats, quantum)?);
    let seat_ids: Vec<_> = summed(read.sparse(seats)?, 1).map(SeatId).collect();
    let indexes = indexes(&read.sparse(seats)?, &rows)?;
    let numbers = numbers(&read.sparse(seats)?, &rows, texts.len())?;
    let categories = summed(read.sparse(seats)?, 0).map(|category| match category {
        0 => Ok(NO_CATEGORY),
        at => u8::try_from(at - 1).ok().filter(|at| usize::from(*at) < category_ids.len()).ok_or(Malformed),
    });
    let categories: Vec<u8> = categories.collect::<Result<_, _>>()?;
    let marks = summed(read.sparse(seats)?, 0).map(|marks| u8::try_from(marks).map_err(|_| Malformed));
    let marks: Vec<u8> = marks.collect::<Result<_, _>>()?;
    let companions = companions(&read.sparse(seats)?, &marks)?;
    if !read.0.is_empty() {
        return Err(Malformed);
    }
    let by_id = by_id(&seat_ids);
    let blocks = blocks.with(&rows, &xs, &ys, &categories);
    Ok(Geometry {
        bounds,
        category_ids,
        blocks,
        rows,
        seat_ids,
        xs,
        ys,
        indexes,
        categories,
        marks,
        numbers,
        texts,
        companions,
        by_id,
    })
}

/// The columns of the blocks.
struct Blocks {
    ids: Vec<i64>,
    rows: Vec<usize>,
    spacings: Vec<f32>,
    labels: Vec<Point>,
    outlines: Vec<Vec<Point>>,
}

impl Blocks {
    fn read(read: &mut Reader, quantum: f32) -> Result<Self, Malformed> {
        let count = read.listed()?;
        let ids = read.deltas(count)?;
        let rows = (0..count).map(|_| read.count(MAX_SEATS)).collect::<Result<_, _>>()?;
        let spacing = |_| Ok(read.count(MOST as usize)? as f32 * quantum);
        let spacings = (0..count).map(spacing).collect::<Result<_, _>>()?;
        let labels = points(read, count, quantum)?;
        let corners = (0..count).map(|_| read.listed()).collect::<Result<Vec<_>, _>>()?;
        let all = corners.iter().try_fold(0_usize, |all, corners| all.checked_add(*corners));
        let mut all = points(read, all.ok_or(Malformed)?, quantum)?.into_iter();
        let outlines = corners.into_iter().map(|corners| all.by_ref().take(corners).collect()).collect();
        Ok(Self { ids, rows, spacings, labels, outlines })
    }

    /// The blocks with what their seats tell of them.
    fn with(self, rows: &[GeometryRow], xs: &[f32], ys: &[f32], categories: &[u8]) -> Vec<GeometryBlock> {
        let mut blocks = Vec::with_capacity(self.ids.len());
        let (mut row, mut seat) = (0, 0);
        let columns =
            self.ids.into_iter().zip(self.rows).zip(self.spacings).zip(self.labels).zip(self.outlines);
        for ((((id, count), spacing), label), outline) in columns {
            let of_block = row..row + count;
            row = of_block.end;
            let last = rows.get(of_block.clone()).and_then(<[GeometryRow]>::last);
            let seats = seat..last.map_or(seat, |row| row.seats.end);
            seat = seats.end;
            let corners = outline.iter().map(|at: &Point| (at.x as f32, at.y as f32));
            let middles = seats.clone().filter_map(|place| Some((*xs.get(place)?, *ys.get(place)?)));
            let bounds = corners.chain(middles).fold(Rect::NOTHING, |bounds, (x, y)| bounds.with(x, y));
            let mut is_there = [false; NO_CATEGORY as usize];
            for category in categories.get(seats.clone()).unwrap_or_default() {
                if let Some(is_there) = is_there.get_mut(usize::from(*category)) {
                    *is_there = true;
                }
            }
            let categories = (0..NO_CATEGORY).filter(|at| is_there[usize::from(*at)]).collect();
            let id = BlockId(id);
            blocks.push(GeometryBlock {
                id,
                rows: of_block,
                seats,
                outline,
                label,
                bounds,
                spacing,
                categories,
            });
        }
        blocks
    }
}

/// Every row label and every number.
fn texts(read: &mut Reader) -> Result<Vec<String>, Malformed> {
    let count = read.listed()?;
    let lengths = (0..count).map(|_| read.listed()).collect::<Result<Vec<_>, _>>()?;
    let text = |length| {
        let text = std::str::from_utf8(read.bytes(length)?).map_err(|_| Malformed)?;
        Ok(text.to_owned())
    };
    lengths.into_iter().map(text).collect()
}

/// The rows, and of each the places of its seats.
fn rows(read: &mut Reader, blocks: &Blocks, texts: usize) -> Result<(Vec<GeometryRow>, usize), Malformed> {
    let count = blocks.rows.iter().sum::<usize>();
    let lengths = read.deltas(count)?;
    let labels = summed(read.sparse(count)?, 1).collect::<Vec<_>>();
    let block_of = blocks.rows.iter().enumerate().flat_map(|(block, rows)| std::iter::repeat_n(block, *rows));
    let mut rows = Vec::with_capacity(count);
    let mut end = 0;
    for ((length, label), block) in lengths.into_iter().zip(labels).zip(block_of) {
        let start = end;
        // A row without a seat is none.
        end += usize::try_from(length)
            .ok()
            .filter(|length| (1..=MAX_SEATS - start).contains(length))
            .ok_or(Malformed)?;
        let label = u32::try_from(label).ok().filter(|label| (*label as usize) < texts).ok_or(Malformed)?;
        rows.push(GeometryRow { seats: start..end, block, label });
    }
    Ok((rows, end))
}

/// Where the seats are along one axis.
fn axis(read: &mut Reader, rows: &[GeometryRow], seats: usize, quantum: f32) -> Result<Vec<f32>, Malformed> {
    let mut column = || (0..rows.len()).map(|_| read.signed()).collect::<Result<Vec<_>, _>>();
    let starts = column()?;
    let (spans, bends) = (read.deltas(rows.len())?, read.deltas(rows.len())?);
    let leaves = read.sparse(seats)?;
    let mut places = Vec::with_capacity(seats);
    // Rows are as far from each other as those before them.
    let mut from = (0_i64, 0_i64);
    for (((row, start), span), bend) in rows.iter().zip(starts).zip(spans).zip(bends) {
        let start = start.wrapping_add(from.1.wrapping_mul(2).wrapping_sub(from.0));
        from = (from.1, start);
        let leaves = leaves.get(row.seats.clone()).ok_or(Malformed)?;
        Curve { from: start, span, bend }.places(leaves, quantum, &mut places)?;
    }
    Ok(places)
}

/// The indexes of the seats in their rows.
fn indexes(beyond: &[i64], rows: &[GeometryRow]) -> Result<Vec<u32>, Malformed> {
    let mut indexes = Vec::with_capacity(beyond.len());
    for row in rows {
        let mut last = -1_i64;
        for beyond in beyond.get(row.seats.clone()).ok_or(Malformed)? {
            last = last.wrapping_add(1).wrapping_add(*beyond);
            indexes.push(u32::try_from(last).map_err(|_| Malformed)?);
        }
    }
    Ok(indexes)
}

/// The numbers of the seats, as indexes of the texts: a row begins as the one before it, and goes on by the same step.
fn numbers(beyond: &[i64], rows: &[GeometryRow], texts: usize) -> Result<Vec<u32>, Malformed> {
    let mut numbers = Vec::with_capacity(beyond.len());
    let (mut first, mut step) = (0, 1);
    for row in rows {
        let mut last = None;
        for beyond in beyond.get(row.seats.clone()).ok_or(Malformed)? {
            let number = beyond.wrapping_add(last.map_or(first, |last: i64| last + step));
            let text = u32::try_from(number).ok().filter(|number| (*number as usize) < texts);
            numbers.push(text.ok_or(Malformed)?);
            match last {
                Some(last) => step = number - last,
                None => first = number,
            }
            last = Some(number);
        }
    }
    Ok(numbers)
}

/// The places of companions' seats, each with that of its accessible seat.
fn companions(away: &[i64], marks: &[u8]) -> Result<Vec<(usize, usize)>, Malformed> {
    let seats = away.iter().zip(marks).enumerate().filter(|(_, (away, _))| **away != 0);
    let pair = |(place, (away, mark)): (usize, (&i64, &u8))| {
        let away = isize::try_from(*away).map_err(|_| Malformed)?;
        let accessible = place.checked_add_signed(away).filter(|accessible| *accessible < marks.len());
        accessible.filter(|_| mark & COMPANION != 0).map(|accessible| (place, accessible)).ok_or(Malformed)
    };
    seats.map(pair).collect()
}

/// The places by id; none where that is the order in which they are.
fn by_id(ids: &[SeatId]) -> Vec<u32> {
    if ids.is_sorted() {
        return Vec::new();
    }
    let mut places: Vec<u32> = (0..ids.len() as u32).collect();
    places.sort_by_key(|place| ids.get(*place as usize));
    places
}

/// Values, each told by what it is beyond the one before it and a step.
fn summed(beyond: Vec<i64>, step: i64) -> impl Iterator<Item = i64> {
    beyond.into_iter().scan(0_i64, move |last, beyond| {
        *last = last.wrapping_add(step).wrapping_add(beyond);
        Some(*last)
    })
}

fn points(read: &mut Reader, count: usize, quantum: f32) -> Result<Vec<Point>, Malformed> {
    let xs = coordinates(read.deltas(count)?, quantum)?;
    let ys = coordinates(read.deltas(count)?, quantum)?;
    Ok(xs.into_iter().zip(ys).map(|(x, y)| Point { x, y }).collect())
}

/// Coordinates out of quanta.
fn coordinates(quanta: Vec<i64>, quantum: f32) -> Result<Vec<f64>, Malformed> {
    let within = |value: i64| value.unsigned_abs() <= MOST.unsigned_abs();
    let of = |value| if within(value) { Ok(value as f64 * f64::from(quantum)) } else { Err(Malformed) };
    quanta.into_iter().map(of).collect()
}
