using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Scale and zero point of quantised values: x = (q - ZeroPoint) * Scale.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct QuantParams
    {
        /// <summary>The difference between neighbouring quantised values: finite, above 0.</summary>
        public float Scale;
        /// <summary>The quantised value of 0.</summary>
        public int ZeroPoint;

        /// <summary>Sets both fields.</summary>
        public QuantParams(float scale, int zeroPoint)
        {
            Scale = scale;
            ZeroPoint = zeroPoint;
        }
    }

    /// <summary>The error of quantised values against the floats that they represent.</summary>
    public sealed class QuantError
    {
        internal QuantError(ScipixQuantError e)
        {
            Mse = e.mse;
            SqnrDb = e.sqnr_db;
            MaxAbs = e.max_abs;
            Cosine = e.cosine;
        }

        /// <summary>The mean squared error.</summary>
        public double Mse { get; }
        /// <summary>The signal-to-quantisation-noise ratio in decibels; infinite if there is no error.</summary>
        public double SqnrDb { get; }
        /// <summary>The largest absolute error.</summary>
        public double MaxAbs { get; }
        /// <summary>The cosine similarity.</summary>
        public double Cosine { get; }
    }

    /// <summary>Quantisation of floats to bytes: round(x / scale) + zero point, half to even, bit for bit as ONNX Runtime.</summary>
    public static unsafe class Quantization
    {
        /// <summary>Chooses scale and zero point for values from `min` to `max` as ONNX DynamicQuantizeLinear does: 0 is exact.</summary>
        public static QuantParams FromRange(float min, float max, ElementType element)
        {
            QuantParams parameters;
            Check.Ok(Native.scipix_quant_params_from_range(min, max, element, &parameters));
            return parameters;
        }

        /// <summary>Chooses scale and zero point for the range of the data, as <see cref="FromRange"/> does.</summary>
        public static QuantParams FromData(ReadOnlySpan<float> data, ElementType element)
        {
            QuantParams parameters;
            fixed (float* values = &MemoryMarshal.GetReference(data))
                Check.Ok(Native.scipix_quant_params_from_data(values, Size.Of(data.Length), element, &parameters));
            return parameters;
        }

        /// <summary>Chooses a scale for values from -`absMax` to `absMax`, with zero in the middle.</summary>
        public static QuantParams Symmetric(float absMax, ElementType element)
        {
            QuantParams parameters;
            Check.Ok(Native.scipix_quant_params_symmetric(absMax, element, &parameters));
            return parameters;
        }

        /// <summary>Quantises to signed bytes. The lengths are equal.</summary>
        public static void Quantize(ReadOnlySpan<float> src, QuantParams parameters, Span<sbyte> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            fixed (float* values = &MemoryMarshal.GetReference(src))
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_quantize_i8(values, Size.Of(src.Length), parameters, bytes));
        }

        /// <summary>Quantises to unsigned bytes. The lengths are equal.</summary>
        public static void Quantize(ReadOnlySpan<float> src, QuantParams parameters, Span<byte> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            fixed (float* values = &MemoryMarshal.GetReference(src))
            fixed (byte* bytes = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_quantize_u8(values, Size.Of(src.Length), parameters, bytes));
        }

        /// <summary>Dequantises signed bytes. The lengths are equal.</summary>
        public static void Dequantize(ReadOnlySpan<sbyte> src, QuantParams parameters, Span<float> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(src))
            fixed (float* values = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_dequantize_i8(bytes, Size.Of(src.Length), parameters, values));
        }

        /// <summary>Dequantises unsigned bytes. The lengths are equal.</summary>
        public static void Dequantize(ReadOnlySpan<byte> src, QuantParams parameters, Span<float> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            fixed (byte* bytes = &MemoryMarshal.GetReference(src))
            fixed (float* values = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_dequantize_u8(bytes, Size.Of(src.Length), parameters, values));
        }

        /// <summary>Quantises to signed bytes, each channel with its own parameters. The data has the shape
        /// [outer, parameters.Length, inner].</summary>
        public static void QuantizeChannels(
            ReadOnlySpan<float> src, int inner, ReadOnlySpan<QuantParams> parameters, Span<sbyte> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            UIntPtr outer = Outer(src.Length, inner, parameters.Length);
            fixed (float* values = &MemoryMarshal.GetReference(src))
            fixed (QuantParams* p = &MemoryMarshal.GetReference(parameters))
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_quantize_i8_channels(
                    values, outer, Size.Of(parameters.Length), Size.Of(inner), p, bytes));
        }

        /// <summary>Dequantises what <see cref="QuantizeChannels"/> wrote.</summary>
        public static void DequantizeChannels(
            ReadOnlySpan<sbyte> src, int inner, ReadOnlySpan<QuantParams> parameters, Span<float> dst)
        {
            Check.Length(nameof(dst), dst.Length, src.Length);
            UIntPtr outer = Outer(src.Length, inner, parameters.Length);
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(src))
            fixed (QuantParams* p = &MemoryMarshal.GetReference(parameters))
            fixed (float* values = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_dequantize_i8_channels(
                    bytes, outer, Size.Of(parameters.Length), Size.Of(inner), p, values));
        }

        static UIntPtr Outer(int length, int inner, int channels)
        {
            long page = (long)inner * channels;
            if (inner < 1 || page == 0 || length % page != 0)
                throw new ScipixException(Status.SizeMismatch, "src: not a whole number of channels");
            return Size.Of(length / page);
        }

        /// <summary>Measures the error of signed bytes against the floats that they were made of.</summary>
        public static QuantError Error(ReadOnlySpan<float> original, ReadOnlySpan<sbyte> quantized, QuantParams parameters) =>
            Error(original, MemoryMarshal.AsBytes(quantized), ElementType.I8, parameters);

        /// <summary>Measures the error of unsigned bytes against the floats that they were made of.</summary>
        public static QuantError Error(ReadOnlySpan<float> original, ReadOnlySpan<byte> quantized, QuantParams parameters) =>
            Error(original, quantized, ElementType.U8, parameters);

        static QuantError Error(ReadOnlySpan<float> original, ReadOnlySpan<byte> quantized, ElementType element, QuantParams p)
        {
            Check.Length(nameof(quantized), quantized.Length, original.Length);
            var error = new ScipixQuantError { struct_size = (uint)sizeof(ScipixQuantError) };
            fixed (float* values = &MemoryMarshal.GetReference(original))
            fixed (byte* bytes = &MemoryMarshal.GetReference(quantized))
                Check.Ok(Native.scipix_quant_error(values, bytes, element, Size.Of(original.Length), p, &error));
            return new QuantError(error);
        }

        /// <summary>Multiplies unsigned by signed bytes, exactly: a is [m, k], b is transposed, [n, k], and dst is [m, n].</summary>
        public static void MatMul(ReadOnlySpan<byte> a, ReadOnlySpan<sbyte> bTransposed, int m, int k, int n, Span<int> dst)
        {
            CheckProduct(a.Length, bTransposed.Length, dst.Length, m, k, n);
            fixed (byte* left = &MemoryMarshal.GetReference(a))
            fixed (sbyte* right = &MemoryMarshal.GetReference(bTransposed))
            fixed (int* sums = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_matmul_u8i8(left, Size.Of(m), Size.Of(k), right, Size.Of(n), sums));
        }

        /// <summary>Multiplies signed by signed bytes, exactly: a is [m, k], b is transposed, [n, k], and dst is [m, n].</summary>
        public static void MatMul(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> bTransposed, int m, int k, int n, Span<int> dst)
        {
            CheckProduct(a.Length, bTransposed.Length, dst.Length, m, k, n);
            fixed (sbyte* left = &MemoryMarshal.GetReference(a))
            fixed (sbyte* right = &MemoryMarshal.GetReference(bTransposed))
            fixed (int* sums = &MemoryMarshal.GetReference(dst))
                Check.Ok(Native.scipix_matmul_i8i8(left, Size.Of(m), Size.Of(k), right, Size.Of(n), sums));
        }

        static void CheckProduct(int a, int b, int dst, int m, int k, int n)
        {
            if (m < 0 || k < 0 || n < 0) throw new ScipixException(Status.InvalidArgument, "m, k and n: must not be negative");
            Check.Length(nameof(a), a, (long)m * k);
            Check.Length(nameof(b), b, (long)n * k);
            Check.Length(nameof(dst), dst, (long)m * n);
        }
    }
}
