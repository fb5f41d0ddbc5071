using System;
using System.Collections.Generic;

namespace Scipix.Tests
{
    static class NullTests
    {
        static readonly Image gray = new Image(8, 8, PixelFormat.Gray8);
        static readonly Image[] images = { gray };
        static readonly float[] quad = { 0, 0, 7, 0, 7, 7, 0, 7 };

        [Test]
        static void OperationsNeedTheirParameters()
        {
            Expect.Null("parameters", () => Operations.Binarize(gray, null, gray));
            Expect.Null("parameters", () => Operations.NormalizeBackground(gray, null, gray));
            Expect.Null("parameters", () => Pages.FindLines(gray, null));
            Expect.Null("parameters", () => Pages.RemoveLines(gray, null, gray));
            using (var cleaner = new PageCleaner())
                Expect.Null("parameters", () => cleaner.Clean(gray, null, out _));
            using (var plan = new Plan())
            {
                Expect.Null("parameters", () => plan.Binarize(null));
                Expect.Null("parameters", () => plan.NormalizeBackground(null));
                Expect.Null("parameters", () => plan.Tensor(null));
            }
        }

        [Test]
        static void CropsAndBoxesNeedTheirParameters()
        {
            Expect.Null("parameters", () => Crops.SizeOf(quad, null));
            Expect.Null("parameters", () => Crops.Write(gray, quad, null, gray));
            Expect.Null("crop", () => Crops.TensorShape(gray, quad, null, new TensorParams()));
            Expect.Null("parameters", () => Crops.TensorShape(gray, quad, new CropParams(), null));
            Expect.Null("crop", () => Crops.ToTensor(gray, quad, null, new TensorParams(), new float[1]));
            Expect.Null("parameters", () => Crops.ToTensor(gray, quad, new CropParams(), null, new float[1]));
            Expect.Null("parameters", () => Crops.ToTensor(gray, quad, new CropParams(), null, new byte[1]));
            Expect.Null("parameters", () => Crops.ToTensor(gray, quad, new CropParams(), null, new sbyte[1]));
            Expect.Null("parameters", () => Crops.LineGroups(new[] { new CropSize(9, 9) }, null));
            Expect.Null("parameters", () => WordBox.Of(new CtcSymbol[1], new uint[1], quad, null));
            Expect.Null("parameters", () => TextBoxes.ReadingOrder(quad, null));
            using (var boxes = new TextBoxes())
            {
                Expect.Null("parameters", () => boxes.Find(Map(), 8, 8, null));
                Expect.Null("parameters", () => boxes.FindCraft(Map(), Map(), 8, 8, null));
            }
        }

        static ProbabilityMap Map() => new ProbabilityMap(new float[64], 8, 8);

        [Test]
        static void ListsOfImagesAreNeeded()
        {
            Expect.Null("images", () => Tensors.Shape(null, new TensorParams()));
            Expect.Null("parameters", () => Tensors.Shape(images, null));
            Expect.Null("images", () => Tensors.Regions(null, new TensorParams()));
            Expect.Null("parameters", () => Tensors.Regions(images, null));
            Expect.Null("images", () => Tensors.Write(null, new TensorParams(), new float[1]));
            Expect.Null("parameters", () => Tensors.Write(images, null, new float[1]));
            Expect.Null("parameters", () => Tensors.Write(images, null, new byte[1]));
            Expect.Null("parameters", () => Tensors.Write(images, null, new sbyte[1]));
            using (var plan = new Plan())
            {
                Expect.Null("srcs", () => plan.RunMany(null, images));
                Expect.Null("dsts", () => plan.RunMany(images, (Image[])null));
                Expect.Null("srcs", () => plan.RunMany(null, new float[1]));
                Expect.Null("srcs", () => plan.RunMany(null, new byte[1]));
                Expect.Null("images", () => plan.TensorShape(null));
            }
        }

        [Test]
        static void DecodersNeedTheirLines()
        {
            Expect.Null("words", () => new CtcLexicon(null));
            Expect.Null("words", () => new CtcLexicon(new[] { new uint[] { 1 }, null }));
            Expect.Null("config", () => new CtcDecoder(null));
            using (var decoder = new CtcDecoder(new CtcConfig(3)))
            {
                Expect.Null("lines", () => decoder.Decode(new float[3], null));
                Expect.Null("lines", () => decoder.Decode(new ushort[3], null));
            }
        }

        [Test]
        static void FilesAndTensorsAreNeeded()
        {
            Expect.Null("config", () => new Pool(null));
            Expect.Null("path", () => new Model(null));
            Expect.Throws<ArgumentException>(() => new Model("a\0b"));
            Expect.Null("config", () => new QTensor(new float[1], new long[] { 1 }, null));
            Expect.Null("model", () => new QTensor(null, "name"));
            Expect.Null("weights", () => new Linear(null));
            Expect.Null("tensors", () => QTensor.Save("path", null));
            using (var tensor = new QTensor(new float[1], new long[] { 1 }, new QuantConfig()))
            {
                Expect.Null("path", () => QTensor.Save(null, new[] { new KeyValuePair<string, QTensor>("name", tensor) }));
                Expect.Null("tensors", () => QTensor.Save("path", new[] { new KeyValuePair<string, QTensor>(null, tensor) }));
            }
        }

        [Test]
        static void AFailureMayHaveNoMessage() =>
            Expect.True(new ScipixException(Status.NotSet, null).Message == new ScipixException(Status.NotSet, "").Message);
    }
}
