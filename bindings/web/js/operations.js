// The operations of an instance.

import { FILTERS, LUMAS, METHODS, PRESETS, STEPS, choice, floats, known, number, refuse, whole } from './arguments.js';
import { Machine, loadModule } from './module.js';
import { regionOf, shownMap, tensorInputs } from './tensor.js';

/** The library in an instance of its own. */
export class Scipix {
  #machine;

  constructor(module) {
    this.#machine = new Machine(module);
  }

  /** Makes an instance, with SIMD where the engine has it. */
  static async load(options) {
    return new Scipix(await loadModule(known(options ?? {}, ['simd', 'wasm'])));
  }

  get memoryBytes() {
    return this.#machine.memoryBytes;
  }

  level() {
    return this.#machine.text('web_level');
  }

  version() {
    return this.#machine.text('web_version');
  }

  gray(image, options = {}) {
    const { luma = 'bt601' } = known(options, ['luma']);
    return this.#map(image, 'web_gray', choice(luma, LUMAS, 'luma'));
  }

  threshold(image, value) {
    return this.#map(image, 'web_threshold', number(value, 'value'));
  }

  otsu(image) {
    return this.#find({ image }, 'web_otsu')[0];
  }

  binarize(image, options = {}) {
    const { method = 'sauvola', window = options.method === 'adaptive_mean' ? 31 : 51, k = 0.34, r = 128, offset = 10, threshold, bits = false } = known(
      options,
      ['method', 'window', 'k', 'r', 'offset', 'threshold', 'bits'],
    );
    const index = choice(method, METHODS, 'method');
    const numbers = {
      otsu: () => [0, 0],
      sauvola: () => [number(k, 'k'), number(r, 'r')],
      adaptive_mean: () => [number(offset, 'offset'), 0],
      fixed: () => [number(threshold, 'threshold'), 0],
    };
    return this.#map(image, 'web_binarize', index, whole(window, 'window'), ...numbers[method](), bits ? 1 : 0);
  }

  invert(image) {
    return this.#map(image, 'web_invert');
  }

  normalizeBackground(image) {
    return this.#map(image, 'web_normalize_background');
  }

  resize(image, width, height, options = {}) {
    const { filter = 'area' } = known(options, ['filter']);
    return this.#map(image, 'web_resize', whole(width, 'width'), whole(height, 'height'), choice(filter, FILTERS, 'filter'));
  }

  rotate(image, degrees, options = {}) {
    const { expand = false, fill = 255 } = known(options, ['expand', 'fill']);
    return this.#map(image, 'web_rotate', number(degrees, 'degrees'), expand ? 1 : 0, whole(fill, 'fill', 255));
  }

  skew(image) {
    const [degrees, confidence] = this.#find({ image }, 'web_skew');
    return { degrees, confidence };
  }

  deskew(image, options = {}) {
    const { confidence: least = 0.5, expand = false, fill = 255 } = known(options, ['confidence', 'expand', 'fill']);
    const numbers = [number(least, 'confidence'), expand ? 1 : 0, whole(fill, 'fill', 255)];
    return this.#machine.call({ image }, 'web_deskew', numbers, (machine) => {
      const [degrees, confidence] = machine.numbers();
      return { image: machine.image(), degrees, confidence };
    });
  }

  cleanPage(image, options = {}) {
    const { keepSize = false, bits = false, ...steps } = known(options, ['keepSize', 'bits', ...STEPS]);
    let packed = 0;
    STEPS.forEach((step, index) => {
      const value = { auto: 0, off: 1, on: 2 }[steps[step] ?? 'auto'];
      packed |= (value ?? refuse(step, `${String(steps[step])} is not one of auto, off, on`)) << (2 * index);
    });
    return this.#machine.call({ image }, 'web_clean_page', [packed, keepSize ? 1 : 0, bits ? 1 : 0], (machine) => {
      return { image: machine.image(), report: cleanReport(machine.numbers()) };
    });
  }

  toTensor(image, width, height, options = {}) {
    const { numbers, bytes, floats: values, dtype } = tensorInputs(width, height, options);
    return this.#machine.call({ image, floats: values }, 'web_to_tensor', [...numbers, ...bytes], (machine) => {
      const dims = machine.numbers();
      const region = regionOf(dims.splice(4));
      return { data: machine.tensor(dtype), dims, region };
    });
  }

  tensorRegion(image, width, height, options = {}) {
    const { numbers, floats: values } = tensorInputs(width, height, options);
    const size = [whole(image?.width, 'image.width'), whole(image.height, 'image.height')];
    return regionOf(this.#find({ floats: values }, 'web_tensor_region', ...size, ...numbers));
  }

  textBoxes(map, page, options = {}) {
    const { preset = 'rapidocr', threshold = NaN, boxThreshold = NaN, unclipRatio = NaN } = known(
      options,
      ['preset', 'threshold', 'boxThreshold', 'unclipRatio'],
    );
    const { data, width, height } = shownMap(map);
    const numbers = [
      width, height, whole(page?.width, 'page.width'), whole(page.height, 'page.height'),
      choice(preset, PRESETS, 'preset'),
      number(threshold, 'threshold'), number(boxThreshold, 'boxThreshold'), number(unclipRatio, 'unclipRatio'),
    ];
    const found = this.#find({ floats: data }, 'web_text_boxes', ...numbers);
    const corners = (at) => [0, 2, 4, 6].map((corner) => [found[at + corner], found[at + corner + 1]]);
    return Array.from({ length: found.length / 9 }, (_, index) => (
      { corners: corners(9 * index), score: found[9 * index + 8] }
    ));
  }

  ctcDecode(scores, classes, options = {}) {
    const { blank = 0, probabilities = false } = known(options, ['blank', 'probabilities']);
    const numbers = [whole(classes, 'classes'), whole(blank, 'blank'), probabilities ? 1 : 0];
    const found = this.#find({ floats: floats(scores, 'scores') }, 'web_ctc', ...numbers);
    return Array.from({ length: found.length / 2 }, (_, index) => (
      { id: found[2 * index], probability: found[2 * index + 1] }
    ));
  }

  #map(image, name, ...numbers) {
    return this.#machine.call({ image }, name, numbers, (machine) => machine.image());
  }

  #find(inputs, name, ...numbers) {
    return this.#machine.call(inputs, name, numbers, (machine) => machine.numbers());
  }
}

/** Names the numbers of `web_clean_page`. */
function cleanReport(numbers) {
  const [inverted, orientation, orientationConfidence, turned, skewDegrees, skewConfidence, levelled, background, denoised,
    lines, borderPixels, specks, speckPixels, x, y, width, height] = numbers;
  return {
    inverted: inverted === 1,
    orientation: orientation < 0 ? null : orientation,
    orientationConfidence,
    turned,
    skewDegrees,
    skewConfidence,
    levelled,
    backgroundNormalized: background === 1,
    denoised: denoised === 1,
    lines,
    borderPixels,
    specks,
    speckPixels,
    content: { x, y, width, height },
  };
}
