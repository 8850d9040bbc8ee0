//! The column of each node: the longest way from it to where no arrow leads on.

use std::collections::BTreeMap;

use super::Arrow;
use super::pack::Part;

/// Columns of the nodes of a part, counted from the left; and whether each of its arrows leads against them.
pub(super) struct Ranks {
    /// By node.
    pub(super) columns: BTreeMap<usize, usize>,
    /// By arrow of the part.
    pub(super) backwards: Vec<bool>,
}

/// Ranks the nodes of a part. An arrow of a circle is turned round, one that need not lead on before one that has to.
pub(super) fn ranks(part: &Part, arrows: &[Arrow]) -> Ranks {
    let index: BTreeMap<usize, usize> =
        part.nodes.iter().enumerate().map(|(index, node)| (*node, index)).collect();
    let ends: Vec<(usize, usize, bool)> = part
        .arrows
        .iter()
        .map(|arrow| &arrows[*arrow])
        .map(|arrow| (index[&arrow.from], index[&arrow.to], arrow.leads))
        .collect();
    let count = part.nodes.len();
    // What the arrows that have to lead on say comes first; the others are asked only where these leave it open.
    let leading = finished(count, &ends, |_, leads| leads);
    let circles = circles(count, &ends);
    let is_kept = |(from, to): (usize, usize), leads: bool| {
        circles[from] != circles[to] || leads || leading[from] > leading[to]
    };
    let order = finished(count, &ends, is_kept);
    let backwards: Vec<bool> = ends.iter().map(|(from, to, _)| order[*from] < order[*to]).collect();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for ((from, to, _), backwards) in ends.iter().zip(&backwards) {
        let (from, to) = if *backwards { (*to, *from) } else { (*from, *to) };
        if from != to {
            after[from].push(to);
        }
    }
    // What finishes earlier has nothing after it that finishes later.
    let mut by_order: Vec<usize> = (0..count).collect();
    by_order.sort_unstable_by_key(|node| order[*node]);
    let mut height = vec![0; count];
    for node in by_order {
        height[node] = after[node].iter().map(|next| height[*next] + 1).max().unwrap_or(0);
    }
    let highest = height.iter().copied().max().unwrap_or(0);
    let columns = part.nodes.iter().map(|node| (*node, highest - height[index[node]])).collect();
    Ranks { columns, backwards }
}

/// When a depth-first search along the arrows that `follows` takes is done with each node.
fn finished(
    count: usize,
    ends: &[(usize, usize, bool)],
    follows: impl Fn((usize, usize), bool) -> bool,
) -> Vec<usize> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for &(from, to, leads) in ends {
        if follows((from, to), leads) {
            next[from].push(to);
        }
    }
    let mut done = vec![usize::MAX; count];
    let mut seen = vec![false; count];
    let mut time = 0;
    for root in 0..count {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        let mut open = vec![(root, 0)];
        while let Some((node, at)) = open.pop() {
            match next[node].get(at) {
                Some(&to) => {
                    open.push((node, at + 1));
                    if !seen[to] {
                        seen[to] = true;
                        open.push((to, 0));
                    }
                }
                None => {
                    done[node] = time;
                    time += 1;
                }
            }
        }
    }
    done
}

/// The circle of each node, as a number: nodes that lead to each other have the same.
fn circles(count: usize, ends: &[(usize, usize, bool)]) -> Vec<usize> {
    let mut graph: petgraph::graph::DiGraph<(), ()> = petgraph::graph::DiGraph::new();
    let nodes: Vec<_> = (0..count).map(|_| graph.add_node(())).collect();
    for (from, to, _) in ends {
        graph.add_edge(nodes[*from], nodes[*to], ());
    }
    let mut circle = vec![0; count];
    for (number, members) in petgraph::algo::kosaraju_scc(&graph).into_iter().enumerate() {
        for node in members {
            circle[node.index()] = number;
        }
    }
    circle
}
