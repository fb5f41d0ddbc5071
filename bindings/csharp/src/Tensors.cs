using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>What is made of each image, at first the library's defaults.</summary>
    public sealed unsafe class TensorParams
    {
        internal ScipixTensorParams Native;

        /// <summary>The library's defaults.</summary>
        public TensorParams()
        {
            ScipixTensorParams defaults;
            Check.Ok(Scipix.Native.scipix_tensor_params_init(&defaults));
            Native = defaults;
        }

        /// <summary>Default Nchw.</summary>
        public TensorLayout Layout { get => Native.layout; set => Native.layout = value; }
        /// <summary>What the model wants: Rgb8, the default, Bgr8 or Gray8.</summary>
        public PixelFormat Channels { get => Native.channels; set => Native.channels = value; }
        /// <summary>Bytes only: the element is round(value / Scale) + ZeroPoint. Default 1.</summary>
        public float Scale { get => Native.scale; set => Native.scale = value; }
        /// <summary>Bytes only. Default 0.</summary>
        public int ZeroPoint { get => Native.zero_point; set => Native.zero_point = value; }
        /// <summary>Used where height or width differ from the source.</summary>
        public Filter Filter { get => Native.filter; set => Native.filter = value; }
        /// <summary>Scale to Height and by as much across, but not above Width, and fill the rest at the right.</summary>
        public bool KeepAspect { get => Native.keep_aspect != 0; set => Native.keep_aspect = value ? 1 : 0; }
        /// <summary>Rows; 0, the default: the images' own.</summary>
        public int Height { get => (int)Native.height; set => Native.height = checked((uint)value); }
        /// <summary>Columns; 0, the default: the images' own, with KeepAspect what the widest of them comes to.</summary>
        public int Width { get => (int)Native.width; set => Native.width = checked((uint)value); }
        /// <summary>Value of the columns that are filled, before quantisation. Default 0.</summary>
        public float Fill { get => Native.fill; set => Native.fill = value; }
        /// <summary>Default Auto.</summary>
        public Stores Stores { get => Native.stores; set => Native.stores = value; }

        /// <summary>Sets what is subtracted from each channel and what it is divided by, in units of 0 to 1.</summary>
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

    /// <summary>Images as tensors: each has its channels chosen, is resized, normalised and padded, in one pass.</summary>
    public static unsafe class Tensors
    {
        /// <summary>The four dimensions, in the order of the layout, of what is written.</summary>
        public static long[] Shape(IReadOnlyList<Image> images, TensorParams parameters)
        {
            var native = parameters.Of(ElementType.F32);
            var shape = stackalloc UIntPtr[4];
            using (var views = new Views(images))
                fixed (ScipixImage* view = views.Items)
                    Check.Ok(Native.scipix_image_tensor_shape(view, Size.Of(images.Count), &native, shape, null));
            return new[] { (long)shape[0], (long)shape[1], (long)shape[2], (long)shape[3] };
        }

        /// <summary>Writes images as one tensor of floats.</summary>
        public static void Write(IReadOnlyList<Image> images, TensorParams parameters, Span<float> result) =>
            Write(images, parameters.Of(ElementType.F32), MemoryMarshal.AsBytes(result));

        /// <summary>Writes images as one tensor of unsigned bytes.</summary>
        public static void Write(IReadOnlyList<Image> images, TensorParams parameters, Span<byte> result) =>
            Write(images, parameters.Of(ElementType.U8), result);

        /// <summary>Writes images as one tensor of signed bytes.</summary>
        public static void Write(IReadOnlyList<Image> images, TensorParams parameters, Span<sbyte> result) =>
            Write(images, parameters.Of(ElementType.I8), MemoryMarshal.AsBytes(result));

        static void Write(IReadOnlyList<Image> images, ScipixTensorParams native, Span<byte> result)
        {
            using (var views = new Views(images))
                fixed (ScipixImage* view = views.Items)
                fixed (byte* bytes = &MemoryMarshal.GetReference(result))
                    Check.Ok(Native.scipix_image_to_tensor(view, Size.Of(images.Count), &native, bytes, Size.Of(result.Length)));
        }

        /// <summary>Views on images that stay where they are until it is disposed.</summary>
        sealed class Views : IDisposable
        {
            internal readonly ScipixImage[] Items;
            readonly MemoryHandle[] pins;

            internal Views(IReadOnlyList<Image> images)
            {
                Items = new ScipixImage[images.Count];
                pins = new MemoryHandle[images.Count];
                try
                {
                    for (int i = 0; i < pins.Length; i++)
                    {
                        pins[i] = images[i].Pixels.Pin();
                        Items[i] = images[i].Shape.View((byte*)pins[i].Pointer, images[i].Pixels.Length);
                    }
                }
                catch
                {
                    Dispose();
                    throw;
                }
            }

            public void Dispose()
            {
                for (int i = 0; i < pins.Length; i++) pins[i].Dispose();
            }
        }
    }
}
