using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Scale and zero point: x = (q - ZeroPoint) * Scale.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct QuantParams
    {
        /// <summary>What one step is worth: finite, above 0.</summary>
        public float Scale;
        /// <summary>The byte that stands for 0.</summary>
        public int ZeroPoint;

        /// <summary>Both.</summary>
        public QuantParams(float scale, int zeroPoint)
        {
            Scale = scale;
            ZeroPoint = zeroPoint;
        }
    }

    /// <summary>How far bytes are from the floats that they stand for.</summary>
    public sealed class QuantError
    {
        internal QuantError(ScipixQuantError e)
        {
            Mse = e.mse;
            SqnrDb = e.sqnr_db;
            MaxAbs = e.max_abs;
            Cosine = e.cosine;
        }

        /// <summary>Mean square of the differences.</summary>
        public double Mse { get; }
        /// <summary>Signal-to-quantisation-noise ratio in decibels; infinite where nothing is lost.</summary>
        public double SqnrDb { get; }
        /// <summary>The greatest difference.</summary>
        public double MaxAbs { get; }
        /// <summary>Cosine of the angle between the two.</summary>
        public double Cosine { get; }
    }

    /// <summary>Floats as bytes: round(x / scale) + zero point, half to even, bit for bit as ONNX Runtime.</summary>
    public static unsafe class Quantization
    {
        /// <summary>For values from `min` to `max`, as ONNX DynamicQuantizeLinear chooses them: 0 is exact.</summary>
        public static QuantParams FromRange(float min, float max, ElementType element)
        {
            QuantParams parameters;
            Check.Ok(Native.scipix_quant_params_from_range(min, max, element, &parameters));
            return parameters;
        }

        /// <summary>The same for the least and the greatest of the data.</summary>
        public static QuantParams FromData(ReadOnlySpan<float> data, ElementType element)
        {
            QuantParams parameters;
            fixed (float* values = &MemoryMarshal.GetReference(data))
                Check.Ok(Native.scipix_quant_params_from_data(values, Size.Of(data.Length), element, &parameters));
            return parameters;
        }

        /// <summary>Zero in the middle and `absMax` at the end.</summary>
        public static QuantParams Symmetric(float absMax, ElementType element)
        {
            QuantParams parameters;
            Check.Ok(Native.scipix_quant_params_symmetric(absMax, element, &parameters));
            return parameters;
        }

        /// <summary>Makes signed bytes; the lengths are the same.</summary>
        public static void Quantize(ReadOnlySpan<float> data, QuantParams parameters, Span<sbyte> result)
        {
            Check.Length(nameof(result), result.Length, data.Length);
            fixed (float* values = &MemoryMarshal.GetReference(data))
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_quantize_i8(values, Size.Of(data.Length), parameters, bytes));
        }

        /// <summary>Makes unsigned bytes; the lengths are the same.</summary>
        public static void Quantize(ReadOnlySpan<float> data, QuantParams parameters, Span<byte> result)
        {
            Check.Length(nameof(result), result.Length, data.Length);
            fixed (float* values = &MemoryMarshal.GetReference(data))
            fixed (byte* bytes = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_quantize_u8(values, Size.Of(data.Length), parameters, bytes));
        }

        /// <summary>Makes floats of signed bytes; the lengths are the same.</summary>
        public static void Dequantize(ReadOnlySpan<sbyte> data, QuantParams parameters, Span<float> result)
        {
            Check.Length(nameof(result), result.Length, data.Length);
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(data))
            fixed (float* values = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_dequantize_i8(bytes, Size.Of(data.Length), parameters, values));
        }

        /// <summary>Makes floats of unsigned bytes; the lengths are the same.</summary>
        public static void Dequantize(ReadOnlySpan<byte> data, QuantParams parameters, Span<float> result)
        {
            Check.Length(nameof(result), result.Length, data.Length);
            fixed (byte* bytes = &MemoryMarshal.GetReference(data))
            fixed (float* values = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_dequantize_u8(bytes, Size.Of(data.Length), parameters, values));
        }

        /// <summary>Makes signed bytes, each channel by its own params: the data is any number of times the params times `inner`
        /// values.</summary>
        public static void QuantizeChannels(
            ReadOnlySpan<float> data, int inner, ReadOnlySpan<QuantParams> parameters, Span<sbyte> result)
        {
            Check.Length(nameof(result), result.Length, data.Length);
            UIntPtr outer = Outer(data.Length, inner, parameters.Length);
            fixed (float* values = &MemoryMarshal.GetReference(data))
            fixed (QuantParams* p = &MemoryMarshal.GetReference(parameters))
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_quantize_i8_channels(
                    values, outer, Size.Of(parameters.Length), Size.Of(inner), p, bytes));
        }

        /// <summary>The way back.</summary>
        public static void DequantizeChannels(
            ReadOnlySpan<sbyte> data, int inner, ReadOnlySpan<QuantParams> parameters, Span<float> result)
        {
            Check.Length(nameof(result), result.Length, data.Length);
            UIntPtr outer = Outer(data.Length, inner, parameters.Length);
            fixed (sbyte* bytes = &MemoryMarshal.GetReference(data))
            fixed (QuantParams* p = &MemoryMarshal.GetReference(parameters))
            fixed (float* values = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_dequantize_i8_channels(
                    bytes, outer, Size.Of(parameters.Length), Size.Of(inner), p, values));
        }

        static UIntPtr Outer(int length, int inner, int channels)
        {
            long page = (long)inner * channels;
            if (inner < 1 || page == 0 || length % page != 0)
                throw new ScipixException(Status.SizeMismatch, "data: is no whole number of channels");
            return Size.Of(length / page);
        }

        /// <summary>What quantisation to signed bytes lost, in one pass.</summary>
        public static QuantError Error(ReadOnlySpan<float> original, ReadOnlySpan<sbyte> quantized, QuantParams parameters) =>
            Error(original, MemoryMarshal.AsBytes(quantized), ElementType.I8, parameters);

        /// <summary>What quantisation to unsigned bytes lost, in one pass.</summary>
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

        /// <summary>Exact products of a, [m, k], and b, which is transposed, [n, k]: the result is [m, n].</summary>
        public static void MatMul(ReadOnlySpan<byte> a, ReadOnlySpan<sbyte> bTransposed, int m, int k, int n, Span<int> result)
        {
            CheckProduct(a.Length, bTransposed.Length, result.Length, m, k, n);
            fixed (byte* left = &MemoryMarshal.GetReference(a))
            fixed (sbyte* right = &MemoryMarshal.GetReference(bTransposed))
            fixed (int* sums = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_matmul_u8i8(left, Size.Of(m), Size.Of(k), right, Size.Of(n), sums));
        }

        /// <summary>The same of signed bytes on both sides.</summary>
        public static void MatMul(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> bTransposed, int m, int k, int n, Span<int> result)
        {
            CheckProduct(a.Length, bTransposed.Length, result.Length, m, k, n);
            fixed (sbyte* left = &MemoryMarshal.GetReference(a))
            fixed (sbyte* right = &MemoryMarshal.GetReference(bTransposed))
            fixed (int* sums = &MemoryMarshal.GetReference(result))
                Check.Ok(Native.scipix_matmul_i8i8(left, Size.Of(m), Size.Of(k), right, Size.Of(n), sums));
        }

        static void CheckProduct(int a, int b, int result, int m, int k, int n)
        {
            if (m < 0 || k < 0 || n < 0) throw new ScipixException(Status.InvalidArgument, "m, k and n are not negative");
            Check.Length(nameof(a), a, (long)m * k);
            Check.Length(nameof(b), b, (long)n * k);
            Check.Length(nameof(result), result, (long)m * n);
        }
    }
}
