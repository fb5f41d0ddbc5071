using System;
using System.Linq;

namespace Scipix.Tests
{
    static class PageTests
    {
        /// <summary>A page with upright strokes and what `ink` says besides.</summary>
        static Image Drawn(Func<int, int, bool> ink)
        {
            var page = new Image(400, 300, PixelFormat.Gray8);
            var pixels = page.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++)
            {
                int x = i % 400, y = i / 400;
                bool stroke = y >= 100 && y < 128 && x >= 60 && x < 340 && x % 20 < 4;
                pixels[i] = (byte)(stroke || ink(x, y) ? 20 : 240);
            }
            return page;
        }

        [Test]
        static void SpecksGo()
        {
            Image text = Drawn((x, y) => false), page = Drawn((x, y) => x / 2 == 15 && y / 2 == 15);
            var dst = new Image(400, 300, PixelFormat.Gray8);
            var found = Pages.Despeckle(page, dst);
            Expect.True(found.Components == 15 && found.Removed == 1 && found.RemovedPixels == 4 && found.MaxSide > 4);
            Expect.Equal(dst.Pixels.ToArray(), text.Pixels.ToArray());
            Expect.True(Pages.Despeckle(page, dst, maxSide: 1, threshold: 100).Removed == 0);
            Expect.Fails(Status.SizeMismatch, () => Pages.Despeckle(page, new Image(4, 4, PixelFormat.Gray8)));
            var planned = new Image(400, 300, PixelFormat.Gray8);
            using (var plan = new Plan().Despeckle()) plan.Run(page, planned);
            Expect.Equal(planned.Pixels.ToArray(), text.Pixels.ToArray());
            using (var plan = new Plan().Despeckle(maxSide: 1, threshold: 100)) plan.Run(page, planned);
            Expect.Equal(planned.Pixels.ToArray(), page.Pixels.ToArray());
        }

        [Test]
        static void RuledLinesGo()
        {
            var text = Drawn((x, y) => false);
            var page = Drawn((x, y) => (y == 114 && x >= 50 && x < 350) || (x == 20 && y >= 20 && y < 280));
            var lines = Pages.FindLines(page, new LineParams());
            Expect.True(lines.Length == 1 && lines[0].Bounds.Y == 114 && lines[0].Bounds.Width == 300);
            Expect.True(lines[0].Thickness == 1 && !lines[0].Vertical);
            lines = Pages.RemoveLines(page, new LineParams { Vertical = true }, page);
            Expect.True(lines.Length == 2 && lines[1].Vertical && lines[1].Bounds.Height == 260);
            Expect.Equal(page.Pixels.ToArray(), text.Pixels.ToArray());
            // More than there is room for at first.
            var ruled = new Image(100, 1200, PixelFormat.Gray8);
            var pixels = ruled.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 100 % 4 * 85);
            var parameters = new LineParams { MinLength = 50, MaxThickness = 1, Threshold = 0 };
            Expect.True(Pages.FindLines(ruled, parameters).Length == 300);
            Expect.True(Pages.RemoveLines(ruled, parameters, ruled).Length == 300);
            Expect.True(Pages.FindLines(ruled, parameters).Length == 0);
        }

        [Test]
        static void BordersGoAndPolarityIsTold()
        {
            Image text = Drawn((x, y) => false), page = Drawn((x, y) => x < 16);
            var found = Pages.FindBorders(page);
            Expect.True(found.Areas == 1 && found.AreaPixels == 16 * 300 && found.Content.X >= 50);
            Expect.True(Pages.RemoveBorders(page, page).AreaPixels == found.AreaPixels);
            Expect.Equal(page.Pixels.ToArray(), text.Pixels.ToArray());
            Expect.True(Pages.Polarity(page).Equals((false, 1f)));
            Expect.True(Pages.InvertedRegions(page).Length == 0);
            Operations.Invert(page, page);
            var (lightOnDark, confidence) = Pages.Polarity(page);
            Expect.True(lightOnDark && confidence > 0.9f);
        }
    }
}
