//! The run of a plan that makes one tensor of many images.

use super::job::PlanJob;
use super::many;
use super::parts::{Part, PlanParts};
use crate::base::error::{Result, fail};
use crate::image::{
    Element, FusedSteps, Geometry, ImageRef, TensorBatch, TensorMut, TensorParams, TensorPlan, check_tensor,
};

/// The tensor that a plan makes of images: its type and shape are known, its elements not yet written.
pub struct PlanTensors<'a> {
    parts: &'a PlanParts,
    srcs: &'a [ImageRef<'a>],
    params: &'a TensorParams,
    plan: TensorPlan,
    /// Whether some image has fewer columns of its own than the tensor.
    is_widened: bool,
    elements: usize,
}

impl<'a> PlanTensors<'a> {
    pub(super) fn new(parts: &'a PlanParts, srcs: &'a [ImageRef<'a>]) -> Result<Self> {
        let steps = last_steps(parts)?;
        let Some(params) = steps.tensor_params() else {
            fail!(InvalidArgument, "plan: does not end in a tensor");
        };
        let (mut whole, mut last): (Option<TensorPlan>, Option<Geometry>) = (None, None);
        let mut is_widened = false;
        for (index, src) in srcs.iter().enumerate() {
            let geometry = src.geometry();
            if last.replace(geometry).is_some_and(|last| last.is_like(&geometry)) {
                continue;
            }
            let own = own_plan(parts, steps, &geometry).map_err(|error| many::numbered(error, index))?;
            let whole = whole.get_or_insert(own);
            is_widened |= whole.width != own.width;
            whole.include(&own, index)?;
        }
        let plan = match whole {
            Some(plan) => plan,
            None => TensorPlan::new(std::iter::empty(), params)?,
        };
        Ok(Self { parts, srcs, params, plan, is_widened, elements: plan.elements(srcs.len())? })
    }

    /// Its dimensions in the order of the layout.
    pub fn shape(&self) -> [usize; 4] {
        self.plan.shape(self.srcs.len())
    }

    /// The type of its elements.
    pub fn element(&self) -> Element {
        self.params.element
    }

    /// The number of its elements.
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> usize {
        self.elements * self.params.element.bytes()
    }

    /// Writes the tensor to `out`: for each image what [`Plan::run_tensor`](super::Plan::run_tensor) writes for it where the sizes
    /// of the tensor are given.
    ///
    /// # Errors
    /// `SizeMismatch` where `out` has another number of elements, `InvalidArgument` where it has another type; `OutOfMemory`.
    pub fn write(self, out: TensorMut<'_>) -> Result<()> {
        check_tensor(&out, self.params.element, self.elements)?;
        let mut jobs = Vec::new();
        if jobs.try_reserve_exact(self.srcs.len()).is_err() {
            fail!(OutOfMemory, "srcs: no memory for a list of {}", self.srcs.len());
        }
        let each = self.elements / self.srcs.len().max(1);
        let mut rest = out;
        let mut last: Option<(Geometry, f64)> = None;
        for src in self.srcs {
            let geometry = src.geometry();
            let ns = match last {
                Some((last, ns)) if last.is_like(&geometry) => ns,
                _ => self.parts.ns(&geometry)?,
            };
            last = Some((geometry, ns));
            let (part, after) = rest.split_at(each);
            rest = after;
            jobs.push(PlanJob::tensor(*src, part, ns));
        }
        let widened_to = self.is_widened.then_some(self.plan.width);
        many::run(self.parts, &mut jobs, Some(TensorBatch { widened_to, elements: self.elements }))
    }
}

fn last_steps(parts: &PlanParts) -> Result<&FusedSteps> {
    match parts.last_part()? {
        Part::Fused(steps) => Ok(steps),
        Part::Whole(_) => fail!(InvalidArgument, "plan: does not end in a tensor"),
    }
}

/// The tensor of an image of `src` alone.
fn own_plan(parts: &PlanParts, steps: &FusedSteps, src: &Geometry) -> Result<TensorPlan> {
    let (_, before) = parts.last(src)?;
    steps.route(&before)?.tensor().map(|(_, plan)| *plan)
}
