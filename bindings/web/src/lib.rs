//! The module that `js/` loads: operations of the crate `scipix` behind functions of numbers, which is all that JavaScript and
//! WebAssembly can pass each other.
//!
//! JavaScript asks for memory with `web_input` or `web_floats`, writes pixels or numbers there, calls one operation, copies what
//! `web_output`, `web_tensor` and `web_numbers` point to, and ends with `web_clear`. An operation returns 0, or 1 where it failed;
//! `web_message` then has the kind of the error in its first line and the words in the others. Functions that JavaScript does not
//! find by name would be left out of the module, so that each is exported here. These names are private to the package.

mod decode;
mod move_pixels;
mod page;
#[cfg(feature = "speed")]
mod speed;
mod state;
mod tensor;
mod tones;
