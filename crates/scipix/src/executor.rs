//! This module runs closures on a bounded number of threads.
