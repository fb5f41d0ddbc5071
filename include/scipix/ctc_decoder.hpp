/// @file
/// CTC decoders of many lines, and the boxes of the words that they read.
#ifndef SCIPIX_CTC_DECODER_HPP
#define SCIPIX_CTC_DECODER_HPP

#include <scipix/crop.hpp>
#include <scipix/handle.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The parameters of a CTC decoder. `score` and `user_data` are set by `CtcDecoder`.
using CtcConfig = WithDefaults<ScipixCtcConfig, scipix_ctc_config_init>;
/// The parameters of word boxes.
using WordBoxParams = WithDefaults<ScipixWordBoxParams, scipix_word_box_params_init>;

/// A set of words, as the classes of their symbols.
class CtcLexicon {
 public:
  /// Builds a lexicon.
  /// @param symbols    the symbols of all words, one word after the other
  /// @param lens       the number of symbols of each word, which add up to those
  /// @param separator  class of the symbol between words; UINT32_MAX: a text is one word
  static Outcome<CtcLexicon> make(Span<const std::uint32_t> symbols, Span<const std::size_t> lens,
                                  std::uint32_t separator = UINT32_MAX) {
    std::size_t rest = symbols.size();
    for (const std::size_t len : lens) {
      if (len > rest) return too_few();
      rest -= len;
    }
    if (rest != 0) return too_few();
    ScipixCtcLexicon *lexicon = nullptr;
    return detail::outcome(scipix_ctc_lexicon_new(symbols.data(), lens.data(), lens.size(), separator, &lexicon),
                           [&] { return CtcLexicon(lexicon); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param symbols    the symbols of all words, one word after the other
  /// @param lens       the number of symbols of each word, which add up to those
  /// @param separator  class of the symbol between words; UINT32_MAX: a text is one word
  explicit CtcLexicon(Span<const std::uint32_t> symbols, Span<const std::size_t> lens,
                      std::uint32_t separator = UINT32_MAX)
      : CtcLexicon(make(symbols, lens, separator)) {}
#endif
  /// Borrows the handle for the C functions and for `CtcConfig::lexicon`.
  ScipixCtcLexicon *get() const noexcept { return lexicon_.get(); }

 private:
  explicit CtcLexicon(ScipixCtcLexicon *lexicon) noexcept : lexicon_(lexicon) {}
  static Outcome<CtcLexicon> too_few() {
    return detail::failure<CtcLexicon>(SCIPIX_STATUS_SIZE_MISMATCH, "lens: do not add up to the number of symbols");
  }

  detail::Handle<ScipixCtcLexicon, scipix_ctc_lexicon_free> lexicon_;
};

/// A text that a line may read. Its spans are borrowed until the texts are decoded into again or destroyed.
struct CtcText {
  Span<const ScipixCtcSymbol> symbols;            ///< The symbols in order.
  Span<const ScipixCtcAlternative> alternatives;  ///< The alternatives of all symbols, the same number for each.
  double log_probability;                         ///< Natural logarithm of the text's probability.
  double score;                                   ///< That, and what the scoring function added.
  float mean_probability;                         ///< Mean of the probabilities of the symbols.
};

/// Texts of decoded lines, which keep their memory from decode to decode. Use them from one thread at a time.
class CtcTexts {
 public:
  /// Makes an empty list.
  static Outcome<CtcTexts> make() {
    ScipixCtcTexts *texts = nullptr;
    return detail::outcome(scipix_ctc_texts_new(&texts), [&] { return CtcTexts(texts); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  CtcTexts() : CtcTexts(make()) {}
#endif
  /// The number of lines.
  std::size_t size() const noexcept { return scipix_ctc_texts_len(get()); }
  /// The number of texts of a line.
  /// @param line  index of the line
  std::size_t count(std::size_t line) const noexcept { return scipix_ctc_texts_count(get(), line); }
  /// Returns a text of a line. Fails with OUT_OF_RANGE if there is none.
  /// @param line  index of the line
  /// @param rank  0 for the best text
  Outcome<CtcText> text(std::size_t line, std::size_t rank = 0) const {
    auto text = detail::with_struct_size<ScipixCtcText>();
    return detail::outcome(scipix_ctc_texts_get(get(), line, rank, &text), [&] {
      return CtcText{{text.symbols, text.symbol_count},
                     {text.alternatives, text.symbol_count * text.alternatives_per_symbol},
                     text.log_probability,
                     text.score,
                     text.mean_probability};
    });
  }
  /// Borrows the handle for the C functions.
  ScipixCtcTexts *get() const noexcept { return texts_.get(); }

 private:
  explicit CtcTexts(ScipixCtcTexts *texts) noexcept : texts_(texts) {}

  detail::Handle<ScipixCtcTexts, scipix_ctc_texts_free> texts_;
};

/// Scores the symbols `next` after `prefix`: sets a term for each, which is added to the score of texts that go on so.
/// Minus infinity forbids a symbol. For the end of the text `next` is the blank alone. Several threads call it at once.
/// It returns `{}`, or an Error, and may throw.
using CtcScore =
    std::function<Result<void>(Span<const std::uint32_t> prefix, Span<const std::uint32_t> next, Span<float> terms)>;

/// Decodes lines of a CTC recogniser. Thread-safe. It must not be destroyed inside its own scoring function.
class CtcDecoder {
 public:
  /// Makes a decoder.
  /// @param config  the parameters, whose arrays are copied
  /// @param score   empty, or a scoring function for a beam search
  static Outcome<CtcDecoder> make(const ScipixCtcConfig &config, CtcScore score = {}) {
    auto scorer = score ? std::make_unique<Scorer>(std::move(score)) : nullptr;
    ScipixCtcConfig scored = config;
    scored.score = scorer ? call : nullptr;
    scored.user_data = scorer.get();
    ScipixCtcDecoder *decoder = nullptr;
    return detail::outcome(scipix_ctc_decoder_new(&scored, &decoder),
                           [&] { return CtcDecoder(std::move(scorer), decoder); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param config  the parameters, whose arrays are copied
  /// @param score   empty, or a scoring function for a beam search
  explicit CtcDecoder(const ScipixCtcConfig &config, CtcScore score = {})
      : CtcDecoder(make(config, std::move(score))) {}
#endif
  /// Decodes lines, several at once. If the scoring function fails, this does so too, with the status of the
  /// scipix::Error, OUT_OF_MEMORY for std::bad_alloc, and CALLBACK_FAILED for anything else.
  /// @param lines  the lines, whose scores are of the config's element
  /// @param texts  receives the texts of each line in place of what it had
  Outcome<void> decode(Span<const ScipixCtcLine> lines, CtcTexts &texts) const {
    return check(scipix_ctc_decoder_decode(get(), lines.data(), lines.size(), texts.get()));
  }
  /// Borrows the handle for the C functions.
  ScipixCtcDecoder *get() const noexcept { return decoder_.get(); }

 private:
  struct Scorer {
    explicit Scorer(CtcScore function) : score(std::move(function)) {}
    CtcScore score;
  };

  CtcDecoder(std::unique_ptr<Scorer> scorer, ScipixCtcDecoder *decoder) noexcept
      : scorer_(std::move(scorer)), decoder_(decoder) {}
  static ScipixStatus call(void *scorer, const std::uint32_t *prefix, std::size_t prefix_len, const std::uint32_t *next,
                           std::size_t next_count, float *out_terms) noexcept {
    const Span<const std::uint32_t> before(prefix, prefix_len), after(next, next_count);
    const Span<float> terms(out_terms, next_count);
    return detail::run_callback([&] { return static_cast<Scorer *>(scorer)->score(before, after, terms); }).status;
  }

  // Declared in this order so that the decoder is freed before its scoring function.
  std::unique_ptr<Scorer> scorer_;
  detail::Handle<ScipixCtcDecoder, scipix_ctc_decoder_free> decoder_;
};

/// Computes the boxes of the words or characters of a line, in the order of the text. Thread-safe.
/// @param symbols     the symbols of a text
/// @param characters  code points of the classes
/// @param quad        the line's corners on the page, in the order that `crop_quad` takes them
/// @param params      the parameters
/// @param boxes       receives the boxes; one for each symbol is always enough
/// @return number of boxes
inline Outcome<std::size_t> word_boxes(Span<const ScipixCtcSymbol> symbols, Span<const std::uint32_t> characters,
                                       const Quad &quad, const ScipixWordBoxParams &params,
                                       Span<ScipixWordBox> boxes) {
  std::size_t len = 0;
  const ScipixStatus status =
      scipix_word_boxes(symbols.data(), symbols.size(), characters.data(), characters.size(), &quad[0].x, &params,
                        boxes.data(), boxes.size(), &len);
  return detail::outcome(status, [&] { return len; });
}

/// Returns the corners of a word or character box.
/// @param box  the box
inline Quad quad_of(const ScipixWordBox &box) noexcept {
  Quad quad = {};
  for (std::size_t i = 0; i < 4; ++i) quad[i] = {box.corners_xy[2 * i], box.corners_xy[2 * i + 1]};
  return quad;
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
