using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>The interpolation of a crop, and whether it is turned. A new object has the defaults, those of PaddleOCR and
    /// RapidOCR.</summary>
    public sealed unsafe class CropParams
    {
        internal ScipixCropParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public CropParams()
        {
            ScipixCropParams native;
            Check.Ok(Scipix.Native.scipix_crop_params_init(&native));
            Native = native;
        }

        /// <summary>The way in which pixels are computed. Default Cubic.</summary>
        public Interpolation Interpolation { get => Native.interpolation; set => Native.interpolation = value; }
        /// <summary>Crops at least this many times as high as wide are turned by 90 degrees anticlockwise; 0 turns none.
        /// Default 1.5.</summary>
        public float TurnRatio { get => Native.turn_ratio; set => Native.turn_ratio = value; }
        /// <summary>Coordinate convention of the corners of quadrilaterals. Default PixelCentres.</summary>
        public QuadCorners Corners { get => Native.corners; set => Native.corners = value; }
        /// <summary>Whether a tensor has padding for a quadrilateral that is not convex or has no area, which fails the call
        /// otherwise. Default false.</summary>
        public bool PadFlat { get => Native.pad_flat != 0; set => Native.pad_flat = value ? 1u : 0u; }
    }

    /// <summary>The size of a crop in pixels.</summary>
    public struct CropSize
    {
        /// <summary>The number of columns.</summary>
        public int Width;
        /// <summary>The number of rows.</summary>
        public int Height;

        /// <summary>Makes a size.</summary>
        public CropSize(int width, int height)
        {
            Width = width;
            Height = height;
        }
    }

    /// <summary>The limits of groups of lines. A new object has the library's defaults.</summary>
    public sealed unsafe class LineGroupParams
    {
        internal ScipixLineGroupParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public LineGroupParams()
        {
            ScipixLineGroupParams native;
            Check.Ok(Scipix.Native.scipix_line_group_params_init(&native));
            Native = native;
        }

        /// <summary>The height to which the recogniser's input scales a line. Default 48.</summary>
        public int Height { get => (int)Native.height; set => Native.height = checked((uint)value); }
        /// <summary>The most columns of a group's tensor, its lines side by side; 0, the default, for no limit.</summary>
        public int MaxColumns { get => (int)Native.max_columns; set => Native.max_columns = checked((uint)value); }
        /// <summary>The most lines of a group; 0, the default, for no limit.</summary>
        public int MaxLines { get => (int)Native.max_lines; set => Native.max_lines = checked((uint)value); }
        /// <summary>The largest part of a group's columns that is padding, from 0 to 1. Default 0.1.</summary>
        public float MaxPadding { get => Native.max_padding; set => Native.max_padding = value; }
        /// <summary>Widths are rounded up to a multiple of this. Default 1.</summary>
        public int WidthMultiple { get => (int)Native.width_multiple; set => Native.width_multiple = checked((uint)value); }
        /// <summary>The width to which narrower lines are padded. Default 0.</summary>
        public int MinWidth { get => (int)Native.min_width; set => Native.min_width = checked((uint)value); }
        /// <summary>The width to which wider lines are squeezed; 0, the default, for no limit.</summary>
        public int MaxWidth { get => (int)Native.max_width; set => Native.max_width = checked((uint)value); }
    }

    /// <summary>Lines that share a tensor.</summary>
    public sealed class LineGroup
    {
        internal LineGroup(int[] lines, int width)
        {
            Lines = lines;
            Width = width;
        }

        /// <summary>Their indices, the widest first: they undo the order of the results.</summary>
        public int[] Lines { get; }
        /// <summary>The columns of the tensor: those of the widest line.</summary>
        public int Width { get; }
    }

    /// <summary>Crops of lines of text. Quadrilaterals are the x and y of the corners that become top left, top right, bottom right
    /// and bottom left.</summary>
    public static unsafe class Crops
    {
        /// <summary>Returns the size of a crop by the rule of PaddleOCR and RapidOCR.</summary>
        public static CropSize SizeOf(ReadOnlySpan<float> quad, CropParams parameters)
        {
            Check.Length(nameof(quad), quad.Length, 8);
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            ScipixCropSize size;
            fixed (float* corners = &MemoryMarshal.GetReference(quad))
                Check.Ok(Native.scipix_crop_quad_size(corners, &native, &size));
            return new CropSize((int)size.width, (int)size.height);
        }

        /// <summary>Crops a convex quadrilateral and corrects its perspective, as the parameters say.</summary>
        /// <param name="src">An image of any format but Bit1 and Gray16.</param>
        /// <param name="quad">The corners.</param>
        /// <param name="parameters">Interpolation, and whether the crop is turned.</param>
        /// <param name="dst">The result, of the same format and any size, such as that of SizeOf.</param>
        public static void Write(ReadOnlyImageSpan src, ReadOnlySpan<float> quad, CropParams parameters, ImageSpan dst)
        {
            Check.Length(nameof(quad), quad.Length, 8);
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            fixed (float* corners = &MemoryMarshal.GetReference(quad))
            {
                var pinned = (IntPtr)corners;
                Operations.Run(src, dst, (from, to) =>
                {
                    var p = native;
                    return Native.scipix_image_crop_quad_with(from, (float*)pinned, &p, to);
                });
            }
        }

        /// <summary>Returns the four dimensions of the tensor of crops, in the order of the layout.</summary>
        public static long[] TensorShape(
            ReadOnlyImageSpan src, ReadOnlySpan<float> quads, CropParams crop, TensorParams parameters)
        {
            Check.Length(nameof(quads), quads.Length, quads.Length / 8 * 8);
            ScipixCropParams cropNative = Check.NotNull(crop, nameof(crop)).Native;
            ScipixTensorParams native = Check.NotNull(parameters, nameof(parameters)).Of(ElementType.F32);
            var shape = new UIntPtr[4];
            var count = Size.Of(quads.Length / 8);
            fixed (float* corners = &MemoryMarshal.GetReference(quads))
            {
                var pinned = (IntPtr)corners;
                Operations.Measure(src, from =>
                {
                    ScipixCropParams c = cropNative;
                    ScipixTensorParams p = native;
                    fixed (UIntPtr* dims = shape)
                        return Native.scipix_image_crops_tensor_shape(from, (float*)pinned, count, &c, &p, dims, null);
                });
            }
            return new[] { (long)shape[0], (long)shape[1], (long)shape[2], (long)shape[3] };
        }

        /// <summary>Crops quadrilaterals of a page, such as all of its lines of text, and converts them to one tensor of floats.</summary>
        public static void ToTensor(
            ReadOnlyImageSpan src, ReadOnlySpan<float> quads, CropParams crop, TensorParams parameters, Span<float> dst) =>
            ToTensor(src, quads, crop, parameters, ElementType.F32, MemoryMarshal.AsBytes(dst));

        /// <summary>Crops quadrilaterals of a page, and converts them to one tensor of unsigned bytes.</summary>
        public static void ToTensor(
            ReadOnlyImageSpan src, ReadOnlySpan<float> quads, CropParams crop, TensorParams parameters, Span<byte> dst) =>
            ToTensor(src, quads, crop, parameters, ElementType.U8, dst);

        /// <summary>Crops quadrilaterals of a page, and converts them to one tensor of signed bytes.</summary>
        public static void ToTensor(
            ReadOnlyImageSpan src, ReadOnlySpan<float> quads, CropParams crop, TensorParams parameters, Span<sbyte> dst) =>
            ToTensor(src, quads, crop, parameters, ElementType.I8, MemoryMarshal.AsBytes(dst));

        static void ToTensor(
            ReadOnlyImageSpan src, ReadOnlySpan<float> quads, CropParams crop, TensorParams parameters, ElementType element,
            Span<byte> dst)
        {
            Check.Length(nameof(quads), quads.Length, quads.Length / 8 * 8);
            ScipixCropParams cropNative = Check.NotNull(crop, nameof(crop)).Native;
            ScipixTensorParams native = Check.NotNull(parameters, nameof(parameters)).Of(element);
            UIntPtr count = Size.Of(quads.Length / 8), bytes = Size.Of(dst.Length);
            fixed (float* corners = &MemoryMarshal.GetReference(quads))
            fixed (byte* to = &MemoryMarshal.GetReference(dst))
            {
                IntPtr pinned = (IntPtr)corners, target = (IntPtr)to;
                Operations.Measure(src, from =>
                {
                    ScipixCropParams c = cropNative;
                    ScipixTensorParams p = native;
                    return Native.scipix_image_crops_to_tensor(from, (float*)pinned, count, &c, &p, (void*)target, bytes);
                });
            }
        }

        /// <summary>Plans groups of lines of similar width, from the widest down, of lines with crops of these sizes.</summary>
        public static LineGroup[] LineGroups(ReadOnlySpan<CropSize> sizes, LineGroupParams parameters)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            var lines = new ScipixCropSize[sizes.Length];
            for (int i = 0; i < lines.Length; i++)
                lines[i] = new ScipixCropSize { width = Size.Of(sizes[i].Width), height = Size.Of(sizes[i].Height) };
            var order = new int[lines.Length];
            var groups = new ScipixLineGroup[lines.Length];
            UIntPtr count;
            fixed (ScipixCropSize* first = lines)
            fixed (int* places = order)
            fixed (ScipixLineGroup* group = groups)
                Check.Ok(Native.scipix_line_groups(first, Size.Of(lines.Length), &native, (uint*)places, group, &count));
            var found = new LineGroup[(int)count];
            for (int i = 0; i < found.Length; i++)
            {
                var part = new int[(int)groups[i].len];
                Array.Copy(order, (int)groups[i].first, part, 0, part.Length);
                found[i] = new LineGroup(part, checked((int)groups[i].width));
            }
            return found;
        }
    }
}
