//! Groups of lines, beside a plain model of their columns.

use crate::bytes::Bytes;
use scipix_core::ErrorKind;
use scipix_core::recognition::{LineGroup, LineGroupParams, line_groups as plan};

/// Plans groups: each line once and the widest first, groups as wide as their widest line and as long as their limits let
/// them be; an order that is undone by its inverse.
pub fn line_groups(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let params = params(&mut bytes);
    let side = |bytes: &mut Bytes<'_>| {
        if bytes.once_in(60) { bytes.pick(&[0, usize::MAX, 1 << 40, 1 << 62]) } else { 1 + bytes.below(2000) }
    };
    let count = if bytes.once_in(16) { bytes.below(2000) } else { bytes.below(60) };
    let mut sizes: Vec<[usize; 2]> = Vec::with_capacity(count);
    while sizes.len() < count {
        let size = [side(&mut bytes), if bytes.once_in(3) { side(&mut bytes) } else { params.height.clamp(1, 2000) }];
        let copies = if bytes.is_empty() { count } else { 1 + 9 * usize::from(bytes.once_in(10)) };
        sizes.extend(std::iter::repeat_n(size, copies.min(count - sizes.len())));
    }
    let places = if bytes.once_in(60) { count + 1 } else { count };
    let (mut order, mut found) = (vec![u32::MAX; places], Vec::new());
    if let Err(error) = plan(&sizes, &params, &mut order, |group| found.push(group)) {
        let known = [ErrorKind::InvalidArgument, ErrorKind::OutOfRange, ErrorKind::SizeMismatch];
        assert!(known.contains(&error.kind()), "{error}");
        assert!(found.is_empty() && order.iter().all(|&place| place == u32::MAX), "written after an error");
        assert!(!is_plain(&sizes, &params) || places != count, "{params:?} {sizes:?}: {error}");
        return;
    }
    assert_eq!(places, count);
    check_order(&sizes, &params, &order);
    let columns: Vec<u128> = order.iter().map(|&line| columns(sizes[line as usize], &params)).collect();
    check_groups(&columns, &params, &found);
}

fn params(bytes: &mut Bytes<'_>) -> LineGroupParams {
    LineGroupParams {
        height: bytes.pick(&[48, 48, 32, 1, 0, usize::MAX]),
        min_width: bytes.pick(&[0, 0, 1, 320, usize::MAX]),
        max_width: bytes.pick(&[0, 0, 320, 4000, usize::MAX]),
        width_multiple: bytes.pick(&[1, 1, 0, 8, 32, 7, usize::MAX]),
        max_columns: bytes.pick(&[0, 0, 1, 1000, usize::MAX]),
        max_lines: bytes.pick(&[0, 0, 1, 6, usize::MAX]),
        max_padding: bytes.float(1, 8),
    }
}

/// Whether nothing about lines and parameters is a reason to refuse them.
fn is_plain(sizes: &[[usize; 2]], params: &LineGroupParams) -> bool {
    let most = params.min_width.max(params.max_width).max(params.width_multiple).max(params.height);
    let fits = params.max_width == 0 || params.min_width <= params.max_width;
    let is_multiple = params.max_width.is_multiple_of(params.width_multiple.max(1));
    (1..1 << 20).contains(&params.height)
        && most < 1 << 20
        && fits
        && is_multiple
        && (0.0..=1.0).contains(&params.max_padding)
        && sizes.iter().flatten().all(|side| (1..1 << 20).contains(side))
}

/// Columns of a line in a tensor.
fn columns([width, height]: [usize; 2], params: &LineGroupParams) -> u128 {
    let scaled = (width as u128 * params.height as u128).div_ceil(height as u128);
    let squeezed = if params.max_width == 0 { scaled } else { scaled.min(params.max_width as u128) };
    squeezed.max(params.min_width as u128).next_multiple_of(params.width_multiple.max(1) as u128)
}

fn check_order(sizes: &[[usize; 2]], params: &LineGroupParams, order: &[u32]) {
    let mut results = vec![u32::MAX; sizes.len()];
    order.iter().for_each(|&line| results[line as usize] = line);
    assert!(results.into_iter().eq(0..sizes.len() as u32), "not every line once: {order:?}");
    let key = |line: u32| (std::cmp::Reverse(columns(sizes[line as usize], params)), line);
    assert!(order.is_sorted_by_key(|&line| key(line)), "{order:?}");
}

/// Checks groups of lines with these columns.
fn check_groups(columns: &[u128], params: &LineGroupParams, groups: &[LineGroup]) {
    let mut first = 0;
    for group in groups {
        assert!(group.first == first && group.len > 0, "{group:?} after {first}");
        let lines = &columns[first..first + group.len];
        assert_eq!(group.width as u128, lines[0], "{group:?}");
        assert!(group.len == 1 || may_share(lines, params), "{group:?} of {lines:?}");
        first += group.len;
        let longer = columns.get(group.first..=first).is_some_and(|lines| may_share(lines, params));
        assert!(!longer, "{group:?} has no place for a line of {} columns", columns[first]);
    }
    assert_eq!(first, columns.len());
}

/// Whether lines of these columns keep the limits of a group.
fn may_share(lines: &[u128], params: &LineGroupParams) -> bool {
    let all = lines[0] * lines.len() as u128;
    let padding = all - lines.iter().sum::<u128>();
    // Without a limit, it is that of the address space.
    let within = |limit: usize, count: u128| count <= if limit == 0 { usize::MAX as u128 } else { limit as u128 };
    within(params.max_lines, lines.len() as u128)
        && within(params.max_columns, all)
        && padding as f64 <= f64::from(params.max_padding) * all as f64
}
