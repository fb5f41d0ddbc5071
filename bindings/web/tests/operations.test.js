// Compares each operation with what the native library makes of the same pages, bit for bit, in the module with SIMD and, where the
// package has it, in the one without. SCIPIX_PACKAGE is the package, SCIPIX_REFERENCE the folder that web-reference wrote.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const { Scipix, ScipixError, toRgba, toImageData, ...scipix } = await import(join(process.env.SCIPIX_PACKAGE, 'index.js'));
const reference = process.env.SCIPIX_REFERENCE;
const pages = readFileSync(join(reference, 'sizes.txt'), 'utf8').trim().split('\n').map((line) => {
  const [name, width, height] = line.split(' ');
  const data = new Uint8ClampedArray(readFileSync(join(reference, `${name}.rgba`)));
  return { name, image: { data, width: Number(width), height: Number(height) } };
});
const whole = existsSync(join(process.env.SCIPIX_PACKAGE, 'scipix.wasm'));
const levels = whole ? ['scalar', 'simd128'] : ['simd128'];
const instances = await Promise.all(levels.map((level) => Scipix.load({ simd: level === 'simd128' })));

function rgbOf({ data, width, height }) {
  return { data: Uint8Array.from(data).filter((_, index) => index % 4 !== 3), width, height };
}

const bytesOf = (floats) => new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);

function cases(sx, page) {
  const { width, height } = page;
  const gray = sx.gray(page);
  const rgb = rgbOf(page);
  const [wide, high, half, low] = [Math.floor((width * 3) / 2) + 1, Math.floor((height * 3) / 4) + 1,
    Math.floor(width / 2) + 1, Math.floor(height / 2) + 1];
  const bilinear = (image) => sx.resize(image, wide, high, { filter: 'bilinear' }).data;
  const skew = sx.skew(gray);
  const tensor = sx.toTensor(page, 320, 48, {
    mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], keepAspect: true,
  });
  assert.deepEqual(tensor.dims, [1, 3, 48, 320]);
  const columns = Math.min(Math.ceil((page.width * 48) / page.height), 320);
  assert.deepEqual(tensor.region, { x: 0, y: 0, width: columns, height: 48 });
  const area = { layout: 'nhwc', letterbox: true, centered: true, over: [9, 8, 7], fill: 0.25, filter: 'area' };
  const edge = { mean: 0.5, std: [0.5, 0.5, 0.5], letterbox: true, centered: true, padEdge: true };
  const bytes = sx.toTensor(page, 96, 64, { ...edge, channels: 'gray', dtype: 'int8', scale: 1 / 127, zeroPoint: -3 });
  assert.deepEqual(bytes.dims, [1, 1, 64, 96]);
  const region = sx.tensorRegion({ width, height }, 96, 64, edge);
  assert.deepEqual(bytes.region, region);
  return {
    letterbox: bytesOf(sx.toTensor(page, 96, 64, area).data),
    'letterbox-u8': sx.toTensor(page, 96, 64, { ...edge, dtype: 'uint8', scale: 1 / 128, zeroPoint: 128 }).data,
    'letterbox-i8': bytesOf(bytes.data),
    region: bytesOf(Float32Array.of(region.x, region.y, region.width, region.height)),
    gray: gray.data,
    gray709: sx.gray(rgb, { luma: 'bt709' }).data,
    threshold: sx.threshold(gray, 127).data,
    otsu: sx.binarize(page, { method: 'otsu' }).data,
    bits: sx.binarize(page, { method: 'fixed', threshold: sx.otsu(page), bits: true }).data,
    sauvola: sx.binarize(page, { window: 31, k: 0.2 }).data,
    'sauvola-k': sx.binarize(page, { method: 'sauvola', window: 7, k: -2.5, r: 40 }).data,
    'sauvola-bits': sx.binarize(page, { bits: true }).data,
    adaptive: sx.binarize(page, { method: 'adaptive_mean' }).data,
    bilinear: bilinear(page),
    'bilinear-gray': bilinear(gray),
    'bilinear-rgb': bilinear(rgb),
    area: sx.resize(gray, half, low).data,
    lanczos: sx.resize(gray, half, low, { filter: 'lanczos' }).data,
    rotated: sx.rotate(gray, 3.5, { expand: true }).data,
    inverted: sx.invert(gray).data,
    even: sx.normalizeBackground(gray).data,
    clean: sx.cleanPage(page).image.data,
    skew: bytesOf(Float32Array.of(skew.degrees, skew.confidence)),
    level: sx.deskew(gray, { confidence: 0 }).image.data,
    tensor: bytesOf(tensor.data),
  };
}

