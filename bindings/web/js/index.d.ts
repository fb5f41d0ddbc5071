/**
 * scipix does the work around an OCR model, in the browser, in a worker and in Node.
 *
 * ```js
 * import * as scipix from 'scipix';
 *
 * await scipix.load();
 * const page = context.getImageData(0, 0, canvas.width, canvas.height);
 * const black = scipix.binarize(page, { method: 'sauvola', window: 31 });
 * context.putImageData(scipix.toImageData(black), 0, 0);
 * ```
 *
 * Calls run on the thread that makes them, and a page takes milliseconds to tens of them: call from a worker where a page must
 * stay interactive. Results are copies that the caller owns, and nothing of a call stays in the module. Each function gives the
 * bits that the native library gives. What is refused throws a {@link ScipixError}.
 */

/** How a pixel is stored; `bits` has one bit a pixel, the first in the highest bit, 1 for black. */
export type Format = 'gray' | 'rgb' | 'bgr' | 'rgba' | 'bgra' | 'bits' | 'gray16';

/** Pixels that a caller passes: an `ImageData`, or bytes of any format. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** Without it 1, 3 or 4 bytes a pixel are `gray`, `rgb` or `rgba`. */
  readonly format?: Format;
  /** Bytes from one row to the next; rows have no gaps without it. */
  readonly stride?: number;
}

/** An image that an operation made, in rows without gaps. */
export interface Image {
  data: Uint8Array;
  width: number;
  height: number;
  format: Format;
  /** Bytes of a row. */
  stride: number;
}

/** What the library refuses, or a fault of it. The message names the argument. */
export class ScipixError extends Error {
  constructor(kind: string, message: string);
  /** The kind, such as `InvalidArgument`, `SizeMismatch`, `Unsupported` or `OutOfMemory`. */
  readonly kind: string;
}

/** How the library is loaded. */
export interface LoadOptions {
  /** Whether to use the module with SIMD; by default where the engine has it. */
  simd?: boolean;
  /** The module, where it is not beside this file: its address, bytes, response, or what `WebAssembly.compile` made. */
  wasm?: string | URL | BufferSource | Response | WebAssembly.Module;
}

export interface BinarizeOptions {
  /** `sauvola` by default. */
  method?: 'otsu' | 'sauvola' | 'adaptive_mean' | 'fixed';
  /** The side of the square in pixels, odd; 51 by default, for `adaptive_mean` 31. A third of the dots per inch is common. */
  window?: number;
  /** Sauvola's weight of a lack of contrast; 0.34 by default. */
  k?: number;
  /** Sauvola's range of the standard deviation; 128 by default. */
  r?: number;
  /** By how much the threshold of `adaptive_mean` lies below the mean; 10 by default. */
  offset?: number;
  /** The threshold of `fixed`, 0 to 255. */
  threshold?: number;
  /** Whether the result has one bit a pixel instead of a byte. */
  bits?: boolean;
}

export interface ResizeOptions {
  /** `area` by default. */
  filter?: 'nearest' | 'bilinear' | 'area' | 'lanczos' | 'bilinear-antialiased' | 'cubic';
}

export interface RotateOptions {
  /** Whether the result grows so that no corner is cut off. */
  expand?: boolean;
  /** The byte of what comes in from outside; 255 by default. */
  fill?: number;
}

/** The angle of a page. */
export interface Skew {
  /** Degrees by which `rotate` makes the page level, clockwise; from -45 to 45. */
  degrees: number;
  /** 0, no line to be seen, to 1. Trust the angle from about 0.5 on. */
  confidence: number;
}

/** When a step of the cleaning is done: where the page needs it, never, or always. */
export type Step = 'auto' | 'off' | 'on';

export interface CleanOptions {
  polarity?: Step;
  orientation?: Step;
  skew?: Step;
  borders?: Step;
  background?: Step;
  denoise?: Step;
  lines?: Step;
  despeckle?: Step;
  /** Whether a page that is made level keeps its size, although its corners may be cut off. */
  keepSize?: boolean;
  /** Whether the result has one bit a pixel instead of gray. */
  bits?: boolean;
}

