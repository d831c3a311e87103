import type { Writer } from '../src/index.ts';

/** Reproducible pseudo-random integers 0..below-1 (minimal standard generator); the seed names the case. */
export function randomFrom(seed: number): (below: number) => number {
  let state = (seed % 0x7ffffffe) + 1;
  return (below) => {
    state = (state * 48271) % 0x7fffffff;
    return state % below;
  };
}

/** Texts of every UTF-8 width; some are longer than the writer's short path. */
export function randomText(random: (below: number) => number, maxUnits = 60): string {
  const alphabet = ['a', 'Z', '0', '"', '\n', 'ü', 'ß', '水', '€', '😀', '\u0000', '\uffff'];
  return Array.from({ length: random(maxUnits) }, () => alphabet[random(alphabet.length)]).join('');
}

/** Writes one random item, indefinite forms included. */
export function writeRandomItem(w: Writer, random: (below: number) => number, depth = 4): void {
  const bits = random(64);
  switch (random(depth > 0 ? 14 : 8)) {
    case 0:
    case 1:
      w.uint(BigInt.asUintN(bits + 1, randomBits(random)));
      break;
    case 2:
      w.int(-1n - BigInt.asUintN(bits + 1, randomBits(random)));
      break;
    case 3:
      w.text(randomText(random));
      break;
    case 4:
      w.bytes(Uint8Array.from({ length: random(300) }, () => random(256)));
      break;
    case 5:
      w.bool(random(2) === 0);
      break;
    case 6:
      w.null();
      break;
    case 7:
      w.float64((random(1 << 30) - (1 << 29)) / 1024);
      break;
    case 8:
    case 9: {
      const length = random(30);
      w.array(length);
      for (let i = 0; i < length; i++) writeRandomItem(w, random, depth - 1);
      break;
    }
    case 10:
      w.beginArray();
      for (let i = random(30); i > 0; i--) writeRandomItem(w, random, depth - 1);
      w.end();
      break;
    case 11: {
      const entries = random(8);
      w.map(entries);
      for (let i = 0; i < entries; i++) {
        w.text(`k${i}`);
        writeRandomItem(w, random, depth - 1);
      }
      break;
    }
    case 12:
      w.beginMap();
      for (let i = random(8); i > 0; i--) {
        w.text(`k${i}`);
        writeRandomItem(w, random, depth - 1);
      }
      w.end();
      break;
    case 13:
      w.beginBytes();
      for (let i = random(4); i > 0; i--) w.bytes(Uint8Array.from({ length: random(40) }, () => random(256)));
      w.end();
  }
}

function randomBits(random: (below: number) => number): bigint {
  return (BigInt(random(0x7fffffff)) << 33n) ^ (BigInt(random(0x7fffffff)) << 8n) ^ BigInt(random(256));
}
