//! Pixels of a line (J. Bresenham, 1965), as OpenCV draws it: from left to right.

/// Calls `run` with the row, the first and the last column of each run of pixels on the line from `a` to `b`. Coordinates
/// are expected to stay below 2³⁰.
#[inline(always)]
pub fn line_runs(a: [i32; 2], b: [i32; 2], mut run: impl FnMut(i32, i32, i32)) {
    let ([x, y], [to_x, to_y]) = if b[0] < a[0] { (b, a) } else { (a, b) };
    let (dx, dy) = (i64::from(to_x) - i64::from(x), (i64::from(to_y) - i64::from(y)).abs());
    let down = if to_y < y { -1 } else { 1 };
    if dy == 0 {
        run(y, x, to_x);
    } else if dx == 0 {
        (0..=dy as i32).for_each(|step| run(y + down * step, x, x));
    } else if dy > dx {
        steep(x, y, down, (dx, dy), run);
    } else {
        shallow(x, y, down, (dx, dy), run);
    }
}

#[inline(always)]
fn steep(mut x: i32, y: i32, down: i32, (dx, dy): (i64, i64), mut run: impl FnMut(i32, i32, i32)) {
    let mut error = dy - 2 * dx;
    for step in 0..=dy as i32 {
        run(y + down * step, x, x);
        if error < 0 {
            error += 2 * dy;
            x += 1;
        }
        error -= 2 * dx;
    }
}

#[inline(always)]
fn shallow(x: i32, mut y: i32, down: i32, (dx, dy): (i64, i64), mut run: impl FnMut(i32, i32, i32)) {
    let (mut error, mut from) = (dx - 2 * dy, x);
    let last = x + dx as i32;
    for at in x..last {
        if error < 0 {
            error += 2 * dx;
            run(y, from, at);
            y += down;
            from = at + 1;
        }
        error -= 2 * dy;
    }
    run(y, from, last);
}