for (const sx of instances) {
  test(`${sx.level()}: every page has the native bits`, () => {
    for (const { name, image } of pages) {
      for (const [operation, bytes] of Object.entries(cases(sx, image))) {
        const native = readFileSync(join(reference, `${name}.${operation}`));
        assert.ok(native.equals(bytes), `${operation} of ${name}`);
      }
    }
  });

  test(`${sx.level()}: rows with gaps are read`, () => {
    const { data, width, height } = sx.gray(pages[0].image);
    const wide = new Uint8Array((width + 5) * height).fill(77);
    for (let y = 0; y < height; y += 1) wide.set(data.subarray(y * width, (y + 1) * width), y * (width + 5));
    const view = { data: wide, width, height, stride: width + 5, format: 'gray' };
    assert.deepEqual(sx.binarize(view).data, sx.binarize({ data, width, height }).data);
  });

  test(`${sx.level()}: what is wrong is refused with words, and the next call works`, () => {
    const page = pages[0].image;
    const refused = (kind, words, call) => assert.throws(call, (error) => (
      error instanceof ScipixError && error.kind === kind && error.message.includes(words)
    ) || assert.fail(`${error.kind}: ${error.message}`));
    refused('InvalidArgument', 'window', () => sx.binarize(page, { window: 30 }));
    refused('InvalidArgument', 'window: 2.5', () => sx.binarize(page, { window: 2.5 }));
    refused('InvalidArgument', 'method: niblack', () => sx.binarize(page, { method: 'niblack' }));
    refused('InvalidArgument', 'windw', () => sx.binarize(page, { windw: 31 }));
    refused('InvalidArgument', 'threshold', () => sx.binarize(page, { method: 'fixed' }));
    refused('InvalidArgument', 'value', () => sx.threshold(page, 256));
    refused('Unsupported', 'src', () => sx.threshold(page, 12));
    refused('InvalidArgument', 'image', () => sx.gray([1, 2, 3]));
    refused('InvalidArgument', 'image', () => sx.gray(undefined));
    refused('InvalidArgument', 'format', () => sx.gray({ ...page, format: 'cmyk' }));
    refused('InvalidArgument', 'format', () => sx.gray({ data: new Uint8Array(7), width: 2, height: 2 }));
    refused('OutOfRange', '', () => sx.gray({ ...page, height: page.height + 1, format: 'rgba' }));
    refused('InvalidArgument', '0', () => sx.gray({ data: new Uint8Array(0), width: 0, height: 0, format: 'gray' }));
    refused('InvalidArgument', 'width: -1', () => sx.resize(page, -1, 5));
    refused('InvalidArgument', 'skew: never', () => sx.cleanPage(page, { skew: 'never' }));
    refused('Overflow', '60000x60000', () => sx.resize(page, 60000, 60000));
    refused('SizeMismatch', '', () => sx.ctcDecode([1, 2, 3], 2));
    refused('OutOfRange', '', () => sx.textBoxes({ data: [0.5], width: 2, height: 2 }, { width: 9, height: 9 }));
    refused('InvalidArgument', 'std', () => sx.toTensor(page, 9, 9, { std: [1] }));
    refused('InvalidArgument', 'std', () => sx.toTensor(page, 9, 9, { std: 0 }));
    refused('InvalidArgument', 'letterBox', () => sx.toTensor(page, 9, 9, { letterBox: true }));
    refused('InvalidArgument', 'over: 256', () => sx.toTensor(page, 9, 9, { over: [0, 256, 0] }));
    refused('InvalidArgument', 'over: has undefined', () => sx.toTensor(page, 9, 9, { over: null }));
    refused('InvalidArgument', 'dtype: float16', () => sx.toTensor(page, 9, 9, { dtype: 'float16' }));
    refused('InvalidArgument', 'zeroPoint: 1.5', () => sx.toTensor(page, 9, 9, { dtype: 'uint8', zeroPoint: 1.5 }));
    refused('InvalidArgument', 'scale', () => sx.toTensor(page, 9, 9, { dtype: 'int8', scale: 0 }));
    refused('InvalidArgument', 'image.width', () => sx.tensorRegion({}, 9, 9));
    const map = { data: new Float32Array(12), width: 4, height: 3 };
    const boxesOf = (region, data = map.data) => sx.textBoxes({ ...map, data, region }, page);
    refused('InvalidArgument', 'map.region', () => boxesOf({ x: 2, y: 0, width: 3, height: 1 }));
    refused('InvalidArgument', 'map.region.y', () => boxesOf({ x: 2 }));
    refused('InvalidArgument', 'map.data', () => boxesOf({ x: 0, y: 0, width: 1, height: 1 }, [1]));
    assert.equal(sx.gray(page).data.length, page.width * page.height);
  });

  test(`${sx.level()}: models' outputs are decoded`, () => {
    const scores = [0, 5, 1, 0, 5, 1, 5, 0, 1, 0, 1, 5];
    const line = sx.ctcDecode(scores, 3);
    assert.deepEqual(line.map(({ id }) => id), [1, 2]);
    assert.ok(line.every(({ probability }) => probability > 0.9 && probability < 1));
    const data = new Float32Array(64 * 32);
    for (let y = 10; y < 20; y += 1) data.fill(0.9, y * 64 + 8, y * 64 + 56);
    const boxes = sx.textBoxes({ data, width: 64, height: 32 }, { width: 128, height: 64 });
    assert.equal(boxes.length, 1);
    const [[left, top], , [right, bottom]] = boxes[0].corners;
    assert.ok(left < 17 && top < 21 && right > 110 && bottom > 38 && boxes[0].score > 0.7);
    assert.deepEqual(sx.textBoxes({ data, width: 64, height: 32 }, { width: 128, height: 64 }, { boxThreshold: 0.95 }), []);
  });

  test(`${sx.level()}: boxes in a letterbox come back to the page`, () => {
    const page = { width: 900, height: 600 };
    const region = sx.tensorRegion(page, 640, 640, { letterbox: true, centered: true });
    assert.deepEqual(region, { x: 0, y: 106, width: 640, height: 427 });
    assert.deepEqual(scipix.toImagePoint([320, 106], region, page), [450, 0]);
    assert.deepEqual(scipix.toImagePoint([640, 533], region, page), [900, 600]);
    const data = new Float32Array(640 * 640);
    const shown = new Float32Array(640 * 427);
    for (let y = 200; y < 230; y += 1) {
      data.fill(0.9, (106 + y) * 640 + 50, (106 + y) * 640 + 400);
      shown.fill(0.9, y * 640 + 50, y * 640 + 400);
    }
    const boxes = sx.textBoxes({ data, width: 640, height: 640, region }, page);
    assert.equal(boxes.length, 1);
    assert.deepEqual(boxes, sx.textBoxes({ data: shown, width: 640, height: 427 }, page));
    assert.ok(Math.abs(boxes[0].corners[0][1] - 281) < 40, boxes[0].corners[0]);
  });

  test(`${sx.level()}: memory does not grow over a thousand calls`, () => {
    const { image } = pages.find(({ name }) => name === 'noise-70');
    const large = pages[0].image;
    const work = () => {
      sx.binarize(large, { window: 31 });
      sx.cleanPage(image);
      sx.toTensor(large, 64, 64);
    };
    work();
    const before = sx.memoryBytes;
    for (let call = 0; call < 334; call += 1) {
      work();
      assert.throws(() => sx.binarize(large, { window: 2 }), ScipixError);
    }
    assert.equal(sx.memoryBytes, before);
  });
}

