namespace Scipix
{
    /// <summary>The method of a binarisation and its numbers. A new object has the library's defaults.</summary>
    public sealed unsafe class BinarizeParams
    {
        internal ScipixBinarizeParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public BinarizeParams()
        {
            ScipixBinarizeParams defaults;
            Check.Ok(Scipix.Native.scipix_binarize_params_init(&defaults));
            Native = defaults;
        }

        /// <summary>How the threshold is found. Default Otsu.</summary>
        public BinarizeMethod Method { get => Native.method; set => Native.method = value; }
        /// <summary>The side of the square window in pixels, odd; about a third of the DPI. Default 51.</summary>
        public int Window { get => (int)Native.window; set => Native.window = value > 0 ? (uint)value : 0; }
        /// <summary>The highest value that becomes black, for the method Fixed. Default 127.</summary>
        public byte Threshold { get => Native.threshold; set => Native.threshold = value; }
        /// <summary>How far below the mean the threshold lies, for the method AdaptiveMean. Default 10.</summary>
        public float Offset { get => Native.offset; set => Native.offset = value; }
        /// <summary>The weight k of the standard deviation, for the method Sauvola: a higher one makes more pixels white. Default
        /// 0.34.</summary>
        public float K { get => Native.k; set => Native.k = value; }
        /// <summary>The range r of the standard deviation, for the method Sauvola. Default 128.</summary>
        public float R { get => Native.r; set => Native.r = value; }
    }
}
