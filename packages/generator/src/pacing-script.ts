/** The part of a run script that says when transactions are due: `tps`, or one of this generator's own `rate` and `saturate`. */
import { z } from 'zod';
import type { RateShape } from './rate-shape.ts';

const tps = z.number().gt(0).max(100_000);
const seconds = z.number().gt(0).max(10_000_000);

/** A recorded log that still has to be read; the path is relative to the script. */
export interface ReplayFile {
  readonly shape: 'replay';
  readonly file: string;
  readonly speed: number;
}

export const rateSchema = z.discriminatedUnion('shape', [
  z.strictObject({ shape: z.literal('constant'), tps }),
  z.strictObject({ shape: z.literal('ramp'), fromTps: z.number().min(0).max(100_000), toTps: tps, seconds }),
  z.strictObject({
    shape: z.literal('step'),
    steps: z.array(z.strictObject({ tps, seconds })).min(1).max(10_000),
  }),
  z
    .strictObject({
      shape: z.literal('sine'),
      tps,
      amplitudeTps: z.number().min(0).max(100_000),
      periodSeconds: seconds,
    })
    .refine((o) => o.amplitudeTps <= o.tps, {
      path: ['amplitudeTps'],
      message: 'at most tps, as no rate is below zero',
    }),
  z.strictObject({ shape: z.literal('poisson'), tps, seed: z.int().min(0).max(0xffff_ffff).default(1) }),
  z.strictObject({
    shape: z.literal('replay'),
    file: z.string().min(1),
    speed: z.number().gt(0).max(1000).default(1),
  }),
]);

export const saturateSchema = z.strictObject({
  /** Transactions in flight (offered, not yet in a block) at the first level; each level doubles them. */
  inFlight: z.int().min(1).max(1_000_000).default(50),
  /** How long a level lasts; several blocks must fit in. */
  levelSeconds: z.number().gt(0).max(3600).default(30),
});

export type SaturateScript = z.output<typeof saturateSchema>;

/** What a run script's pacing comes to. */
export type Pacing =
  | { readonly mode: 'open'; readonly rate: RateShape | ReplayFile }
  | ({ readonly mode: 'saturate' } & SaturateScript);
