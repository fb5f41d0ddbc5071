using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Scipix.Tests
{
    static class ImageTests
    {
        static Image Gray(int width, params byte[] pixels) =>
            new Image(pixels, width, pixels.Length / width, PixelFormat.Gray8);

        [Test]
        static void ErrorsHaveStatusAndMessage()
        {
            var small = new Image(3, 3, PixelFormat.Gray8);
            var large = new Image(4, 4, PixelFormat.Gray8);
            var failure = Expect.Fails(Status.SizeMismatch, () => Operations.Invert(large, small));
            Expect.True(failure.Message.Contains("3x3") && failure.Message.Contains("4x4"), failure.Message);
        }

        [Test]
        static void LibraryAndLevels()
        {
            Expect.True(Library.Version.Split('.').Length == 3 && Library.AbiVersion == Library.BuiltForAbi);
            var cpu = Library.DetectCpu();
            Expect.True(cpu.LogicalCpus >= 1 && cpu.Features.All(name => name != "unknown"));
            var before = Library.SimdLevel;
            Library.SimdLevel = SimdLevel.Scalar;
            Expect.True(Library.SimdLevel == SimdLevel.Scalar && Library.BestSimdLevel >= before);
            Library.SimdLevel = before;
            Expect.Fails(Status.InvalidArgument, () => Library.SimdLevel = (SimdLevel)77);
            Library.OptLevel = OptLevel.None;
            Expect.True(Library.OptLevel == OptLevel.None);
            Library.OptLevel = OptLevel.Full;
            Library.ThreadCount = 3;
            Expect.True(Library.ThreadCount == 3);
            Expect.Fails(Status.OutOfRange, () => Library.ThreadCount = -1);
            Library.ThreadCount = 0;
        }

        [Test]
        static void FlatOperations()
        {
            Span<byte> gray = stackalloc byte[2];
            Operations.Grayscale(new byte[] { 10, 20, 30, 0, 255, 255, 255, 7 }, gray);
            Expect.Equal(gray.ToArray(), (byte)((9798 * 10 + 19235 * 20 + 3735 * 30 + 16384) >> 15), (byte)255);
            Operations.Threshold(gray, 100, gray);
            Expect.Equal(gray.ToArray(), (byte)0, (byte)255);
            Expect.Fails(Status.SizeMismatch, () => Operations.Threshold(new byte[2], 1, new byte[3]));
            Expect.Fails(Status.SizeMismatch, () => Operations.Grayscale(new byte[7], new byte[2]));
            var data = new float[] { 1, 3 };
            var found = Operations.Normalize(data);
            Expect.True(found.Mean == 2 && found.Std == 1 && Math.Abs(data[0] + 1) < 1e-6 && Math.Abs(data[1] - 1) < 1e-6);
        }

        [Test]
        static void ThresholdInvertInPlaceAndToBits()
        {
            var pixels = new byte[] { 1, 128, 127, 200, 0, 255 };
            var image = Gray(3, pixels);
            var bits = new Image(3, 2, PixelFormat.Bit1);
            Operations.Threshold(image, 127, bits);
            Expect.Equal(bits.Pixels.ToArray(), (byte)0xa0, (byte)0x40);
            Operations.Threshold(image, 127, image);
            Operations.Invert(image, image);
            Expect.Equal(pixels, (byte)255, (byte)0, (byte)255, (byte)0, (byte)255, (byte)0);
        }

        [Test]
        static void AlphaByHand()
        {
            var src = new Image(new byte[] { 10, 20, 30, 0, 100, 200, 0, 51, 7, 8, 9, 255 }, 3, 1, PixelFormat.Rgba8);
            var dst = new Image(3, 1, PixelFormat.Bgr8);
            Operations.Flatten(src, 250, 0, 5, dst);
            Expect.Equal(dst.Pixels.ToArray(), new byte[] { 5, 0, 250, 4, 40, 220, 9, 8, 7 });
            Image flat = new Image(3, 1, PixelFormat.Gray8), over = new Image(3, 1, PixelFormat.Gray8);
            Operations.Grayscale(dst, Luma.Bt601, flat);
            Operations.GrayscaleOver(src, Luma.Bt601, 250, 0, 5, over);
            Expect.Equal(over.Pixels.ToArray(), flat.Pixels.ToArray());
            using (var plan = new Plan().Flatten(250, 0, 5).Grayscale())
                plan.Run(src, over);
            Expect.Equal(over.Pixels.ToArray(), flat.Pixels.ToArray());
            var parameters = new TensorParams();
            float[] tensor = new float[9], expected = new float[9];
            Tensors.Write(new[] { dst }, parameters, expected);
            parameters.SetBackground(250, 0, 5);
            Tensors.Write(new[] { src }, parameters, tensor);
            Expect.Equal(tensor, expected);
            Expect.Fails(Status.Unsupported, () => Operations.Flatten(dst, 0, 0, 0, dst));
            var clear = new Image(new byte[] { 255, 0, 0, 255, 0, 255, 0, 0 }, 2, 1, PixelFormat.Rgba8);
            var one = new Image(1, 1, PixelFormat.Rgba8);
            Operations.ResizeByAlpha(clear, Filter.Area, one);
            Expect.Equal(one.Pixels.ToArray(), new byte[] { 255, 0, 0, 128 });
        }

        [Test]
        static void MorphologyByHand()
        {
            var src = Gray(3, 1, 2, 3, 4, 5, 6);
            var dst = Gray(3, 0, 0, 0, 0, 0, 0);
            Operations.Morphology(src, Morphology.Dilate, 3, 1, MorphologyRules.Opencv, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)2, (byte)3, (byte)3, (byte)5, (byte)6, (byte)6);
            Operations.Morphology(src, Morphology.Erode, 1, 2, MorphologyRules.Leptonica, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)0, (byte)0, (byte)0, (byte)1, (byte)2, (byte)3);
            Expect.Fails(Status.InvalidArgument,
                () => Operations.Morphology(src, Morphology.Open, 0, 1, MorphologyRules.Opencv, dst));
        }

        [Test]
        static void FiltersByHand()
        {
            var src = Gray(3, 9, 9, 9, 9, 0, 9);
            var dst = Gray(3, 0, 0, 0, 0, 0, 0);
            Operations.Median(src, 3, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)9, (byte)9, (byte)9, (byte)9, (byte)9, (byte)9);
            Operations.UnsharpMask(dst, 1, 1.5, 0, src);
            Expect.Equal(src.Pixels.ToArray(), (byte)9, (byte)9, (byte)9, (byte)9, (byte)9, (byte)9);
            src = Gray(3, 9, 9, 9, 9, 0, 9);
            Operations.GaussianBlur(src, 3, 1, 0, 0, Border.Replicate, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)9, (byte)9, (byte)9, (byte)7, (byte)5, (byte)7);
            Operations.Clahe(src, 0, 1, 1, src);
            Expect.Equal(src.Pixels.ToArray(), (byte)255, (byte)255, (byte)255, (byte)255, (byte)42, (byte)255);
            Expect.Fails(Status.InvalidArgument, () => Operations.Median(src, 4, dst));
            Expect.Fails(Status.InvalidArgument, () => Operations.Clahe(src, 40, 0, 8, dst));
        }

        [Test]
        static void FlipByHandAndInPlace()
        {
            var src = Gray(3, 1, 2, 3, 4, 5, 6);
            var dst = Gray(3, 0, 0, 0, 0, 0, 0);
            Operations.Flip(src, Flip.Horizontal, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)3, (byte)2, (byte)1, (byte)6, (byte)5, (byte)4);
            Operations.Flip(dst, Flip.Vertical, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)6, (byte)5, (byte)4, (byte)3, (byte)2, (byte)1);
            Operations.Flip(dst, Flip.Both, dst);
            Expect.Equal(dst.Pixels.ToArray(), src.Pixels.ToArray());
            Expect.Fails(Status.InvalidArgument, () => Operations.Flip(src, (Flip)9, dst));
        }

        [Test]
        static void SamplesOf16BitsByHand()
        {
            var samples = new ushort[] { 500, 1000, 1001, 1002, 60000 };
            var src = new Image(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), 5, 1, PixelFormat.Gray16);
            var dst = new Image(5, 1, PixelFormat.Gray8);
            Operations.Gray16ToGray8(src, 1000, 1002, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)0, (byte)0, (byte)128, (byte)255, (byte)255);
            var (min, max) = Operations.MinMax(src);
            Expect.True(min == 500 && max == 60000);
            Operations.Grayscale(src, Luma.Bt601, dst);
            Expect.Equal(dst.Pixels.ToArray(), (byte)2, (byte)4, (byte)4, (byte)4, (byte)233);
            Expect.Fails(Status.InvalidArgument, () => Operations.Gray16ToGray8(src, 5, 5, dst));
            Expect.Fails(Status.Unsupported, () => Operations.Threshold(src, 5, dst));
        }

        [Test]
        static void SpansAreImages()
        {
            Span<byte> pixels = stackalloc byte[8];
            pixels[5] = 200;
            var image = new ImageSpan(pixels, 2, 2, PixelFormat.Gray8, 4);
            Operations.Invert(image, image);
            Expect.Equal(pixels.ToArray(), (byte)255, (byte)255, (byte)0, (byte)0, (byte)255, (byte)55, (byte)0, (byte)0);
            Expect.True(Operations.Otsu(image) == 55);
        }

        [Test]
        static void ImagesAreChecked()
        {
            var ok = new Image(4, 4, PixelFormat.Gray8);
            foreach (var bad in new[]
            {
                new Image(), new Image(new byte[15], 4, 4, PixelFormat.Gray8), new Image(new byte[64], 4, 4, PixelFormat.Gray8, 3),
                new Image(new byte[64], 4, 4, (PixelFormat)99), new Image(new byte[64], -4, 4, PixelFormat.Gray8),
                new Image(new byte[64], int.MaxValue, int.MaxValue, PixelFormat.Rgba8),
            })
            {
                int failures = 0;
                foreach (var pair in new[] { Tuple.Create(ok, bad), Tuple.Create(bad, ok) })
                    try
                    {
                        Operations.Invert(pair.Item1, pair.Item2);
                    }
                    catch (ScipixException)
                    {
                        failures++;
                    }
                Expect.True(failures == 2, bad.Width);
            }
        }

        [Test]
        static void SubIsTheSameMemory()
        {
            var pixels = Enumerable.Range(0, 12).Select(i => (byte)i).ToArray();
            var sub = Gray(4, pixels).Sub(1, 1, 2, 2);
            Operations.Invert(sub, sub);
            Expect.Equal(pixels, new byte[] { 0, 1, 2, 3, 4, 250, 249, 7, 8, 246, 245, 11 });
            Expect.Fails(Status.OutOfRange, () => Gray(4, pixels).Sub(3, 0, 2, 1));
            Expect.Fails(Status.Unsupported, () => new Image(16, 2, PixelFormat.Bit1).Sub(4, 0, 8, 1));
        }

        [Test]
        static void BinarizeMethods()
        {
            var src = new Image(64, 64, PixelFormat.Gray8);
            var pixels = src.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % 64 < 32 ? 60 : 190);
            Expect.True(Operations.Otsu(src) == 60);
            var parameters = new BinarizeParams();
            Expect.True(parameters.Method == BinarizeMethod.Otsu && parameters.Window == 51 && parameters.Offset == 10);
            foreach (BinarizeMethod method in Enum.GetValues(typeof(BinarizeMethod)))
            {
                parameters.Method = method;
                var dst = new Image(64, 64, PixelFormat.Gray8);
                Operations.Binarize(src, parameters, dst);
                Expect.True(dst.Pixels.ToArray()[31] == 0 && dst.Pixels.ToArray()[32] == 255, method);
            }
            parameters.Window = 50;
            Expect.Fails(Status.InvalidArgument, () => Operations.Binarize(src, parameters, new Image(64, 64, PixelFormat.Gray8)));
        }

        [Test]
        static void BackgroundBecomesEven()
        {
            var page = new Image(60, 90, PixelFormat.Gray8);
            var pixels = page.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % 60 < 30 ? 120 : 220);
            var parameters = new BackgroundParams();
            Expect.True(parameters.TileWidth == 10 && parameters.TileHeight == 15 && parameters.MinCount == 40);
            Expect.True(parameters.SmoothX == 2 && parameters.SmoothY == 1);
            Expect.True(parameters.Threshold == 60 && parameters.Target == 200);
            Operations.NormalizeBackground(page, parameters, page);
            Expect.True(page.Pixels.ToArray()[5] == 199 && page.Pixels.ToArray()[55] == 199);
            parameters.TileWidth = -1;
            Expect.Fails(Status.InvalidArgument, () => Operations.NormalizeBackground(page, parameters, page));
        }

        [Test]
        static void GeometryByHand()
        {
            var src = Gray(3, 1, 2, 3, 4, 5, 6);
            var turned = new Image(2, 3, PixelFormat.Gray8);
            Operations.Rotate(src, 90, 0, turned);
            Expect.Equal(turned.Pixels.ToArray(), new byte[] { 4, 1, 5, 2, 6, 3 });
            Expect.True(Operations.RotatedSize(src, -90).Equals((2, 3)));
            var (width, height) = Operations.RotatedSize(src, 45);
            var grown = new Image(width, height, PixelFormat.Gray8);
            Operations.Rotate(src, 45, 9, grown);
            Expect.True(width == 4 && height == 4 && grown.Pixels.ToArray()[0] == 9);
            Expect.Fails(Status.InvalidArgument, () => Operations.RotatedSize(src, float.NaN));
            var crop = new Image(2, 2, PixelFormat.Gray8);
            Operations.CropQuad(src, new float[] { 1, 0, 3, 0, 3, 2, 1, 2 }, crop);
            Expect.Equal(crop.Pixels.ToArray(), new byte[] { 2, 3, 5, 6 });
            Expect.Fails(Status.InvalidArgument, () => Operations.CropQuad(src, new float[8], crop));
            var larger = new Image(6, 2, PixelFormat.Gray8);
            Operations.Resize(Gray(2, 0, 100), Filter.Bilinear, larger);
            Expect.True(larger.Pixels.ToArray()[0] == 0 && larger.Pixels.ToArray()[5] == 100);
            foreach (var filter in new[] { Filter.Nearest, Filter.Area, Filter.Lanczos3, Filter.BilinearAa, Filter.Bicubic })
            {
                Operations.Resize(Gray(2, 7, 7), filter, larger);
                Expect.Equal(larger.Pixels.ToArray(), Enumerable.Repeat((byte)7, 12).ToArray());
            }
            Expect.Fails(Status.InvalidArgument, () => Operations.Resize(src, (Filter)99, larger));
            var skew = Operations.Skew(new Image(300, 300, PixelFormat.Gray8));
            Expect.True(skew.Degrees == 0 && skew.Confidence == 0);
        }

        [Test]
        static void TensorsByHand()
        {
            var src = new Image(new byte[] { 255, 0, 51, 0, 255, 102 }, 2, 1, PixelFormat.Rgb8);
            var images = new[] { src };
            var parameters = new TensorParams();
            Expect.Equal(Tensors.Shape(images, parameters), 1L, 3L, 1L, 2L);
            var floats = new float[6];
            Tensors.Write(images, parameters, floats);
            Expect.Equal(floats.Select(x => Math.Round(x, 5)).ToArray(), 1, 0, 0, 1, 0.2, 0.4);
            parameters.Layout = TensorLayout.Nhwc;
            parameters.Channels = PixelFormat.Bgr8;
            parameters.Scale = 1f / 255;
            parameters.ZeroPoint = -128;
            var bytes = new sbyte[6];
            Tensors.Write(images, parameters, bytes);
            Expect.Equal(bytes, new sbyte[] { -77, -128, 127, -26, 127, -128 });
            parameters.SetNormalization(new float[] { 0.5f, 0, 0 }, new float[] { 0.5f, 1, 1 });
            Tensors.Write(images, parameters, floats);
            Expect.True(Math.Abs(floats[0] + 0.6) < 1e-6, floats[0]);
            Expect.Fails(Status.SizeMismatch, () => Tensors.Write(images, parameters, new float[5]));
            Expect.Fails(Status.InvalidArgument, () => parameters.SetNormalizationAndShape(images));
        }

        [Test]
        static void TensorsArePaddedAroundTheMiddle()
        {
            var parameters = new TensorParams
            {
                Channels = PixelFormat.Gray8, Width = 5, Height = 1, Filter = Filter.Nearest,
                Fit = TensorFit.Inside, Placement = TensorPlacement.Center, Fill = 9,
            };
            var floats = new float[5];
            Tensors.Write(new[] { Gray(2, 255, 0) }, parameters, floats);
            Expect.Equal(floats, new float[] { 9, 1, 0, 9, 9 });
            parameters.Padding = TensorPadding.Edge;
            Tensors.Write(new[] { Gray(2, 255, 0) }, parameters, floats);
            Expect.Equal(floats, new float[] { 1, 1, 0, 0, 0 });
            var regions = Tensors.Regions(new[] { Gray(2, 255, 0), new Image(1, 2, PixelFormat.Gray8) }, parameters);
            Expect.Equal(regions.Select(r => new[] { r.X, r.Y, r.Width, r.Height }).SelectMany(r => r).ToArray(), 1, 0, 2, 1, 2, 0, 1, 1);
            Expect.True(Tensors.Regions(new Image[0], parameters).Length == 0);
            parameters.Fit = (TensorFit)3;
            Expect.Fails(Status.InvalidArgument, () => Tensors.Regions(new[] { Gray(2, 255, 0) }, parameters));
            Expect.Fails(Status.InvalidArgument, () => Tensors.Write(new[] { Gray(2, 255, 0) }, parameters, floats));
        }

        static void SetNormalizationAndShape(this TensorParams parameters, Image[] images)
        {
            parameters.SetNormalization(new float[3], new float[3]);
            Tensors.Shape(images, parameters);
        }

        [Test]
        static void CtcByHand()
        {
            var scores = new[] { 0.1f, 0.9f, 0, 0.2f, 0.7f, 0.1f, 0.8f, 0.1f, 0.1f, 0, 1, 0, 0.1f, 0.3f, 0.6f };
            var ids = new uint[5];
            var probabilities = new float[5];
            Expect.True(Ctc.Greedy(scores, 3, 0, Scores.Probabilities, ids, probabilities) == 3);
            Expect.Equal(ids, 1u, 1u, 2u, 0u, 0u);
            Expect.Equal(probabilities.Select(p => Math.Round(p, 6)).ToArray(), 0.8, 1, 0.6, 0, 0);
            Expect.Fails(Status.SizeMismatch, () => Ctc.Greedy(scores, 4, 0, Scores.Logits, ids, probabilities));
            Expect.Fails(Status.SizeMismatch, () => Ctc.Greedy(scores, 3, 0, Scores.Logits, new uint[2], new float[2]));
            Expect.Fails(Status.InvalidArgument, () => Ctc.Greedy(scores, 3, -1, Scores.Logits, ids, probabilities));
        }

        [Test]
        static void PlanIsItsSteps()
        {
            var page = new Image(123, 77, PixelFormat.Rgb8);
            var pixels = page.Pixels.Span;
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * i >> 5);
            var parameters = new BinarizeParams { Method = BinarizeMethod.Sauvola };
            var fused = new Image(60, 40, PixelFormat.Gray8);
            using (var plan = new Plan().Grayscale().Resize(Filter.Bilinear, 60, 40).Binarize(parameters))
            {
                var size = plan.OutputSize(page);
                Expect.True(size.Width == 60 && size.Height == 40 && size.Bytes == 2400);
                plan.Run(page, fused);
                Expect.Fails(Status.SizeMismatch, () => plan.Run(page, new Image(61, 40, PixelFormat.Gray8)));
                Expect.Fails(Status.InvalidArgument, () => plan.Grayscale());
                plan.Dispose();
                Expect.Disposed(() => plan.Run(page, fused));
            }
            var gray = new Image(123, 77, PixelFormat.Gray8);
            var small = new Image(60, 40, PixelFormat.Gray8);
            var black = new Image(60, 40, PixelFormat.Gray8);
            Operations.Grayscale(page, Luma.Bt601, gray);
            Operations.Resize(gray, Filter.Bilinear, small);
            Operations.Binarize(small, parameters, black);
            Expect.Equal(fused.Pixels.ToArray(), black.Pixels.ToArray());

            var even = new Image(123, 77, PixelFormat.Gray8);
            var closed = new Image(123, 77, PixelFormat.Gray8);
            var opened = new Image(123, 77, PixelFormat.Gray8);
            using (var plan = new Plan().NormalizeBackground(new BackgroundParams()).Morphology(Scipix.Morphology.Close, 3, 3))
            {
                plan.Run(page, opened);
            }
            Operations.NormalizeBackground(page, new BackgroundParams(), even);
            Operations.Morphology(even, Scipix.Morphology.Close, 3, 3, MorphologyRules.Opencv, closed);
            Expect.Equal(opened.Pixels.ToArray(), closed.Pixels.ToArray());
            using (var plan = new Plan().Grayscale().Median().GaussianBlur(3, 3).Clahe().UnsharpMask(1, 1.5)) plan.Run(page, opened);
            Operations.Median(gray, 3, even);
            Operations.GaussianBlur(even, 3, 3, 0, 0, Border.Reflect101, closed);
            Operations.Clahe(closed, 40, 8, 8, even);
            Operations.UnsharpMask(even, 1, 1.5, 0, closed);
            Expect.Equal(opened.Pixels.ToArray(), closed.Pixels.ToArray());
            Expect.Fails(Status.InvalidArgument, () => new Plan().Median(4));
            using (var plan = new Plan().Deskew()) plan.Run(new Image(20, 9, PixelFormat.Gray8), new Image(20, 9, PixelFormat.Gray8));

            var tensor = new float[3 * 123 * 77];
            var alone = new float[tensor.Length];
            using (var plan = new Plan().Tensor(new TensorParams())) plan.Run(page, tensor);
            Tensors.Write(new[] { page }, new TensorParams(), alone);
            Expect.Equal(tensor, alone);
        }
    }
}
