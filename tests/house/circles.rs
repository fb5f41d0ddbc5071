//! Files that import each other, directly or through others.

use super::imports::imports;
use super::source::Source;
use std::collections::BTreeSet;

/// Circles that stay, each with its reason.
const EXCEPTIONS: &[(&[&str], &str)] = &[];

/// Groups of two or more files that reach each other.
fn circles(tree: &[Source]) -> Vec<Vec<&str>> {
    let imports = imports(tree);
    let mut reach: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); tree.len()];
    for import in &imports {
        reach[import.from].insert(import.to);
    }
    loop {
        let mut grown = false;
        for from in 0..tree.len() {
            let further: BTreeSet<_> = reach[from].iter().flat_map(|&to| reach[to].iter().copied()).collect();
            let before = reach[from].len();
            reach[from].extend(further);
            grown |= reach[from].len() > before;
        }
        if !grown {
            break;
        }
    }
    let mut groups = BTreeSet::new();
    for from in 0..tree.len() {
        let group: Vec<_> = reach[from].iter().copied().filter(|&to| reach[to].contains(&from)).collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().map(|group| group.into_iter().map(|index| inside(&tree[index])).collect()).collect()
}

fn inside(file: &Source) -> &str {
    file.path.strip_prefix("crates/core/src/").unwrap_or(&file.path)
}

fn is_listed(circle: &[&str]) -> bool {
    EXCEPTIONS.iter().any(|(files, _)| *files == circle)
}

pub fn unlisted_circles(tree: &[Source]) -> Vec<String> {
    let unlisted = circles(tree).into_iter().filter(|circle| !is_listed(circle));
    unlisted.map(|circle| format!("circle: {}", circle.join(", "))).collect()
}

/// Exceptions for circles that the tree no longer has.
pub fn stale_exceptions(tree: &[Source]) -> Vec<String> {
    let found = circles(tree);
    let stale = EXCEPTIONS.iter().filter(|(files, _)| !found.iter().any(|circle| circle == files));
    stale.map(|(files, reason)| format!("no longer a circle: {} ({reason})", files.join(", "))).collect()
}
