using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>An image in memory that may be kept: an array, a part of one, or a buffer of the library. Every operation
    /// checks that it lies inside its memory.</summary>
    public readonly struct Image
    {
        /// <summary>Begins with the first byte of the first row.</summary>
        public Memory<byte> Pixels { get; }
        /// <summary>Pixels in a row, at least 1.</summary>
        public int Width { get; }
        /// <summary>Rows, at least 1.</summary>
        public int Height { get; }
        /// <summary>Bytes from one row to the next; 0 where nothing lies between rows.</summary>
        public int Stride { get; }
        /// <summary>How a pixel is stored.</summary>
        public PixelFormat Format { get; }

        /// <summary>A view on pixels, without a copy.</summary>
        public Image(Memory<byte> pixels, int width, int height, PixelFormat format, int stride = 0)
        {
            Pixels = pixels;
            Width = width;
            Height = height;
            Stride = stride;
            Format = format;
        }

        /// <summary>An image of zeros in an array of its own.</summary>
        public Image(int width, int height, PixelFormat format)
            : this(new byte[checked(RowBytes(width, format) * Rows(height))], width, height, format)
        {
        }

        internal Shape Shape => new Shape { Width = Width, Height = Height, Stride = Stride, Format = Format };

        /// <summary>Null where the pixels are an array's.</summary>
        internal object Owner =>
            MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(Pixels, out var owner) ? owner : null;

        static int RowBytes(int width, PixelFormat format)
        {
            if (width < 1) throw new ArgumentOutOfRangeException(nameof(width));
            switch (format)
            {
                case PixelFormat.Gray8: return width;
                case PixelFormat.Rgb8: case PixelFormat.Bgr8: return checked(3 * width);
                case PixelFormat.Rgba8: case PixelFormat.Bgra8: return checked(4 * width);
                case PixelFormat.Bit1: return (width - 1) / 8 + 1;
                default: throw new ArgumentOutOfRangeException(nameof(format));
            }
        }

        static int Rows(int height) => height > 0 ? height : throw new ArgumentOutOfRangeException(nameof(height));

        /// <summary>A view on a region, without a copy. In a Bit1 image x must be a multiple of 8.</summary>
        public Image Sub(int x, int y, int width, int height)
        {
            int offset = ((ReadOnlyImageSpan)this).Region(x, y, width, height, out int stride);
            return new Image(Pixels.Slice(offset), width, height, Format, stride);
        }
    }

    /// <summary>An image in a span: any memory, for the time of a call.</summary>
    public readonly ref struct ImageSpan
    {
        /// <summary>Begins with the first byte of the first row.</summary>
        public readonly Span<byte> Pixels;
        internal readonly Shape Shape;
        /// <summary>Null, or what frees the pixels once nothing refers to it: a span does not.</summary>
        internal readonly object Owner;

        /// <summary>A view on pixels, without a copy.</summary>
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

        /// <summary>The image in its memory.</summary>
        public static implicit operator ImageSpan(Image image) =>
            new ImageSpan(image.Pixels.Span, image.Shape, image.Owner);
    }

    /// <summary>An image in a span that is only read.</summary>
    public readonly ref struct ReadOnlyImageSpan
    {
        /// <summary>Begins with the first byte of the first row.</summary>
        public readonly ReadOnlySpan<byte> Pixels;
        internal readonly Shape Shape;
        /// <summary>Null, or what frees the pixels once nothing refers to it: a span does not.</summary>
        internal readonly object Owner;

        /// <summary>A view on pixels, without a copy.</summary>
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

        /// <summary>The image in its memory.</summary>
        public static implicit operator ReadOnlyImageSpan(Image image) =>
            new ReadOnlyImageSpan(image.Pixels.Span, image.Shape, image.Owner);

        /// <summary>The image, only to be read.</summary>
        public static implicit operator ReadOnlyImageSpan(ImageSpan image) =>
            new ReadOnlyImageSpan(image.Pixels, image.Shape, image.Owner);

        /// <summary>Where in the pixels a region begins.</summary>
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
