using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;

/// <summary>Levels and binarises gray pages (PGM, 8 bits), writes them beside the originals as PBM, and counts their lines in
/// batches, where a real program would call a model. Usage: Pages FILE.pgm...</summary>
static class Pages
{
    static void Main(string[] paths)
    {
        var config = new Scipix.BatcherConfig<Scipix.Image> { Mode = Scipix.BatchMode.Greedy };
        using (var counter = new Scipix.Batcher<Scipix.Image, int>(config, CountLines))
            Task.WaitAll(paths.Select(path => Task.Run(() => Report(path, counter))).ToArray());
    }

    static async Task Report(string path, Scipix.Batcher<Scipix.Image, int> counter)
    {
        try
        {
            var page = Level(ReadPgm(path), out float degrees);
            var black = new Scipix.Image(page.Width, page.Height, Scipix.PixelFormat.Bit1);
            var sauvola = new Scipix.BinarizeParams { Method = Scipix.BinarizeMethod.Sauvola };
            Scipix.Operations.Binarize(page, sauvola, black);
            WritePbm(path + ".pbm", black);

            Scipix.Operations.Binarize(page, sauvola, page = new Scipix.Image(page.Width, page.Height, Scipix.PixelFormat.Gray8));
            int lines = await counter.SubmitAsync(page);
            Console.WriteLine("{0}: turned by {1:0.0} degrees, {2} lines", path, degrees, lines);
        }
        catch (Exception failure)
        {
            Console.WriteLine("{0}: {1}", path, failure.Message);
        }
    }

    static Scipix.Image Level(Scipix.Image page, out float degrees)
    {
        var skew = Scipix.Operations.Skew(page);
        degrees = skew.Confidence < 0.5 ? 0 : skew.Degrees;
        var level = new Scipix.Image(page.Width, page.Height, Scipix.PixelFormat.Gray8);
        Scipix.Operations.Rotate(page, degrees, 255, level);
        return level;
    }

    /// <summary>Answers each page with the number of times that a row with ink follows one with little ink.</summary>
    static void CountLines(Scipix.Batch<Scipix.Image, int> batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            var page = batch[i];
            int lines = 0;
            bool wasInk = false;
            for (int y = 0; y < page.Height; y++)
            {
                int black = 0;
                foreach (byte pixel in page.Pixels.Span.Slice(y * page.Width, page.Width))
                    if (pixel == 0) black++;
                bool isInk = black > page.Width / 50;
                if (isInk && !wasInk) lines++;
                wasInk = isInk;
            }
            batch.Set(i, lines);
        }
    }

    static Scipix.Image ReadPgm(string path)
    {
        var file = File.ReadAllBytes(path);
        var words = new string[4];
        int at = 0;
        for (int i = 0; i < 4; i++, at++)
        {
            int begin = at;
            while (!char.IsWhiteSpace((char)file[at])) at++;
            words[i] = Encoding.ASCII.GetString(file, begin, at - begin);
        }
        if (words[0] != "P5" || words[3] != "255") throw new InvalidDataException("is no PGM of 8 bits");
        return new Scipix.Image(file.AsMemory(at), int.Parse(words[1]), int.Parse(words[2]), Scipix.PixelFormat.Gray8);
    }

    static void WritePbm(string path, Scipix.Image image)
    {
        var header = Encoding.ASCII.GetBytes("P4 " + image.Width + " " + image.Height + "\n");
        File.WriteAllBytes(path, header.Concat(image.Pixels.ToArray()).ToArray());
    }
}
