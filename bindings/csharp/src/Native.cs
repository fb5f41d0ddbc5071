using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>The functions of scipix.h under their names there.</summary>
    internal static unsafe class Native
    {
        const string Lib = NativeLibraryLoader.Name;
        const CallingConvention C = CallingConvention.Cdecl;

        static Native()
        {
            NativeLibraryLoader.Install();
        }

        [DllImport(Lib, CallingConvention = C)] internal static extern IntPtr scipix_version_string();
        [DllImport(Lib, CallingConvention = C)] internal static extern uint scipix_abi_version();
        [DllImport(Lib, CallingConvention = C)] internal static extern IntPtr scipix_last_error_message();
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_cpu_detect(ScipixCpuInfo* info);
        [DllImport(Lib, CallingConvention = C)] internal static extern IntPtr scipix_cpu_feature_name(ulong feature);
        [DllImport(Lib, CallingConvention = C)] internal static extern SimdLevel scipix_simd_level();
        [DllImport(Lib, CallingConvention = C)] internal static extern SimdLevel scipix_simd_best_level();
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_simd_set_level(SimdLevel level);
        [DllImport(Lib, CallingConvention = C)] internal static extern OptLevel scipix_opt_level();
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_set_opt_level(OptLevel level);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_thread_count();
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_set_thread_count(UIntPtr count);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_grayscale(byte* rgba, UIntPtr rgbaLen, byte* gray, UIntPtr grayLen);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_threshold(byte* gray, UIntPtr len, byte threshold, byte* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_normalize_stats(float* data, UIntPtr len, float* mean, float* std);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_view(byte* data, UIntPtr len, UIntPtr width, UIntPtr height, UIntPtr stride, PixelFormat format, ScipixImage* view);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_view_mut(byte* data, UIntPtr len, UIntPtr width, UIntPtr height, UIntPtr stride, PixelFormat format, ScipixImageMut* view);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_subview(ScipixImage* view, UIntPtr x, UIntPtr y, UIntPtr width, UIntPtr height, ScipixImage* region);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_grayscale(ScipixImage* src, Luma luma, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_threshold(ScipixImage* src, byte threshold, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_invert(ScipixImage* src, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_otsu(ScipixImage* src, byte* level);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_binarize_params_init(ScipixBinarizeParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_binarize(ScipixImage* src, ScipixBinarizeParams* parameters, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_skew(ScipixImage* src, float* degrees, float* confidence);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_rotate(ScipixImage* src, float degrees, byte fill, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_crop_quad(ScipixImage* src, float* quad, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_resize(ScipixImage* src, Filter filter, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_tensor_params_init(ScipixTensorParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_tensor_shape(ScipixImage* images, UIntPtr count, ScipixTensorParams* parameters, UIntPtr* shape, UIntPtr* bytes);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_image_to_tensor(ScipixImage* images, UIntPtr count, ScipixTensorParams* parameters, void* result, UIntPtr bytes);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_ctc_greedy(float* scores, UIntPtr steps, UIntPtr classes, UIntPtr blank, Scores kind, uint* ids, float* probabilities, UIntPtr cap, UIntPtr* count);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_new(out PlanHandle plan);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_add_grayscale(PlanHandle plan, Luma luma);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_add_resize(PlanHandle plan, Filter filter, UIntPtr width, UIntPtr height);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_add_binarize(PlanHandle plan, ScipixBinarizeParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_add_tensor(PlanHandle plan, ScipixTensorParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_output_size(PlanHandle plan, ScipixImage* src, UIntPtr* width, UIntPtr* height, UIntPtr* bytes);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_run(PlanHandle plan, ScipixImage* src, ScipixImageMut* dst);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_run_tensor(PlanHandle plan, ScipixImage* src, void* result, UIntPtr bytes);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_plan_free(IntPtr plan);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_pool_config_init(ScipixPoolConfig* config);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_pool_new(ScipixPoolConfig* config, out PoolHandle pool);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_pool_acquire(PoolHandle pool, ScipixBuffer* buffer);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_pool_stats(PoolHandle pool, ScipixPoolStats* stats);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_pool_trim(PoolHandle pool);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_pool_free(IntPtr pool);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_buffer_acquire(UIntPtr size, ScipixBuffer* buffer);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_buffer_release(ScipixBuffer* buffer);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_arena_new(UIntPtr capacity, UIntPtr maxBytes, out ArenaHandle arena);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_arena_alloc(ArenaHandle arena, UIntPtr size, UIntPtr align, void** block);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_arena_mark(ArenaHandle arena, ScipixArenaMark* mark);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_arena_rewind(ArenaHandle arena, ScipixArenaMark* mark);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_arena_reset(ArenaHandle arena);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_arena_usage(ArenaHandle arena);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_arena_capacity(ArenaHandle arena);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_arena_free(IntPtr arena);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_model_open(byte* path, ScipixModelOptions* options, out ModelHandle model);
        [DllImport(Lib, CallingConvention = C)] internal static extern byte* scipix_model_data(ModelHandle model);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_model_len(ModelHandle model);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_model_advise(ModelHandle model, UIntPtr offset, UIntPtr len, Advice advice);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_model_prefetch(ModelHandle model, UIntPtr offset, UIntPtr len);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_model_tensor_count(ModelHandle model);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_model_tensor_at(ModelHandle model, UIntPtr index, ScipixTensorInfo* info);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_model_tensor(ModelHandle model, byte* name, ScipixTensorInfo* info);
        [DllImport(Lib, CallingConvention = C)] internal static extern IntPtr scipix_model_metadata(ModelHandle model);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_model_free(IntPtr model);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quant_params_from_range(float min, float max, ElementType element, QuantParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quant_params_from_data(float* data, UIntPtr len, ElementType element, QuantParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quant_params_symmetric(float absMax, ElementType element, QuantParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quantize_i8(float* data, UIntPtr len, QuantParams parameters, sbyte* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quantize_u8(float* data, UIntPtr len, QuantParams parameters, byte* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_dequantize_i8(sbyte* data, UIntPtr len, QuantParams parameters, float* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_dequantize_u8(byte* data, UIntPtr len, QuantParams parameters, float* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quantize_i8_channels(float* data, UIntPtr outer, UIntPtr channels, UIntPtr inner, QuantParams* parameters, sbyte* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_dequantize_i8_channels(sbyte* data, UIntPtr outer, UIntPtr channels, UIntPtr inner, QuantParams* parameters, float* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quant_error(float* original, byte* quantized, ElementType element, UIntPtr len, QuantParams parameters, ScipixQuantError* error);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_quant_config_init(ScipixQuantConfig* config);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_from_f32(float* data, UIntPtr* shape, UIntPtr rank, ScipixQuantConfig* config, out QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_to_f32(QTensorHandle tensor, float* result, UIntPtr len);
        [DllImport(Lib, CallingConvention = C)] internal static extern byte* scipix_qtensor_data(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_qtensor_len(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_qtensor_rank(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr* scipix_qtensor_shape(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_qtensor_params_count(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_params(QTensorHandle tensor, UIntPtr index, QuantParams* parameters);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_qtensor_size_bytes(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern double scipix_qtensor_compression_ratio(QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_error(QTensorHandle tensor, float* original, UIntPtr len, ScipixQuantError* error);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_save(IntPtr* tensors, IntPtr* names, UIntPtr count, byte* path);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_open(ModelHandle model, byte* name, out QTensorHandle tensor);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_qtensor_free(IntPtr tensor);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_linear_new(QTensorHandle weights, float* bias, out LinearHandle linear);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_linear_run(LinearHandle linear, float* activations, UIntPtr m, UIntPtr k, float* result, UIntPtr n);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_linear_free(IntPtr linear);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_matmul_u8i8(byte* a, UIntPtr m, UIntPtr k, sbyte* b, UIntPtr n, int* result);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_matmul_i8i8(sbyte* a, UIntPtr m, UIntPtr k, sbyte* b, UIntPtr n, int* result);

        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_config_init(ScipixBatcherConfig* config);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_new(ScipixBatcherConfig* config, IntPtr noFunction, IntPtr noData, out BatcherHandle batcher);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_submit(BatcherHandle batcher, ScipixBatchItem* item, ulong deadlineUs, IntPtr noFunction, IntPtr noData, ulong* ticket);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_cancel(BatcherHandle batcher, ulong ticket);
        [DllImport(Lib, CallingConvention = C)] internal static extern UIntPtr scipix_batcher_current_batch_limit(BatcherHandle batcher);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_stats(BatcherHandle batcher, ScipixBatcherStats* stats);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_close(BatcherHandle batcher);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_drain(BatcherHandle batcher, ulong timeoutUs);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_free(IntPtr batcher);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_next_batch(BatcherHandle batcher, ulong timeoutUs, IntPtr* batch);
        [DllImport(Lib, CallingConvention = C)] internal static extern ScipixBatchItem* scipix_batch_items(IntPtr batch, UIntPtr* count);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batch_complete(IntPtr batch, ScipixBatchResult* results, UIntPtr count);
        [DllImport(Lib, CallingConvention = C)] internal static extern Status scipix_batcher_poll_done(BatcherHandle batcher, ulong timeoutUs, ScipixDone* done, UIntPtr cap, UIntPtr* count);
    }
}
