using System;

namespace Scipix
{
    /// <summary>A rectangle of pixels on a page; empty if a side is 0.</summary>
    public struct PageBox
    {
        /// <summary>Leftmost column.</summary>
        public int X;
        /// <summary>Top row.</summary>
        public int Y;
        /// <summary>Columns.</summary>
        public int Width;
        /// <summary>Rows.</summary>
        public int Height;

        internal PageBox(ScipixPageBox box)
        {
            X = (int)box.x;
            Y = (int)box.y;
            Width = (int)box.width;
            Height = (int)box.height;
        }
    }

    /// <summary>Result of a despeckling.</summary>
    public struct Specks
    {
        /// <summary>Connected components of the ink, specks included.</summary>
        public long Components;
        /// <summary>Components that were removed.</summary>
        public long Removed;
        /// <summary>Pixels of these.</summary>
        public long RemovedPixels;
        /// <summary>The longest side that a speck might have.</summary>
        public int MaxSide;
    }

    /// <summary>Directions and sizes of ruling lines. A new object has the library's defaults.</summary>
    public sealed class LineParams
    {
        /// <summary>Whether lines from left to right count. Default true.</summary>
        public bool Horizontal = true;
        /// <summary>Whether lines from top to bottom count. Default false.</summary>
        public bool Vertical;
        /// <summary>The least length in pixels; 0, the default, takes it from the width of the text's strokes.</summary>
        public int MinLength;
        /// <summary>The greatest thickness in pixels; 0, the default, takes it from the width of the text's strokes.</summary>
        public int MaxThickness;
        /// <summary>The gray up to which a pixel is ink; null, the default, takes Otsu's level.</summary>
        public byte? Threshold;

        internal unsafe ScipixLineParams Native()
        {
            ScipixLineParams native;
            Check.Ok(Scipix.Native.scipix_line_params_init(&native));
            native.horizontal = (byte)(Horizontal ? 1 : 0);
            native.vertical = (byte)(Vertical ? 1 : 0);
            native.min_length = MinLength > 0 ? (uint)MinLength : 0;
            native.max_thickness = MaxThickness > 0 ? (uint)MaxThickness : 0;
            native.threshold = Threshold ?? native.threshold;
            return native;
        }
    }

    /// <summary>A ruling line of a page.</summary>
    public struct RuledLine
    {
        /// <summary>The rectangle that it lies in.</summary>
        public PageBox Bounds;
        /// <summary>Its mean thickness in pixels, rounded.</summary>
        public int Thickness;
        /// <summary>Whether it runs from top to bottom.</summary>
        public bool Vertical;
    }

    /// <summary>Result of a search for borders.</summary>
    public struct Borders
    {
        /// <summary>Number of dark areas along the edges.</summary>
        public long Areas;
        /// <summary>Pixels of these areas.</summary>
        public long AreaPixels;
        /// <summary>The rectangle around everything else that is larger than a speck.</summary>
        public PageBox Content;
    }

    /// <summary>Cleaning of scanned pages. The source has any format. The destination has the same size, and is Bit1 if the source
    /// is, else Gray8; it may be the source.</summary>
    public static unsafe class Pages
    {
        /// <summary>Removes specks: small connected components of the ink that belong to no text.</summary>
        /// <param name="src">The page.</param>
        /// <param name="dst">Receives the page without specks.</param>
        /// <param name="maxSide">The longest side of a speck in pixels; 0 takes it from the size of the page's text.</param>
        /// <param name="threshold">The gray up to which a pixel is ink; null takes Otsu's level.</param>
        public static Specks Despeckle(ReadOnlyImageSpan src, ImageSpan dst, int maxSide = 0, byte? threshold = null)
        {
            var specks = new ScipixSpecks();
            Operations.Run(src, dst, (from, to) =>
            {
                var native = SpeckParams(maxSide, threshold);
                ScipixSpecks found;
                Status status = Native.scipix_page_despeckle(from, &native, to, &found);
                if (status == Status.Ok) specks = found;
                return status;
            });
            return new Specks
            {
                Components = (long)specks.components,
                Removed = (long)specks.removed,
                RemovedPixels = (long)specks.removed_px,
                MaxSide = (int)specks.max_side,
            };
        }

        internal static ScipixSpeckParams SpeckParams(int maxSide, byte? threshold)
        {
            ScipixSpeckParams native;
            Check.Ok(Native.scipix_speck_params_init(&native));
            native.max_side = maxSide > 0 ? (uint)maxSide : 0;
            native.threshold = threshold ?? native.threshold;
            return native;
        }

        /// <summary>Finds the ruling lines of a page.</summary>
        public static RuledLine[] FindLines(ReadOnlyImageSpan src, LineParams parameters)
        {
            ScipixLineParams native = Check.NotNull(parameters, nameof(parameters)).Native();
            for (var room = new ScipixRuledLine[256]; ;)
            {
                long count = 0;
                Operations.Measure(src, from =>
                {
                    ScipixLineParams p = native;
                    UIntPtr len = UIntPtr.Zero;
                    Status status;
                    fixed (ScipixRuledLine* lines = room)
                        status = Native.scipix_page_find_lines(from, &p, lines, Size.Of(room.Length), &len);
                    count = (long)len;
                    return Overflows(status, count, room.Length) ? Status.Ok : status;
                });
                if (count <= room.Length) return Lines(room, (int)count);
                room = new ScipixRuledLine[count];
            }
        }

