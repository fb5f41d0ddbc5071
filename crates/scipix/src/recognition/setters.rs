//! Setters of parameters.

/// Writes the setters of a newtype around the core's parameters.
macro_rules! setters {
    ($type:ty { $($(#[$doc:meta])* $name:ident: $value:ty;)+ }) => {
        impl $type {
            $(
                $(#[$doc])*
                pub fn $name(mut self, $name: $value) -> Self {
                    self.0.$name = $name;
                    self
                }
            )+
        }
    };
}
pub(super) use setters;
