//! Nothing covers anything, and every arrow begins and ends where it should.

use crate::graph::layout::{Arrow, Layout, Point, Rect, Route, Size, layout};
use crate::graph::tests::generated;

fn laid_out(count: usize, seed: u64) -> (Vec<Arrow>, Layout) {
    let graph = generated(count, seed);
    let sizes: Vec<Size> = (0..count)
        .map(|n| i64::try_from(n).expect("few"))
        .map(|n| Size { width: 80 + n * 7 % 90, height: 30 + n * 11 % 40 })
        .collect();
    let arrow = |edge: &o8_ir::graph::Edge| Arrow {
        from: edge.from,
        to: edge.to,
        label: Size { width: 40, height: 14 },
        leads: edge.kind == o8_ir::graph::EdgeKind::Needs,
    };
    let arrows: Vec<Arrow> = graph.edges.iter().map(arrow).collect();
    let layout = layout(&sizes, &arrows, 1400);
    for (size, found) in sizes.iter().zip(&layout.boxes) {
        assert_eq!((size.width, size.height), (found.width, found.height));
    }
    (arrows, layout)
}

fn overlap(one: &Rect, other: &Rect) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

fn each_seed(check: impl Fn(&[Arrow], &Layout)) {
    for (count, seed) in [(1, 1), (2, 5), (40, 2), (200, 7), (200, 4_711), (200, 99_991)] {
        let (arrows, layout) = laid_out(count, seed);
        check(&arrows, &layout);
    }
}

#[test]
fn no_two_boxes_or_labels_overlap() {
    each_seed(|_, layout| {
        let labels = layout.labels.iter().filter(|label| label.width > 0);
        let all: Vec<&Rect> = layout.boxes.iter().chain(labels).collect();
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert!(!overlap(one, other), "{one:?} and {other:?}");
            }
        }
    });
}

#[test]
fn everything_is_inside_the_picture() {
    each_seed(|_, layout| {
        let inside =
            |x: i64, y: i64| (0..=layout.size.width).contains(&x) && (0..=layout.size.height).contains(&y);
        for Rect { x, y, width, height } in layout.boxes.iter().chain(&layout.labels) {
            assert!(inside(*x, *y) && inside(x + width, y + height));
        }
        for route in layout.routes.iter().flatten() {
            match route {
                Route::Between(points) => assert!(points.iter().all(|point| inside(point.x, point.y))),
                Route::Loop(around) => assert!(inside(around.x + around.width, around.y + around.height)),
            }
        }
    });
}

#[test]
fn every_arrow_begins_and_ends_at_its_boxes() {
    let touches = |rect: &Rect, point: &Point| {
        (point.x == rect.x || point.x == rect.x + rect.width)
            && (rect.y..=rect.y + rect.height).contains(&point.y)
    };
    each_seed(|arrows, layout| {
        for (arrow, route) in arrows.iter().zip(&layout.routes) {
            let (from, to) = (&layout.boxes[arrow.from], &layout.boxes[arrow.to]);
            match route.as_ref().expect("every arrow has a way") {
                Route::Between(points) => {
                    let (first, last) = (points.first().expect("a start"), points.last().expect("an end"));
                    assert!(touches(from, first) && touches(to, last), "{arrow:?}: {points:?}");
                }
                Route::Loop(around) => {
                    assert_eq!(arrow.from, arrow.to);
                    assert!(touches(from, &Point { x: around.x, y: around.y }));
                    assert!(touches(from, &Point { x: around.x, y: around.y + around.height }));
                }
            }
        }
    });
}

/// Between columns an arrow bends, and columns are apart: what it has to keep clear of is where it passes one.
#[test]
fn no_arrow_runs_through_a_box_or_another_label() {
    each_seed(|arrows, layout| {
        for (index, route) in layout.routes.iter().enumerate() {
            let Some(Route::Between(points)) = route else { continue };
            for pair in points.chunks(2) {
                let [one, other] = pair else { panic!("points come in pairs") };
                let (left, right) = (one.x.min(other.x), one.x.max(other.x));
                let passed = Rect { x: left, y: one.y, width: right - left, height: 1 };
                let ends = [arrows[index].from, arrows[index].to];
                let boxes = layout.boxes.iter().enumerate().filter(|(node, _)| !ends.contains(node));
                let labels = layout.labels.iter().enumerate().filter(|(label, _)| *label != index);
                for (_, rect) in boxes.chain(labels) {
                    assert!(!overlap(&passed, rect), "{:?} through {rect:?}", arrows[index]);
                }
            }
        }
    });
}

#[test]
fn what_is_needed_stands_to_the_right() {
    each_seed(|arrows, layout| {
        for arrow in arrows.iter().filter(|arrow| arrow.leads) {
            let (from, to) = (&layout.boxes[arrow.from], &layout.boxes[arrow.to]);
            assert!(from.x + from.width < to.x, "{arrow:?}");
        }
    });
}

#[test]
fn circles_and_large_graphs_are_laid_out_too() {
    let size = Size { width: 60, height: 30 };
    let arrow = |from, to, leads| Arrow { from, to, label: Size::default(), leads };
    let circle =
        [arrow(0, 1, true), arrow(1, 2, true), arrow(2, 0, true), arrow(1, 1, true), arrow(2, 0, false)];
    let found = layout(&[size; 3], &circle, 1400);
    assert!(found.routes.iter().all(Option::is_some));
    let chain: Vec<Arrow> = (1..3000).map(|n| arrow(n, n - 1, true)).collect();
    assert!(layout(&[size; 3000], &chain, 1400).routes.iter().all(Option::is_some));
}
