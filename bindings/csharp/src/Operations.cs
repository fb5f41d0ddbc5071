using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Method and numbers of a binarisation, at first the library's defaults.</summary>
    public sealed unsafe class BinarizeParams
    {
        internal ScipixBinarizeParams Native;

        /// <summary>The library's defaults.</summary>
        public BinarizeParams()
        {
            ScipixBinarizeParams defaults;
            Check.Ok(Scipix.Native.scipix_binarize_params_init(&defaults));
            Native = defaults;
        }

        /// <summary>Default Otsu.</summary>
        public BinarizeMethod Method { get => Native.method; set => Native.method = value; }
        /// <summary>Side of the square window in pixels, odd; about a third of the DPI. Default 51.</summary>
        public int Window { get => (int)Native.window; set => Native.window = value > 0 ? (uint)value : 0; }
        /// <summary>The highest value that becomes black, of the fixed method. Default 127.</summary>
        public byte Threshold { get => Native.threshold; set => Native.threshold = value; }
        /// <summary>How far below the mean white begins, of the adaptive mean. Default 10.</summary>
        public float Offset { get => Native.offset; set => Native.offset = value; }
        /// <summary>Sauvola's: the higher, the more is white. Default 0.34.</summary>
        public float K { get => Native.k; set => Native.k = value; }
        /// <summary>Sauvola's range of the standard deviation. Default 128.</summary>
        public float R { get => Native.r; set => Native.r = value; }
    }

    /// <summary>Operations on images and flat data. Sources and results are views on the caller's memory; they do not
    /// overlap, unless an operation says that it works in place.</summary>
    public static unsafe class Operations
    {
        delegate Status OneToOne(ScipixImage* src, ScipixImageMut* dst);

        static void Run(ReadOnlyImageSpan src, ImageSpan dst, OneToOne operation)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            fixed (byte* to = &MemoryMarshal.GetReference(dst.Pixels))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                ScipixImageMut target = dst.Shape.ViewMut(to, dst.Pixels.Length);
                Check.Ok(operation(&source, &target));
            }
            GC.KeepAlive(src.Owner);
            GC.KeepAlive(dst.Owner);
        }

        /// <summary>Converts tight RGBA pixels to gray, as OpenCV does.</summary>
        public static void Grayscale(ReadOnlySpan<byte> rgba, Span<byte> gray)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(rgba))
            fixed (byte* to = &MemoryMarshal.GetReference(gray))
                Check.Ok(Native.scipix_grayscale(from, Size.Of(rgba.Length), to, Size.Of(gray.Length)));
        }

        /// <summary>Makes gray, Gray8 of the same size, of any format.</summary>
        public static void Grayscale(ReadOnlyImageSpan src, Luma luma, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_grayscale(from, luma, to));

        /// <summary>Writes 255 for each byte above the threshold, 0 for any other. Works in place.</summary>
        public static void Threshold(ReadOnlySpan<byte> gray, byte threshold, Span<byte> result)
        {
            Check.Length(nameof(result), result.Length, gray.Length);
            fixed (byte* from = &MemoryMarshal.GetReference(gray))
            fixed (byte* to = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_threshold(from, Size.Of(gray.Length), threshold, to));
        }

        /// <summary>Makes pixels of a Gray8 image above the threshold white and any other black; to Gray8 or Bit1. Works in
        /// place.</summary>
        public static void Threshold(ReadOnlyImageSpan src, byte threshold, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_threshold(from, threshold, to));

        /// <summary>Makes each colour or gray byte 255 less itself, and turns each bit. Works in place.</summary>
        public static void Invert(ReadOnlyImageSpan src, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_invert(from, to));

        /// <summary>The level that best parts dark from light pixels; those above it are white.</summary>
        public static byte Otsu(ReadOnlyImageSpan src)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                byte level;
                Check.Ok(Native.scipix_image_otsu(&source, &level));
                GC.KeepAlive(src.Owner);
                return level;
            }
        }

        /// <summary>Makes a page of any format black and white, Gray8 or Bit1 of the same size.</summary>
        public static void Binarize(ReadOnlyImageSpan src, BinarizeParams parameters, ImageSpan dst)
        {
            ScipixBinarizeParams native = parameters.Native;
            Run(src, dst, (from, to) => { var p = native; return Native.scipix_image_binarize(from, &p, to); });
        }

        /// <summary>Resamples, any format, Bit1 by Nearest alone, to the size of the result, of the same format.</summary>
        public static void Resize(ReadOnlyImageSpan src, Filter filter, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_resize(from, filter, to));

        /// <summary>The angle by which <see cref="Rotate"/> has to turn a page for its lines of text to be level, and how far
        /// it can be trusted: from about 0.5 on.</summary>
        public static (float Degrees, float Confidence) Skew(ReadOnlyImageSpan src)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                float degrees, confidence;
                Check.Ok(Native.scipix_image_skew(&source, &degrees, &confidence));
                GC.KeepAlive(src.Owner);
                return (degrees, confidence);
            }
        }

        /// <summary>Turns clockwise. By multiples of 90 degrees the result has the size of the turned image; at any other
        /// angle that of the source, and what lies beyond it is `fill`.</summary>
        public static void Rotate(ReadOnlyImageSpan src, float degrees, byte fill, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_rotate(from, degrees, fill, to));

        /// <summary>Fills the result with what the source shows in a convex quadrilateral, seen in perspective.</summary>
        /// <param name="src">Any format but Bit1.</param>
        /// <param name="quad">x and y of the corners that become top left, top right, bottom right, bottom left.</param>
        /// <param name="dst">The same format, any size.</param>
        public static void CropQuad(ReadOnlyImageSpan src, ReadOnlySpan<float> quad, ImageSpan dst)
        {
            Check.Length(nameof(quad), quad.Length, 8);
            fixed (float* corners = &MemoryMarshal.GetReference(quad))
            {
                var pinned = (IntPtr)corners;
                Run(src, dst, (from, to) => Native.scipix_image_crop_quad(from, (float*)pinned, to));
            }
        }

        /// <summary>Makes mean 0 and standard deviation 1 of the data, in place, and tells what they were.</summary>
        public static (float Mean, float Std) Normalize(Span<float> data)
        {
            float mean, std;
            fixed (float* values = &MemoryMarshal.GetReference(data))
                Check.Ok(Native.scipix_normalize_stats(values, Size.Of(data.Length), &mean, &std));
            return (mean, std);
        }
    }
}
