using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Operations on images and flat data. Arguments stand in the order source, parameters, destination. Source and
    /// destination must not overlap, unless an operation works in place.</summary>
    public static unsafe partial class Operations
    {
        internal delegate Status Conversion(ScipixImage* src, ScipixImageMut* dst);

        internal delegate Status Measurement(ScipixImage* src);

        /// <summary>Calls the library with one image to read and one to write.</summary>
        internal static void Run(ReadOnlyImageSpan src, ImageSpan dst, Conversion operation)
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

        /// <summary>Calls the library with one image to read.</summary>
        internal static void Measure(ReadOnlyImageSpan src, Measurement operation)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src.Pixels))
            {
                ScipixImage source = src.Shape.View(from, src.Pixels.Length);
                Check.Ok(operation(&source));
            }
            GC.KeepAlive(src.Owner);
        }

        /// <summary>Converts RGBA pixels without padding to gray, as OpenCV does.</summary>
        public static void Grayscale(ReadOnlySpan<byte> src, Span<byte> dst)
        {
            fixed (byte* from = &MemoryMarshal.GetReference(src))
            fixed (byte* to = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_grayscale(from, Size.Of(src.Length), to, Size.Of(dst.Length)));
        }

        /// <summary>Converts an image of any format to gray. `dst` is Gray8 of the same size.</summary>
        public static void Grayscale(ReadOnlyImageSpan src, Luma luma, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_grayscale(from, luma, to));

        /// <summary>Composites an image over a colour, as <see cref="Flatten"/> does, and converts the result to gray. Formats
        /// without alpha are only converted. `dst` is Gray8 of the same size.</summary>
        public static void GrayscaleOver(
            ReadOnlyImageSpan src, Luma luma, byte red, byte green, byte blue, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_grayscale_over(from, luma, red, green, blue, to));

        /// <summary>Writes 255 for each byte above the threshold and 0 for any other. Works in place.</summary>
        public static void Threshold(ReadOnlySpan<byte> src, byte threshold, Span<byte> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            fixed (byte* from = &MemoryMarshal.GetReference(src))
            fixed (byte* to = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_threshold(from, Size.Of(src.Length), threshold, to));
        }

        /// <summary>Returns the level that best separates dark from light pixels: pixels above it are white.</summary>
        public static byte Otsu(ReadOnlyImageSpan src)
        {
            byte level = 0;
            Measure(src, from =>
            {
                byte found;
                var status = Native.scipix_image_otsu(from, &found);
                level = found;
                return status;
            });
            return level;
        }

        /// <summary>Returns the least and the greatest sample of a Gray16 or Gray8 image, as a range for
        /// <see cref="Gray16ToGray8"/>.</summary>
        public static (ushort Min, ushort Max) MinMax(ReadOnlyImageSpan src)
        {
            ushort min = 0, max = 0;
            Measure(src, from =>
            {
                ushort low, high;
                var status = Native.scipix_image_min_max(from, &low, &high);
                min = low;
                max = high;
                return status;
            });
            return (min, max);
        }

        /// <summary>Makes a page of any format black and white. `dst` is Gray8 or Bit1 of the same size.</summary>
        public static void Binarize(ReadOnlyImageSpan src, BinarizeParams parameters, ImageSpan dst)
        {
            ScipixBinarizeParams native = Check.NotNull(parameters, nameof(parameters)).Native;
            Run(src, dst, (from, to) => { var p = native; return Native.scipix_image_binarize(from, &p, to); });
        }

        /// <summary>Divides a page of any format by its background, so that shaded paper becomes evenly light, as Leptonica's
        /// pixBackgroundNorm does. `dst` is Gray8 of the same size; it may be `src` if that is Gray8.</summary>
        public static void NormalizeBackground(ReadOnlyImageSpan src, BackgroundParams parameters, ImageSpan dst)
        {
            ScipixBackgroundParams native = Check.NotNull(parameters, nameof(parameters)).Native;
            Run(src, dst, (from, to) => { var p = native; return Native.scipix_image_normalize_background(from, &p, to); });
        }

        /// <summary>Resamples an image to the size of `dst`, which has the same format. Bit1 and Gray16 take the filter
        /// Nearest only.</summary>
        public static void Resize(ReadOnlyImageSpan src, Filter filter, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_resize(from, filter, to));

        /// <summary>Resamples an image to the size of `dst`, which has the same format. Colours weigh as much as their alpha, as in
        /// Pillow, so that those of transparent pixels do not mix into their neighbours. Formats without alpha are resized by
        /// <see cref="Resize"/>.</summary>
        public static void ResizeByAlpha(ReadOnlyImageSpan src, Filter filter, ImageSpan dst) =>
            Run(src, dst, (from, to) => Native.scipix_image_resize_by_alpha(from, filter, to));

        /// <summary>Finds the angle by which <see cref="Rotate"/> has to turn a page to make its lines of text level. Trust it from a
        /// confidence of about 0.5 on.</summary>
        public static (float Degrees, float Confidence) Skew(ReadOnlyImageSpan src)
        {
            float degrees = 0, confidence = 0;
            Measure(src, from =>
            {
                float d, c;
                var status = Native.scipix_image_skew(from, &d, &c);
                degrees = d;
                confidence = c;
                return status;
            });
            return (degrees, confidence);
        }

        /// <summary>Returns the size of the smallest destination in which <see cref="Rotate"/> cuts no corner off.</summary>
        public static (int Width, int Height) RotatedSize(ReadOnlyImageSpan src, float degrees)
        {
            int width = 0, height = 0;
            Measure(src, from =>
            {
                UIntPtr w, h;
                var status = Native.scipix_image_rotated_size(from, degrees, &w, &h);
                width = (int)w;
                height = (int)h;
                return status;
            });
            return (width, height);
        }

        /// <summary>Crops a convex quadrilateral and corrects its perspective.</summary>
        /// <param name="src">An image of any format but Bit1 and Gray16.</param>
        /// <param name="quad">The x and y of the corners that become top left, top right, bottom right, bottom left.</param>
        /// <param name="dst">The result, of the same format and any size.</param>
        public static void CropQuad(ReadOnlyImageSpan src, ReadOnlySpan<float> quad, ImageSpan dst)
        {
            Check.Length(nameof(quad), quad.Length, 8);
            fixed (float* corners = &MemoryMarshal.GetReference(quad))
            {
                var pinned = (IntPtr)corners;
                Run(src, dst, (from, to) => Native.scipix_image_crop_quad(from, (float*)pinned, to));
            }
        }

        /// <summary>Normalises data in place to mean 0 and standard deviation 1, and returns what they were.</summary>
        public static (float Mean, float Std) Normalize(Span<float> data)
        {
            float mean, std;
            fixed (float* values = &MemoryMarshal.GetReference(data))
                Check.Ok(Native.scipix_normalize_stats(values, Size.Of(data.Length), &mean, &std));
            return (mean, std);
        }
    }
}
