// The WebAssembly module: how it is found, and how a call is made.

import { FORMATS } from './arguments.js';
import { ScipixError } from './errors.js';
import { described } from './pixels.js';

// A function that returns a vector: engines without SIMD do not take it.
const SIMD_PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
);

/** Whether this engine has WebAssembly's 128-bit SIMD. */
export const hasSimd = () => WebAssembly.validate(SIMD_PROBE);

async function compiled(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  if (globalThis.Response && source instanceof Response) return WebAssembly.compile(await source.arrayBuffer());
  const url = new URL(source, import.meta.url);
  if (url.protocol === 'file:' && globalThis.process?.versions?.node) {
    // Bundlers for the browser must not look for this module.
    const name = 'node:fs/promises';
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
    return WebAssembly.compile(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new ScipixError('Io', `wasm: ${url} is not there (${response.status})`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Loads the module with SIMD or the one without. */
export async function loadModule({ simd = hasSimd(), wasm } = {}) {
  if (wasm !== undefined) return compiled(wasm);
  return compiled(simd ? new URL('./scipix-simd.wasm', import.meta.url) : new URL('./scipix.wasm', import.meta.url));
}

/** An instance of the module, whose functions are called by name. */
export class Machine {
  #module;
  #wasm;

  constructor(module) {
    this.#module = module;
    this.#start();
  }

  #start() {
    this.#wasm = new WebAssembly.Instance(this.#module, {}).exports;
  }

  /** Bytes of memory that the instance has. It keeps what it once needed. */
  get memoryBytes() {
    return this.#wasm.memory.buffer.byteLength;
  }

  /** What a function without inputs writes where messages are. */
  text(name) {
    this.#wasm[name]();
    const text = this.#message();
    this.#wasm.web_clear();
    return text;
  }

  /** Passes an image, numbers or both, calls a function, and returns what `read` makes of the results. */
  call(inputs, name, numbers, read) {
    try {
      if ('image' in inputs) this.#pass(described(inputs.image));
      if (inputs.floats) this.#passFloats(inputs.floats);
      if (this.#wasm[name](...numbers) !== 0) {
        const [kind, ...words] = this.#message().split('\n');
        throw new ScipixError(kind, words.join('\n'));
      }
      return read(this);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      // An instance that trapped may have anything in its memory.
      this.#start();
      throw new ScipixError('Panicked', `a fault in scipix: ${error.message}`);
    } finally {
      this.#wasm.web_clear();
    }
  }

  /** The image that an operation made, copied out of the module. */
  image() {
    const wasm = this.#wasm;
    const [width, height, format, stride] = [0, 1, 2, 3].map((index) => wasm.web_shape(index) >>> 0);
    const data = new Uint8Array(wasm.memory.buffer, wasm.web_output() >>> 0, stride * height).slice();
    return { data, width, height, format: FORMATS[format], stride };
  }

  /** The numbers that an operation found. */
  numbers() {
    const wasm = this.#wasm;
    return [...new Float64Array(wasm.memory.buffer, wasm.web_numbers() >>> 0, wasm.web_number_count() >>> 0)];
  }

  /** The tensor that an operation made. */
  tensor(dtype) {
    const wasm = this.#wasm;
    const Elements = { float32: Float32Array, uint8: Uint8Array, int8: Int8Array }[dtype];
    return new Elements(wasm.memory.buffer, wasm.web_tensor() >>> 0, wasm.web_tensor_count() >>> 0).slice();
  }

  #pass({ bytes, width, height, stride, format }) {
    const at = this.#wasm.web_input(bytes.length, width, height, stride, format) >>> 0;
    if (at === 0) throw new ScipixError('OutOfMemory', `image: no memory for ${bytes.length} bytes`);
    new Uint8Array(this.#wasm.memory.buffer).set(bytes, at);
  }

  #passFloats(values) {
    const at = this.#wasm.web_floats(values.length) >>> 0;
    if (at === 0) throw new ScipixError('OutOfMemory', `values: no memory for ${values.length} of them`);
    new Float32Array(this.#wasm.memory.buffer, at, values.length).set(values);
  }

  #message() {
    const wasm = this.#wasm;
    return new TextDecoder().decode(
      new Uint8Array(wasm.memory.buffer, wasm.web_message() >>> 0, wasm.web_message_len() >>> 0),
    );
  }
}
