using System;

namespace Scipix.Tests
{
    static class PageCleanTests
    {
        /// <summary>Lines of bars like letters, of which some rise and few hang, so that the page is upright.</summary>
        static Image DrawnPage(byte paper, byte ink)
        {
            var page = new Image(420, 330, PixelFormat.Gray8);
            var pixels = page.Pixels.Span;
            pixels.Fill(paper);
            for (int line = 0; 40 + 44 * line < page.Height - 50; line++)
            {
                for (int i = 0; 30 + 12 * i < page.Width - 40; i++)
                {
                    int kind = (7 * i + 3 * line) % 10, top = 40 + 44 * line;
                    int first = kind < 4 ? top - 8 : top, last = top + 16 + (kind == 9 ? 7 : 0);
                    for (int y = first; y < last; y++) pixels.Slice(y * page.Width + 30 + 12 * i, 8).Fill(ink);
                }
            }
            return page;
        }

        [Test]
        static void PagesAreCleaned()
        {
            Image page = DrawnPage(240, 20), dark = DrawnPage(15, 235);
            using (var cleaner = new PageCleaner())
            {
                var clean = cleaner.Clean(page, new PageCleanParams(), out var report);
                Expect.True(clean.Pixels.Span.SequenceEqual(page.Pixels.Span));
                Expect.True(!report.Inverted && report.Orientation == 0 && report.Evenness == 100 && report.Specks == 0);
                clean = cleaner.Clean(dark, new PageCleanParams(), out report);
                Expect.True(report.Inverted && clean.Pixels.Span.SequenceEqual(page.Pixels.Span));

                var turned = new Image(420, 330, PixelFormat.Gray8);
                Operations.Flip(page, Flip.Both, turned);
                Expect.True(PageCleaner.Orientation(turned).Degrees == 180);
                clean = cleaner.Clean(turned, new PageCleanParams { Format = PixelFormat.Bit1 }, out report);
                Expect.True(report.Turned == 180 && clean.Format == PixelFormat.Bit1);
                Expect.True(clean.Pixels.Span[41 * 53 + 3] == 3);
                var off = new PageCleanParams { Orientation = CleanStep.Off, KeepSize = true };
                clean = cleaner.Clean(turned, off, out report);
                Expect.True(report.Turned == 0 && clean.Pixels.Span.SequenceEqual(turned.Pixels.Span));
                Expect.Fails(Status.InvalidArgument,
                    () => cleaner.Clean(page, new PageCleanParams { Lines = (CleanStep)7 }, out _));
            }
        }
    }
}
