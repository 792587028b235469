// Draws a text as a QR code (ISO/IEC 18004).
import {bytesOf} from "./qrbytes.js";

// Where alignment patterns stand, on both axes.
function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2, size = version * 4 + 17;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({length: count - 1}, (_, i) => size - 7 - i * step).reverse()];
}

const masks = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

// A number with its BCH remainder behind it.
function protectedBits(value, bits, polynomial) {
  let rest = value;
  for (let i = 0; i < bits; i++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * polynomial);
  return (value << bits) | rest;
}

function frame(version, mask) {
  const size = version * 4 + 17;
  const grid = Array.from({length: size}, () => new Array(size));
  const set = (x, y, dark) => x >= 0 && y >= 0 && x < size && y < size && (grid[y][x] = Boolean(dark));
  const rings = (cx, cy, reach, isDark) => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) set(cx + dx, cy + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  for (let i = 0; i < size; i++) grid[6][i] = grid[i][6] = i % 2 === 0;
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) rings(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  const places = alignments(version), last = places.at(-1);
  for (const x of places) {
    for (const y of places) {
      if (!((x === 6 && (y === 6 || y === last)) || (x === last && y === 6))) rings(x, y, 2, (ring) => ring !== 1);
    }
  }
  const format = protectedBits(mask, 10, 0x537) ^ 0x5412;  // level M is 0
  for (let i = 0; i < 15; i++) {
    const bit = (format >> i) & 1;
    set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, bit);
    set(i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i, 8, bit);
  }
  set(8, size - 8, true);
  for (let i = 0, bits = protectedBits(version, 12, 0x1f25); version >= 7 && i < 18; i++) {
    const a = size - 11 + (i % 3), b = Math.floor(i / 3);
    grid[a][b] = grid[b][a] = ((bits >> i) & 1) === 1;
  }
  return grid;
}

function fill(grid, bytes, mask) {
  const size = grid.length, taken = grid.map((row) => row.map((dark) => dark !== undefined));
  let i = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (taken[y][x]) continue;
        const bit = i < bytes.length * 8 ? (bytes[i >> 3] >> (7 - (i & 7))) & 1 : 0;
        grid[y][x] = Boolean(bit) !== (masks[mask](x, y) === 0);
        i++;
      }
    }
  }
  return grid;
}

// Of the rules for how hard a mask is to scan, those about runs and blocks of one colour.
function hardness(grid) {
  const same = (x, y, dx, dy) => grid[y + dy]?.[x + dx] === grid[y][x];
  let sum = 0;
  grid.forEach((row, y) => row.forEach((_, x) => {
    for (const [dx, dy] of [[1, 0], [0, 1]]) if ([1, 2, 3, 4].every((i) => same(x, y, dx * i, dy * i))) sum += 2;
    if (same(x, y, 1, 0) && same(x, y, 0, 1) && same(x, y, 1, 1)) sum += 3;
  }));
  return sum;
}

// The modules of `text`, row by row, true where dark; null where it is too long.
export function modulesOf(text) {
  const found = bytesOf(text);
  if (!found) return null;
  const made = masks.map((_, mask) => fill(frame(found.version, mask), found.bytes, mask));
  return made.reduce((best, grid) => (hardness(grid) < hardness(best) ? grid : best));
}

// An <svg>, dark on light in either colour scheme since some cameras read nothing else.
export function qrCode(text) {
  const grid = modulesOf(text);
  if (!grid) return null;
  const shape = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const dark = grid.flatMap((row, y) => row.map((on, x) => (on ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  const side = grid.length + 8;
  const svg = shape("svg", {viewBox: `0 0 ${side} ${side}`, class: "qr", role: "img", "shape-rendering": "crispEdges",
    "aria-label": "QR code for your authenticator app"});
  svg.append(shape("path", {fill: "#fff", d: `M0 0h${side}v${side}H0z`}), shape("path", {fill: "#000", d: dark}));
  return svg;
}
