//! This module re-exports the names that most programs need.

pub use crate::arena::Arena;
pub use crate::batch::{BatchConfig, BatchError, BatchMode, Batcher, Pending, QueuePolicy, Request};
pub use crate::cpu::OptLevel;
pub use crate::error::ErrorKind;
pub use crate::executor::{Executor, JobError, JoinHandle};
pub use crate::image::{
    AdaptiveMean, AsView, Channels, Filter, Fixed, Flip, Format, Image, ImageOps, ImageView, ImageViewMut, Luma,
    Morphology, MorphologyRules, Otsu, Plan, Rotation, Sauvola, TensorParams,
};
pub use crate::model::Model;
pub use crate::pipeline::{Pipeline, PipelineError};
pub use crate::pool::{self, Pool};
pub use crate::quant::Calibration::{self, MinMax, Mse, Percentile};
pub use crate::quant::{Linear, QTensor};
pub use crate::submit_error::SubmitError;
