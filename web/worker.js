// The work, away from the thread that the page lives on. A message sets what is to be done; results are posted as they come, and
// work that a newer message made void is dropped between two runs.

import { Scipix, hasSimd, toRgba } from './scipix/index.js';
import { OPERATIONS } from './operations.js';

const RUNS = 3;
const state = { page: null, gray: null, window: 51, k: 0.34 };
const pending = new Set();
let working = false;

const loading = Scipix.load();
// The module without SIMD is for times only, so that it comes second.
const loadingSlow = loading.then(() => (hasSimd() ? Scipix.load({ simd: false }) : null));
loading.then((fast) => postMessage({ ready: fast.level() }), (error) => postMessage({ error: error.message }));

addEventListener('message', ({ data }) => {
  Object.assign(state, data.settings);
  if (data.page) {
    state.page = data.page;
    state.gray = null;
    pending.clear();
  }
  data.operations.forEach((name) => pending.add(name));
  if (state.page && !working) work();
});

const turn = () => new Promise((resolve) => setTimeout(resolve));

async function work() {
  working = true;
  while (pending.size > 0) {
    const [name] = pending;
    pending.delete(name);
    try {
      await show(name);
    } catch (error) {
      postMessage({ name, error: error.message });
    }
  }
  working = false;
  postMessage({ idle: true });
}

async function show(name) {
  const fast = await loading;
  const input = { ...state, gray: (state.gray ??= fast.gray(state.page)) };
  const isCurrent = () => input.page === state.page && !pending.has(name);
  const { run } = OPERATIONS[name];
  const start = performance.now();
  const { image, detail = '' } = run(fast, input);
  const times = { [fast.level()]: performance.now() - start };
  const { width, height } = image;
  const pixels = toRgba(image);
  postMessage({ name, width, height, detail, pixels, times }, [pixels.buffer]);
  const slow = await loadingSlow;
  for (const instance of slow ? [fast, slow] : [fast]) {
    const level = instance.level();
    for (let count = 0; count < RUNS; count += 1) {
      await turn();
      if (!isCurrent()) return;
      const before = performance.now();
      const again = run(instance, input).image;
      times[level] = Math.min(times[level] ?? Infinity, performance.now() - before);
      if (!equal(again.data, image.data)) throw new Error(`${level} gives other bits`);
    }
  }
  postMessage({ name, times, done: true });
}

function equal(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
