using System;
using System.Linq;

namespace Scipix.Tests
{
    static class BoxTests
    {
        const int Width = 200, Height = 120;

        /// <summary>Two lines of text, in bytes.</summary>
        static byte[] Lines()
        {
            var map = new byte[Width * Height];
            for (int y = 0; y < Height; y++)
                for (int x = 30; x < 150; x++)
                    if (y % 60 >= 20 && y % 60 < 32) map[y * Width + x] = 240;
            return map;
        }

        [Test]
        static void TextBoxesAreFoundInEveryElementAndSorted()
        {
            var bytes = Lines();
            var floats = bytes.Select(value => value / 255f).ToArray();
            using (var boxes = new TextBoxes())
            {
                var parameters = new TextBoxParams();
                Expect.True(parameters.BoxThreshold == 0.5 && parameters.UnclipRatio == 1.6 && parameters.Dilate);
                var found = boxes.Find(new ProbabilityMap(floats, Width, Height), Width, Height, parameters);
                Expect.True(found.Length == 2 && found[0].Quad[1] > 60 && found[0].Polygon.Length == 0);
                var sorted = boxes.Find(
                    new ProbabilityMap(bytes, Width, Height), Width, Height, parameters, new ReadingOrderParams());
                Expect.True(sorted.Length == 2 && sorted[0].Quad[1] < 60 && sorted[1].Quad[0] == found[0].Quad[0]);

                var polygons = new TextBoxParams(TextBoxPreset.Paddle) { Shape = BoxShape.Polygon };
                Expect.True(polygons.BoxThreshold == 0.6 && !polygons.Dilate);
                found = boxes.Find(new ProbabilityMap(bytes, Width, Height), Width, Height, polygons);
                Expect.True(found.All(box => box.Polygon.Length >= 4 && Geometry.PolygonArea(box.Polygon) > 120 * 12));

                Expect.Fails(Status.OutOfRange,
                    () => boxes.Find(new ProbabilityMap(bytes, Width, Height + 1), Width, Height, parameters));
                parameters.MinPageSide = 4;
                Expect.True(boxes.Find(new ProbabilityMap(bytes, Width, Height), Width, Height, parameters).Length == 2);
                Expect.True(boxes.Find(new ProbabilityMap(bytes, Width, Height), Width, 9, parameters).Length == 0);
                parameters.Threshold = float.NaN;
                Expect.Fails(Status.InvalidArgument,
                    () => boxes.Find(new ProbabilityMap(bytes, Width, Height), Width, Height, parameters));
                var words = boxes.FindCraft(new ProbabilityMap(floats, Width, Height), new ProbabilityMap(floats, Width, Height),
                    Width, Height, new CraftParams());
                Expect.True(words.Length == 2 && words[0].Quad[1] < 60);
            }
        }

        [Test]
        static void BoxesHaveAnOrder()
        {
            Func<float, float, float[]> box = (x, y) => new[] { x, y, x + 80, y, x + 80, y + 20, x, y + 20 };
            var quads = box(100, 0).Concat(box(0, 30)).Concat(box(0, 0)).Concat(box(100, 30)).ToArray();
            Expect.Equal(TextBoxes.ReadingOrder(quads, new ReadingOrderParams()), 2, 0, 1, 3);
            var left = new ReadingOrderParams { Direction = WritingDirection.RightToLeft };
            Expect.Equal(TextBoxes.ReadingOrder(quads, left), 0, 2, 3, 1);
            Expect.Fails(Status.SizeMismatch, () => TextBoxes.ReadingOrder(new float[7], left));
            Expect.Fails(Status.InvalidArgument,
                () => TextBoxes.ReadingOrder(quads, new ReadingOrderParams { Rule = (OrderRule)9 }));
        }

