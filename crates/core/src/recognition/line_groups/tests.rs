//! Groups by hand, and the promises of every plan on random lines.

use super::*;
use crate::base::error::ErrorKind;
use crate::testing::TestRng;

fn plan(sizes: &[[usize; 2]], params: &LineGroupParams) -> (Vec<u32>, Vec<LineGroup>) {
    let (mut order, mut groups) = (vec![0; sizes.len()], Vec::new());
    line_groups(sizes, params, &mut order, |group| groups.push(group)).unwrap();
    (order, groups)
}

fn group(first: usize, len: usize, width: usize) -> LineGroup {
    LineGroup { first, len, width }
}

#[test]
fn lines_of_similar_width_are_grouped_from_the_widest_down() {
    let sizes = [[100, 24], [320, 48], [96, 24], [310, 48], [40, 48], [320, 48]];
    let (order, groups) = plan(&sizes, &LineGroupParams::default());
    assert_eq!(order, [1, 5, 3, 0, 2, 4]);
    assert_eq!(groups, [group(0, 3, 320), group(3, 2, 200), group(5, 1, 40)]);
    assert_eq!(plan(&[], &LineGroupParams::default()), (vec![], vec![]));
}

#[test]
fn limits_end_a_group() {
    let sizes = [[100, 48]; 7];
    let lens = |params: LineGroupParams| plan(&sizes, &params).1.iter().map(|group| group.len).collect::<Vec<_>>();
    let default = LineGroupParams::default();
    assert_eq!(lens(default), [7]);
    assert_eq!(lens(LineGroupParams { max_lines: 3, ..default }), [3, 3, 1]);
    assert_eq!(lens(LineGroupParams { max_columns: 399, ..default }), [3, 3, 1]);
    assert_eq!(lens(LineGroupParams { max_columns: 400, ..default }), [4, 3]);
    assert_eq!(lens(LineGroupParams { max_columns: 50, ..default }), [1; 7], "a wide line is a group of its own");
}

#[test]
fn widths_are_rounded_and_bounded() {
    let sizes = [[101, 48], [7, 48], [1000, 48], [10, 3]];
    let params =
        LineGroupParams { width_multiple: 8, min_width: 30, max_width: 480, max_padding: 1.0, ..Default::default() };
    let (order, groups) = plan(&sizes, &LineGroupParams { max_lines: 1, ..params });
    assert_eq!(order, [2, 3, 0, 1]);
    assert_eq!(groups.iter().map(|group| group.width).collect::<Vec<_>>(), [480, 160, 104, 32]);
    assert_eq!(plan(&sizes, &params).1, [group(0, 4, 480)], "all of it may be padding");
}

#[test]
fn random_plans_keep_their_promises() {
    let mut rng = TestRng::new(5);
    for round in 0..200 {
        let sizes: Vec<_> = (0..rng.below(60)).map(|_| [1 + rng.below(900), 1 + rng.below(60)]).collect();
        let params = LineGroupParams {
            max_columns: rng.below(2) * (1 + rng.below(4000)),
            max_lines: rng.below(9),
            max_padding: rng.below(11) as f32 / 10.0,
            ..LineGroupParams::default()
        };
        let (order, groups) = plan(&sizes, &params);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.iter().copied().eq(0..sizes.len() as u32), "{round}");
        let mut place = 0;
        for group in groups {
            assert_eq!(group.first, place);
            let lines = &order[place..place + group.len];
            let columns = lines.iter().map(|&line| (sizes[line as usize][0] * 48).div_ceil(sizes[line as usize][1]));
            let (filled, all) = (columns.clone().sum::<usize>(), group.width * group.len);
            assert_eq!(columns.max(), Some(group.width), "{round}");
            assert!(params.max_lines == 0 || group.len <= params.max_lines);
            assert!(group.len == 1 || params.max_columns == 0 || all <= params.max_columns);
            assert!((all - filled) as f64 <= f64::from(params.max_padding) * all as f64, "{round}");
            place += group.len;
        }
        assert_eq!(place, sizes.len());
    }
}

#[test]
fn wrong_lines_are_refused_and_nothing_is_written() {
    let default = LineGroupParams::default();
    let refused = |sizes: &[[usize; 2]], params: LineGroupParams| {
        let mut order = vec![77; sizes.len()];
        let error = line_groups(sizes, &params, &mut order, |_| panic!("a group")).unwrap_err();
        assert!(order.iter().all(|&place| place == 77));
        error.kind()
    };
    assert_eq!(refused(&[[3, 4], [0, 4]], default), ErrorKind::InvalidArgument);
    assert_eq!(refused(&[[3, 0]], default), ErrorKind::InvalidArgument);
    assert_eq!(refused(&[[usize::MAX, 1]], default), ErrorKind::OutOfRange);
    for bad in [f32::NAN, -0.1, 1.1] {
        assert_eq!(refused(&[[3, 4]], LineGroupParams { max_padding: bad, ..default }), ErrorKind::InvalidArgument);
    }
    assert_eq!(refused(&[[3, 4]], LineGroupParams { height: 0, ..default }), ErrorKind::InvalidArgument);
    let crossed = LineGroupParams { min_width: 9, max_width: 8, ..default };
    assert_eq!(refused(&[[3, 4]], crossed), ErrorKind::InvalidArgument);
    let uneven = LineGroupParams { width_multiple: 32, max_width: 100, ..default };
    assert_eq!(refused(&[[3, 4]], uneven), ErrorKind::InvalidArgument);
    let short = line_groups(&[[3, 4]], &default, &mut [], |_| ()).unwrap_err();
    assert_eq!(short.kind(), ErrorKind::SizeMismatch);
}
