// The page: pictures in, canvases out. All work on pixels is the worker's.

import { OPERATIONS } from './operations.js';

const MOST_PIXELS = 24e6;
const find = (id) => document.getElementById(id);
const [drop, status, results, sliders] = [find('drop'), find('status'), find('results'), [find('window'), find('k')]];
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const cards = new Map();
let name = 'page';

function card(key, title) {
  const figure = find('card').content.firstElementChild.cloneNode(true);
  figure.id = key;
  figure.querySelector('h2').textContent = title;
  figure.querySelector('canvas').setAttribute('aria-label', title);
  figure.querySelector('.download').addEventListener('click', () => save(key));
  results.append(figure);
  cards.set(key, figure);
}

card('photo', 'Page');
Object.entries(OPERATIONS).forEach(([key, { title }]) => card(key, title));

function draw(key, image, detail) {
  const figure = cards.get(key);
  const canvas = figure.querySelector('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext('2d').putImageData(image, 0, 0);
  figure.querySelector('.detail').textContent = detail;
  figure.querySelector('.download').disabled = false;
}

function save(key) {
  cards.get(key).querySelector('canvas').toBlob((blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.${key}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

function settings() {
  const [window, k] = sliders.map((slider) => Number(slider.value));
  find('window-value').textContent = window;
  find('k-value').textContent = k.toFixed(2);
  return { window, k };
}

/** Decodes a picture, upright, and smaller where it is larger than a page needs. */
async function pixelsOf(blob) {
  const bitmap = await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function open(blob, fileName) {
  try {
    status.textContent = 'Reading the picture';
    const page = await pixelsOf(blob);
    name = fileName.replace(/\.[^.]*$/, '');
    draw('photo', page, `${page.width} x ${page.height}`);
    const { data, width, height } = page;
    status.textContent = 'Working';
    delete document.body.dataset.done;
    worker.postMessage({ page: { data, width, height }, settings: settings(), operations: Object.keys(OPERATIONS) }, [data.buffer]);
  } catch (error) {
    status.textContent = `This picture cannot be read: ${error.message}`;
  }
}

function timesOf(times) {
  const { simd128, scalar } = times;
  const ms = (time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
  if (simd128 === undefined) return ms(scalar);
  if (scalar === undefined) return `SIMD ${ms(simd128)}`;
  return `SIMD ${ms(simd128)}, scalar ${ms(scalar)}, ${(scalar / simd128).toFixed(1)}×`;
}

worker.addEventListener('message', ({ data }) => {
  if (data.ready) {
    status.textContent = 'Ready';
    document.body.dataset.level = data.ready;
  }
  if (data.error) status.textContent = data.name ? `${data.name}: ${data.error}` : data.error;
  if (data.pixels) draw(data.name, new ImageData(data.pixels, data.width, data.height), data.detail);
  if (data.times) cards.get(data.name).querySelector('.times').textContent = timesOf(data.times);
  if (data.idle) {
    document.body.dataset.done = 'yes';
    if (status.textContent === 'Working') status.textContent = 'Done';
  }
});
worker.addEventListener('error', () => { status.textContent = 'This browser cannot run the page: it needs module workers.'; });

for (const input of [find('file'), find('camera')]) {
  input.addEventListener('change', () => {
    const [file] = input.files;
    if (file) open(file, file.name);
    input.value = '';
  });
}
find('sample').addEventListener('click', async () => open(await (await fetch('sample.jpg')).blob(), 'sample.jpg'));
sliders.forEach((slider) => slider.addEventListener('input', () => {
  delete document.body.dataset.done;
  worker.postMessage({ settings: settings(), operations: ['sauvola'] });
}));
addEventListener('paste', ({ clipboardData }) => {
  const file = [...clipboardData.files].find(({ type }) => type.startsWith('image/'));
  if (file) open(file, file.name);
});
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', kind === 'dragover');
    const file = kind === 'drop' && event.dataTransfer.files[0];
    if (file) open(file, file.name);
  });
}

settings();
navigator.serviceWorker?.register('offline.js');
