using System;
using System.Collections.Generic;

namespace Scipix
{
    /// <summary>What the processor has.</summary>
    public sealed class CpuInfo
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

        /// <summary>Processors that this process may use: affinity and cgroup quota respected.</summary>
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

    /// <summary>The library that is loaded, and settings that hold for the whole process.</summary>
    public static unsafe class Library
    {
        /// <summary>The ABI version that this package was written for.</summary>
        public const int BuiltForAbi = 1;

        /// <summary>"major.minor.patch" of the library.</summary>
        public static string Version => Text.FromUtf8(Native.scipix_version_string());

        /// <summary>The library's ABI version. Where it is not <see cref="BuiltForAbi"/> it must not be used.</summary>
        public static int AbiVersion => (int)Native.scipix_abi_version();

        /// <summary>What the processor has.</summary>
        public static CpuInfo DetectCpu()
        {
            var info = new ScipixCpuInfo { struct_size = (uint)sizeof(ScipixCpuInfo) };
            Check.Ok(Native.scipix_cpu_detect(&info));
            return new CpuInfo(info);
        }

        /// <summary>The SIMD level in use; may be lowered and restored.</summary>
        public static SimdLevel SimdLevel
        {
            get => Native.scipix_simd_level();
            set => Check.Ok(Native.scipix_simd_set_level(value));
        }

        /// <summary>The best SIMD level that processor and library have.</summary>
        public static SimdLevel BestSimdLevel => Native.scipix_simd_best_level();

        /// <summary>The optimization level in force.</summary>
        public static OptLevel OptLevel
        {
            get => Native.scipix_opt_level();
            set => Check.Ok(Native.scipix_set_opt_level(value));
        }

        /// <summary>How many threads one operation may use, the calling one included. Set to 0 for all that the process
        /// may use.</summary>
        public static int ThreadCount
        {
            get => (int)Native.scipix_thread_count();
            set => Check.Ok(Native.scipix_set_thread_count(Size.Of(value)));
        }
    }

    internal static class Size
    {
        /// <summary>A length or number as C has it. Negative ones become too large, which the library refuses.</summary>
        internal static UIntPtr Of(long value) => (UIntPtr)Within((ulong)value, UIntPtr.Size == 8 ? ulong.MaxValue : uint.MaxValue);

        /// <summary>The same number, or the greatest there is: what C has no room for must not become a small one.</summary>
        internal static ulong Within(ulong value, ulong greatest) => Math.Min(value, greatest);
    }
}
