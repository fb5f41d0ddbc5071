namespace Scipix
{
    /// <summary>The numbers of a background normalisation. A new object has the library's defaults.</summary>
    public sealed unsafe class BackgroundParams
    {
        internal ScipixBackgroundParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        public BackgroundParams()
        {
            ScipixBackgroundParams defaults;
            Check.Ok(Scipix.Native.scipix_background_params_init(&defaults));
            Native = defaults;
        }

        /// <summary>Columns of a tile, at least 4. Default 10.</summary>
        public int TileWidth { get => (int)Native.tile_width; set => Native.tile_width = Unsigned(value); }
        /// <summary>Rows of a tile, at least 4. Default 15.</summary>
        public int TileHeight { get => (int)Native.tile_height; set => Native.tile_height = Unsigned(value); }
        /// <summary>The fewest pixels of paper that a tile is measured by, from 1 to those of a tile. Default 40.</summary>
        public int MinCount { get => (int)Native.min_count; set => Native.min_count = Unsigned(value); }
        /// <summary>Tiles to either side over which the background is averaged. If this or SmoothY is 0, it is not. Default
        /// 2.</summary>
        public int SmoothX { get => (int)Native.smooth_x; set => Native.smooth_x = Unsigned(value); }
        /// <summary>Tiles above and below over which the background is averaged. Default 1.</summary>
        public int SmoothY { get => (int)Native.smooth_y; set => Native.smooth_y = Unsigned(value); }
        /// <summary>Pixels below this, and those near one, are not paper. Default 60.</summary>
        public byte Threshold { get => Native.threshold; set => Native.threshold = value; }
        /// <summary>The gray that paper gets, at least 1. Default 200.</summary>
        public byte Target { get => Native.target; set => Native.target = value; }

        static uint Unsigned(int value) => value > 0 ? (uint)value : 0;
    }
}
