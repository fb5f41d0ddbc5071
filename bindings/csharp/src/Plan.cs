using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Several operations that run in one pass, without intermediate images: at most one flatten, one grayscale and one
    /// resize,
    /// then possibly binarisation or a tensor. Add all steps before the first run, on one thread at a time; runs are
    /// thread-safe.</summary>
    public sealed unsafe class Plan : IDisposable
    {
        readonly PlanHandle handle;

        /// <summary>Makes a plan without steps.</summary>
        public Plan()
        {
            Check.Ok(Native.scipix_plan_new(out handle));
        }

        /// <summary>Adds a conversion to gray.</summary>
        public Plan Grayscale(Luma luma = Luma.Bt601) => Added(Native.scipix_plan_add_grayscale(handle, luma));

        /// <summary>Adds a step that composites images with alpha over a colour and leaves others as they are. After a conversion to
        /// gray there is no alpha left.</summary>
        public Plan Flatten(byte red, byte green, byte blue) =>
            Added(Native.scipix_plan_add_flatten(handle, red, green, blue));

        /// <summary>Adds a resize. One of width and height may be 0; it then keeps the aspect ratio.</summary>
        public Plan Resize(Filter filter, int width, int height) =>
            Added(Native.scipix_plan_add_resize(handle, filter, Size.Of(width), Size.Of(height)));

        /// <summary>Adds binarisation, which must be the last step.</summary>
        public Plan Binarize(BinarizeParams parameters)
        {
            var native = parameters.Native;
            return Added(Native.scipix_plan_add_binarize(handle, &native));
        }

        /// <summary>Adds the conversion to a tensor of one image, which must be the last step.</summary>
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

        /// <summary>Returns the size of the result for an image with the size and format of `src`. The bytes are those of the
        /// tensor, or of an image without padding; a binarised image counts as Gray8.</summary>
        public (long Width, long Height, long Bytes) OutputSize(ReadOnlyImageSpan src)
        {
            UIntPtr width = default(UIntPtr), height = default(UIntPtr), bytes = default(UIntPtr);
            Operations.Measure(src, from =>
            {
                UIntPtr w, h, b;
                var status = Native.scipix_plan_output_size(handle, from, &w, &h, &b);
                width = w;
                height = h;
                bytes = b;
                return status;
            });
            return ((long)width, (long)height, (long)bytes);
        }

        /// <summary>Runs a plan whose result is an image.</summary>
        public void Run(ReadOnlyImageSpan src, ImageSpan dst) =>
            Operations.Run(src, dst, (from, to) => Native.scipix_plan_run(handle, from, to));

        /// <summary>Runs a plan whose result is a tensor of floats.</summary>
        public void Run(ReadOnlyImageSpan src, Span<float> dst) => Run(src, MemoryMarshal.AsBytes(dst));

        /// <summary>Runs a plan whose result is a tensor of bytes, signed or unsigned.</summary>
        public void Run(ReadOnlyImageSpan src, Span<byte> dst)
        {
            fixed (byte* first = &MemoryMarshal.GetReference(dst))
            {
                IntPtr to = (IntPtr)first;
                UIntPtr bytes = Size.Of(dst.Length);
                Operations.Measure(src, from => Native.scipix_plan_run_tensor(handle, from, (void*)to, bytes));
            }
        }

        /// <summary>Frees the plan.</summary>
        public void Dispose() => handle.Dispose();
    }
}
