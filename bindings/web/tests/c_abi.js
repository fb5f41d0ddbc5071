// Loads the C library and calls what a platform without threads, clock and files cannot have: each must be refused with words and
// not trap. node c_abi.js scipix.wasm

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const OK = 0;
const UNSUPPORTED = 7;
const module = new WebAssembly.Module(readFileSync(process.argv[2]));
assert.deepEqual(WebAssembly.Module.imports(module), []);
const scipix = new WebAssembly.Instance(module, {}).exports;

// A page of our own, which the library does not know of.
const scratch = scipix.memory.grow(1) * 65536;
const bytes = () => new DataView(scipix.memory.buffer);
const word = (at) => bytes().getUint32(at, true);

function message() {
  const start = scipix.scipix_last_error_message();
  const text = new Uint8Array(scipix.memory.buffer, start);
  return new TextDecoder().decode(text.subarray(0, text.indexOf(0)));
}

function refused(status, words) {
  assert.equal(status, UNSUPPORTED, `${words}: ${status}, ${message()}`);
  assert.ok(message().includes(words), message());
}

refused(scipix.scipix_batcher_new(0, 0, 0, scratch), 'batcher: needs threads');
assert.equal(word(scratch), 0);
refused(scipix.scipix_executor_new(2, 0, scratch), 'executor: needs threads');

// A stage of a pipeline: fn, user_data, drop, workers, queue, and a reserved field of eight bytes.
for (let at = scratch; at < scratch + 64; at += 4) bytes().setUint32(at, 0, true);
bytes().setUint32(scratch, 1, true);
bytes().setUint32(scratch + 12, 1, true);
refused(scipix.scipix_pipeline_new(scratch, 1, scratch + 64), 'pipeline: needs threads');

new Uint8Array(scipix.memory.buffer).set(new TextEncoder().encode('model.safetensors\0'), scratch);
refused(scipix.scipix_model_open(scratch, 0, scratch + 64), 'path: model.safetensors');

// Memory for pixels: pooled buffers.
assert.equal(scipix.scipix_buffer_acquire(3000, scratch), OK, message());
const [data, capacity] = [word(scratch), word(scratch + 8)];
assert.ok(data !== 0 && capacity >= 3000);

// Large work with four threads asked for runs on the one there is.
assert.equal(scipix.scipix_set_thread_count(4), OK);
const [width, height] = [2000, 1500];
const [page, gray, out] = [0, 1, 2].map((index) => {
  assert.equal(scipix.scipix_buffer_acquire(4 * width * height, scratch + 32 * index), OK, message());
  return word(scratch + 32 * index);
});
new Uint8Array(scipix.memory.buffer, page, 4 * width * height).fill(200);
assert.equal(scipix.scipix_grayscale(page, 4 * width * height, gray, width * height), OK, message());
assert.equal(scipix.scipix_threshold(gray, width * height, 100, out), OK, message());
assert.deepEqual([new Uint8Array(scipix.memory.buffer, gray, 2)[1], bytes().getUint8(out)], [200, 255]);
