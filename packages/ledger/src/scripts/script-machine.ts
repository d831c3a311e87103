import { createRequire } from 'node:module';
import type * as plutus from '@slotbench/plutus';

type Plutus = Pick<
  typeof plutus,
  'checkProgram' | 'createMachine' | 'decodeProgram' | 'describeFailure' | 'loadAccelerators'
>;

let loaded: Plutus | undefined;

/**
 * The machine that runs scripts, loaded by the first script: a network that only moves values never waits for its 107 modules and
 * the curves (0.1 s of CPU in each program). Synchronously, because a transaction is judged without waiting.
 */
export function scriptMachine(): Plutus {
  loaded ??= createRequire(import.meta.url)('@slotbench/plutus') as Plutus;
  return loaded;
}
