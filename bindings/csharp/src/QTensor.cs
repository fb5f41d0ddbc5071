using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>The settings of a quantised tensor. A new object has the library's defaults.</summary>
    public sealed unsafe class QuantConfig
    {
        internal ScipixQuantConfig Native;

        /// <summary>Starts with the library's defaults.</summary>
        public QuantConfig()
        {
            ScipixQuantConfig defaults;
            Check.Ok(Scipix.Native.scipix_quant_config_init(&defaults));
            Native = defaults;
        }

        /// <summary>The element type, I8 or U8. Default I8.</summary>
        public ElementType Element { get => Native.element; set => Native.element = value; }
        /// <summary>Where zero lies. Default Symmetric.</summary>
        public QuantScheme Scheme { get => Native.scheme; set => Native.scheme = value; }
        /// <summary>Whether the tensor or each channel has a scale and zero point. Default Channel.</summary>
        public QuantGranularity Granularity { get => Native.granularity; set => Native.granularity = value; }
        /// <summary>How the range of values is found. Default MinMax.</summary>
        public Calibration Calibration { get => Native.calibration; set => Native.calibration = value; }
        /// <summary>The axis of the channels; a negative one counts from the end. Default 0.</summary>
        public int Axis { get => Native.axis; set => Native.axis = value; }
        /// <summary>Leaves the smallest byte value unused. Default false.</summary>
        public bool NarrowRange { get => Native.narrow_range != 0; set => Native.narrow_range = value ? 1u : 0; }
        /// <summary>The percentage of values inside the range, above 50 and up to 100. Default 99.9.</summary>
        public float Percentile { get => Native.percentile; set => Native.percentile = value; }
    }

    /// <summary>An immutable quantised tensor. Thread-safe.</summary>
    public sealed unsafe class QTensor : IDisposable
    {
        internal readonly QTensorHandle Handle;

        /// <summary>Quantises values in row-major order; their number is the product of `shape`.</summary>
        public QTensor(ReadOnlySpan<float> data, ReadOnlySpan<long> shape, QuantConfig config)
        {
            long count = 1;
            var extents = new UIntPtr[shape.Length];
            for (int i = 0; i < extents.Length; i++)
            {
                extents[i] = Size.Of(shape[i]);
                count = checked(count * shape[i]);
            }
            Check.Length(nameof(data), data.Length, count);
            var native = Check.NotNull(config, nameof(config)).Native;
            fixed (float* values = &MemoryMarshal.GetReference(data))
            fixed (UIntPtr* first = extents)
                Check.Ok(Native.scipix_qtensor_from_f32(values, first, Size.Of(extents.Length), &native, out Handle));
        }

        /// <summary>Opens a tensor of a file that <see cref="Save"/> wrote. Its bytes stay in the model's memory, which is freed
        /// when both are disposed.</summary>
        public QTensor(Model model, string name)
        {
            fixed (byte* text = Text.ToUtf8(name, nameof(name)))
                Check.Ok(Native.scipix_qtensor_open(Check.NotNull(model, nameof(model)).Handle, text, out Handle));
        }

        /// <summary>Dequantises all elements. `dst` has as many.</summary>
        public void Dequantize(Span<float> dst)
        {
            fixed (float* values = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_qtensor_to_f32(Handle, values, Size.Of(dst.Length)));
        }

        /// <summary>The tensor's bytes, valid until it is disposed.</summary>
        public ReadOnlyMemory<byte> Data => new BorrowedMemory(
            Handle, (byte*)Native.scipix_qtensor_data(Handle), checked((int)Native.scipix_qtensor_len(Handle))).Memory;

        /// <summary>The extents, outermost first.</summary>
        public long[] Shape
        {
            get
            {
                var shape = Extents.Of(Native.scipix_qtensor_shape(Handle), Native.scipix_qtensor_rank(Handle));
                GC.KeepAlive(Handle);
                return shape;
            }
        }

        /// <summary>Scale and zero point of the tensor, or of each channel.</summary>
        public QuantParams[] Params
        {
            get
            {
                var all = new QuantParams[(int)Native.scipix_qtensor_params_count(Handle)];
                fixed (QuantParams* first = all)
                    for (int i = 0; i < all.Length; i++)
                        Check.Ok(Native.scipix_qtensor_params(Handle, Size.Of(i), first + i));
                return all;
            }
        }

        /// <summary>The tensor's size: its bytes, and 8 for each scale and zero point.</summary>
        public long SizeBytes => (long)Native.scipix_qtensor_size_bytes(Handle);

        /// <summary>The size of the floats divided by <see cref="SizeBytes"/>.</summary>
        public double CompressionRatio => Native.scipix_qtensor_compression_ratio(Handle);

        /// <summary>Measures how far the tensor is from the values that it was made of.</summary>
        public QuantError Error(ReadOnlySpan<float> original)
        {
            var error = new ScipixQuantError { struct_size = (uint)sizeof(ScipixQuantError) };
            fixed (float* values = &MemoryMarshal.GetReference(original))
                Check.Ok(Native.scipix_qtensor_error(Handle, values, Size.Of(original.Length), &error));
            return new QuantError(error);
        }

        /// <summary>Writes tensors to a safetensors file. A file at `path` is replaced when the new one is complete.</summary>
        public static void Save(string path, IReadOnlyList<KeyValuePair<string, QTensor>> tensors)
        {
            var handles = new IntPtr[Check.NotNull(tensors, nameof(tensors)).Count];
            var names = new IntPtr[tensors.Count];
            int held = 0;
            try
            {
                for (; held < handles.Length; held++)
                {
                    var tensor = Check.NotNull(tensors[held].Value, nameof(tensors));
                    var text = Text.ToUtf8(tensors[held].Key, nameof(tensors));
                    names[held] = Marshal.AllocHGlobal(text.Length);
                    Marshal.Copy(text, 0, names[held], text.Length);
                    // Last, because a failure before it must not leave a reference behind.
                    bool added = false;
                    tensor.Handle.DangerousAddRef(ref added);
                    handles[held] = tensor.Handle.DangerousGetHandle();
                }
                fixed (IntPtr* first = handles)
                fixed (IntPtr* name = names)
                fixed (byte* file = Text.ToUtf8(path, nameof(path)))
                    Check.Ok(Native.scipix_qtensor_save(first, (byte**)name, Size.Of(held), file));
            }
            finally
            {
                while (held-- > 0) tensors[held].Value.Handle.DangerousRelease();
                foreach (var copy in names) Marshal.FreeHGlobal(copy);
            }
        }

        /// <summary>Frees the tensor.</summary>
        public void Dispose() => Handle.Dispose();
    }

    /// <summary>An immutable linear layer with packed weights and bias. Thread-safe.</summary>
    public sealed unsafe class Linear : IDisposable
    {
        readonly LinearHandle handle;

        /// <summary>The number of outputs: columns of a result.</summary>
        public int Outputs { get; }
        /// <summary>The number of inputs: columns of the activations.</summary>
        public int Inputs { get; }

        /// <summary>Packs weights of shape [outputs, inputs]. The weights may be disposed afterwards.</summary>
        /// <param name="weights">The weights, quantised.</param>
        /// <param name="bias">Empty, or one value per output.</param>
        public Linear(QTensor weights, ReadOnlySpan<float> bias = default(ReadOnlySpan<float>))
        {
            var shape = Check.NotNull(weights, nameof(weights)).Shape;
            if (shape.Length != 2) throw new ScipixException(Status.InvalidArgument, "weights: need two axes");
            if (bias.Length != 0) Check.Length(nameof(bias), bias.Length, shape[0]);
            Outputs = checked((int)shape[0]);
            Inputs = checked((int)shape[1]);
            fixed (float* values = &MemoryMarshal.GetReference(bias))
                Check.Ok(Native.scipix_linear_new(weights.Handle, bias.Length == 0 ? null : values, out handle));
        }

        /// <summary>Computes the layer: `src` is [rows, inputs], `dst` is [rows, outputs].</summary>
        public void Run(ReadOnlySpan<float> src, Span<float> dst)
        {
            int rows = Rows(src.Length, dst.Length);
            fixed (float* from = &MemoryMarshal.GetReference(src))
            fixed (float* to = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_linear_run(handle, from, Size.Of(rows), Size.Of(Inputs), to, Size.Of(Outputs)));
        }

        /// <summary>Computes the layer from bytes to bytes, so that between two layers there are no floats.</summary>
        /// <param name="src">Activations, [rows, inputs].</param>
        /// <param name="srcParams">What they stand for.</param>
        /// <param name="dst">The result, [rows, outputs].</param>
        /// <param name="dstParams">What it is to stand for.</param>
        public void Run(ReadOnlySpan<byte> src, QuantParams srcParams, Span<byte> dst, QuantParams dstParams)
        {
            int rows = Rows(src.Length, dst.Length);
            fixed (byte* from = &MemoryMarshal.GetReference(src))
            fixed (byte* to = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_linear_run_u8(
                    handle, from, srcParams, Size.Of(rows), Size.Of(Inputs), to, dstParams, Size.Of(Outputs)));
        }

        /// <summary>Computes the layer from signed bytes to signed bytes.</summary>
        /// <param name="src">Activations, [rows, inputs].</param>
        /// <param name="srcParams">What they stand for.</param>
        /// <param name="dst">The result, [rows, outputs].</param>
        /// <param name="dstParams">What it is to stand for.</param>
        public void Run(ReadOnlySpan<sbyte> src, QuantParams srcParams, Span<sbyte> dst, QuantParams dstParams)
        {
            int rows = Rows(src.Length, dst.Length);
            fixed (sbyte* from = &MemoryMarshal.GetReference(src))
            fixed (sbyte* to = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_linear_run_i8(
                    handle, from, srcParams, Size.Of(rows), Size.Of(Inputs), to, dstParams, Size.Of(Outputs)));
        }

        int Rows(int src, int dst)
        {
            int rows = Inputs == 0 ? 0 : src / Inputs;
            Check.Length(nameof(src), src, (long)rows * Inputs);
            Check.Length(nameof(dst), dst, (long)rows * Outputs);
            return rows;
        }

        /// <summary>Frees the layer.</summary>
        public void Dispose() => handle.Dispose();
    }
}
