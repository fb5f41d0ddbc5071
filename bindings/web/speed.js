// Prints tables of nanoseconds in a scalar module and in one with SIMD, without the copies in and out, and their ratio:
// node speed.js SCALAR SIMD [NAME]
// Both have the feature `speed`. The best of 31 runs, in turns; with NAME, only operations whose name matches it.

import { readFileSync } from 'node:fs';

// A4 at 300 dpi.
const [WIDTH, HEIGHT, RUNS] = [2480, 3508, 31];
const GRAY = 0;
const RGB = 1;
const RGBA = 3;
const BYTES = { [GRAY]: 1, [RGB]: 3, [RGBA]: 4 };

const [scalar, simd, name = ''] = process.argv.slice(2);
const wanted = new RegExp(name);
const machines = [scalar, simd].map((path) => (
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {}).exports
));

/** Fills memory with lines of letters on noisy paper. */
function page(wasm, format) {
  const bytes = BYTES[format];
  const at = wasm.web_input(bytes * WIDTH * HEIGHT, WIDTH, HEIGHT, 0, format) >>> 0;
  const memory = new Uint8Array(wasm.memory.buffer, at, bytes * WIDTH * HEIGHT);
  let state = 1;
  for (let index = 0; index < memory.length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pixel = Math.floor(index / bytes);
    const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
    const ink = y % 50 < 24 && (x * 7 + y * 3) % 31 < 9;
    memory[index] = (ink ? 30 : 215) + (state >>> 28);
  }
}

const OF_A_PAGE = [
  ['gray of RGBA', RGBA, (wasm) => wasm.web_gray(0)],
  ['gray of RGB', RGB, (wasm) => wasm.web_gray(0)],
  ['threshold', GRAY, (wasm) => wasm.web_threshold(127)],
  ['to bits', GRAY, (wasm) => wasm.web_binarize(3, 0, 127, 0, 1)],
  ['Otsu\'s level', GRAY, (wasm) => wasm.web_otsu()],
  ['adaptive mean', GRAY, (wasm) => wasm.web_binarize(2, 31, 10, 0, 0)],
  ['Sauvola', GRAY, (wasm) => wasm.web_binarize(1, 51, 0.34, 128, 0)],
  ['bilinear to 3/4', GRAY, (wasm) => wasm.web_resize(WIDTH * 3 / 4, HEIGHT * 3 / 4, 1)],
  ['bilinear to 3/2', GRAY, (wasm) => wasm.web_resize(WIDTH * 3 / 2, HEIGHT * 3 / 2, 1)],
  ['area to 1/2', GRAY, (wasm) => wasm.web_resize(WIDTH / 2, HEIGHT / 2, 2)],
  ['Lanczos to 1/2', GRAY, (wasm) => wasm.web_resize(WIDTH / 2, HEIGHT / 2, 3)],
];

/** In the order of `web_speed`, with how often it is done in a run. */
const OF_ELEMENTS = [
  ['tensor of RGB', 8], ['tensor of RGBA', 8], ['tensor of RGB, channels last', 8], ['tensor of RGBA, channels last', 8],
  ['tensor of gray', 24], ['quantise', 8], ['dequantise', 8], ['choose params', 8], ['integer product', 1],
  ['integer product of one row', 16], ['linear layer', 1], ['linear layer of one row', 16],
].map(([name, count], index) => [name, (wasm) => wasm.web_speed(index, count)]);

/** Prints the best time of `work` in each module, by the number that `units` gives. */
function measure(name, work, units) {
  const best = machines.map(() => Infinity);
  for (let run = 0; run < RUNS; run += 1) {
    machines.forEach((wasm, index) => {
      const start = performance.now();
      if (work(wasm) !== 0) throw new Error(`${name} fails`);
      best[index] = Math.min(best[index], ((performance.now() - start) * 1e6) / units(wasm));
    });
  }
  machines.forEach((wasm) => wasm.web_clear());
  const times = best.map((time) => time.toFixed(3)).join(' | ');
  console.log(`| ${name} | ${times} | ${(best[0] / best[1]).toFixed(2)} |`);
}

/** Prints the head of a table. */
function table(heading, words) {
  console.log(`\n## ${heading}\n\n${words}\n\n| operation | scalar | SIMD | ratio |\n| --- | ---: | ---: | ---: |`);
}

table('Pages', `In nanoseconds a pixel of a page of ${WIDTH}x${HEIGHT}, with new memory for the result.`);
for (const [name, format, work] of OF_A_PAGE.filter(([name]) => wanted.test(name))) {
  machines.forEach((wasm) => page(wasm, format));
  measure(name, work, () => WIDTH * HEIGHT);
}
table('Tensors and products', 'In nanoseconds an element, or a product of two bytes: images of 320x320, 307,200 floats, and one row or 64 '
  + 'by 512x512 weights.');
for (const [name, work] of OF_ELEMENTS.filter(([name]) => wanted.test(name))) {
  measure(name, work, (wasm) => new DataView(wasm.memory.buffer).getFloat64(wasm.web_numbers() >>> 0, true));
}
