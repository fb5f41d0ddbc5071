// The options of a tensor, and what lies where in it.

import { FILTERS, choice, floats, known, number, refuse, whole } from './arguments.js';

const LAYOUTS = ['nchw', 'nhwc'];
const CHANNELS = ['rgb', 'bgr', 'gray'];
export const DTYPES = ['float32', 'uint8', 'int8'];
const OPTIONS = ['layout', 'channels', 'keepAspect', 'letterbox', 'centered', 'padEdge', 'fill', 'over', 'filter', 'mean', 'std',
  'dtype', 'scale', 'zeroPoint'];

/** Three numbers, or one for all three. */
function three(values, name) {
  if (typeof values === 'number') return [values, values, values];
  return values?.length === 3 ? values : refuse(name, `has ${values?.length} numbers, must be 3`);
}

/** What the module takes: its numbers, those for bytes, and its floats; and the type of the elements. */
export function tensorInputs(width, height, options) {
  const { layout = 'nchw', channels = 'rgb', keepAspect, letterbox, centered, padEdge, fill = 0, over, filter = 'bilinear',
    mean = 0, std = 1, dtype = 'float32', scale = 1 / 255, zeroPoint = 0 } = known(options, OPTIONS);
  const flags = choice(layout, LAYOUTS, 'layout')
    | (keepAspect ? 2 : 0)
    | (choice(channels, CHANNELS, 'channels') << 2)
    | (letterbox ? 16 : 0)
    | (centered ? 32 : 0)
    | (padEdge ? 64 : 0)
    | (over === undefined ? 0 : 128)
    | (choice(dtype, DTYPES, 'dtype') << 8);
  const colour = over === undefined ? [] : Array.from(three(over, 'over'), (part) => whole(part, 'over', 255));
  return {
    numbers: [whole(width, 'width'), whole(height, 'height'), choice(filter, FILTERS, 'filter'), flags, number(fill, 'fill')],
    bytes: [number(scale, 'scale'), whole(zeroPoint, 'zeroPoint', 255, -128)],
    floats: floats([...three(mean, 'mean'), ...three(std, 'std'), ...colour], 'mean'),
    dtype,
  };
}

/** A region of four numbers. */
export function regionOf([x, y, width, height]) {
  return { x, y, width, height };
}

/** Maps a point of a tensor to the image that lies in the region. */
export function toImagePoint([x, y], region, image) {
  return [((x - region.x) * image.width) / region.width, ((y - region.y) * image.height) / region.height];
}

/** The floats of a detector's map, or of the part of it that shows the page. */
export function shownMap(map) {
  const data = floats(map?.data, 'map.data');
  const [columns, rows] = [whole(map.width, 'map.width'), whole(map.height, 'map.height')];
  if (map.region === undefined) return { data, width: columns, height: rows };
  const part = (name) => whole(map.region?.[name], `map.region.${name}`);
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(part);
  if (x + width > columns || y + height > rows) refuse('map.region', `does not lie in a map of ${columns}x${rows}`);
  if (data.length !== columns * rows) refuse('map.data', `has ${data.length} numbers, ${columns}x${rows} are ${columns * rows}`);
  const shown = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = (y + row) * columns + x;
    shown.set(data.subarray(start, start + width), row * width);
  }
  return { data: shown, width, height };
}
