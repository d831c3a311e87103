/**
 * A run of points of one series, packed: times as changes of the change, whole values as changes, other values as
 * eight bytes or one where the value repeats. A metric read every second takes 2-4 bytes a point instead of 16.
 */
export interface Chunk {
  /** Of the earliest and the latest point, milliseconds; points need not be in order. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

export interface Points {
  readonly times: number[];
  readonly values: number[];
}

/** Changes of whole numbers up to this stay exact as doubles when doubled by the zigzag. */
const MOST_WHOLE = 2 ** 51;

/** Packs at least one point; times are whole milliseconds. */
export function pack({ times, values }: Points): Chunk {
  const packed = new Packer(times.length * 19 + 16);
  const whole = values.every((v) => Number.isInteger(v) && Math.abs(v) <= MOST_WHOLE && !Object.is(v, -0));
  packed.byte(whole ? 1 : 0);
  let [ms, step, value] = [0, 0, whole ? 0 : Number.NaN];
  times.forEach((time, n) => {
    packed.signed(time - ms - step);
    step = n === 0 ? 0 : time - ms;
    ms = time;
    const next = values[n]!;
    if (whole) packed.signed(next - value);
    else packed.double(next, value);
    value = next;
  });
  return {
    firstMs: Math.min(...times),
    lastMs: Math.max(...times),
    count: times.length,
    bytes: packed.finish(),
  };
}

/** A chunk's points, in the order in which they were packed. */
export function unpack(chunk: Chunk): Points {
  const { bytes, count } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const times = new Array<number>(count);
  const values = new Array<number>(count);
  let at = 1;
  const signed = (): number => {
    let byte = bytes[at++]!;
    let zigzag = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = bytes[at++]!;
      zigzag += (byte & 127) * scale;
    }
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  };
  const whole = bytes[0] === 1;
  let [ms, step, value] = [0, 0, whole ? 0 : Number.NaN];
  for (let n = 0; n < count; n++) {
    const change = signed() + step;
    step = n === 0 ? 0 : change;
    ms += change;
    if (whole) value += signed();
    else if (bytes[at++] === CHANGED) {
      value = view.getFloat64(at);
      at += 8;
    }
    times[n] = ms;
    values[n] = value;
  }
  return { times, values };
}

const REPEATED = 0;
const CHANGED = 1;

class Packer {
  private readonly room: Uint8Array;
  private readonly view: DataView;
  private used = 0;

  constructor(most: number) {
    this.room = new Uint8Array(most);
    this.view = new DataView(this.room.buffer);
  }

  byte(byte: number): void {
    this.room[this.used++] = byte;
  }

  /** Zigzag, then seven bits a byte, the lowest first. */
  signed(n: number): void {
    let zigzag = n >= 0 ? n * 2 : -n * 2 - 1;
    while (zigzag >= 128) {
      this.byte(128 + (zigzag % 128));
      zigzag = Math.floor(zigzag / 128);
    }
    this.byte(zigzag);
  }

  double(next: number, before: number): void {
    if (Object.is(next, before)) {
      this.byte(REPEATED);
      return;
    }
    this.byte(CHANGED);
    this.view.setFloat64(this.used, next);
    this.used += 8;
  }

  /** A copy without the spare room; Buffer's pool keeps small ones together. */
  finish(): Uint8Array {
    return Buffer.from(this.room.subarray(0, this.used));
  }
}
