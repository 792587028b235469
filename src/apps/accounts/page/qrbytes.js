// The bytes of a QR code (ISO/IEC 18004): a text with its error correction, of level M.

// By version: error correction bytes a block, and blocks.
const eccBytes = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const blockCount = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

// How many modules are left for bytes.
function dataModules(version) {
  const n = Math.floor(version / 7) + 2;
  const all = (16 * version + 128) * version + 64;
  return version === 1 ? all : all - (25 * n - 10) * n + 55 - (version >= 7 ? 36 : 0);
}

function times(a, b) {  // in GF(2^8) modulo 0x11d
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1) * a;
  }
  return product;
}

function correction(data, degree) {
  const divisor = new Uint8Array(degree);
  divisor[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    for (let j = 0; j < degree; j++) divisor[j] = times(divisor[j], root) ^ (divisor[j + 1] ?? 0);
  }
  const rest = new Array(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, i) => (rest[i] ^= times(coefficient, factor)));
  }
  return rest;
}

function dataBytes(bytes, version, capacity) {
  const bits = [];
  const add = (value, length) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  add(4, 4);
  add(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => add(byte, 8));
  add(0, Math.min(4, capacity * 8 - bits.length));
  add(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) add(pad, 8);
  return Array.from({length: capacity}, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
}

// The blocks, each with its correction, byte by byte in turn.
function interleaved(data, version, total) {
  const count = blockCount[version - 1], ecc = eccBytes[version - 1];
  const short = Math.floor(total / count) - ecc, shorts = count - (total % count);
  let at = 0;
  const blocks = Array.from({length: count}, (_, i) => data.slice(at, (at += short + (i < shorts ? 0 : 1))));
  const inTurn = (lists) => Array.from({length: Math.max(...lists.map((list) => list.length))}, (_, i) =>
    lists.filter((list) => i < list.length).map((list) => list[i])).flat();
  return [...inTurn(blocks), ...inTurn(blocks.map((block) => correction(block, ecc)))];
}

// {version, bytes} of the smallest code of versions 1 to 20 that holds `text`; null if none does.
export function bytesOf(text) {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= blockCount.length; version++) {
    const total = Math.floor(dataModules(version) / 8);
    const capacity = total - eccBytes[version - 1] * blockCount[version - 1];
    if (bytes.length + (version < 10 ? 2 : 3) > capacity) continue;
    return {version, bytes: interleaved(dataBytes(bytes, version, capacity), version, total)};
  }
  return null;
}
