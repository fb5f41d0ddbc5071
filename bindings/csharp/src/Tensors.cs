using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>How images become a tensor. A new object has the library's defaults.</summary>
    public sealed unsafe class TensorParams
    {
        internal ScipixTensorParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public TensorParams()
        {
            ScipixTensorParams defaults;
            Check.Ok(Scipix.Native.scipix_tensor_params_init(&defaults));
            Native = defaults;
        }

        /// <summary>The order of the dimensions. Default Nchw.</summary>
        public TensorLayout Layout { get => Native.layout; set => Native.layout = value; }
        /// <summary>The channels that the model expects: Rgb8, Bgr8 or Gray8. Default Rgb8.</summary>
        public PixelFormat Channels { get => Native.channels; set => Native.channels = value; }
        /// <summary>The scale of a tensor of bytes, whose elements are round(value / Scale) + ZeroPoint. Default 1.</summary>
        public float Scale { get => Native.scale; set => Native.scale = value; }
        /// <summary>The zero point of a tensor of bytes. Default 0.</summary>
        public int ZeroPoint { get => Native.zero_point; set => Native.zero_point = value; }
        /// <summary>The filter for images whose size differs from the tensor's. Default Bilinear.</summary>
        public Filter Filter { get => Native.filter; set => Native.filter = value; }
        /// <summary>How each image is scaled to Height and Width. Default Stretch.</summary>
        public TensorFit Fit { get => Native.fit; set => Native.fit = value; }
        /// <summary>Where an image lies that is smaller than the tensor after that. Default TopLeft.</summary>
        public TensorPlacement Placement { get => Native.placement; set => Native.placement = value; }
        /// <summary>Padding around the scaled image. Default Constant.</summary>
        public TensorPadding Padding { get => Native.padding; set => Native.padding = value; }
        /// <summary>The height in rows. 0, the default, is the height of the images.</summary>
        public int Height { get => (int)Native.height; set => Native.height = checked((uint)value); }
        /// <summary>The width in columns. 0, the default, is the width of the images, or unless they are stretched, that of
        /// the widest one scaled to Height.</summary>
        public int Width { get => (int)Native.width; set => Native.width = checked((uint)value); }
        /// <summary>The value of constant padding, before quantisation. Default 0.</summary>
        public float Fill { get => Native.fill; set => Native.fill = value; }
        /// <summary>Whether a large tensor bypasses the cache. It does not change the values. Default Auto.</summary>
        public Stores Stores { get => Native.stores; set => Native.stores = value; }

        /// <summary>Composites images with alpha over a colour before anything else. Without it alpha is ignored.</summary>
        public void SetBackground(byte red, byte green, byte blue)
        {
            Native.flatten = 1;
            fixed (ScipixTensorParams* native = &Native)
            {
                native->background[0] = red;
                native->background[1] = green;
                native->background[2] = blue;
            }
        }

        /// <summary>Sets the mean that is subtracted from each channel and the standard deviation that divides it. Channels are
        /// scaled to 0 to 1 before. Defaults 0 and 1.</summary>
        public void SetNormalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> stdDev)
        {
            Check.Length(nameof(mean), mean.Length, 3);
            Check.Length(nameof(stdDev), stdDev.Length, 3);
            fixed (ScipixTensorParams* native = &Native)
                for (int i = 0; i < 3; i++)
                {
                    native->mean[i] = mean[i];
                    native->std_dev[i] = stdDev[i];
                }
        }

        internal ScipixTensorParams Of(ElementType element)
        {
            var native = Native;
            native.element = element;
            return native;
        }
    }

    /// <summary>The columns and rows of a tensor that hold a scaled image. The others are padding.</summary>
    public struct TensorRegion
    {
        /// <summary>The first column.</summary>
        public int X;
        /// <summary>The first row.</summary>
        public int Y;
        /// <summary>The number of columns, at least 1.</summary>
        public int Width;
        /// <summary>The number of rows, at least 1.</summary>
        public int Height;
    }

    /// <summary>Conversion of images to tensors: choice of channels, resize, normalisation and padding in one pass.</summary>
    public static unsafe class Tensors
    {
        /// <summary>Returns the four dimensions of the tensor, in the order of the layout.</summary>
        public static long[] Shape(IReadOnlyList<Image> images, TensorParams parameters)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Of(ElementType.F32);
            var shape = stackalloc UIntPtr[4];
            using (var views = new Views(images, nameof(images)))
                fixed (ScipixImage* view = views.Items)
                    Check.Ok(Native.scipix_image_tensor_shape(view, Size.Of(images.Count), &native, shape, null));
            return new[] { (long)shape[0], (long)shape[1], (long)shape[2], (long)shape[3] };
        }

        /// <summary>Returns where each image lies in the tensor, in the order of the images: (x, y) of the tensor is
        /// ((x - X) * image.Width / Width, (y - Y) * image.Height / Height) of the image.</summary>
        public static TensorRegion[] Regions(IReadOnlyList<Image> images, TensorParams parameters)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Of(ElementType.F32);
            var found = new ScipixTensorRegion[Check.NotNull(images, nameof(images)).Count];
            using (var views = new Views(images, nameof(images)))
                fixed (ScipixImage* view = views.Items)
                fixed (ScipixTensorRegion* first = found)
                    Check.Ok(Native.scipix_image_tensor_regions(view, Size.Of(images.Count), &native, first));
            return Array.ConvertAll(found, region => new TensorRegion
            {
                X = (int)region.x, Y = (int)region.y, Width = (int)region.width, Height = (int)region.height,
            });
        }

        /// <summary>Converts images to one tensor of floats.</summary>
        public static void Write(IReadOnlyList<Image> images, TensorParams parameters, Span<float> dst) =>
            Write(images, parameters, ElementType.F32, MemoryMarshal.AsBytes(dst));

        /// <summary>Converts images to one tensor of unsigned bytes.</summary>
        public static void Write(IReadOnlyList<Image> images, TensorParams parameters, Span<byte> dst) =>
            Write(images, parameters, ElementType.U8, dst);

        /// <summary>Converts images to one tensor of signed bytes.</summary>
        public static void Write(IReadOnlyList<Image> images, TensorParams parameters, Span<sbyte> dst) =>
            Write(images, parameters, ElementType.I8, MemoryMarshal.AsBytes(dst));

        static void Write(IReadOnlyList<Image> images, TensorParams parameters, ElementType element, Span<byte> dst)
        {
            var native = Check.NotNull(parameters, nameof(parameters)).Of(element);
            using (var views = new Views(images, nameof(images)))
                fixed (ScipixImage* view = views.Items)
                fixed (byte* bytes = &MemoryMarshal.GetReference(dst))
                    Check.Ok(Native.scipix_image_to_tensor(view, Size.Of(images.Count), &native, bytes, Size.Of(dst.Length)));
        }
    }
}
