//! C ABI (wip)
