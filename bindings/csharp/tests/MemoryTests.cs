using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Scipix.Tests
{
    static class MemoryTests
    {
        [Test]
        static void PoolHandsOutAndTakesBack()
        {
            var pool = new Pool(new PoolConfig { BufferSize = 100, MaxBytes = 256 });
            var buffer = pool.Acquire();
            buffer.Memory.Span.Fill(7);
            Expect.True(buffer.GetSpan().Length >= 100 && buffer.GetSpan()[99] == 7);
            buffer.Dispose();
            buffer.Dispose();
            Expect.Disposed(() => buffer.GetSpan());

            var held = new List<PooledBuffer>();
            Expect.Fails(Status.OutOfMemory, () => { for (;;) held.Add(pool.Acquire()); });
            var stats = pool.Stats;
            Expect.True(stats.Live == held.Count && stats.Refused == 1 && stats.Released == 1, stats.Live);
            pool.Trim();
            pool.Dispose();
            pool.Dispose();
            Expect.Disposed(() => pool.Acquire());
            foreach (var one in held) one.Dispose();
            Expect.Fails(Status.InvalidArgument, () => new Pool(new PoolConfig { BufferSize = 0 }));
        }

        [Test]
        static void BuffersHoldImages()
        {
            using (var buffer = new PooledBuffer(5000))
            {
                var image = new Image(buffer.Memory, 50, 100, PixelFormat.Gray8);
                Operations.Threshold(new Image(50, 100, PixelFormat.Gray8), 3, image);
                Expect.True(image.Pixels.Span[4999] == 0);
                var tensor = new float[3 * 5000];
                Tensors.Write(new[] { image }, new TensorParams(), tensor);
            }
            Expect.Fails(Status.Overflow, () => new PooledBuffer(-1));
        }

        [Test]
        static void SpansOfImagesHoldWhatFreesThePixels()
        {
            using (var buffer = new PooledBuffer(16))
            {
                var image = new Image(buffer.Memory, 4, 4, PixelFormat.Gray8).Sub(1, 1, 2, 2);
                ImageSpan span = image;
                ReadOnlyImageSpan again = span, direct = image;
                Expect.True(span.Owner == buffer && again.Owner == buffer && direct.Owner == buffer);
            }
            ImageSpan array = new Image(4, 4, PixelFormat.Gray8);
            Expect.True(array.Owner == null);
        }

        [Test]
        static unsafe void PinnedMemoryOutlivesDispose()
        {
            var tensor = new QTensor(new float[] { 1, 127 }, new long[] { 1, 2 }, new QuantConfig());
            var data = tensor.Data;
            using (var pin = data.Pin())
            {
                tensor.Dispose();
                Expect.True(!tensor.Handle.IsClosed && ((byte*)pin.Pointer)[1] == 127);
            }
            Expect.True(tensor.Handle.IsClosed);
            Expect.Disposed(() => data.Pin());
            Expect.Disposed(() => Ignore(tensor.Shape.Length));
        }

        [Test]
        static void ForgottenBuffersComeBack()
        {
            using (var pool = new Pool(new PoolConfig()))
            {
                // Mono scans stacks conservatively, so the objects are made on a thread that ends.
                var thread = new System.Threading.Thread(() => { for (int i = 0; i < 100; i++) pool.Acquire(); });
                thread.Start();
                thread.Join();
                for (int tries = 0; pool.Stats.Live > 50 && tries < 100; tries++)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
                Expect.True(pool.Stats.Live <= 50, pool.Stats.Live);
            }
        }

        [Test]
        static void ArenaGrowsAndGoesBack()
        {
            var arena = new Arena(1024, 4096);
            Encoding.ASCII.GetBytes("0123456789").CopyTo(arena.Alloc(10, 64));
            var mark = arena.Mark();
            long used = arena.Usage;
            Expect.True(arena.Alloc(500).Length == 500 && arena.Usage > used && arena.Capacity >= 1024);
            arena.Rewind(mark);
            Expect.True(arena.Usage == used);
            Expect.Fails(Status.OutOfMemory, () => arena.Alloc(5000));
            Expect.Fails(Status.InvalidArgument, () => arena.Alloc(1, 3));
            arena.Reset();
            Expect.Fails(Status.InvalidArgument, () => arena.Rewind(mark));
            arena.Dispose();
            Expect.Disposed(() => arena.Reset());
        }

        static string Safetensors()
        {
            var header = "{\"__metadata__\":{\"by\":\"hand\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
            header = header.PadRight((header.Length + 7) / 8 * 8);
            var path = Path.GetTempFileName();
            File.Move(path, path + ".safetensors");
            File.WriteAllBytes(path + ".safetensors", BitConverter.GetBytes((long)header.Length)
                .Concat(Encoding.ASCII.GetBytes(header)).Concat(new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 }).ToArray());
            return path + ".safetensors";
        }

        [Test]
        static void ModelsAreMapped()
        {
            var path = Safetensors();
            foreach (var options in new[] { ModelOptions.None, ModelOptions.Populate | ModelOptions.HugePages, ModelOptions.PrivateCopy })
            {
                var model = new Model(path, options);
                var w = model.Tensor("w");
                Expect.True(w.Name == "w" && w.Type == "F32" && w.Element == ElementType.F32, w.Type);
                Expect.Equal(w.Shape, 1L, 2L);
                Expect.Equal(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(w.Data.Span).ToArray(), 1f, -2f);
                Expect.True(model.TensorCount == 1 && model.Tensor(0).Name == "w" && model.Metadata == "{\"by\":\"hand\"}");
                Expect.Fails(Status.NotFound, () => model.Tensor("v"));
                Expect.Fails(Status.OutOfRange, () => model.Tensor(-1));
                Expect.True(model.Slice(model.Length - 1, 1).Span[0] == 0xc0);
                Expect.Fails(Status.OutOfRange, () => model.Slice(model.Length, 1));
                model.Prefetch(0, model.Length);
                model.Advise(0, 8, Advice.Random);
                Expect.Fails(Status.OutOfRange, () => model.Advise(1, model.Length, Advice.Random));
                model.Dispose();
                Expect.Disposed(() => Ignore(w.Data.Span.Length));
                Expect.Disposed(() => Ignore(model.TensorCount));
            }
            File.Delete(path);
            Expect.Fails(Status.Io, () => new Model(path));
        }

        static void Ignore(int value)
        {
        }

        [Test]
        static void QuantizeByHand()
        {
            var parameters = Quantization.FromRange(-1, 4, ElementType.U8);
            Expect.True(Math.Abs(parameters.Scale - 5f / 255) < 1e-7 && parameters.ZeroPoint == 51);
            var src = new[] { -1, 0, 4, 100, float.NaN };
            var bytes = new byte[5];
            Quantization.Quantize(src, parameters, bytes);
            Expect.Equal(bytes, new byte[] { 0, 51, 255, 255, 0 });
            var back = new float[3];
            Quantization.Dequantize(bytes.AsSpan(0, 3), parameters, back);
            var error = Quantization.Error(src.AsSpan(0, 3), bytes.AsSpan(0, 3), parameters);
            Expect.True(back[1] == 0 && error.MaxAbs < 1e-6 && error.SqnrDb > 100 && error.Cosine > 0.999999 && error.Mse < 1e-12);
            Expect.Fails(Status.InvalidArgument, () => Quantization.Quantize(src, new QuantParams(), bytes));
            Expect.Fails(Status.SizeMismatch, () => Quantization.Quantize(src, parameters, new sbyte[4]));
            var symmetric = Quantization.Symmetric(1, ElementType.I8);
            Expect.True(symmetric.ZeroPoint == 0 && Quantization.FromData(new float[] { -1, 1 }, ElementType.I8).Scale > 0.99 * symmetric.Scale);

            var channels = new[] { new QuantParams(1, 0), new QuantParams(0.5f, 1) };
            var data = new float[] { 1, 2, 1, 2, -3, -4, -3, -4 };
            var signed = new sbyte[8];
            Quantization.QuantizeChannels(data, 2, channels, signed);
            Expect.Equal(signed, new sbyte[] { 1, 2, 3, 5, -3, -4, -5, -7 });
            var floats = new float[8];
            Quantization.DequantizeChannels(signed, 2, channels, floats);
            Expect.Equal(floats, data);
            Quantization.Dequantize(signed, channels[0], floats);
            Expect.True(floats[3] == 5 && Quantization.Error(floats, signed, channels[0]).MaxAbs == 0);
            Expect.Fails(Status.SizeMismatch, () => Quantization.QuantizeChannels(data, 3, channels, signed));
        }

        [Test]
        static void TensorsAreSavedAndOpened()
        {
            var data = new float[] { 1, -0.5f, 0.25f, 127, 3, -127 };
            var tensor = new QTensor(data, new long[] { 2, 3 }, new QuantConfig());
            Expect.True(tensor.Params.Length == 2 && tensor.Params[1].Scale == 1 && tensor.SizeBytes == 22 && tensor.CompressionRatio > 1);
            Expect.True(tensor.Error(data).MaxAbs <= 0.5 / 127 + 1e-6);
            Expect.Fails(Status.SizeMismatch, () => new QTensor(data, new long[] { 2, 2 }, new QuantConfig()));
            var path = Path.GetTempFileName();
            var named = new[] { "a", "b" }.Select(name => new KeyValuePair<string, QTensor>(name, tensor)).ToArray();
            QTensor.Save(path, named);
            Expect.Fails(Status.InvalidArgument, () => QTensor.Save(path, new[] { new KeyValuePair<string, QTensor>("", tensor) }));
            QTensor opened;
            using (var model = new Model(path)) opened = new QTensor(model, "b");
            Expect.Equal(opened.Shape, 2L, 3L);
            Expect.Equal(opened.Data.ToArray(), tensor.Data.ToArray());
            var floats = new float[6];
            opened.Dequantize(floats);
            Expect.True(floats[3] == 127 && floats[5] == -127);
            Expect.Null(
                "tensors",
                () => QTensor.Save(path, new[] { named[0], new KeyValuePair<string, QTensor>("none", null) }));
            tensor.Dispose();
            Expect.True(tensor.Handle.IsClosed); // no reference is left
            Expect.Disposed(() => QTensor.Save(path, named));
            opened.Dispose();
            File.Delete(path);
        }

        [Test]
        static void LayersAndProducts()
        {
            Linear layer;
            using (var weights = new QTensor(new float[] { 1, 0, 0, 1, 1, 1 }, new long[] { 3, 2 }, new QuantConfig()))
            {
                layer = new Linear(weights, new float[] { 0, 0, 10 });
                new Linear(weights).Dispose();
                Expect.Fails(Status.SizeMismatch, () => new Linear(weights, new float[1]));
            }
            var result = new float[6];
            layer.Run(new float[] { 0, 255, 51, 255 }, result);
            Expect.Equal(result.Select(x => Math.Round(x)).ToArray(), 0, 255, 265, 51, 255, 316);
            Expect.Fails(Status.SizeMismatch, () => layer.Run(new float[3], result));
            QuantParams ones = new QuantParams(1, 0), halves = new QuantParams(0.5f, -100);
            var bytes = new byte[3];
            layer.Run(new byte[] { 7, 20 }, ones, bytes, ones);
            Expect.Equal(bytes, new byte[] { 7, 20, 37 });
            var signed = new sbyte[3];
            layer.Run(new sbyte[] { -7, 100 }, ones, signed, halves);
            Expect.Equal(signed, new sbyte[] { -114, 100, 106 });
            Expect.Fails(Status.SizeMismatch, () => layer.Run(new byte[3], ones, bytes, ones));
            Expect.Fails(Status.InvalidArgument, () => layer.Run(new byte[2], halves, bytes, ones));
            layer.Dispose();
            Expect.Disposed(() => layer.Run(new float[4], result));

            var sums = new int[4];
            Quantization.MatMul(new byte[] { 1, 2, 255, 0 }, new sbyte[] { 3, -4, 127, 1 }, 2, 2, 2, sums);
            Expect.Equal(sums, -5, 129, 765, 255 * 127);
            Quantization.MatMul(new sbyte[] { -2, 3 }, new sbyte[] { -4, 5 }, 1, 2, 1, sums.AsSpan(0, 1));
            Expect.True(sums[0] == 23);
        }
    }
}
