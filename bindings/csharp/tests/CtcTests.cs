using System;
using System.Linq;

namespace Scipix.Tests
{
    static class CtcTests
    {
        // 1 or 2, 1, blank, 2.
        static readonly float[] scores = { 0.1f, 0.5f, 0.4f, 0.2f, 0.7f, 0.1f, 0.9f, 0.05f, 0.05f, 0, 0.1f, 0.9f };

        static CtcConfig Config() => new CtcConfig(3) { Kind = Scores.Probabilities };

        [Test]
        static void TextsHaveStepsAndAlternatives()
        {
            var config = Config();
            config.Alternatives = 2;
            using (var decoder = new CtcDecoder(config))
            {
                var texts = decoder.Decode(scores, new[] { new CtcLine(0, 4), new CtcLine(3, 1), new CtcLine(0, 0) });
                var text = texts[0].Single();
                Expect.Equal(text.Symbols.Select(symbol => symbol.Id).ToArray(), 1u, 2u);
                Expect.True(text.Symbols[0].LastStep == 1 && text.Symbols[1].FirstStep == 3);
                Expect.Equal(text.Alternatives.Select(one => one.Id).ToArray(), 1u, 2u, 2u, 1u);
                Expect.True(Math.Abs(text.MeanProbability - 0.75) < 1e-6, text.MeanProbability);
                Expect.True(texts[1][0].Symbols.Length == 1 && texts[2][0].Symbols.Length == 0);
                // Halves of 0, 0.5 and 0.75, read twice, as texts are used again.
                var halves = new ushort[] { 0, 0x3800, 0, 0, 0x3a00, 0, 0x3a00, 0, 0, 0, 0, 0x3a00 };
                foreach (var _ in new int[2])
                {
                    var read = decoder.Decode(halves, new[] { new CtcLine(0, 4), new CtcLine(9, 1) });
                    Expect.Equal(read[0][0].Symbols.Select(symbol => symbol.Id).ToArray(), 1u, 2u);
                    Expect.True(read[0][0].Symbols[0].Probability == 0.625f && read[1][0].Symbols.Length == 1);
                    Expect.Fails(Status.SizeMismatch, () => decoder.Decode(halves, new[] { new CtcLine(0, 5) }));
                }
                Expect.Equal(text.Symbols.Select(symbol => symbol.Id).ToArray(), 1u, 2u);
                Expect.Fails(Status.SizeMismatch, () => decoder.Decode(scores, new[] { new CtcLine(0, 5) }));
                Expect.Fails(Status.SizeMismatch, () => decoder.Decode(scores, new[] { new CtcLine(-1, 1) }));
                Expect.Fails(Status.InvalidArgument, () => decoder.Decode(scores, new[] { new CtcLine(0, 2, 2) }));
            }
            Expect.Fails(Status.InvalidArgument, () => new CtcDecoder(new CtcConfig(0)));
            Expect.Fails(Status.SizeMismatch, () => new CtcDecoder(new CtcConfig(3) { Weights = new float[2] }));
        }

        [Test]
        static void ALexiconAndAFunctionGuideABeam()
        {
            var config = Config();
            config.BeamWidth = 20;
            config.Texts = 5;
            using (config.Lexicon = new CtcLexicon(new[] { new uint[] { 2, 1, 2 }, new uint[] { 2 } }))
            using (var decoder = new CtcDecoder(config))
            {
                var texts = decoder.Decode(scores, new[] { new CtcLine(0, 4) })[0];
                Expect.True(texts.Length == 2 && texts[0].Symbols.Length == 3, texts.Length);
            }
            config.Lexicon = null;
            config.Score = (prefix, next, terms) =>
            {
                for (int i = 0; i < next.Length; i++) terms[i] = next[i] == 0 ? 0 : -9;
            };
            using (var decoder = new CtcDecoder(config))
            {
                var best = decoder.Decode(scores, new[] { new CtcLine(0, 4), new CtcLine(0, 4) })[1][0];
                Expect.True(best.Symbols.Length == 1 && Math.Abs(best.Score - best.LogProbability + 9) < 1e-6);
            }
            config.Score = (prefix, next, terms) => throw new InvalidOperationException();
            using (var decoder = new CtcDecoder(config))
                Expect.Fails(Status.CallbackFailed, () => decoder.Decode(scores, new[] { new CtcLine(0, 4) }));
            config.Score = (prefix, next, terms) => throw new ScipixException(Status.Closed, "");
            using (var decoder = new CtcDecoder(config))
                Expect.Fails(Status.Closed, () => decoder.Decode(scores, new[] { new CtcLine(0, 4) }));
            Expect.Fails(Status.InvalidArgument, () => new CtcLexicon(new[] { new uint[0] }));
        }

        [Test]
        static void WordsHaveBoxes()
        {
            var symbols = new[]
            {
                new CtcSymbol { Id = 1, Probability = 1 },
                new CtcSymbol { Id = 1, FirstStep = 2, LastStep = 2, Probability = 0.5f },
                new CtcSymbol { Id = 2, FirstStep = 4, LastStep = 4, Probability = 1 },
                new CtcSymbol { Id = 1, FirstStep = 8, LastStep = 8, Probability = 1 },
            };
            var quad = new float[] { 0, 0, 100, 0, 100, 20, 0, 20 };
            var words = WordBox.Of(symbols, new uint[] { 0, 'A', ' ' }, quad, new WordBoxParams(10));
            Expect.True(words.Length == 2 && words[0].Count == 2 && words[0].Probability == 0.75f && words[1].First == 3);
            Expect.Equal(words[0].Quad, 0f, 0f, 35f, 0f, 35f, 20f, 0f, 20f);
            Expect.Fails(Status.OutOfRange, () => WordBox.Of(symbols, new uint[2], quad, new WordBoxParams(10)));
            Expect.Fails(Status.InvalidArgument, () => WordBox.Of(symbols, new uint[3], quad, new WordBoxParams(0)));
            Expect.Fails(Status.SizeMismatch, () => WordBox.Of(symbols, new uint[3], new float[7], new WordBoxParams(10)));
        }
    }
}
