using System.Collections.Generic;
using System.Linq;

namespace Scipix.Tests
{
    static class PlanManyTests
    {
        static List<Image> Crops()
        {
            var page = new Image(123, 77, PixelFormat.Rgb8);
            var pixels = page.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * i >> 5);
            return Enumerable.Range(0, 7).Select(i => page.Sub(i, 2 * i, 20 + 10 * (i % 3), 20)).ToList();
        }

        [Test]
        static void ManyImagesAreAsOneByOne()
        {
            var crops = Crops();
            using (var plan = new Plan().Grayscale().Resize(Filter.Bilinear, 0, 16).Binarize(new BinarizeParams()))
            {
                var sizes = crops.Select(crop => plan.OutputSize(crop)).ToList();
                var alone = sizes.Select(size => new Image((int)size.Width, (int)size.Height, PixelFormat.Gray8)).ToList();
                var many = sizes.Select(size => new Image((int)size.Width, (int)size.Height, PixelFormat.Gray8)).ToList();
                for (int i = 0; i < crops.Count; i++) plan.Run(crops[i], alone[i]);
                plan.RunMany(crops, many);
                for (int i = 0; i < crops.Count; i++) Expect.Equal(many[i].Pixels.ToArray(), alone[i].Pixels.ToArray());
                many[0].Pixels.Span.Fill(77);
                many[3] = new Image(9, 9, PixelFormat.Gray8);
                var failure = Expect.Fails(Status.SizeMismatch, () => plan.RunMany(crops, many));
                Expect.True(failure.Message.Contains("dsts[3]: is 9x9") && many[0].Pixels.Span[0] == 77, failure.Message);
                many[3] = many[0];
                Expect.Fails(Status.InvalidArgument, () => plan.RunMany(crops, many));
                Expect.Fails(Status.SizeMismatch, () => plan.RunMany(crops, new Image[0]));
                Expect.Fails(Status.InvalidArgument, () => plan.TensorShape(crops));
                plan.RunMany(new Image[0], new Image[0]);
            }
        }

        [Test]
        static void ManyImagesAreOneTensor()
        {
            var crops = Crops();
            var parameters = new TensorParams { Height = 16, Fit = TensorFit.Height };
            using (var plan = new Plan().Tensor(parameters))
            {
                var shape = plan.TensorShape(crops);
                Expect.Equal(shape, Tensors.Shape(crops, parameters));
                var got = new float[shape[0] * shape[1] * shape[2] * shape[3]];
                var expected = new float[got.Length];
                plan.RunMany(crops, got);
                Tensors.Write(crops, parameters, expected);
                Expect.Equal(got, expected);
                Expect.Fails(Status.SizeMismatch, () => plan.RunMany(crops, new float[got.Length - 1]));
            }
            using (var plan = new Plan().Tensor(parameters, ElementType.U8))
            {
                var got = new byte[plan.TensorShape(crops).Aggregate((product, side) => product * side)];
                var expected = new byte[got.Length];
                plan.RunMany(crops, got);
                Tensors.Write(crops, parameters, expected);
                Expect.Equal(got, expected);
            }
        }
    }
}
