using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>How a model is opened.</summary>
    [Flags]
    public enum ModelOptions
    {
        /// <summary>Mapped, pages come in as they are used.</summary>
        None = 0,
        /// <summary>Bring in all pages at once, so that no later use waits for the disk.</summary>
        Populate = 1,
        /// <summary>Ask for huge pages.</summary>
        HugePages = 2,
        /// <summary>Read the file into memory of this process, which no change of the file reaches. Without it other processes
        /// must not shorten the file.</summary>
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

        /// <summary>Its name.</summary>
        public string Name { get; }
        /// <summary>The type of its elements as the file names it: "F32", "BF16".</summary>
        public string Type { get; }
        /// <summary>The same, Other for types that only <see cref="Type"/> tells.</summary>
        public ElementType Element { get; }
        /// <summary>The extents, the outermost first.</summary>
        public long[] Shape { get; }
        /// <summary>Its elements in row-major order, in the file's memory, until the model is disposed.</summary>
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

    /// <summary>An open model file, mapped into memory: any file as bytes, and the tensors of a safetensors file by name.
    /// Thread-safe.</summary>
    public sealed unsafe class Model : IDisposable
    {
        internal readonly ModelHandle Handle;

        /// <summary>Opens a file. A safetensors file is checked whole.</summary>
        public Model(string path, ModelOptions options = ModelOptions.None)
        {
            var native = new ScipixModelOptions
            {
                struct_size = (uint)sizeof(ScipixModelOptions),
                populate = (options & ModelOptions.Populate) != 0 ? 1u : 0,
                huge_pages = (options & ModelOptions.HugePages) != 0 ? 1u : 0,
                private_copy = (options & ModelOptions.PrivateCopy) != 0 ? 1u : 0,
            };
            fixed (byte* name = Text.ToUtf8(path))
                Check.Ok(Native.scipix_model_open(name, &native, out Handle));
        }

        /// <summary>Bytes of the file.</summary>
        public long Length => (long)Native.scipix_model_len(Handle);

        /// <summary>A part of the file, until the model is disposed.</summary>
        public ReadOnlyMemory<byte> Slice(long offset, int length)
        {
            if (offset < 0 || length < 0 || offset > Length - length)
                throw new ScipixException(Status.OutOfRange, "offset and length: leave the file");
            return new BorrowedMemory(Handle, Native.scipix_model_data(Handle) + offset, length).Memory;
        }

        /// <summary>Tells the system how a part of the file will be used.</summary>
        public void Advise(long offset, long length, Advice advice) =>
            Check.Ok(Native.scipix_model_advise(Handle, Size.Of(offset), Size.Of(length), advice));

        /// <summary>Starts to bring a part of the file in, and does not wait for it.</summary>
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

        /// <summary>How many tensors the file has; 0 for one that is just bytes.</summary>
        public int TensorCount => (int)Native.scipix_model_tensor_count(Handle);

        /// <summary>A tensor by its place in the file.</summary>
        public TensorInfo Tensor(int index)
        {
            var info = new ScipixTensorInfo { struct_size = (uint)sizeof(ScipixTensorInfo) };
            Check.Ok(Native.scipix_model_tensor_at(Handle, Size.Of(index), &info));
            return new TensorInfo(Handle, info);
        }

        /// <summary>A tensor by its name.</summary>
        public TensorInfo Tensor(string name)
        {
            var info = new ScipixTensorInfo { struct_size = (uint)sizeof(ScipixTensorInfo) };
            fixed (byte* text = Text.ToUtf8(name))
                Check.Ok(Native.scipix_model_tensor(Handle, text, &info));
            return new TensorInfo(Handle, info);
        }

        /// <summary>Closes the file. A quantised tensor that was opened from it stays good.</summary>
        public void Dispose() => Handle.Dispose();
    }
}
