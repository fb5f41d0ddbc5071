using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Scipix
{
    /// <summary>A set of words, as the classes of their symbols.</summary>
    public sealed unsafe class CtcLexicon : IDisposable
    {
        internal readonly CtcLexiconHandle Handle;

        /// <summary>Builds a lexicon.</summary>
        /// <param name="words">The symbols of each word.</param>
        /// <param name="separator">The class of the symbol between words; by default a text is one word.</param>
        public CtcLexicon(IReadOnlyList<uint[]> words, uint separator = uint.MaxValue)
        {
            var symbols = new List<uint>();
            var lens = new UIntPtr[Check.NotNull(words, nameof(words)).Count];
            for (int i = 0; i < lens.Length; i++)
            {
                symbols.AddRange(Check.NotNull(words[i], nameof(words)));
                lens[i] = (UIntPtr)words[i].Length;
            }
            fixed (uint* all = symbols.ToArray())
            fixed (UIntPtr* lengths = lens)
                Check.Ok(Native.scipix_ctc_lexicon_new(all, lengths, Size.Of(lens.Length), separator, out Handle));
        }

        /// <summary>Frees the lexicon. Decoders that were made with it keep its words.</summary>
        public void Dispose() => Handle.Dispose();
    }

    /// <summary>Scores symbols after a prefix: sets a term for each of `next`, which is added to the score of texts
    /// that go on so, for instance the logarithm of an n-gram probability. Minus infinity forbids a symbol. For the end
    /// of the text `next` is the blank alone. Several threads call it at once. An exception fails the decode.</summary>
    public delegate void CtcScore(ReadOnlySpan<uint> prefix, ReadOnlySpan<uint> next, Span<float> terms);

    /// <summary>The parameters of a CTC decoder. A new object has the library's defaults.</summary>
    public sealed unsafe class CtcConfig
    {
        internal ScipixCtcConfig Native;

        /// <summary>Starts with the library's defaults.</summary>
        /// <param name="classes">The number of scores in a row.</param>
        public CtcConfig(int classes)
        {
            ScipixCtcConfig defaults;
            Check.Ok(Scipix.Native.scipix_ctc_config_init(&defaults));
            Native = defaults;
            Native.classes = Size.Of(classes);
        }

        /// <summary>The number of scores in a row.</summary>
        public int Classes => (int)Native.classes;
        /// <summary>The class that stands for no symbol. Default 0.</summary>
        public int Blank { get => (int)Native.blank; set => Native.blank = Size.Of(value); }
        /// <summary>Whether scores are logits or probabilities. Default logits.</summary>
        public Scores Kind { get => Native.kind; set => Native.kind = value; }
        /// <summary>The number of alternatives of each symbol, itself included, up to 64. Default 0.</summary>
        public uint Alternatives { get => Native.alternatives; set => Native.alternatives = value; }
        /// <summary>The classes that may appear: bit `i % 32` of word `i / 32` for class `i`. Null allows
        /// all.</summary>
        public uint[] Allowed { get; set; }
        /// <summary>Factors for the probabilities of the classes; 0 forbids a class. Null means 1.</summary>
        public float[] Weights { get; set; }
        /// <summary>The number of prefixes that a beam search keeps. Default 0: the best path.</summary>
        public uint BeamWidth { get => Native.beam_width; set => Native.beam_width = value; }
        /// <summary>The most texts of a line, with a beam. Default 1.</summary>
        public uint Texts { get => Native.texts; set => Native.texts = value; }
        /// <summary>The most symbols that a step may add to a prefix. Default 40.</summary>
        public uint MaxSymbols { get => Native.max_symbols; set => Native.max_symbols = value; }
        /// <summary>How far below a step's best log probability a symbol may be. Default 7.</summary>
        public float SymbolBound { get => Native.symbol_bound; set => Native.symbol_bound = value; }
        /// <summary>How far below the best score a prefix may be. Default 10.</summary>
        public float BeamBound { get => Native.beam_bound; set => Native.beam_bound = value; }
        /// <summary>The words that texts consist of, with a beam. It may be disposed when the decoder is
        /// made.</summary>
        public CtcLexicon Lexicon { get; set; }
        /// <summary>Guides a beam search.</summary>
        public CtcScore Score { get; set; }
    }

    /// <summary>A line among the scores of a recogniser.</summary>
    public readonly struct CtcLine
    {
        /// <summary>Describes a line.</summary>
        /// <param name="offset">The index of its first score.</param>
        /// <param name="steps">The number of rows.</param>
        /// <param name="stride">Scores from the start of a row to that of the next; 0 for rows without gaps.</param>
        public CtcLine(int offset, int steps, int stride = 0)
        {
            Offset = offset;
            Steps = steps;
            Stride = stride;
        }

        /// <summary>The index of the first score.</summary>
        public int Offset { get; }
        /// <summary>The number of rows.</summary>
        public int Steps { get; }
        /// <summary>Scores from the start of a row to that of the next; 0 for rows without gaps.</summary>
        public int Stride { get; }

        internal void MustFit(int classes, int length)
        {
            long last = (long)Math.Max(Steps - 1, 0) * (Stride == 0 ? classes : Stride) + (Steps > 0 ? classes : 0);
            if (Offset < 0 || Steps < 0 || Stride < 0 || Offset + last > length)
                throw new ScipixException(Status.SizeMismatch, "lines: a line lies outside of the scores");
        }
    }

    /// <summary>A text that a line may read.</summary>
    public sealed class CtcText
    {
        internal unsafe CtcText(ScipixCtcText text)
        {
            int count = checked((int)text.symbol_count), all = checked(count * (int)text.alternatives_per_symbol);
            Symbols = new ReadOnlySpan<CtcSymbol>(text.symbols, count).ToArray();
            Alternatives = new ReadOnlySpan<CtcAlternative>(text.alternatives, all).ToArray();
            LogProbability = text.log_probability;
            Score = text.score;
            MeanProbability = text.mean_probability;
        }

        /// <summary>The symbols in order.</summary>
        public CtcSymbol[] Symbols { get; }
        /// <summary>The alternatives of all symbols, the same number for each, the most probable first.</summary>
        public CtcAlternative[] Alternatives { get; }
        /// <summary>The natural logarithm of the text's probability.</summary>
        public double LogProbability { get; }
        /// <summary>The log probability and what the scoring function added. Texts are ordered by it.</summary>
        public double Score { get; }
        /// <summary>The mean of the probabilities of the symbols.</summary>
        public float MeanProbability { get; }
    }

    /// <summary>Decodes lines of a CTC recogniser. Thread-safe. The memory of its texts is kept from call to call.</summary>
    public sealed unsafe class CtcDecoder : IDisposable
    {
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        delegate Status NativeScore(
            IntPtr userData, uint* prefix, UIntPtr prefixLen, uint* next, UIntPtr nextCount, float* terms);

        readonly CtcDecoderHandle floats, halves;
        readonly int classes;
        CtcTextsHandle spare; // of a call that has ended
        readonly NativeScore score; // kept reachable for the library

        /// <summary>Makes a decoder. Arrays of the config are copied.</summary>
        public CtcDecoder(CtcConfig config)
        {
            var native = Check.NotNull(config, nameof(config)).Native;
            classes = config.Classes;
            if (config.Allowed != null && config.Allowed.Length < (classes + 31L) / 32)
                throw new ScipixException(Status.SizeMismatch, "allowed: fewer bits than classes");
            if (config.Weights != null) Check.Length("weights", config.Weights.Length, classes);
            if (config.Score != null)
            {
                score = Contained(config.Score);
                native.score = Marshal.GetFunctionPointerForDelegate(score);
            }
            bool added = false;
            try
            {
                if (config.Lexicon != null)
                {
                    config.Lexicon.Handle.DangerousAddRef(ref added);
                    native.lexicon = config.Lexicon.Handle.DangerousGetHandle();
                }
                fixed (uint* allowed = config.Allowed)
                fixed (float* weights = config.Weights)
                {
                    native.allowed = allowed;
                    native.weights = weights;
                    Check.Ok(Native.scipix_ctc_decoder_new(&native, out floats));
                    native.element = ElementType.F16;
                    Check.Ok(Native.scipix_ctc_decoder_new(&native, out halves));
                }
            }
            finally
            {
                if (added) config.Lexicon.Handle.DangerousRelease();
            }
        }

        /// <summary>Lets no exception into the library.</summary>
        static NativeScore Contained(CtcScore score) => (userData, prefix, prefixLen, next, nextCount, terms) =>
        {
            try
            {
                int count = (int)nextCount;
                score(new ReadOnlySpan<uint>(prefix, (int)prefixLen), new ReadOnlySpan<uint>(next, count), new Span<float>(terms, count));
                return Status.Ok;
            }
            catch (ScipixException failure)
            {
                return failure.Status == Status.Ok ? Status.CallbackFailed : failure.Status;
            }
            catch (Exception)
            {
                return Status.CallbackFailed;
            }
        };

        /// <summary>Decodes lines of scores, several at once.</summary>
        /// <returns>The texts of each line, the best first.</returns>
        public CtcText[][] Decode(ReadOnlySpan<float> scores, IReadOnlyList<CtcLine> lines) =>
            Decode(floats, MemoryMarshal.AsBytes(scores), sizeof(float), lines);

        /// <summary>Decodes lines of scores that are halves (IEEE 754 binary16), as bits, several at once.</summary>
        /// <returns>The texts of each line, the best first.</returns>
        public CtcText[][] Decode(ReadOnlySpan<ushort> scores, IReadOnlyList<CtcLine> lines) =>
            Decode(halves, MemoryMarshal.AsBytes(scores), sizeof(ushort), lines);

        CtcText[][] Decode(CtcDecoderHandle decoder, ReadOnlySpan<byte> scores, int size, IReadOnlyList<CtcLine> lines)
        {
            foreach (var line in Check.NotNull(lines, nameof(lines))) line.MustFit(classes, scores.Length / size);
            var natives = new ScipixCtcLine[lines.Count];
            var texts = Interlocked.Exchange(ref spare, null);
            if (texts == null) Check.Ok(Native.scipix_ctc_texts_new(out texts));
            try
            {
                fixed (byte* all = &MemoryMarshal.GetReference(scores))
                fixed (ScipixCtcLine* list = natives)
                {
                    for (int i = 0; i < natives.Length; i++)
                    {
                        natives[i].scores = all == null ? null : all + (long)lines[i].Offset * size;
                        natives[i].steps = Size.Of(lines[i].Steps);
                        natives[i].stride = Size.Of(lines[i].Stride);
                    }
                    Check.Ok(Native.scipix_ctc_decoder_decode(decoder, list, Size.Of(natives.Length), texts));
                    GC.KeepAlive(score);
                }
                return TextsOf(texts, natives.Length);
            }
            finally
            {
                Interlocked.Exchange(ref spare, texts)?.Dispose();
            }
        }

        static CtcText[][] TextsOf(CtcTextsHandle texts, int lines)
        {
            var result = new CtcText[lines][];
            for (int line = 0; line < lines; line++)
            {
                result[line] = new CtcText[(int)Native.scipix_ctc_texts_count(texts, Size.Of(line))];
                for (int rank = 0; rank < result[line].Length; rank++)
                {
                    var text = new ScipixCtcText { struct_size = (uint)sizeof(ScipixCtcText) };
                    Check.Ok(Native.scipix_ctc_texts_get(texts, Size.Of(line), Size.Of(rank), &text));
                    result[line][rank] = new CtcText(text);
                }
            }
            return result;
        }

        /// <summary>Frees the decoder.</summary>
        public void Dispose()
        {
            floats.Dispose();
            halves.Dispose();
            Interlocked.Exchange(ref spare, null)?.Dispose();
        }
    }
}
