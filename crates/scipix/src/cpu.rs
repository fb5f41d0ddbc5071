//! This module tells what the processor offers, and sets the optimization level and the number of threads.
