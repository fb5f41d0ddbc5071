using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Decoders of a recogniser's output.</summary>
    public static unsafe class Ctc
    {
        /// <summary>Decodes rows of scores greedily (CTC best path): it takes the best class of each step, merges runs of one class,
        /// and drops blanks. The probability of a symbol is the mean over its run.</summary>
        /// <param name="scores">Rows of `classes` scores.</param>
        /// <param name="classes">Scores in a row.</param>
        /// <param name="blank">The blank class, which stands for no symbol.</param>
        /// <param name="kind">Whether the scores are logits or probabilities.</param>
        /// <param name="ids">Receives the symbols; room for one per row is always enough.</param>
        /// <param name="probabilities">Receives the probability of each symbol; as long as `ids`.</param>
        /// <returns>The number of symbols.</returns>
        public static int Greedy(
            ReadOnlySpan<float> scores, int classes, int blank, Scores kind, Span<uint> ids, Span<float> probabilities)
        {
            int steps = classes < 1 ? 0 : scores.Length / classes;
            Check.Length(nameof(scores), scores.Length, (long)steps * classes);
            Check.Length(nameof(probabilities), probabilities.Length, ids.Length);
            UIntPtr count;
            fixed (float* rows = &MemoryMarshal.GetReference(scores))
            fixed (uint* symbols = &MemoryMarshal.GetReference(ids))
            fixed (float* means = &MemoryMarshal.GetReference(probabilities))
                Check.Ok(Native.scipix_ctc_greedy(
                    rows, Size.Of(steps), Size.Of(classes), Size.Of(blank), kind, symbols, means, Size.Of(ids.Length), &count));
            return (int)count;
        }
    }
}
