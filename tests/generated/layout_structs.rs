// Generated from include/scipix.h by scripts/generate; do not edit.
of_rust! {
    ScipixCpuInfo { struct_size logical_cpus features l1d_bytes l2_bytes l3_bytes cache_line_bytes reserved }
    ScipixImage { data width height stride format }
    ScipixImageMut { data width height stride format }
    ScipixBinarizeParams { struct_size method window threshold reserved offset k r }
    ScipixBackgroundParams { struct_size tile_width tile_height min_count smooth_x smooth_y threshold target reserved }
    ScipixSpeckParams { struct_size max_side threshold }
    ScipixBorderParams { struct_size threshold }
    ScipixSpecks { components removed removed_px max_side reserved }
    ScipixPageBox { x y width height }
    ScipixBorders { areas area_px content }
    ScipixPolarity { light_on_dark confidence }
    ScipixLineParams { struct_size min_length max_thickness threshold horizontal vertical reserved }
    ScipixRuledLine { bounds thickness vertical }
    ScipixPageOrientation { degrees confidence letters }
    ScipixPageCleanParams { struct_size format polarity orientation skew borders background denoise lines despeckle keep_size max_speck_side min_line_length }
    ScipixPageCleanReport { struct_size width height light_on_dark polarity_confidence inverted orientation_degrees orientation_confidence turned_degrees skew_degrees skew_confidence levelled_degrees content_x content_y content_width content_height evenness_percent background_normalized noise denoised lines components specks reserved border_px speck_px }
    ScipixTensorParams { struct_size layout element channels mean std_dev scale zero_point filter fit height width fill stores placement padding flatten background reserved }
    ScipixTensorRegion { x y width height }
    ScipixComponent { x y width height area }
    ScipixRotatedRect { center_x center_y width height angle }
    ScipixReadingOrderParams { struct_size rule direction }
    ScipixTextBoxParams { struct_size shape score growth box_threshold unclip_ratio threshold min_side min_grown_side max_candidates dilate open min_page_side reserved }
    ScipixCraftParams { struct_size text_threshold low_text link_threshold min_area }
    ScipixProbabilityMap { data data_bytes width height stride element }
    ScipixTextBox { corners_xy score reserved polygon_len polygon_xy }
    ScipixCropParams { struct_size interpolation turn_ratio corners pad_flat }
    ScipixCropSize { width height }
    ScipixLineGroupParams { struct_size height max_columns max_lines max_padding width_multiple min_width max_width }
    ScipixLineGroup { first len width }
    ScipixCtcSymbol { id first_step last_step probability }
    ScipixCtcAlternative { id probability }
    ScipixCtcText { struct_size mean_probability symbols symbol_count alternatives alternatives_per_symbol log_probability score }
    ScipixCtcConfig { struct_size kind element alternatives classes blank allowed weights beam_width texts max_symbols symbol_bound beam_bound reserved lexicon score user_data }
    ScipixCtcLine { scores steps stride }
    ScipixWordBoxParams { struct_size unit columns gap crop_width quarter_turns reserved }
    ScipixWordBox { first_symbol symbol_count probability corners_xy }
    ScipixBatchItem { id data group cost priority }
    ScipixBatchResult { data status }
    ScipixBatcherConfig { struct_size mode queue_policy workers max_batch_size preferred_batch_size max_queue_size max_wait_us max_batch_cost target_latency_us block_timeout_us shed_late reserved priority_levels default_priority priority_aging_us }
    ScipixHistogram { count mean p50 p95 p99 max }
    ScipixBatcherStats { struct_size reserved submitted completed failed rejected shed cancelled batches queue_depth oldest_wait_us dispatched_full dispatched_preferred dispatched_timeout dispatched_idle dispatched_drain queue_wait_us service_us batch_size level_depths }
    ScipixDone { item result }
    ScipixStage { r#fn user_data drop workers queue reserved }
    ScipixStageStats { struct_size reserved items failed busy_us waiting_us queue_depth }
    ScipixPoolConfig { struct_size zero_on_release buffer_size alignment preallocate max_idle max_bytes }
    ScipixBuffer { data len capacity token }
    ScipixPoolStats { struct_size reserved acquired released hits misses refused live idle live_bytes idle_bytes peak_live_bytes }
    ScipixArenaMark { opaque }
    ScipixArenaCursor { cur end }
    ScipixModelConfig { struct_size populate huge_pages private_copy }
    ScipixTensorInfo { struct_size element name dtype_name shape rank data data_len alignment }
    ScipixQuantParams { scale zero_point }
    ScipixQuantError { struct_size reserved mse sqnr_db max_abs cosine }
    ScipixQuantConfig { struct_size element scheme granularity calibration axis narrow_range percentile }
}
