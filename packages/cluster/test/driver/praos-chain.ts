import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Anchor,
  createGenesis,
  currentParameters,
  type Genesis,
  loadGenesis,
  type PoolCredentials,
  readPoolCredentials,
  startFrom,
} from '@slotbench/ledger';
import { type Profile, resolveProfile } from '@slotbench/profiles';

const own = new URL('vectors/praos-chain/', import.meta.url);
/** The block that the recorded chain goes on from; see the README of that folder. */
const initialState = new URL('../../../node/test/vectors/praos-chain/initial-state.json', import.meta.url);

/** Short for a network whose slots have a second: 100 leadership checks a second are a fifth of a core for a node. */
const SLOT_SECONDS = 0.01;
/** From the making of the files to the first slot that a node checks. */
const LEAD_MS = 5_000;

/** The network of the recorded chain, which amaru adopted, at its anchor and at a fast pace. */
export interface PraosChain {
  readonly profile: Profile;
  readonly genesis: Genesis & { readonly anchor: Anchor };
  readonly parameters: Uint8Array;
  /** Text by path: the genesis, what each of its first three pools forges with, and the initial state in `anchor/`. */
  readonly files: ReadonlyMap<string, { readonly text: string; readonly mode: number }>;
  /** Of those pools; two more own the rest of the stake and are asleep. */
  readonly pools: readonly PoolCredentials[];
  /** File of the key that owns 200 outputs of 1000 ada. */
  readonly paymentKey: string;
}

export function praosChain(nowMs: number): PraosChain {
  const profile = resolveProfile('quick', {
    overlay: {
      composition: { n_singular_hosts: 3, with_explorer: true },
      genesis: {
        slot_duration: SLOT_SECONDS,
        active_slots_coeff: 0.05,
        epoch_length: 86_400,
        parameter_k: 432,
      },
      node: { tracer: false, shutdown_on_block_synced: null },
    },
  });
  const firstSlot = 3 * profile.genesis.epoch_length;
  const made = createGenesis({
    profile,
    systemStart: new Date(Math.ceil((nowMs + LEAD_MS) / 1000) * 1000 - firstSlot * SLOT_SECONDS * 1000),
    random: (count) => new Uint8Array(count).fill(9),
  });
  const state = readFileSync(initialState, 'utf8');
  const eras = Object.fromEntries(
    ['shelley', 'alonzo', 'conway'].map((era) => [era, made.get(`genesis.${era}.json`)!.text]),
  ) as { shelley: string; alonzo: string; conway: string };
  const text = (path: string) => readFileSync(new URL(path, own), 'utf8');
  const genesis = startFrom(loadGenesis(eras), state);
  const files = new Map([...made].filter(([path]) => path.startsWith('genesis.')));
  files.set('anchor/initial-state.json', { text: state, mode: 0o644 });
  const pools = [1, 2, 3].map((j) => {
    const named = (name: string) => {
      const path = `pool${j}/${name}`;
      files.set(`pools-keys/${path}`, { text: text(path), mode: 0o600 });
      return { file: path, text: text(path) };
    };
    return readPoolCredentials({
      vrf: named('vrf.skey'),
      kes: named('kes.skey'),
      opcert: named('opcert.cert'),
    });
  });
  return {
    profile,
    files,
    pools,
    genesis: genesis as PraosChain['genesis'],
    parameters: currentParameters(genesis, eras)!,
    paymentKey: fileURLToPath(new URL('payment.skey', own)),
  };
}
