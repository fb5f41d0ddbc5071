// scipix in the browser, in a worker and in Node. index.d.ts is the manual.

import { ScipixError } from './errors.js';
import { hasSimd } from './module.js';
import { Scipix } from './operations.js';
import { toImageData, toRgba } from './pixels.js';
import { toImagePoint } from './tensor.js';

export { Scipix, ScipixError, hasSimd, toImageData, toImagePoint, toRgba };

let shared;

/** Loads the library, for the functions of this module. */
export async function load(options) {
  shared = await Scipix.load(options);
  return shared;
}

function loaded() {
  if (!shared) throw new ScipixError('Closed', 'scipix: call load() and await it first');
  return shared;
}

export const level = () => loaded().level();
export const version = () => loaded().version();
export const gray = (image, options) => loaded().gray(image, options);
export const threshold = (image, value) => loaded().threshold(image, value);
export const otsu = (image) => loaded().otsu(image);
export const binarize = (image, options) => loaded().binarize(image, options);
export const invert = (image) => loaded().invert(image);
export const normalizeBackground = (image) => loaded().normalizeBackground(image);
export const resize = (image, width, height, options) => loaded().resize(image, width, height, options);
export const rotate = (image, degrees, options) => loaded().rotate(image, degrees, options);
export const skew = (image) => loaded().skew(image);
export const deskew = (image, options) => loaded().deskew(image, options);
export const cleanPage = (image, options) => loaded().cleanPage(image, options);
export const toTensor = (image, width, height, options) => loaded().toTensor(image, width, height, options);
export const tensorRegion = (image, width, height, options) => loaded().tensorRegion(image, width, height, options);
export const textBoxes = (map, page, options) => loaded().textBoxes(map, page, options);
export const ctcDecode = (scores, classes, options) => loaded().ctcDecode(scores, classes, options);