/** What a cleaning found and did. */
export interface CleanReport {
  inverted: boolean;
  /** 0, 90, 180 or 270 degrees clockwise by which the page stands upright; null where that is not known. */
  orientation: number | null;
  orientationConfidence: number;
  /** Degrees by which it was turned, in quarters. */
  turned: number;
  skewDegrees: number;
  skewConfidence: number;
  /** Degrees by which it was made level. */
  levelled: number;
  backgroundNormalized: boolean;
  denoised: boolean;
  lines: number;
  borderPixels: number;
  specks: number;
  speckPixels: number;
  content: { x: number; y: number; width: number; height: number };
}

export interface TensorOptions {
  layout?: 'nchw' | 'nhwc';
  channels?: 'rgb' | 'bgr' | 'gray';
  /** Whether the image is scaled to the height and keeps its aspect, at most to the width; columns left over are padding. */
  keepAspect?: boolean;
  /** Whether both sides are scaled by the largest factor with which the image fits. */
  letterbox?: boolean;
  /** Whether the scaled image lies in the middle, not at the top left. */
  centered?: boolean;
  /** Whether the padding repeats the nearest pixel instead of `fill`. */
  padEdge?: boolean;
  /** The value of the padding, after normalisation; 0 by default. */
  fill?: number;
  /** A colour, red first, that an image with alpha is composited over; without it alpha is ignored. */
  over?: readonly [number, number, number];
  /** `bilinear` by default. */
  filter?: ResizeOptions['filter'];
  /** What is subtracted from each channel, whose bytes are 0 to 1; 0 by default. */
  mean?: number | readonly [number, number, number];
  /** What the difference is divided by; 1 by default. */
  std?: number | readonly [number, number, number];
  /** The type of the elements, `float32` by default. Bytes are the value / `scale`, rounded, plus `zeroPoint`. */
  dtype?: 'float32' | 'uint8' | 'int8';
  /** For bytes; 1 / 255 by default. */
  scale?: number;
  /** For bytes; 0 by default. */
  zeroPoint?: number;
}

