using System;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>A decoded symbol.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CtcSymbol
    {
        /// <summary>Its class.</summary>
        public uint Id;
        /// <summary>The first of its steps.</summary>
        public uint FirstStep;
        /// <summary>The last of its steps.</summary>
        public uint LastStep;
        /// <summary>The mean of its probability over its steps.</summary>
        public float Probability;
    }

    /// <summary>A class that may stand in place of a symbol.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CtcAlternative
    {
        /// <summary>The class, or the blank where there are no more alternatives.</summary>
        public uint Id;
        /// <summary>Its probability in the step in which the symbol is most probable.</summary>
        public float Probability;
    }

    /// <summary>The parameters of word boxes. A new object has the library's defaults.</summary>
    public sealed unsafe class WordBoxParams
    {
        internal ScipixWordBoxParams Native;

        /// <summary>Starts with the library's defaults.</summary>
        /// <param name="columns">The number of steps that the crop takes up: that of the line if the crop fills the
        /// tensor, and else that times the width of the crop over that of the tensor.</param>
        public WordBoxParams(double columns)
        {
            ScipixWordBoxParams defaults;
            Check.Ok(Scipix.Native.scipix_word_box_params_init(&defaults));
            Native = defaults;
            Native.columns = columns;
        }

        /// <summary>The unit of text that a box holds. Default words.</summary>
        public WordUnit Unit { get => Native.unit; set => Native.unit = value; }
        /// <summary>The number of steps from one symbol to the next beyond which a word ends. Default 5.</summary>
        public uint Gap { get => Native.gap; set => Native.gap = value; }
        /// <summary>The width in pixels of the crop that was read. Default 0: the length of the
        /// quadrilateral.</summary>
        public uint CropWidth { get => Native.crop_width; set => Native.crop_width = value; }
        /// <summary>How often the crop was turned to the left by 90 degrees before it was read: 1 for a vertical line,
        /// 2 for one that stands on its head. Default 0.</summary>
        public uint QuarterTurns { get => Native.quarter_turns; set => Native.quarter_turns = value; }
    }

    /// <summary>The box of a word or of a character.</summary>
    public readonly struct WordBox
    {
        internal unsafe WordBox(ScipixWordBox box)
        {
            First = (int)box.first_symbol;
            Count = (int)box.symbol_count;
            Probability = box.probability;
            Quad = new ReadOnlySpan<float>(box.corners_xy, 8).ToArray();
        }

        /// <summary>The index of its first symbol.</summary>
        public int First { get; }
        /// <summary>The number of its symbols.</summary>
        public int Count { get; }
        /// <summary>The mean of their probabilities.</summary>
        public float Probability { get; }
        /// <summary>x and y on the page of the top left, top right, bottom right and bottom left, as the text is
        /// read.</summary>
        public float[] Quad { get; }

        /// <summary>Computes the boxes of the words or characters of a line, in the order of the text.</summary>
        /// <param name="symbols">The symbols of a text.</param>
        /// <param name="characters">The code points of the classes.</param>
        /// <param name="quad">The x and y of the four corners of the line on the page, in the order that Crops.Write takes
        /// them.</param>
        /// <param name="parameters">The parameters.</param>
        public static unsafe WordBox[] Of(
            ReadOnlySpan<CtcSymbol> symbols, ReadOnlySpan<uint> characters, ReadOnlySpan<float> quad, WordBoxParams parameters)
        {
            Check.Length(nameof(quad), quad.Length, 8);
            var natives = new ScipixWordBox[symbols.Length];
            var native = Check.NotNull(parameters, nameof(parameters)).Native;
            UIntPtr count;
            fixed (CtcSymbol* all = &MemoryMarshal.GetReference(symbols))
            fixed (uint* codePoints = &MemoryMarshal.GetReference(characters))
            fixed (float* corners = &MemoryMarshal.GetReference(quad))
            fixed (ScipixWordBox* boxes = natives)
                Check.Ok(Native.scipix_word_boxes(
                    all, Size.Of(symbols.Length), codePoints, Size.Of(characters.Length), corners, &native, boxes,
                    Size.Of(natives.Length), &count));
            var words = new WordBox[(int)count];
            for (int i = 0; i < words.Length; i++) words[i] = new WordBox(natives[i]);
            return words;
        }
    }
}
