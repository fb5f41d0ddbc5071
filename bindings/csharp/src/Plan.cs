using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Operations that run on page after page in one pass, with no image between them: gray and resize once at
    /// most, then black and white or a tensor, or neither. Runs are thread-safe; steps are added before the first, on one
    /// thread at a time.</summary>
    public sealed unsafe class Plan : IDisposable
    {
        readonly PlanHandle handle;

        /// <summary>A plan without steps.</summary>
        public Plan()
        {
            Check.Ok(Native.scipix_plan_new(out handle));
        }

        /// <summary>Makes gray.</summary>
        public Plan Grayscale(Luma luma = Luma.Bt601) => Added(Native.scipix_plan_add_grayscale(handle, luma));

        /// <summary>Resamples. One of width and height may be 0: it follows from the other.</summary>
        public Plan Resize(Filter filter, int width, int height) =>
            Added(Native.scipix_plan_add_resize(handle, filter, Size.Of(width), Size.Of(height)));

        /// <summary>Makes black and white: the last step.</summary>
        public Plan Binarize(BinarizeParams parameters)
        {
            var native = parameters.Native;
            return Added(Native.scipix_plan_add_binarize(handle, &native));
        }

        /// <summary>Makes a tensor of one image: the last step.</summary>
        public Plan Tensor(TensorParams parameters, ElementType element = ElementType.F32)
        {
            var native = parameters.Of(element);
            return Added(Native.scipix_plan_add_tensor(handle, &native));
        }

        Plan Added(Status status)
        {
            Check.Ok(status);
            return this;
        }

        /// <summary>The size of what a run makes of an image of this size and format, and the bytes of the tensor, or of the
        /// image without gaps, of a binarised one as Gray8.</summary>
        public (long Width, long Height, long Bytes) OutputSize(ReadOnlyImageSpan src)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                UIntPtr width, height, bytes;
                Check.Ok(Native.scipix_plan_output_size(handle, &source, &width, &height, &bytes));
                return ((long)width, (long)height, (long)bytes);
            }
        }

        /// <summary>Runs a plan that gives an image.</summary>
        public void Run(ReadOnlyImageSpan src, ImageSpan dst)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            fixed (byte* to = &MemoryMarshal.GetReference(dst.Pixels))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                ScipixImageMut target = dst.Shape.ViewMut(to, dst.Pixels.Length);
                Check.Ok(Native.scipix_plan_run(handle, &source, &target));
            }
            GC.KeepAlive(src.Owner);
            GC.KeepAlive(dst.Owner);
        }

        /// <summary>Runs a plan that ends in a tensor of floats.</summary>
        public void Run(ReadOnlyImageSpan src, Span<float> tensor) => Run(src, MemoryMarshal.AsBytes(tensor));

        /// <summary>Runs a plan that ends in a tensor of bytes, signed or not.</summary>
        public void Run(ReadOnlyImageSpan src, Span<byte> tensor)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            fixed (byte* to = &MemoryMarshal.GetReference(tensor))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                Check.Ok(Native.scipix_plan_run_tensor(handle, &source, to, Size.Of(tensor.Length)));
            }
            GC.KeepAlive(src.Owner);
        }

        /// <summary>Frees the plan.</summary>
        public void Dispose() => handle.Dispose();
    }
}
