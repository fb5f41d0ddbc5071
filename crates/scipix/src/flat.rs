//! Operations on flat slices of pixels live here.
