//! This module has views on pixels, owned images and the operations on them.
