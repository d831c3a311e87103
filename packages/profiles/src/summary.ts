import { base } from './base.ts';
import { catalogue } from './catalogue.ts';
import { compose } from './compose.ts';
import type { Profile, ProfileSpec } from './schema/profile.ts';

/** What tells one profile from another, each in a few characters. */
export interface ProfileSummary {
  readonly name: string;
  readonly description: string;
  /** `6 torus`; `+x`: with an explorer. */
  readonly hosts: string;
  /** `500k/100k`: UTxO entries and delegations at genesis; `empty`. */
  readonly ledger: string;
  /** `15 tps`, `0.2 tps Loop`; the scenario if there is no load. */
  readonly load: string;
  /** `block 15`, `slot 2400` or `3 epochs`. */
  readonly until: string;
}

/**
 * The summary of a named profile, from what its pieces say: nothing is derived, so that hundreds are listed at once. One that is not
 * built in comes with what it resolves to.
 */
export function summariseProfile(
  name: string,
  spec: ProfileSpec | Profile = compose(name, base, catalogue[name]!),
): ProfileSummary {
  return {
    name,
    description: spec.desc ?? '',
    hosts: hosts(spec.composition),
    ledger: ledger(spec.genesis),
    load: load(spec),
    until: until(spec),
  };
}

function hosts(c: ProfileSpec['composition']): string {
  if (c.with_chaindb_server === true) return 'server +x';
  const n = c.n_singular_hosts + c.n_dense_hosts;
  const density = c.n_dense_hosts > 0 ? `x${c.dense_pool_density}` : '';
  return `${n}${density} ${c.topology}${c.with_explorer ? ' +x' : ''}`;
}

function ledger({
  utxo,
  delegators,
  dreps,
}: Pick<ProfileSpec['genesis'], 'utxo' | 'delegators' | 'dreps'>): string {
  if (utxo === 0) return 'empty';
  return [utxo, delegators ?? 0, ...(dreps > 0 ? [dreps] : [])].map(short).join('/');
}

function load({ scenario, generator }: Pick<ProfileSpec, 'scenario' | 'generator'>): string {
  if (scenario !== 'fixed-loaded') return scenario;
  const rate = `${Number(generator.tps.toPrecision(3))} tps`;
  return generator.plutus.script === null ? rate : `${rate} ${generator.plutus.script}`;
}

function until({ node, generator }: Pick<ProfileSpec, 'node' | 'generator'>): string {
  if (node.shutdown_on_slot_synced !== null) return `slot ${node.shutdown_on_slot_synced}`;
  if (node.shutdown_on_block_synced !== null) return `block ${node.shutdown_on_block_synced}`;
  return `${generator.epochs} epochs`;
}

function short(n: number): string {
  if (n >= 1e6) return `${n / 1e6}M`;
  return n >= 1e3 ? `${n / 1e3}k` : String(n);
}
