using System;
using System.Buffers;
using System.Collections.Generic;

namespace Scipix
{
    /// <summary>Views of images, which stay pinned until it is disposed.</summary>
    sealed unsafe class Views : IDisposable
    {
        internal readonly ScipixImage[] Items;
        readonly MemoryHandle[] pins;

        internal Views(IReadOnlyList<Image> images, string name)
        {
            Items = new ScipixImage[Check.NotNull(images, name).Count];
            pins = new MemoryHandle[images.Count];
            try
            {
                for (int i = 0; i < pins.Length; i++)
                {
                    pins[i] = images[i].Pixels.Pin();
                    Items[i] = images[i].Shape.View((byte*)pins[i].Pointer, images[i].Pixels.Length);
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            for (int i = 0; i < pins.Length; i++) pins[i].Dispose();
        }
    }
}
