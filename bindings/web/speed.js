// Prints nanoseconds a pixel of an A4 page at 300 dpi in each module, without the copies in and out: node speed.js MODULE...
// The best of 15 runs, in turns; the last column is the first module's time by the last one's.

import { readFileSync } from 'node:fs';

const [WIDTH, HEIGHT, RUNS] = [2480, 3508, 15];
const GRAY = 0;
const RGBA = 3;
const NAN = Number.NaN;

const machines = process.argv.slice(2).map((path) => (
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {}).exports
));

/** Fills memory with lines of letters on noisy paper. */
function page(wasm, format) {
  const bytes = format === RGBA ? 4 : 1;
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

const OPERATIONS = [
  ['gray of RGBA', RGBA, (wasm) => wasm.web_gray(0)],
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

for (const [name, format, run] of OPERATIONS) {
  const best = machines.map(() => NAN);
  machines.forEach((wasm) => page(wasm, format));
  for (let count = 0; count < RUNS; count += 1) {
    machines.forEach((wasm, index) => {
      const start = performance.now();
      if (run(wasm) !== 0) throw new Error(`${name} fails`);
      const time = ((performance.now() - start) * 1e6) / (WIDTH * HEIGHT);
      best[index] = Number.isNaN(best[index]) ? time : Math.min(best[index], time);
    });
  }
  machines.forEach((wasm) => wasm.web_clear());
  const times = best.map((time) => time.toFixed(3).padStart(8)).join('');
  console.log(`${name.padEnd(18)}${times}${(best[0] / best.at(-1)).toFixed(2).padStart(8)}`);
}
