//! ONNX Runtime through its C API, on one thread, its inputs and outputs bound to memory that is there.

use crate::rounds::Contender;
use ort::environment::Environment;
use ort::memory::Allocator;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{IoBinding, Session};
use ort::value::{PrimitiveTensorElementType, Tensor};
use std::fmt::Debug;
use std::path::PathBuf;

/// The library, and where the models are.
pub struct Runtime {
    environment: Environment,
    folder: PathBuf,
}

/// A model whose run is a contender.
pub struct Model {
    session: Session,
    binding: IoBinding,
}

impl Runtime {
    pub fn new(library: &str, folder: &str) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self { environment: ort::init_from(library)?.build()?, folder: folder.into() })
    }

    /// A file beside the models.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The model `name` on `data` of this shape, with `outputs` of that shape.
    pub fn model<In: Element, Out: Element>(
        &self,
        name: &str,
        (shape, data): (&[usize], &[In]),
        outputs: usize,
        out_shape: &[usize],
    ) -> ort::Result<Model> {
        let session = Session::builder(&self.environment)?
            .with_intra_threads(1)?
            .with_optimization_level(GraphOptimizationLevel::Disable)?
            .commit_from_file(self.path(&format!("{name}.onnx")))?;
        let mut binding = session.create_binding()?;
        binding.bind_input("x", &Tensor::from_array((shape.to_vec(), data.to_vec()))?)?;
        for index in 0..outputs {
            let place = Tensor::<Out>::new(&Allocator::default(), out_shape.to_vec())?;
            binding.bind_output(format!("y{index}"), place)?;
        }
        Ok(Model { session, binding })
    }
}

/// The element type of a tensor.
pub trait Element: PrimitiveTensorElementType + Debug + Clone + 'static {}
impl<T: PrimitiveTensorElementType + Debug + Clone + 'static> Element for T {}

impl Model {
    /// Makes a contender whose run does the work `copies` times.
    pub fn contender<'a>(mut self, name: &'static str, copies: usize) -> Contender<'a> {
        let run = move || drop(self.session.run_binding(&self.binding).expect("the model runs"));
        Contender { copies, ..Contender::new(name, run) }
    }
}
