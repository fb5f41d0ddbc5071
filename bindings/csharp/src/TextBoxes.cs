using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>A point of a polygon in whole pixels.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PixelPoint
    {
        /// <summary>The distance from the left edge.</summary>
        public int X;
        /// <summary>The distance from the top edge.</summary>
        public int Y;

        /// <summary>Makes a point.</summary>
        public PixelPoint(int x, int y)
        {
            X = x;
            Y = y;
        }
    }

    /// <summary>A box of text on the page.</summary>
    public sealed class TextBox
    {
        internal unsafe TextBox(ScipixTextBox* found)
        {
            Quad = new float[8];
            for (int i = 0; i < 8; i++) Quad[i] = found->corners_xy[i];
            Score = found->score;
            Polygon = new PixelPoint[checked((int)found->polygon_len)];
            for (int i = 0; i < Polygon.Length; i++) Polygon[i] = ((PixelPoint*)found->polygon_xy)[i];
        }

        /// <summary>The x and y of the corners in whole pixels: top left, top right, bottom right, bottom left.</summary>
        public float[] Quad { get; }
        /// <summary>The mean probability of the pixels of the box before it was grown; of CRAFT, the greatest.</summary>
        public float Score { get; }
        /// <summary>The border of the text, clockwise; empty unless polygons were asked for.</summary>
        public PixelPoint[] Polygon { get; }
    }

    /// <summary>A detector's map: rows of probabilities, each a number of values after the one before.</summary>
    public readonly ref struct ProbabilityMap
    {
        internal readonly ReadOnlySpan<byte> Bytes;
        readonly int width, height, stride, elementBytes;
        readonly ElementType element;

        ProbabilityMap(ReadOnlySpan<byte> bytes, ElementType element, int elementBytes, int width, int height, int stride)
        {
            Bytes = bytes;
            this.element = element;
            this.elementBytes = elementBytes;
            this.width = width;
            this.height = height;
            this.stride = stride;
        }

        /// <summary>Makes a map of floats. A stride of 0 means rows without gaps.</summary>
        public ProbabilityMap(ReadOnlySpan<float> values, int width, int height, int stride = 0)
            : this(MemoryMarshal.AsBytes(values), ElementType.F32, 4, width, height, stride)
        {
        }

        /// <summary>Makes a map of halves (IEEE 754 binary16), as bits. A stride of 0 means rows without gaps.</summary>
        public ProbabilityMap(ReadOnlySpan<ushort> values, int width, int height, int stride = 0)
            : this(MemoryMarshal.AsBytes(values), ElementType.F16, 2, width, height, stride)
        {
        }

        /// <summary>Makes a map of bytes, of which 255 stands for 1. A stride of 0 means rows without gaps.</summary>
        public ProbabilityMap(ReadOnlySpan<byte> values, int width, int height, int stride = 0)
            : this(values, ElementType.U8, 1, width, height, stride)
        {
        }

        internal unsafe ScipixProbabilityMap View(byte* data) => new ScipixProbabilityMap
        {
            data = data,
            data_bytes = Size.Of(Bytes.Length),
            width = Size.Of(width),
            height = Size.Of(height),
            stride = Size.Of((long)stride * elementBytes),
            element = element,
        };
    }

    /// <summary>The thresholds of text boxes and their shape.</summary>
    public sealed unsafe class TextBoxParams
    {
        internal ScipixTextBoxParams Native;

        /// <summary>Starts with the parameters of an engine.</summary>
        public TextBoxParams(TextBoxPreset preset = TextBoxPreset.RapidOcr)
        {
            ScipixTextBoxParams native;
            Check.Ok(Scipix.Native.scipix_text_box_params_preset(preset, &native));
            Native = native;
        }

        /// <summary>The shape of the boxes.</summary>
        public BoxShape Shape { get => Native.shape; set => Native.shape = value; }
        /// <summary>The pixels whose mean probability is the score.</summary>
        public BoxScore Score { get => Native.score; set => Native.score = value; }
        /// <summary>How rectangles are grown.</summary>
        public BoxGrowth Growth { get => Native.growth; set => Native.growth = value; }
        /// <summary>The probability above which a pixel is text.</summary>
        public float Threshold { get => Native.threshold; set => Native.threshold = value; }
        /// <summary>The least score of a box.</summary>
        public double BoxThreshold { get => Native.box_threshold; set => Native.box_threshold = value; }
        /// <summary>How much a box is grown: its sides move outwards by area / perimeter times this.</summary>
        public double UnclipRatio { get => Native.unclip_ratio; set => Native.unclip_ratio = value; }
        /// <summary>The least shorter side of a component's rectangle, in pixels of the map.</summary>
        public float MinSide { get => Native.min_side; set => Native.min_side = value; }
        /// <summary>The least shorter side of a grown box, in pixels of the map.</summary>
        public float MinGrownSide { get => Native.min_grown_side; set => Native.min_grown_side = value; }
        /// <summary>The least upper and left side of a box on the page, in whole pixels. Unless it is 0, the default, corners are
        /// clipped to the last pixels of the page. 4 does what PaddleOCR and RapidOCR do afterwards.</summary>
        public int MinPageSide { get => (int)Native.min_page_side; set => Native.min_page_side = checked((uint)value); }
        /// <summary>The most components and holes that are looked at; 0 for all.</summary>
        public int MaxCandidates { get => (int)Native.max_candidates; set => Native.max_candidates = checked((uint)value); }
        /// <summary>Whether the mask is dilated by 2x2 pixels, which joins what is torn apart.</summary>
        public bool Dilate { get => Native.dilate != 0; set => Native.dilate = value ? 1u : 0; }
        /// <summary>Whether the mask is opened with 3x3 pixels first, which drops specks.</summary>
        public bool Open { get => Native.open != 0; set => Native.open = value ? 1u : 0; }
    }

    /// <summary>The thresholds of CRAFT's boxes. A new object has those of EasyOCR.</summary>
    public sealed unsafe class CraftParams
    {
        internal ScipixCraftParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public CraftParams()
        {
            ScipixCraftParams native;
            Check.Ok(Scipix.Native.scipix_craft_params_init(&native));
            Native = native;
        }

        /// <summary>The least greatest text value of a component. Default 0.7.</summary>
        public float TextThreshold { get => Native.text_threshold; set => Native.text_threshold = value; }
        /// <summary>The text value above which a pixel belongs to a component. Default 0.4.</summary>
        public float LowText { get => Native.low_text; set => Native.low_text = value; }
        /// <summary>The link value above which a pixel belongs to a component. Default 0.4.</summary>
        public float LinkThreshold { get => Native.link_threshold; set => Native.link_threshold = value; }
        /// <summary>The least number of pixels of a component. Default 10.</summary>
        public int MinArea { get => (int)Native.min_area; set => Native.min_area = checked((uint)value); }
    }

    /// <summary>The rule of a reading order, and the direction of writing. A new object has the library's defaults.</summary>
    public sealed unsafe class ReadingOrderParams
    {
        internal ScipixReadingOrderParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public ReadingOrderParams()
        {
            ScipixReadingOrderParams native;
            Check.Ok(Scipix.Native.scipix_reading_order_params_init(&native));
            Native = native;
        }

        /// <summary>The rule by which boxes are ordered. Default Layout.</summary>
        public OrderRule Rule { get => Native.rule; set => Native.rule = value; }
        /// <summary>The direction of writing, which the rule TenPixels ignores. Default LeftToRight.</summary>
        public WritingDirection Direction { get => Native.direction; set => Native.direction = value; }
    }

    /// <summary>Finds text boxes in map after map, and keeps its scratch memory. Used by one thread at a time.</summary>
    public sealed unsafe class TextBoxes : IDisposable
    {
        readonly TextBoxesHandle handle;

        /// <summary>Makes an object that finds boxes.</summary>
        public TextBoxes()
        {
            Check.Ok(Native.scipix_text_boxes_new(out handle));
        }

        /// <summary>Finds the boxes of text in the map of a DB detector.</summary>
        /// <param name="map">The probability that a pixel is text.</param>
        /// <param name="pageWidth">The width of the page, to which boxes are scaled.</param>
        /// <param name="pageHeight">The height of the page.</param>
        /// <param name="parameters">Thresholds, growth and shape.</param>
        /// <param name="order">Null for the order of the reference, from the bottom of the map up, or the reading order.</param>
        public TextBox[] Find(
            ProbabilityMap map, int pageWidth, int pageHeight, TextBoxParams parameters, ReadingOrderParams order = null)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            fixed (byte* data = &MemoryMarshal.GetReference(map.Bytes))
            {
                var view = map.View(data);
                Check.Ok(Native.scipix_text_boxes_find(handle, &view, Size.Of(pageWidth), Size.Of(pageHeight), &native));
            }
            return Found(order);
        }

        /// <summary>Finds the boxes of words in the maps of CRAFT.</summary>
        /// <param name="text">Where characters are.</param>
        /// <param name="link">Where the gaps between the characters of a word are.</param>
        /// <param name="pageWidth">The width of the page, to which boxes are scaled.</param>
        /// <param name="pageHeight">The height of the page.</param>
        /// <param name="parameters">Thresholds.</param>
        /// <param name="order">Null for the order from the top down, or the reading order.</param>
        public TextBox[] FindCraft(
            ProbabilityMap text, ProbabilityMap link, int pageWidth, int pageHeight, CraftParams parameters,
            ReadingOrderParams order = null)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            fixed (byte* textData = &MemoryMarshal.GetReference(text.Bytes))
            fixed (byte* linkData = &MemoryMarshal.GetReference(link.Bytes))
            {
                ScipixProbabilityMap textView = text.View(textData), linkView = link.View(linkData);
                Check.Ok(Native.scipix_text_boxes_find_craft(
                    handle, &textView, &linkView, Size.Of(pageWidth), Size.Of(pageHeight), &native));
            }
            return Found(order);
        }

        TextBox[] Found(ReadingOrderParams order)
        {
            if (order != null)
            {
                var native = order.Native;
                Check.Ok(Native.scipix_text_boxes_sort(handle, &native));
            }
            var found = new TextBox[(int)Native.scipix_text_boxes_len(handle)];
            var first = Native.scipix_text_boxes_data(handle);
            for (int i = 0; i < found.Length; i++) found[i] = new TextBox(first + i);
            GC.KeepAlive(handle);
            return found;
        }

        /// <summary>Finds the order in which boxes are read.</summary>
        /// <param name="quads">The x and y of the four corners of each box.</param>
        /// <param name="parameters">Rule and direction.</param>
        /// <returns>The index of the box at each place.</returns>
        public static int[] ReadingOrder(ReadOnlySpan<float> quads, ReadingOrderParams parameters)
        {
            Check.Length(nameof(quads), quads.Length, quads.Length / 8 * 8);
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            var order = new int[quads.Length / 8];
            fixed (float* corners = &MemoryMarshal.GetReference(quads))
            fixed (int* places = order)
                Check.Ok(Native.scipix_reading_order(corners, Size.Of(order.Length), &native, (uint*)places));
            return order;
        }

        /// <summary>Frees the object.</summary>
        public void Dispose() => handle.Dispose();
    }
}