/** The part of a tensor, or of a map, that holds an image; the rest is padding. */
export interface TensorRegion {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The input of a model. */
export interface Tensor<Data = Float32Array> {
  data: Data;
  dims: number[];
  /** The columns and rows that hold the image; the others are padding. */
  region: TensorRegion;
}

/** A detector's map: a probability for each of its pixels. */
export interface ProbabilityMap {
  readonly data: Float32Array | readonly number[];
  readonly width: number;
  readonly height: number;
  /** The part that shows the page, all of it by default: the region of the tensor, divided by as much as the map is smaller. */
  readonly region?: TensorRegion;
}

export interface TextBoxOptions {
  /** The engine whose numbers hold where no option is given; `rapidocr` by default. */
  preset?: 'rapidocr' | 'paddle' | 'doctr';
  /** The probability above which a pixel belongs to text. */
  threshold?: number;
  /** The least score of a box. */
  boxThreshold?: number;
  /** How much a box is grown. */
  unclipRatio?: number;
}

/** A box of text, in pixels of the page: top left, top right, bottom right, bottom left. */
export interface TextBox {
  corners: [number, number][];
  score: number;
}

export interface CtcOptions {
  /** The class that stands for no symbol; 0 by default. */
  blank?: number;
  /** Whether the scores are probabilities of a softmax instead of logits. */
  probabilities?: boolean;
}

/** A symbol of a line of text. */
export interface CtcSymbol {
  /** Its class. */
  id: number;
  probability: number;
}

/** An instance of the library, with the operations that this module has as functions. */
export class Scipix {
  private constructor();
  /** Makes an instance with memory of its own. */
  static load(options?: LoadOptions): Promise<Scipix>;
  /** Bytes of memory that the instance has; it keeps what the largest call needed. */
  readonly memoryBytes: number;
  level(): 'scalar' | 'simd128';
  version(): string;
  gray(image: Pixels, options?: { luma?: 'bt601' | 'bt601-8bit' | 'bt709' }): Image;
  threshold(image: Pixels, value: number): Image;
  otsu(image: Pixels): number;
  binarize(image: Pixels, options?: BinarizeOptions): Image;
  invert(image: Pixels): Image;
  normalizeBackground(image: Pixels): Image;
  resize(image: Pixels, width: number, height: number, options?: ResizeOptions): Image;
  rotate(image: Pixels, degrees: number, options?: RotateOptions): Image;
  skew(image: Pixels): Skew;
  deskew(image: Pixels, options?: RotateOptions & { confidence?: number }): Skew & { image: Image };
  cleanPage(image: Pixels, options?: CleanOptions): { image: Image; report: CleanReport };
  toTensor(image: Pixels, width: number, height: number, options: TensorOptions & { dtype: 'uint8' }): Tensor<Uint8Array>;
  toTensor(image: Pixels, width: number, height: number, options: TensorOptions & { dtype: 'int8' }): Tensor<Int8Array>;
  toTensor(image: Pixels, width: number, height: number, options?: TensorOptions & { dtype?: 'float32' }): Tensor;
  tensorRegion(image: { width: number; height: number }, width: number, height: number, options?: TensorOptions): TensorRegion;
  textBoxes(map: ProbabilityMap, page: { width: number; height: number }, options?: TextBoxOptions): TextBox[];
  ctcDecode(scores: Float32Array | readonly number[], classes: number, options?: CtcOptions): CtcSymbol[];
}

/** Loads the library for the functions below. Until it is loaded they throw. */
export function load(options?: LoadOptions): Promise<Scipix>;
/** Returns whether this engine has WebAssembly's SIMD. */
export function hasSimd(): boolean;
/** Returns the SIMD level of the loaded module. */
export function level(): 'scalar' | 'simd128';
/** Returns the version of the library. */
export function version(): string;
/** Makes gray of colours, as OpenCV computes BT.601 unless `luma` says otherwise. */
export function gray(image: Pixels, options?: { luma?: 'bt601' | 'bt601-8bit' | 'bt709' }): Image;
/** Makes gray above `value` white and the rest black. */
export function threshold(image: Pixels, value: number): Image;
/** Returns the threshold of N. Otsu, which parts dark and light best. */
export function otsu(image: Pixels): number;
/** Makes black and white. */
export function binarize(image: Pixels, options?: BinarizeOptions): Image;
/** Makes a negative. */
export function invert(image: Pixels): Image;
/** Makes shaded paper evenly light, as Leptonica's pixBackgroundNorm. */
export function normalizeBackground(image: Pixels): Image;
/** Changes the size. */
export function resize(image: Pixels, width: number, height: number, options?: ResizeOptions): Image;
/** Turns by `degrees`, clockwise. */
export function rotate(image: Pixels, degrees: number, options?: RotateOptions): Image;
/** Measures the skew of a page. */
export function skew(image: Pixels): Skew;
/** Makes the lines of a page level; leaves it as it is where the confidence is less than 0.5, or than what is given. */
export function deskew(image: Pixels, options?: RotateOptions & { confidence?: number }): Skew & { image: Image };
/** Cleans a page: each step where the page shows that it is needed. */
export function cleanPage(image: Pixels, options?: CleanOptions): { image: Image; report: CleanReport };
/** Makes the input of a model, in one pass. */
export function toTensor(image: Pixels, width: number, height: number, options: TensorOptions & { dtype: 'uint8' }): Tensor<Uint8Array>;
export function toTensor(image: Pixels, width: number, height: number, options: TensorOptions & { dtype: 'int8' }): Tensor<Int8Array>;
export function toTensor(image: Pixels, width: number, height: number, options?: TensorOptions & { dtype?: 'float32' }): Tensor;
/** Returns where an image of this size lies in the tensor that `toTensor` makes of it. */
export function tensorRegion(
  image: { width: number; height: number }, width: number, height: number, options?: TensorOptions,
): TensorRegion;
/** Maps a point of a tensor to the image that lies in its region; a point of the padding lies outside of the image. */
export function toImagePoint(
  point: readonly [number, number], region: TensorRegion, image: { width: number; height: number },
): [number, number];
/** Finds boxes of text in a detector's map, from the bottom of the page up. */
export function textBoxes(map: ProbabilityMap, page: { width: number; height: number }, options?: TextBoxOptions): TextBox[];
/** Decodes the scores of a line greedily: rows of `classes` numbers, one for each step. */
export function ctcDecode(scores: Float32Array | readonly number[], classes: number, options?: CtcOptions): CtcSymbol[];
/** Returns the pixels as red, green, blue and alpha. */
export function toRgba(image: Pixels): Uint8ClampedArray;
/** Returns what `putImageData` takes; without the class `ImageData`, as in Node, an object with its fields. */
export function toImageData(image: Pixels): ImageData;
