//! The shortest circle of packages that depend on each other.

use std::collections::VecDeque;

/// The nodes of a shortest circle, from where it is entered; `None` where there is none. `edges` are, for each node,
/// those that it leads to.
pub(crate) fn shortest(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut graph = Graph::of(edges);
    graph.peel((0..edges.len()).collect());
    let mut best: Option<Vec<usize>> = None;
    for start in 0..edges.len() {
        if graph.gone[start] {
            continue;
        }
        let limit = best.as_ref().map_or(usize::MAX, Vec::len);
        if let Some(circle) = graph.through(start, limit) {
            best = Some(circle);
        }
        // All circles through it are known: without it, what only led to it is in none.
        graph.gone[start] = true;
        let around = graph.neighbours(start);
        graph.peel(around);
    }
    best
}

struct Graph<'e> {
    edges: &'e [Vec<usize>],
    back: Vec<Vec<usize>>,
    gone: Vec<bool>,
}

impl<'e> Graph<'e> {
    fn of(edges: &'e [Vec<usize>]) -> Self {
        let mut back = vec![Vec::new(); edges.len()];
        for (from, targets) in edges.iter().enumerate() {
            for target in targets {
                back[*target].push(from);
            }
        }
        Self { edges, back, gone: vec![false; edges.len()] }
    }

    fn neighbours(&self, node: usize) -> Vec<usize> {
        self.edges[node].iter().chain(&self.back[node]).copied().collect()
    }

    /// Takes away what no circle can go through: nothing leads to it, or it leads to nothing.
    fn peel(&mut self, mut waiting: Vec<usize>) {
        while let Some(node) = waiting.pop() {
            let left = |nodes: &[usize]| nodes.iter().any(|node| !self.gone[*node]);
            let is_on_the_way = left(&self.edges[node]) && left(&self.back[node]);
            if !self.gone[node] && !is_on_the_way {
                self.gone[node] = true;
                waiting.extend(self.neighbours(node));
            }
        }
    }

    /// The shortest circle through a node that has fewer than `limit` nodes.
    fn through(&self, start: usize, limit: usize) -> Option<Vec<usize>> {
        let mut before: Vec<Option<(usize, usize)>> = vec![None; self.edges.len()];
        let mut waiting = VecDeque::from([(start, 1)]);
        while let Some((node, length)) = waiting.pop_front() {
            if length >= limit {
                return None;
            }
            for &next in self.edges[node].iter().filter(|next| !self.gone[**next]) {
                if next == start {
                    let mut circle = vec![node];
                    let mut at = node;
                    while let Some((previous, _)) = before[at].filter(|_| at != start) {
                        circle.push(previous);
                        at = previous;
                    }
                    circle.reverse();
                    return Some(circle);
                }
                if before[next].is_none() {
                    before[next] = Some((node, length));
                    waiting.push_back((next, length + 1));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_is_found() {
        assert_eq!(shortest(&[]), None);
        assert_eq!(shortest(&[vec![1], vec![2], vec![]]), None);
        assert_eq!(shortest(&[vec![0]]), Some(vec![0]));
        assert_eq!(shortest(&[vec![1], vec![0]]), Some(vec![0, 1]));
        // A long one first, and a short one that it leads past.
        assert_eq!(shortest(&[vec![1], vec![2], vec![3, 1], vec![0]]), Some(vec![1, 2]));
        assert_eq!(shortest(&[vec![1, 2], vec![3], vec![3], vec![]]), None, "a diamond is none");
    }

    #[test]
    fn long_ones_are_found_at_once() {
        let ring: Vec<Vec<usize>> = (0..100_000).map(|node| vec![(node + 1) % 100_000]).collect();
        assert_eq!(shortest(&ring).map(|circle| circle.len()), Some(100_000));
        let chain: Vec<Vec<usize>> = (0..100_000).map(|node| vec![(node + 1).min(99_999)]).collect();
        assert_eq!(shortest(&chain), Some(vec![99_999]));
    }
}