        [Test]
        static void CropsAreTurnedAndBecomeATensor()
        {
            var pixels = Enumerable.Range(0, 12).Select(i => (byte)i).ToArray();
            var page = new Image(pixels, 3, 4, PixelFormat.Gray8);
            var tall = new float[] { 0, 0, 2, 0, 2, 4, 0, 4 };
            var parameters = new CropParams();
            Expect.True(parameters.Interpolation == Interpolation.Cubic && parameters.TurnRatio == 1.5f);
            var size = Crops.SizeOf(tall, parameters);
            Expect.True(size.Width == 4 && size.Height == 2);
            var crop = new Image(size.Width, size.Height, PixelFormat.Gray8);
            Crops.Write(page, tall, parameters, crop);
            Expect.Equal(crop.Pixels.ToArray(), new byte[] { 1, 4, 7, 10, 0, 3, 6, 9 });

            var tensor = new TensorParams { Channels = PixelFormat.Gray8 };
            var shape = Crops.TensorShape(page, tall, parameters, tensor);
            Expect.Equal(shape, 1L, 1L, 2L, 4L);
            var values = new float[8];
            Crops.ToTensor(page, tall, parameters, tensor, values);
            Expect.True(Math.Abs(values[3] - 10 / 255f) < 1e-6 && values[4] == 0);
            Expect.Fails(Status.SizeMismatch, () => Crops.ToTensor(page, tall, parameters, tensor, new float[7]));
            Expect.Fails(Status.SizeMismatch, () => Crops.SizeOf(new float[7], parameters));

            // The lower corners of the second one are exchanged.
            var flat = tall.Concat(new float[] { 0, 0, 2, 0, 0, 4, 2, 4 }).ToArray();
            values = Enumerable.Repeat(7f, 16).ToArray();
            Expect.Fails(Status.InvalidArgument, () => Crops.ToTensor(page, flat, parameters, tensor, values));
            parameters.PadFlat = true;
            Expect.Equal(Crops.TensorShape(page, flat, parameters, tensor), 2L, 1L, 2L, 4L);
            Crops.ToTensor(page, flat, parameters, tensor, values);
            Expect.True(Math.Abs(values[3] - 10 / 255f) < 1e-6 && values.Skip(8).All(value => value == 0));

            // Twice as wide: edges lie between the pixels.
            var row = new Image(new byte[] { 0, 100, 200, 200 }, 4, 1, PixelFormat.Gray8);
            var wide = new Image(6, 1, PixelFormat.Gray8);
            var bilinear = new CropParams { Interpolation = Interpolation.Bilinear, TurnRatio = 0 };
            Crops.Write(row, new float[] { 0, 0, 3, 0, 3, 1, 0, 1 }, bilinear, wide);
            Expect.Equal(wide.Pixels.ToArray(), new byte[] { 0, 50, 100, 150, 200, 200 });
            bilinear.Corners = QuadCorners.PixelEdges;
            Crops.Write(row, new float[] { 0, 0, 3, 0, 3, 1, 0, 1 }, bilinear, wide);
            Expect.Equal(wide.Pixels.ToArray(), new byte[] { 0, 25, 75, 125, 175, 200 });
        }

        [Test]
        static void LinesAreGrouped()
        {
            var sizes = new[] { new CropSize(100, 24), new CropSize(320, 48), new CropSize(96, 24), new CropSize(310, 48) };
            var groups = Crops.LineGroups(sizes, new LineGroupParams());
            Expect.True(groups.Length == 2 && groups[0].Width == 320 && groups[1].Width == 200);
            Expect.Equal(groups[0].Lines, 1, 3);
            Expect.Equal(groups[1].Lines, 0, 2);
            Expect.True(Crops.LineGroups(sizes, new LineGroupParams { MaxLines = 1 }).Length == 4);
            Expect.Fails(Status.InvalidArgument, () => Crops.LineGroups(new[] { new CropSize(0, 3) }, new LineGroupParams()));
        }

        [Test]
        static void ComponentsAreLabelled()
        {
            var page = new Image(64, 64, PixelFormat.Gray8);
            var pixels = page.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % 2 == 0 && i / 64 % 2 == 0 ? 255 : 0);
            var labels = new uint[64 * 64];
            var found = Geometry.Components(page, Connectivity.Four, labels);
            Expect.True(found.Length == 1024 && found[1023].X == 62 && found[1023].Area == 1 && labels[2] == 2 && labels[1] == 0);
            Expect.True(Geometry.Components(page, Connectivity.Eight).Length == 1024);
            Expect.Fails(Status.SizeMismatch, () => Geometry.Components(page, Connectivity.Four, new uint[3]));
            Expect.Fails(Status.InvalidArgument, () => Geometry.Components(page, (Connectivity)5));
        }

        [Test]
        static void GeometryByHand()
        {
            var points = new[]
            {
                new PixelPoint(0, 0), new PixelPoint(10, 0), new PixelPoint(5, 2), new PixelPoint(10, 6), new PixelPoint(0, 6),
            };
            var hull = Geometry.ConvexHull(points);
            Expect.True(hull.Length == 4 && hull[0].X == 10 && hull[0].Y == 6);
            var rect = Geometry.MinAreaRect(points);
            Expect.True(rect.CenterX == 5 && Math.Abs(rect.Corners()[4] - 10) < 1e-3);
            Expect.True(Geometry.PolygonArea(hull) == 60 && Geometry.PolygonPerimeter(hull) == 32);
            Expect.True(Geometry.OffsetPolygon(hull, 2000).Length > 64);
            var jagged = new[]
            {
                new PixelPoint(0, 0), new PixelPoint(50, 1), new PixelPoint(100, 0), new PixelPoint(100, 50),
                new PixelPoint(50, 51), new PixelPoint(0, 50),
            };
            Expect.True(Geometry.SimplifyPolygon(jagged, 2).Length == 4);
            Expect.Fails(Status.InvalidArgument, () => Geometry.OffsetPolygon(hull, -1));
            Expect.Fails(Status.InvalidArgument, () => Geometry.MinAreaRect(new PixelPoint[0]));
        }
    }
}