test('the module is chosen at load', { skip: !whole }, async () => {
  assert.throws(() => scipix.gray(pages[0].image), ScipixError);
  await scipix.load();
  assert.equal(scipix.level(), scipix.hasSimd() ? 'simd128' : 'scalar');
  assert.deepEqual(instances.map((sx) => sx.level()), levels);
  assert.equal(scipix.version(), JSON.parse(readFileSync(join(process.env.SCIPIX_PACKAGE, 'package.json'))).version);
  const bytes = readFileSync(join(process.env.SCIPIX_PACKAGE, 'scipix.wasm'));
  assert.equal((await Scipix.load({ wasm: bytes })).level(), 'scalar');
  assert.deepEqual(scipix.gray(pages[0].image), instances[0].gray(pages[0].image));
  await assert.rejects(Scipix.load({ wasm: './absent.wasm' }));
  await assert.rejects(Scipix.load({ smid: true }), ScipixError);
});

test('images become what a canvas takes', () => {
  const { image } = pages[0];
  assert.deepEqual(toRgba(image), image.data);
  const gray = instances[0].gray(image);
  const { data, width, height } = toImageData(gray);
  assert.deepEqual([width, height, data[0], data[3]], [image.width, image.height, gray.data[0], 255]);
  const black = instances[0].binarize(image, { bits: true });
  const same = instances[0].binarize(image);
  assert.deepEqual(toRgba(black), toRgba(same));
});