        /// <summary>Removes the lines that <see cref="FindLines"/> finds, except where strokes cross them, and returns
        /// them.</summary>
        public static RuledLine[] RemoveLines(ReadOnlyImageSpan src, LineParams parameters, ImageSpan dst)
        {
            ScipixLineParams native = Check.NotNull(parameters, nameof(parameters)).Native();
            for (var room = new ScipixRuledLine[256]; ;)
            {
                long count = 0;
                Operations.Run(src, dst, (from, to) =>
                {
                    ScipixLineParams p = native;
                    UIntPtr len = UIntPtr.Zero;
                    Status status;
                    fixed (ScipixRuledLine* lines = room)
                        status = Native.scipix_page_remove_lines(from, &p, to, lines, Size.Of(room.Length), &len);
                    count = (long)len;
                    return Overflows(status, count, room.Length) ? Status.Ok : status;
                });
                if (count <= room.Length) return Lines(room, (int)count);
                room = new ScipixRuledLine[count];
            }
        }

        /// <summary>Finds the dark borders that a scanner leaves around a page, and the rectangle of its content.</summary>
        /// <param name="src">The page.</param>
        /// <param name="threshold">The gray up to which a pixel is ink; null takes Otsu's level.</param>
        public static Borders FindBorders(ReadOnlyImageSpan src, byte? threshold = null)
        {
            var borders = new ScipixBorders();
            Operations.Measure(src, from =>
            {
                ScipixBorderParams native = BorderParams(threshold);
                ScipixBorders found;
                Status status = Native.scipix_page_find_borders(from, &native, &found);
                if (status == Status.Ok) borders = found;
                return status;
            });
            return Copied(borders);
        }

        /// <summary>Removes the borders that <see cref="FindBorders"/> finds.</summary>
        /// <param name="src">The page.</param>
        /// <param name="dst">Receives the page without borders.</param>
        /// <param name="threshold">The gray up to which a pixel is ink; null takes Otsu's level.</param>
        public static Borders RemoveBorders(ReadOnlyImageSpan src, ImageSpan dst, byte? threshold = null)
        {
            var borders = new ScipixBorders();
            Operations.Run(src, dst, (from, to) =>
            {
                ScipixBorderParams native = BorderParams(threshold);
                ScipixBorders found;
                Status status = Native.scipix_page_remove_borders(from, &native, to, &found);
                if (status == Status.Ok) borders = found;
                return status;
            });
            return Copied(borders);
        }

        /// <summary>Tells whether the text of a page, or of a part of it, is light on dark. The confidence reaches from 0, no text or as
        /// much of one kind as of the other, to 1, all of one kind.</summary>
        public static (bool LightOnDark, float Confidence) Polarity(ReadOnlyImageSpan src)
        {
            var polarity = new ScipixPolarity();
            Operations.Measure(src, from =>
            {
                ScipixPolarity found;
                Status status = Native.scipix_page_polarity(from, &found);
                if (status == Status.Ok) polarity = found;
                return status;
            });
            return (polarity.light_on_dark != 0, polarity.confidence);
        }

        /// <summary>Finds the dark boxes with light text on a page whose other text is dark on light.</summary>
        public static PageBox[] InvertedRegions(ReadOnlyImageSpan src)
        {
            for (var room = new ScipixPageBox[64]; ;)
            {
                long count = 0;
                Operations.Measure(src, from =>
                {
                    UIntPtr len = UIntPtr.Zero;
                    Status status;
                    fixed (ScipixPageBox* boxes = room)
                        status = Native.scipix_page_inverted_regions(from, boxes, Size.Of(room.Length), &len);
                    count = (long)len;
                    return Overflows(status, count, room.Length) ? Status.Ok : status;
                });
                if (count <= room.Length) return Array.ConvertAll(room.AsSpan(0, (int)count).ToArray(), box => new PageBox(box));
                room = new ScipixPageBox[count];
            }
        }

        static bool Overflows(Status status, long count, int room) => status == Status.SizeMismatch && count > room;

        static RuledLine[] Lines(ScipixRuledLine[] found, int count) =>
            Array.ConvertAll(found.AsSpan(0, count).ToArray(), line => new RuledLine
            {
                Bounds = new PageBox(line.bounds),
                Thickness = (int)line.thickness,
                Vertical = line.vertical != 0,
            });

        static ScipixBorderParams BorderParams(byte? threshold)
        {
            ScipixBorderParams native;
            Check.Ok(Native.scipix_border_params_init(&native));
            native.threshold = threshold ?? native.threshold;
            return native;
        }

        static Borders Copied(ScipixBorders borders) => new Borders
        {
            Areas = (long)borders.areas,
            AreaPixels = (long)borders.area_px,
            Content = new PageBox(borders.content),
        };
    }
}
