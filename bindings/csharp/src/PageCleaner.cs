using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Which steps of a cleaning are done. A new object does each where the page shows that it is needed.</summary>
    public sealed unsafe class PageCleanParams
    {
        internal ScipixPageCleanParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public PageCleanParams()
        {
            ScipixPageCleanParams native;
            Check.Ok(Scipix.Native.scipix_page_clean_params_init(&native));
            Native = native;
        }

        /// <summary>The format of the result, Gray8 or Bit1. Default Gray8.</summary>
        public PixelFormat Format { get => Native.format; set => Native.format = value; }
        /// <summary>Whether light text on dark becomes dark on light. On inverts without a look at the page.</summary>
        public CleanStep Polarity { get => Native.polarity; set => Native.polarity = value; }
        /// <summary>Whether a page is turned by 90, 180 or 270 degrees. On takes the likelier side.</summary>
        public CleanStep Orientation { get => Native.orientation; set => Native.orientation = value; }
        /// <summary>Whether lines of text are made level. On trusts every angle.</summary>
        public CleanStep Skew { get => Native.skew; set => Native.skew = value; }
        /// <summary>Whether black borders of the scan are painted with paper.</summary>
        public CleanStep Borders { get => Native.borders; set => Native.borders = value; }
        /// <summary>Whether the light on the paper is made even.</summary>
        public CleanStep Background { get => Native.background; set => Native.background = value; }
        /// <summary>Whether noise is smoothed, as that of a camera in poor light, and salt and pepper removed.</summary>
        public CleanStep Denoise { get => Native.denoise; set => Native.denoise = value; }
        /// <summary>Whether ruling lines are removed; letters that they cross are kept.</summary>
        public CleanStep Lines { get => Native.lines; set => Native.lines = value; }
        /// <summary>Whether specks are removed that are no points of the text.</summary>
        public CleanStep Despeckle { get => Native.despeckle; set => Native.despeckle = value; }
        /// <summary>Whether a page that is made level keeps its size, although its corners may be cut off.</summary>
        public bool KeepSize { get => Native.keep_size != 0; set => Native.keep_size = value ? 1u : 0; }
        /// <summary>The largest side of a speck in pixels; 0 for the size of the text to decide.</summary>
        public int MaxSpeckSide { get => (int)Native.max_speck_side; set => Native.max_speck_side = checked((uint)value); }
        /// <summary>The least length of a ruling line in pixels; 0 for the size of the text to decide.</summary>
        public int MinLineLength { get => (int)Native.min_line_length; set => Native.min_line_length = checked((uint)value); }
    }

    /// <summary>Report of a cleaning: its findings and actions.</summary>
    public sealed class PageCleanReport
    {
        readonly ScipixPageCleanReport native;

        internal PageCleanReport(ScipixPageCleanReport native)
        {
            this.native = native;
        }

        /// <summary>Whether text is light on dark.</summary>
        public bool LightOnDark => native.light_on_dark != 0;
        /// <summary>The confidence in that.</summary>
        public float PolarityConfidence => native.polarity_confidence;
        /// <summary>Whether the page was inverted.</summary>
        public bool Inverted => native.inverted != 0;
        /// <summary>The degrees by which the page stands upright; null where they are not known.</summary>
        public int? Orientation => native.orientation_degrees < 0 ? (int?)null : native.orientation_degrees;
        /// <summary>The confidence in the orientation.</summary>
        public float OrientationConfidence => native.orientation_confidence;
        /// <summary>The quarter turn that was made, in degrees clockwise.</summary>
        public int Turned => native.turned_degrees;
        /// <summary>The skew after that turn.</summary>
        public float SkewDegrees => native.skew_degrees;
        /// <summary>The confidence in the skew.</summary>
        public float SkewConfidence => native.skew_confidence;
        /// <summary>The degrees by which the page was made level; 0 if it was not.</summary>
        public float Levelled => native.levelled_degrees;
        /// <summary>The part of the result that has ink.</summary>
        public (int X, int Y, int Width, int Height) Content =>
            ((int)native.content_x, (int)native.content_y, (int)native.content_width, (int)native.content_height);
        /// <summary>The light of the darkest paper in per cent of that of the lightest.</summary>
        public int Evenness => (int)native.evenness_percent;
        /// <summary>Whether the light was made even.</summary>
        public bool BackgroundNormalized => native.background_normalized != 0;
        /// <summary>The standard deviation of the noise, in gray levels.</summary>
        public float Noise => native.noise;
        /// <summary>Whether the noise was smoothed, or salt and pepper removed.</summary>
        public bool Denoised => native.denoised != 0;
        /// <summary>The number of ruling lines that were removed.</summary>
        public int Lines => (int)native.lines;
        /// <summary>The number of components of ink before specks were removed.</summary>
        public int Components => (int)native.components;
        /// <summary>The number of specks that were removed.</summary>
        public int Specks => (int)native.specks;
        /// <summary>The number of their pixels.</summary>
        public long SpeckPixels => (long)native.speck_px;
        /// <summary>The number of pixels of borders that were painted with paper.</summary>
        public long BorderPixels => (long)native.border_px;
    }

    /// <summary>Cleans page after page, and keeps its memory. Used by one thread at a time.</summary>
    public sealed unsafe class PageCleaner : IDisposable
    {
        readonly PageCleanerHandle handle;

        /// <summary>Makes an object that cleans pages.</summary>
        public PageCleaner()
        {
            Check.Ok(Native.scipix_page_cleaner_new(out handle));
        }

        /// <summary>Finds by which quarter turn a page of Latin text, dark on light, stands upright.</summary>
        /// <returns>0, 90, 180 or 270 degrees clockwise, or null where that is not known; and the confidence.</returns>
        public static (int? Degrees, float Confidence) Orientation(ReadOnlyImageSpan page)
        {
            var found = default(ScipixPageOrientation);
            Operations.Measure(page, from =>
            {
                ScipixPageOrientation result;
                var status = Native.scipix_page_orientation(from, &result);
                found = result;
                return status;
            });
            return (found.degrees < 0 ? (int?)null : found.degrees, found.confidence);
        }

        /// <summary>Cleans a page.</summary>
        /// <param name="page">A page of any format.</param>
        /// <param name="parameters">Which steps are done.</param>
        /// <param name="report">Findings and actions.</param>
        /// <returns>A new image, whose size depends on what was found.</returns>
        public Image Clean(ReadOnlyImageSpan page, PageCleanParams parameters, out PageCleanReport report)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            var done = new ScipixPageCleanReport { struct_size = (uint)sizeof(ScipixPageCleanReport) };
            ScipixImage clean;
            fixed (byte* from = &MemoryMarshal.GetReference(page.Pixels))
            {
                ScipixImage source = page.Shape.View(from, page.Pixels.Length);
                Check.Ok(Native.scipix_page_clean(handle, &source, &native, &done));
            }
            GC.KeepAlive(page.Owner);
            Check.Ok(Native.scipix_page_cleaner_image(handle, &clean));
            report = new PageCleanReport(done);
            var copy = new Image((int)clean.width, (int)clean.height, clean.format);
            new ReadOnlySpan<byte>(clean.data, copy.Pixels.Length).CopyTo(copy.Pixels.Span);
            GC.KeepAlive(handle);
            return copy;
        }

        /// <summary>Frees the object.</summary>
        public void Dispose() => handle.Dispose();
    }
}
