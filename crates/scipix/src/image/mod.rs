//! This module has views on pixels, owned images and the operations on them.
//!
//! An [`ImageView`] looks at pixels that lie anywhere, an [`Image`] owns its pixels, and an [`ImageViewMut`] is what
//! operations write to. [`ImageOps`] has the operations, for views and images alike: each gives a new image, and has a
//! form `…_into` that writes to an existing one.
//!
//! ```
//! use scipix::prelude::*;
//!
//! let (width, height) = (64, 48);
//! let rgba = vec![200; 4 * width * height];
//! let view = ImageView::new(&rgba, width, height, Format::Rgba8)?;
//! let line = view.subview(8, 4, 40, 16)?; // no copy
//! let px: &[u8] = line.pixel(0, 0)?;
//! assert_eq!(px, [200; 4]);
//!
//! let page: Image = view.grayscale(Luma::Bt601)?;
//! let bw = page.binarize(Sauvola::default().window(31).k(0.34))?;
//! let small = bw.resize(32, 24, Filter::Area)?;
//! assert_eq!((small.width(), small.height()), (32, 24));
//!
//! // Frame after frame into the same memory:
//! let mut gray = Image::new(width, height, Format::Gray8)?;
//! view.grayscale_into(Luma::Bt601, &mut gray.view_mut())?;
//! assert_eq!(gray, page);
//! # Ok::<(), scipix::Error>(())
//! ```
//!
//! Operations block the thread that calls them until they are done; large ones also use the library's threads. On a line of
//! text most take microseconds and can be done in a task of a runtime. On a page they take milliseconds: a task gives them to
//! `spawn_blocking` or the like, or to an [`Executor`](crate::executor::Executor).
//!
//! With the feature `image`, [`ImageView`] and [`Image`] convert from and to the types of the crate
//! [`image`](https://docs.rs/image): views of 8-bit gray, RGB and RGBA copy nothing.
//!
//! ```
//! # #[cfg(feature = "image")] {
//! use image::DynamicImage;
//! use scipix::prelude::*;
//!
//! let img = DynamicImage::new_rgb8(40, 30); // or image::open("page.png")?
//! let gray = ImageView::try_from(&img)?.grayscale(Luma::Bt601)?;
//! let back: image::GrayImage = gray.try_into()?;
//! assert_eq!(back.dimensions(), (40, 30));
//! # }
//! # Ok::<(), scipix::Error>(())
//! ```

mod background;
mod components;
pub mod geometry;
#[cfg(feature = "image")]
mod interop;
mod method;
mod ops;
mod owned;
mod plan;
mod plan_many;
mod quad_crop;
mod quad_cropper;
mod rotation;
mod skew;
mod tensor;
mod view;
mod view_mut;

pub use background::Background;
pub use components::ComponentFinder;
pub use method::{AdaptiveMean, Fixed, Otsu, Sauvola};
pub use ops::ImageOps;
pub use owned::Image;
pub use plan::{OutputSize, Plan, PlanBuilder};
pub use quad_crop::{CropParams, QuadCrop};
pub use quad_cropper::QuadCropper;
pub use rotation::Rotation;
#[doc(inline)]
pub use scipix_core::image::components::{Component, Connectivity};
#[doc(inline)]
pub use scipix_core::image::{
    Border, CacheBypass, Filter, Flip, Format, Interpolation, Luma, Method, Morphology, MorphologyRules, QuadCorners,
    TensorRegion,
};
pub use skew::Skew;
pub use tensor::{Channels, TensorElement, TensorParams};
pub use view::{AsView, ImageView};
pub use view_mut::ImageViewMut;
