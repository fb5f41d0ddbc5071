using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>An image in memory that can be stored: an array, a part of one, or a buffer of the library. Every operation
    /// checks that the image lies inside its memory.</summary>
    public readonly struct Image
    {
        /// <summary>The pixels, beginning with the first byte of the first row.</summary>
        public Memory<byte> Pixels { get; }
        /// <summary>The width in pixels, at least 1.</summary>
        public int Width { get; }
        /// <summary>The height in pixels, at least 1.</summary>
        public int Height { get; }
        /// <summary>Bytes from one row to the next; 0 if rows follow each other without padding.</summary>
        public int Stride { get; }
        /// <summary>The pixel format.</summary>
        public PixelFormat Format { get; }

        /// <summary>Makes an image of existing pixels, without a copy.</summary>
        public Image(Memory<byte> pixels, int width, int height, PixelFormat format, int stride = 0)
        {
            Pixels = pixels;
            Width = width;
            Height = height;
            Stride = stride;
            Format = format;
        }

        /// <summary>Allocates an image of zeros.</summary>
        public Image(int width, int height, PixelFormat format)
            : this(new byte[checked(RowBytes(width, format) * Rows(height))], width, height, format)
        {
        }

        internal Shape Shape => new Shape { Width = Width, Height = Height, Stride = Stride, Format = Format };

        /// <summary>The object that frees the pixels, or null if they are in an array.</summary>
        internal object Owner =>
            MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(Pixels, out var owner) ? owner : null;

        static int RowBytes(int width, PixelFormat format)
        {
            if (width < 1) throw new ArgumentOutOfRangeException(nameof(width));
            switch (format)
            {
                case PixelFormat.Gray8: return width;
                case PixelFormat.Gray16: return checked(2 * width);
                case PixelFormat.Rgb8: case PixelFormat.Bgr8: return checked(3 * width);
                case PixelFormat.Rgba8: case PixelFormat.Bgra8: return checked(4 * width);
                case PixelFormat.Bit1: return (width - 1) / 8 + 1;
                default: throw new ArgumentOutOfRangeException(nameof(format));
            }
        }

        static int Rows(int height) => height > 0 ? height : throw new ArgumentOutOfRangeException(nameof(height));

        /// <summary>Returns a region as an image, without a copy. In a Bit1 image x must be a multiple of 8.</summary>
        public Image Sub(int x, int y, int width, int height)
        {
            int offset = ((ReadOnlyImageSpan)this).Region(x, y, width, height, out int stride);
            return new Image(Pixels.Slice(offset), width, height, Format, stride);
        }
    }

    /// <summary>An image in a span: any memory, for the duration of a call.</summary>
    public readonly ref struct ImageSpan
    {
        /// <summary>The pixels, beginning with the first byte of the first row.</summary>
        public readonly Span<byte> Pixels;
        internal readonly Shape Shape;
        /// <summary>The object that frees the pixels, or null. Calls keep it reachable, because a span does not.</summary>
        internal readonly object Owner;

        /// <summary>Makes an image of existing pixels, without a copy.</summary>
        public ImageSpan(Span<byte> pixels, int width, int height, PixelFormat format, int stride = 0)
            : this(pixels, new Shape { Width = width, Height = height, Stride = stride, Format = format }, null)
        {
        }

        internal ImageSpan(Span<byte> pixels, Shape shape, object owner)
        {
            Pixels = pixels;
            Shape = shape;
            Owner = owner;
        }

        /// <summary>Converts an image to a span.</summary>
        public static implicit operator ImageSpan(Image image) =>
            new ImageSpan(image.Pixels.Span, image.Shape, image.Owner);
    }

    /// <summary>A read-only image in a span.</summary>
    public readonly ref struct ReadOnlyImageSpan
    {
        /// <summary>The pixels, beginning with the first byte of the first row.</summary>
        public readonly ReadOnlySpan<byte> Pixels;
        internal readonly Shape Shape;
        /// <summary>The object that frees the pixels, or null. Calls keep it reachable, because a span does not.</summary>
        internal readonly object Owner;

        /// <summary>Makes an image of existing pixels, without a copy.</summary>
        public ReadOnlyImageSpan(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int stride = 0)
            : this(pixels, new Shape { Width = width, Height = height, Stride = stride, Format = format }, null)
        {
        }

        internal ReadOnlyImageSpan(ReadOnlySpan<byte> pixels, Shape shape, object owner)
        {
            Pixels = pixels;
            Shape = shape;
            Owner = owner;
        }

        /// <summary>Converts an image to a span.</summary>
        public static implicit operator ReadOnlyImageSpan(Image image) =>
            new ReadOnlyImageSpan(image.Pixels.Span, image.Shape, image.Owner);

        /// <summary>Converts an image to a read-only one.</summary>
        public static implicit operator ReadOnlyImageSpan(ImageSpan image) =>
            new ReadOnlyImageSpan(image.Pixels, image.Shape, image.Owner);

        /// <summary>Returns the offset of a region in the pixels.</summary>
        internal unsafe int Region(int x, int y, int width, int height, out int stride)
        {
            fixed (byte* pixels = &MemoryMarshal.GetReference(Pixels))
            {
                ScipixImage view = Shape.View(pixels, Pixels.Length);
                Check.Ok(Native.scipix_image_subview(&view, Size.Of(x), Size.Of(y), Size.Of(width), Size.Of(height), &view));
                stride = (int)view.stride;
                return (int)(view.data - pixels);
            }
        }
    }

    /// <summary>An image without its pixels.</summary>
    internal struct Shape
    {
        internal int Width, Height, Stride;
        internal PixelFormat Format;

        internal unsafe ScipixImage View(byte* pixels, int length)
        {
            ScipixImage view;
            Check.Ok(Native.scipix_image_view(pixels, Size.Of(length), Size.Of(Width), Size.Of(Height), Size.Of(Stride), Format, &view));
            return view;
        }

        internal unsafe ScipixImageMut ViewMut(byte* pixels, int length)
        {
            ScipixImageMut view;
            Check.Ok(Native.scipix_image_view_mut(pixels, Size.Of(length), Size.Of(Width), Size.Of(Height), Size.Of(Stride), Format, &view));
            return view;
        }
    }
}
