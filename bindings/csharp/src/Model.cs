using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Options for opening a model.</summary>
    [Flags]
    public enum ModelOptions
    {
        /// <summary>Map the file; pages are read when they are first used.</summary>
        None = 0,
        /// <summary>Read all pages while opening, so that no later access waits for the disk.</summary>
        Populate = 1,
        /// <summary>Ask for huge pages.</summary>
        HugePages = 2,
        /// <summary>Copy the file into private memory, which later changes of the file do not affect. Without this option other
        /// processes must not truncate the file.</summary>
        PrivateCopy = 4,
    }

    /// <summary>A tensor of a model.</summary>
    public sealed class TensorInfo
    {
        internal unsafe TensorInfo(SafeHandle model, ScipixTensorInfo info)
        {
            Name = Text.FromUtf8(info.name);
            Type = Text.FromUtf8(info.dtype_name);
            Element = info.element;
            Shape = Extents.Of(info.shape, info.rank);
            Data = new BorrowedMemory(model, info.data, checked((int)info.data_len)).Memory;
        }

        /// <summary>The tensor's name.</summary>
        public string Name { get; }
        /// <summary>The element type as the file names it, such as "F32" or "BF16".</summary>
        public string Type { get; }
        /// <summary>The element type, or Other for one that the library does not compute with; see <see cref="Type"/>.</summary>
        public ElementType Element { get; }
        /// <summary>The extents, outermost first.</summary>
        public long[] Shape { get; }
        /// <summary>The elements in row-major order. This is the file's memory, valid until the model is disposed.</summary>
        public ReadOnlyMemory<byte> Data { get; }
    }

    internal static class Extents
    {
        internal static unsafe long[] Of(UIntPtr* extents, UIntPtr rank)
        {
            var shape = new long[(int)rank];
            for (int i = 0; i < shape.Length; i++) shape[i] = (long)extents[i];
            return shape;
        }
    }

    /// <summary>A model file, mapped into memory. Any file can be read as bytes; the tensors of a safetensors file also by
    /// name. Thread-safe.</summary>
    public sealed unsafe class Model : IDisposable
    {
        internal readonly ModelHandle Handle;

        /// <summary>Opens a file. A safetensors file is validated completely.</summary>
        public Model(string path, ModelOptions options = ModelOptions.None)
        {
            var native = new ScipixModelConfig
            {
                struct_size = (uint)sizeof(ScipixModelConfig),
                populate = (options & ModelOptions.Populate) != 0 ? 1u : 0,
                huge_pages = (options & ModelOptions.HugePages) != 0 ? 1u : 0,
                private_copy = (options & ModelOptions.PrivateCopy) != 0 ? 1u : 0,
            };
            fixed (byte* name = Text.ToUtf8(path, nameof(path)))
                Check.Ok(Native.scipix_model_open(name, &native, out Handle));
        }

        /// <summary>Length of the file in bytes.</summary>
        public long Length => (long)Native.scipix_model_len(Handle);

        /// <summary>Returns a part of the file, valid until the model is disposed.</summary>
        public ReadOnlyMemory<byte> Slice(long offset, int length)
        {
            if (offset < 0 || length < 0 || offset > Length - length)
                throw new ScipixException(Status.OutOfRange, "offset and length: outside the file");
            return new BorrowedMemory(Handle, Native.scipix_model_data(Handle) + offset, length).Memory;
        }

        /// <summary>Advises the system how a part of the file will be accessed.</summary>
        public void Advise(long offset, long length, Advice advice) =>
            Check.Ok(Native.scipix_model_advise(Handle, Size.Of(offset), Size.Of(length), advice));

        /// <summary>Starts reading a part of the file in the background.</summary>
        public void Prefetch(long offset, long length) =>
            Check.Ok(Native.scipix_model_prefetch(Handle, Size.Of(offset), Size.Of(length)));

        /// <summary>The file's metadata, a JSON object of strings.</summary>
        public string Metadata
        {
            get
            {
                var metadata = Text.FromUtf8(Native.scipix_model_metadata(Handle));
                GC.KeepAlive(Handle);
                return metadata;
            }
        }

        /// <summary>The number of tensors; 0 for a file that is not safetensors.</summary>
        public int TensorCount => (int)Native.scipix_model_tensor_count(Handle);

        /// <summary>Returns the tensor at an index.</summary>
        public TensorInfo Tensor(int index)
        {
            var info = new ScipixTensorInfo { struct_size = (uint)sizeof(ScipixTensorInfo) };
            Check.Ok(Native.scipix_model_tensor_at(Handle, Size.Of(index), &info));
            return new TensorInfo(Handle, info);
        }

        /// <summary>Returns the tensor with a name.</summary>
        public TensorInfo Tensor(string name)
        {
            var info = new ScipixTensorInfo { struct_size = (uint)sizeof(ScipixTensorInfo) };
            fixed (byte* text = Text.ToUtf8(name, nameof(name)))
                Check.Ok(Native.scipix_model_tensor(Handle, text, &info));
            return new TensorInfo(Handle, info);
        }

        /// <summary>Closes the file. Quantised tensors that were opened from it stay valid.</summary>
        public void Dispose() => Handle.Dispose();
    }
}
