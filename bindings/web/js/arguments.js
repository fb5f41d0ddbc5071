// Checks of arguments. WebAssembly would turn a wrong one into a number without a word.

import { ScipixError } from './errors.js';

export const FORMATS = ['gray', 'rgb', 'bgr', 'rgba', 'bgra', 'bits', 'gray16'];
export const LUMAS = ['bt601', 'bt601-8bit', 'bt709'];
export const FILTERS = ['nearest', 'bilinear', 'area', 'lanczos', 'bilinear-antialiased', 'cubic'];
export const METHODS = ['otsu', 'sauvola', 'adaptive_mean', 'fixed'];
export const PRESETS = ['rapidocr', 'paddle', 'doctr'];
export const STEPS = ['polarity', 'orientation', 'skew', 'borders', 'background', 'denoise', 'lines', 'despeckle'];

export function refuse(name, words) {
  throw new ScipixError('InvalidArgument', `${name}: ${words}`);
}

/** The place of `word` in `words`. */
export function choice(word, words, name) {
  const index = words.indexOf(word);
  return index >= 0 ? index : refuse(name, `${String(word)} is not one of ${words.join(', ')}`);
}

/** A whole number, not negative unless `least` is. */
export function whole(value, name, most = 0x7fffffff, least = 0) {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return refuse(name, `${String(value)} is not a whole number from ${least} to ${most}`);
}

/** A number; the library says which it takes. */
export function number(value, name) {
  return typeof value === 'number' ? value : refuse(name, `${String(value)} is not a number`);
}

/** Refuses options whose names are none, which would have no effect. */
export function known(options, names) {
  if (typeof options !== 'object' || options === null) refuse('options', 'are not an object');
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) refuse(name, `is no option here; there are ${names.join(', ') || 'none'}`);
  }
  return options;
}

/** The floats of an array or a typed array. */
export function floats(values, name) {
  if (values instanceof Float32Array) return values;
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))) return Float32Array.from(values);
  return refuse(name, 'is neither an array nor a Float32Array');
}
