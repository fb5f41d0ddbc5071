//! This module decodes the output of recognisers and detectors.
