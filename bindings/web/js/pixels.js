// Images as JavaScript has them.

import { FORMATS, choice, refuse, whole } from './arguments.js';

const BYTES = { gray: 1, rgb: 3, bgr: 3, rgba: 4, bgra: 4, gray16: 2 };

/** The format of an image that names none: as many bytes as its pixels have tell. */
function guessed({ data, width, height, stride }) {
  const bytes = stride ? Math.floor(stride / width) : data.length / (width * height);
  const format = { 1: 'gray', 3: 'rgb', 4: 'rgba' }[bytes];
  return format ?? refuse('image', `${data.length} bytes for ${width}x${height} pixels: its format must be named`);
}

/** Bytes, numbers and the number of the format of an image that a caller passes. */
export function described(image) {
  const bytes = image?.data;
  if (!(bytes instanceof Uint8Array || bytes instanceof Uint8ClampedArray)) {
    refuse('image', 'has no data that are a Uint8Array or Uint8ClampedArray');
  }
  const width = whole(image.width, 'width');
  const height = whole(image.height, 'height');
  const stride = whole(image.stride ?? 0, 'stride');
  return { bytes, width, height, stride, format: choice(image.format ?? guessed(image), FORMATS, 'format') };
}

/** The pixels of an image as red, green, blue and alpha. */
export function toRgba(image) {
  const { bytes, width, height, stride, format: index } = described(image);
  const format = FORMATS[index];
  const step = stride || (format === 'bits' ? Math.ceil(width / 8) : width * BYTES[format]);
  const words = new Uint32Array(width * height);
  const little = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
  const word = little
    ? (r, g, b, a) => r | (g << 8) | (b << 16) | (a << 24)
    : (r, g, b, a) => (r << 24) | (g << 16) | (b << 8) | a;
  const grays = Uint32Array.from({ length: 256 }, (_, gray) => word(gray, gray, gray, 255));
  for (let y = 0, to = 0; y < height; y += 1) {
    const row = bytes.subarray(y * step, y * step + step);
    for (let x = 0; x < width; x += 1, to += 1) {
      switch (format) {
        case 'gray': words[to] = grays[row[x]]; break;
        case 'bits': words[to] = grays[row[x >> 3] & (0x80 >> (x & 7)) ? 0 : 255]; break;
        case 'gray16': words[to] = grays[row[2 * x + (little ? 1 : 0)]]; break;
        case 'rgb': words[to] = word(row[3 * x], row[3 * x + 1], row[3 * x + 2], 255); break;
        case 'bgr': words[to] = word(row[3 * x + 2], row[3 * x + 1], row[3 * x], 255); break;
        case 'rgba': words[to] = word(row[4 * x], row[4 * x + 1], row[4 * x + 2], row[4 * x + 3]); break;
        default: words[to] = word(row[4 * x + 2], row[4 * x + 1], row[4 * x], row[4 * x + 3]);
      }
    }
  }
  return new Uint8ClampedArray(words.buffer);
}

/** An ImageData for a canvas; where there is no such class, as in Node, an object with the same fields. */
export function toImageData(image) {
  const data = toRgba(image);
  const { width, height } = image;
  return globalThis.ImageData ? new ImageData(data, width, height) : { data, width, height, colorSpace: 'srgb' };
}
