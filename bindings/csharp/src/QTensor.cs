using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>How a tensor is quantised, at first the library's defaults.</summary>
    public sealed unsafe class QuantConfig
    {
        internal ScipixQuantConfig Native;

        /// <summary>The library's defaults.</summary>
        public QuantConfig()
        {
            ScipixQuantConfig defaults;
            Check.Ok(Scipix.Native.scipix_quant_config_init(&defaults));
            Native = defaults;
        }

        /// <summary>I8, the default, or U8.</summary>
        public ElementType Element { get => Native.element; set => Native.element = value; }
        /// <summary>Default Symmetric.</summary>
        public QuantScheme Scheme { get => Native.scheme; set => Native.scheme = value; }
        /// <summary>Default Channel.</summary>
        public QuantGranularity Granularity { get => Native.granularity; set => Native.granularity = value; }
        /// <summary>Default MinMax.</summary>
        public Calibration Calibration { get => Native.calibration; set => Native.calibration = value; }
        /// <summary>That of the channels; negative counts from the end. Default 0.</summary>
        public int Axis { get => Native.axis; set => Native.axis = value; }
        /// <summary>Leaves the least byte unused.</summary>
        public bool NarrowRange { get => Native.narrow_range != 0; set => Native.narrow_range = value ? 1u : 0; }
        /// <summary>The part of the values within the range, above 50 and up to 100. Default 99.9.</summary>
        public float Percentile { get => Native.percentile; set => Native.percentile = value; }
    }

    /// <summary>A quantised tensor, which never changes. Thread-safe.</summary>
    public sealed unsafe class QTensor : IDisposable
    {
        internal readonly QTensorHandle Handle;

        /// <summary>Quantises the product of `shape` values, the last axis changing fastest.</summary>
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
            var native = config.Native;
            fixed (float* values = &MemoryMarshal.GetReference(data))
            fixed (UIntPtr* first = extents)
                Check.Ok(Native.scipix_qtensor_from_f32(values, first, Size.Of(extents.Length), &native, out Handle));
        }

        /// <summary>Opens a tensor of a file that <see cref="Save"/> wrote. Its bytes stay in the model's memory, which lives
        /// until both are disposed.</summary>
        public QTensor(Model model, string name)
        {
            fixed (byte* text = Text.ToUtf8(name))
                Check.Ok(Native.scipix_qtensor_open(model.Handle, text, out Handle));
        }

        /// <summary>Writes the values that the bytes stand for; as many as the tensor has elements.</summary>
        public void Dequantize(Span<float> result)
        {
            fixed (float* values = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_qtensor_to_f32(Handle, values, Size.Of(result.Length)));
        }

        /// <summary>The tensor's bytes, until it is disposed.</summary>
        public ReadOnlyMemory<byte> Data => new BorrowedMemory(
            Handle, Native.scipix_qtensor_data(Handle), checked((int)Native.scipix_qtensor_len(Handle))).Memory;

        /// <summary>Extent of each axis.</summary>
        public long[] Shape
        {
            get
            {
                var shape = Extents.Of(Native.scipix_qtensor_shape(Handle), Native.scipix_qtensor_rank(Handle));
                GC.KeepAlive(Handle);
                return shape;
            }
        }

        /// <summary>Scale and zero point: one, or one for each channel.</summary>
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

        /// <summary>What the tensor takes: its bytes, and 8 for each of its params.</summary>
        public long SizeBytes => (long)Native.scipix_qtensor_size_bytes(Handle);

        /// <summary>How many times as much the floats take.</summary>
        public double CompressionRatio => Native.scipix_qtensor_compression_ratio(Handle);

        /// <summary>What quantisation lost of the values that the tensor was made of, in one pass.</summary>
        public QuantError Error(ReadOnlySpan<float> original)
        {
            var error = new ScipixQuantError { struct_size = (uint)sizeof(ScipixQuantError) };
            fixed (float* values = &MemoryMarshal.GetReference(original))
                Check.Ok(Native.scipix_qtensor_error(Handle, values, Size.Of(original.Length), &error));
            return new QuantError(error);
        }

        /// <summary>Writes tensors to a safetensors file, which takes the place of one at `path` once it is whole.</summary>
        public static void Save(string path, IReadOnlyList<KeyValuePair<string, QTensor>> tensors)
        {
            var handles = new IntPtr[tensors.Count];
            var names = new IntPtr[tensors.Count];
            int held = 0;
            try
            {
                for (; held < handles.Length; held++)
                {
                    var tensor = tensors[held].Value ?? throw new ArgumentNullException(nameof(tensors));
                    var text = Text.ToUtf8(tensors[held].Key);
                    names[held] = Marshal.AllocHGlobal(text.Length);
                    Marshal.Copy(text, 0, names[held], text.Length);
                    // Last: what fails before holds nothing.
                    bool added = false;
                    tensor.Handle.DangerousAddRef(ref added);
                    handles[held] = tensor.Handle.DangerousGetHandle();
                }
                fixed (IntPtr* first = handles)
                fixed (IntPtr* firstName = names)
                fixed (byte* file = Text.ToUtf8(path))
                    Check.Ok(Native.scipix_qtensor_save(first, firstName, Size.Of(held), file));
            }
            finally
            {
                while (held-- > 0) tensors[held].Value.Handle.DangerousRelease();
                foreach (var name in names) Marshal.FreeHGlobal(name);
            }
        }

        /// <summary>Frees the tensor.</summary>
        public void Dispose() => Handle.Dispose();
    }

    /// <summary>A linear layer, weights and bias packed, which never changes. Thread-safe.</summary>
    public sealed unsafe class Linear : IDisposable
    {
        readonly LinearHandle handle;

        /// <summary>Columns of a result.</summary>
        public int Outputs { get; }
        /// <summary>Columns of the activations.</summary>
        public int Inputs { get; }

        /// <summary>Packs weights of shape [outputs, inputs], which may be disposed afterwards.</summary>
        /// <param name="weights">The weights.</param>
        /// <param name="bias">Empty, or a value for each output.</param>
        public Linear(QTensor weights, ReadOnlySpan<float> bias = default(ReadOnlySpan<float>))
        {
            var shape = weights.Shape;
            if (shape.Length != 2) throw new ScipixException(Status.InvalidArgument, "weights: have not two axes");
            if (bias.Length != 0) Check.Length(nameof(bias), bias.Length, shape[0]);
            Outputs = checked((int)shape[0]);
            Inputs = checked((int)shape[1]);
            fixed (float* values = &MemoryMarshal.GetReference(bias))
                Check.Ok(Native.scipix_linear_new(weights.Handle, bias.Length == 0 ? null : values, out handle));
        }

        /// <summary>Multiplies rows of activations, [rows, inputs], by the weights and adds the bias: [rows, outputs].</summary>
        public void Run(ReadOnlySpan<float> activations, Span<float> result)
        {
            int rows = Inputs == 0 ? 0 : activations.Length / Inputs;
            Check.Length(nameof(activations), activations.Length, (long)rows * Inputs);
            Check.Length(nameof(result), result.Length, (long)rows * Outputs);
            fixed (float* from = &MemoryMarshal.GetReference(activations))
            fixed (float* to = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_linear_run(handle, from, Size.Of(rows), Size.Of(Inputs), to, Size.Of(Outputs)));
        }

        /// <summary>Frees the layer.</summary>
        public void Dispose() => handle.Dispose();
    }
}
