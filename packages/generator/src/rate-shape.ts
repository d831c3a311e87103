/**
 * From a rate to intended times, all pure. `offsetMs(n)` is when transaction n, counted from 0, is due after the start
 * of the load; it never falls as n grows. Rates are transactions a second, times seconds unless named otherwise.
 */
export type RateShape =
  | { readonly shape: 'constant'; readonly tps: number }
  /** Linear from one rate to the other, which then stays. */
  | { readonly shape: 'ramp'; readonly fromTps: number; readonly toTps: number; readonly seconds: number }
  /** One rate after the other; the last one stays. */
  | {
      readonly shape: 'step';
      readonly steps: readonly { readonly tps: number; readonly seconds: number }[];
    }
  /** `tps` in the mean, from there up by the amplitude first. */
  | {
      readonly shape: 'sine';
      readonly tps: number;
      readonly amplitudeTps: number;
      readonly periodSeconds: number;
    }
  /** Independent arrivals: exponential gaps. The same seed gives the same times. */
  | { readonly shape: 'poisson'; readonly tps: number; readonly seed: number }
  /** Arrivals as they were recorded, `speed` times as fast; after the last one they start again. */
  | { readonly shape: 'replay'; readonly arrivalsMs: readonly number[]; readonly speed: number };

/** When each transaction is due after the start; a shape that draws random numbers wants to be asked in order. */
export type Arrivals = (n: number) => number;

export function arrivalsOf(rate: RateShape): Arrivals {
  switch (rate.shape) {
    case 'constant':
      return (n) => (n * 1000) / rate.tps;
    case 'ramp':
      return ramp(rate);
    case 'step':
      return steps(rate.steps);
    case 'sine':
      return sine(rate);
    case 'poisson':
      return poisson(rate);
    case 'replay':
      return replay(rate);
  }
}

/** The most transactions that the shape asks for in any second, about: what has to be signed ahead. */
export function peakTps(rate: RateShape): number {
  switch (rate.shape) {
    case 'constant':
    case 'poisson':
      return rate.tps;
    case 'ramp':
      return Math.max(rate.fromTps, rate.toTps);
    case 'step':
      return Math.max(...rate.steps.map(({ tps }) => tps));
    case 'sine':
      return rate.tps + rate.amplitudeTps;
    case 'replay':
      return busiestSecond(rate.arrivalsMs.map((ms) => ms / rate.speed));
  }
}

/** n = a·t + c·t² up to the end of the ramp, solved for t without the cancellation of the school formula. */
function ramp(o: { fromTps: number; toTps: number; seconds: number }): Arrivals {
  const curve = (o.toTps - o.fromTps) / (2 * o.seconds);
  const inRamp = ((o.fromTps + o.toTps) / 2) * o.seconds;
  return (n) => {
    if (n >= inRamp) return (o.seconds + (n - inRamp) / o.toTps) * 1000;
    if (n === 0) return 0;
    return ((2 * n) / (o.fromTps + Math.sqrt(o.fromTps ** 2 + 4 * curve * n))) * 1000;
  };
}

function steps(list: readonly { tps: number; seconds: number }[]): Arrivals {
  return (n) => {
    let left = n;
    let seconds = 0;
    for (const [i, step] of list.entries()) {
      const here = step.tps * step.seconds;
      if (left < here || i === list.length - 1) return (seconds + left / step.tps) * 1000;
      left -= here;
      seconds += step.seconds;
    }
    throw new Error('a step shape has at least one step');
  };
}

/** Solves n = tps·t + A·P/2π·(1 - cos(2πt/P)) by bisection: the right side grows as long as A <= tps. */
function sine(o: { tps: number; amplitudeTps: number; periodSeconds: number }): Arrivals {
  const wave = (o.amplitudeTps * o.periodSeconds) / (2 * Math.PI);
  const due = (t: number) => o.tps * t + wave * (1 - Math.cos((2 * Math.PI * t) / o.periodSeconds));
  return (n) => {
    // The wave adds between nothing and 2·wave transactions.
    let low = Math.max(0, (n - 2 * wave) / o.tps);
    let high = n / o.tps;
    // 60 halvings leave less than a nanosecond of any run.
    for (let i = 0; i < 60 && low < high; i++) {
      const middle = (low + high) / 2;
      if (due(middle) < n) low = middle;
      else high = middle;
    }
    return high * 1000;
  };
}

function poisson(o: { tps: number; seed: number }): Arrivals {
  let random = mulberry32(o.seed);
  let at = -1;
  let ms = 0;
  return (n) => {
    if (n < at) {
      random = mulberry32(o.seed);
      at = -1;
      ms = 0;
    }
    for (; at < n; at++) ms -= (Math.log(1 - random()) * 1000) / o.tps;
    return ms;
  };
}

/** One round lasts until the mean gap after its last arrival. */
function replay({ arrivalsMs, speed }: { arrivalsMs: readonly number[]; speed: number }): Arrivals {
  const first = arrivalsMs[0]!;
  const span = arrivalsMs.at(-1)! - first;
  const round = arrivalsMs.length === 1 ? 1000 : span + span / (arrivalsMs.length - 1);
  return (n) => {
    const rounds = Math.floor(n / arrivalsMs.length);
    return (rounds * round + arrivalsMs[n % arrivalsMs.length]! - first) / speed;
  };
}

function busiestSecond(arrivalsMs: readonly number[]): number {
  let most = 1;
  for (let end = 0, start = 0; end < arrivalsMs.length; end++) {
    while (arrivalsMs[end]! - arrivalsMs[start]! >= 1000) start++;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** Uniform in [0, 1): 32 bits of state are plenty for gaps. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
