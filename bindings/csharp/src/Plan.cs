using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Several operations that run in one pass, without intermediate images: at most one flatten, one grayscale and one
    /// resize,
    /// then possibly binarisation or a tensor. Steps that see the whole image may stand anywhere but after a tensor, and after each
    /// the others may come once more. Add all steps before the first run, on one thread at a time; runs are
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

        /// <summary>Adds binarisation, after which only steps that see the whole image may follow.</summary>
        public Plan Binarize(BinarizeParams parameters)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            return Added(Native.scipix_plan_add_binarize(handle, &native));
        }

        /// <summary>Adds a normalisation of the background, which sees the whole image.</summary>
        public Plan NormalizeBackground(BackgroundParams parameters)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            return Added(Native.scipix_plan_add_normalize_background(handle, &native));
        }

        /// <summary>Adds a deskew, which sees the whole image: one whose lines have no clear direction stays as it is. `fill` is the
        /// value of pixels that the page does not cover.</summary>
        public Plan Deskew(byte fill = 255) => Added(Native.scipix_plan_add_deskew(handle, fill));

        /// <summary>Adds a morphology by a rectangle, which sees the whole image.</summary>
        public Plan Morphology(Morphology operation, uint width, uint height, MorphologyRules rules = MorphologyRules.Opencv) =>
            Added(Native.scipix_plan_add_morphology(handle, operation, width, height, rules));

        /// <summary>Adds a median of squares with `size` pixels on a side, 3 or 5, which sees the whole image.</summary>
        public Plan Median(uint size = 3) => Added(Native.scipix_plan_add_median(handle, size));

        /// <summary>Adds a blur by a normal distribution, which sees the whole image. Sizes and deviations follow from each other
        /// where one is 0.</summary>
        public Plan GaussianBlur(uint width, uint height, double sigmaX = 0, double sigmaY = 0, Border border = Border.Reflect101) =>
            Added(Native.scipix_plan_add_gaussian_blur(handle, width, height, sigmaX, sigmaY, border));

        /// <summary>Adds an equalisation of the contrast of Gray8 tile by tile, which sees the whole image.</summary>
        public Plan Clahe(double clipLimit = 40, uint tilesX = 8, uint tilesY = 8) =>
            Added(Native.scipix_plan_add_clahe(handle, clipLimit, tilesX, tilesY));

        /// <summary>Adds a sharpening, which sees the whole image.</summary>
        public Plan UnsharpMask(double sigma, double amount, byte threshold = 0) =>
            Added(Native.scipix_plan_add_unsharp_mask(handle, sigma, amount, threshold));

        /// <summary>Adds a removal of specks as <see cref="Pages.Despeckle"/> does it, which sees the whole image. Bit1 stays so, and
        /// other formats become Gray8.</summary>
        public Plan Despeckle(int maxSide = 0, byte? threshold = null)
        {
            var native = Pages.SpeckParams(maxSide, threshold);
            return Added(Native.scipix_plan_add_despeckle(handle, &native));
        }

        /// <summary>Adds the conversion to a tensor of one image, which must be the last step.</summary>
        public Plan Tensor(TensorParams parameters, ElementType element = ElementType.F32)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Of(element);
            return Added(Native.scipix_plan_add_tensor(handle, &native));
        }

        Plan Added(Status status)
        {
            Check.Ok(status);
            return this;
        }

        /// <summary>Returns the size of the result for an image with the size and format of `src`. The bytes are those of the
        /// tensor, or of an image without padding; an image that is binarised last counts as Gray8.</summary>
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

        /// <summary>Runs a plan whose result is an image on many images of any sizes, such as the crops of a page, in one call. Each of
        /// `dsts` gets the result for the image at its place. All images are checked before anything is written, so that one at
        /// fault loses none of the others. Results must not overlap.</summary>
        public void RunMany(IReadOnlyList<Image> srcs, IReadOnlyList<Image> dsts)
        {
            Check.NotNull(srcs, nameof(srcs));
            Check.Length(nameof(dsts), Check.NotNull(dsts, nameof(dsts)).Count, srcs.Count);
            using (var sources = new Views(srcs, nameof(srcs)))
            using (var targets = new Views(dsts, nameof(dsts)))
                fixed (ScipixImage* from = sources.Items, to = targets.Items)
                    Check.Ok(Native.scipix_plan_run_many(handle, from, Size.Of(srcs.Count), (ScipixImageMut*)to));
        }

        /// <summary>Returns the four dimensions of the tensor of many images, in the order of the layout.</summary>
        public long[] TensorShape(IReadOnlyList<Image> images)
        {
            var shape = stackalloc UIntPtr[4];
            using (var views = new Views(images, nameof(images)))
                fixed (ScipixImage* from = views.Items)
                    Check.Ok(Native.scipix_plan_tensor_shape(handle, from, Size.Of(images.Count), shape, null));
            return new[] { (long)shape[0], (long)shape[1], (long)shape[2], (long)shape[3] };
        }

        /// <summary>Runs a plan whose result is a tensor of floats on many images, and writes one tensor of all.</summary>
        public void RunMany(IReadOnlyList<Image> srcs, Span<float> dst) => RunMany(srcs, MemoryMarshal.AsBytes(dst));

        /// <summary>Runs a plan whose result is a tensor of bytes, signed or unsigned, on many images, and writes one tensor of
        /// all.</summary>
        public void RunMany(IReadOnlyList<Image> srcs, Span<byte> dst)
        {
            using (var views = new Views(srcs, nameof(srcs)))
                fixed (ScipixImage* from = views.Items)
                fixed (byte* to = &MemoryMarshal.GetReference(dst))
                    Check.Ok(Native.scipix_plan_run_tensor_many(handle, from, Size.Of(srcs.Count), to, Size.Of(dst.Length)));
        }

        /// <summary>Frees the plan.</summary>
        public void Dispose() => handle.Dispose();
    }
}
