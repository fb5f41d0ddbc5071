using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    // The structs of scipix.h, field by field under their names there. A test compares their layout with abi/layout.txt.

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixCpuInfo
    {
        public uint struct_size, logical_cpus;
        public ulong features, l1d_bytes, l2_bytes, l3_bytes;
        public uint cache_line_bytes, reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixImage
    {
        public byte* data;
        public UIntPtr width, height, stride;
        public PixelFormat format;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixImageMut
    {
        public byte* data;
        public UIntPtr width, height, stride;
        public PixelFormat format;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixBinarizeParams
    {
        public uint struct_size;
        public BinarizeMethod method;
        public uint window;
        public byte threshold;
        public fixed byte reserved[3];
        public float offset, k, r;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixTensorParams
    {
        public uint struct_size;
        public TensorLayout layout;
        public ElementType element;
        public PixelFormat channels;
        public fixed float mean[3];
        public fixed float std_dev[3];
        public float scale;
        public int zero_point;
        public Filter filter;
        public int keep_aspect;
        public uint height, width;
        public float fill;
        public Stores stores;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixPoolConfig
    {
        public uint struct_size, zero_on_release;
        public UIntPtr buffer_size, alignment, preallocate, max_idle;
        public ulong max_bytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixBuffer
    {
        public byte* data;
        public UIntPtr len, capacity;
        public ulong token;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixPoolStats
    {
        public uint struct_size, reserved;
        public ulong acquired, released, hits, misses, refused, live, idle, live_bytes, idle_bytes, peak_live_bytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixArenaMark
    {
        public fixed ulong opaque[2];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixModelOptions
    {
        public uint struct_size, populate, huge_pages, private_copy;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct ScipixTensorInfo
    {
        public uint struct_size;
        public ElementType element;
        public IntPtr name, dtype_name;
        public UIntPtr* shape;
        public UIntPtr rank;
        public byte* data;
        public UIntPtr data_len, alignment;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixQuantError
    {
        public uint struct_size, reserved;
        public double mse, sqnr_db, max_abs, cosine;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixQuantConfig
    {
        public uint struct_size;
        public ElementType element;
        public QuantScheme scheme;
        public QuantGranularity granularity;
        public Calibration calibration;
        public int axis;
        public uint narrow_range;
        public float percentile;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixBatcherConfig
    {
        public uint struct_size;
        public BatchMode mode;
        public int overflow;
        public uint workers;
        public UIntPtr max_batch_size, preferred_batch_size, max_queue_size;
        public ulong max_wait_us, max_batch_cost, target_latency_us, block_timeout_us;
        public uint shed_late, reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixBatchItem
    {
        public ulong id;
        public IntPtr data;
        public ulong group, cost;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixBatchResult
    {
        public IntPtr data;
        public Status status;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixDone
    {
        public ScipixBatchItem item;
        public ScipixBatchResult result;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixHistogram
    {
        public ulong count, mean, p50, p95, p99, max;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ScipixBatcherStats
    {
        public uint struct_size, reserved;
        public ulong submitted, completed, failed, rejected, shed, cancelled, batches, queue_depth, oldest_wait_us;
        public ulong dispatched_full, dispatched_preferred, dispatched_timeout, dispatched_idle, dispatched_drain;
        public ScipixHistogram queue_wait_us, service_us, batch_size;
    }
}
