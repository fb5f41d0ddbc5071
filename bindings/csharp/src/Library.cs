using System;
using System.Collections.Generic;

namespace Scipix
{
    /// <summary>The processor: its features and caches.</summary>
    public sealed unsafe class CpuInfo
    {
        internal CpuInfo(ScipixCpuInfo info)
        {
            LogicalCpus = (int)info.logical_cpus;
            CacheLineBytes = (int)info.cache_line_bytes;
            L1DBytes = (long)info.l1d_bytes;
            L2Bytes = (long)info.l2_bytes;
            L3Bytes = (long)info.l3_bytes;
            var names = new List<string>();
            for (int bit = 0; bit < 64; bit++)
                if ((info.features >> bit & 1) != 0) names.Add(Text.FromUtf8(Native.scipix_cpu_feature_name(1ul << bit)));
            Features = names;
        }

        /// <summary>Processors that this process may use, by affinity and cgroup quota.</summary>
        public int LogicalCpus { get; }
        /// <summary>Names of the features, as the environment variable SCIPIX_CPU_MASK takes them.</summary>
        public IReadOnlyList<string> Features { get; }
        /// <summary>Bytes of a core's first-level data cache; 0 where unknown.</summary>
        public long L1DBytes { get; }
        /// <summary>Bytes of a core's second-level cache; 0 where unknown.</summary>
        public long L2Bytes { get; }
        /// <summary>Bytes of the third-level cache; 0 where there is none or it is unknown.</summary>
        public long L3Bytes { get; }
        /// <summary>Bytes of a cache line.</summary>
        public int CacheLineBytes { get; }
    }

    /// <summary>The loaded library, and settings that hold for the whole process.</summary>
    /// <remarks>
    /// Conventions of this package. Arguments stand in the order source, parameters, destination, as in C:
    /// <c>Operations.Rotate(src, degrees, fill, dst)</c>. A Params object holds the numbers of an operation, a Config
    /// object those of something that is made, such as a pool; both start with the library's defaults. Spans and images
    /// are borrowed for the call. A failure is a <see cref="ScipixException"/>; using a disposed object is an
    /// <see cref="ObjectDisposedException"/>, and null for an argument that is needed is an
    /// <see cref="ArgumentNullException"/>. All static methods, and all classes but <see cref="Arena"/>, may be used by
    /// several threads at once. Objects should be disposed, but one that is not never keeps a process from ending.
    /// </remarks>
    public static unsafe class Library
    {
        /// <summary>The ABI version that this package was built for.</summary>
        public const int BuiltForAbi = Native.SCIPIX_ABI_VERSION;

        /// <summary>The version of the loaded library, "major.minor.patch".</summary>
        public static string Version => Text.FromUtf8(Native.scipix_version_string());

        /// <summary>The ABI version of the loaded library. If it differs from <see cref="BuiltForAbi"/>, the library must not be
        /// used.</summary>
        public static int AbiVersion => (int)Native.scipix_abi_version();

        /// <summary>Detects the processor's features and caches.</summary>
        public static CpuInfo DetectCpu()
        {
            var info = new ScipixCpuInfo { struct_size = (uint)sizeof(ScipixCpuInfo) };
            Check.Ok(Native.scipix_cpu_detect(&info));
            return new CpuInfo(info);
        }

        /// <summary>The SIMD level in use. It can be lowered and restored.</summary>
        public static SimdLevel SimdLevel
        {
            get => Native.scipix_simd_level();
            set => Check.Ok(Native.scipix_simd_set_level(value));
        }

        /// <summary>The best SIMD level that the processor and the library support.</summary>
        public static SimdLevel BestSimdLevel => Native.scipix_simd_best_level();

        /// <summary>The optimization level in force.</summary>
        public static OptLevel OptLevel
        {
            get => Native.scipix_opt_level();
            set => Check.Ok(Native.scipix_set_opt_level(value));
        }

        /// <summary>How many threads one operation may use, including the calling one. 0 sets it to all that the process may
        /// use.</summary>
        public static int ThreadCount
        {
            get => (int)Native.scipix_thread_count();
            set => Check.Ok(Native.scipix_set_thread_count(Size.Of(value)));
        }
    }

    internal static class Size
    {
        /// <summary>Converts a length or count to size_t. A negative one becomes too large, and the library rejects it.</summary>
        internal static UIntPtr Of(long value) => (UIntPtr)Within((ulong)value, UIntPtr.Size == 8 ? ulong.MaxValue : uint.MaxValue);

        /// <summary>Clamps a number to the greatest size_t, so that one that does not fit cannot wrap to a small one.</summary>
        internal static ulong Within(ulong value, ulong greatest) => Math.Min(value, greatest);
    }
}
