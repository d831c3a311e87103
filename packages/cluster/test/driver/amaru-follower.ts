import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Anchor, Genesis } from '@slotbench/ledger';
import { buildTopology, nodeSpecs, type Profile } from '@slotbench/profiles';
import { amaruAnchorFiles } from '../../src/driver/amaru-anchor.ts';
import { drivers } from '../../src/driver/drivers.ts';
import { freePorts } from '../../src/ports.ts';
import { startProgram, type TestProgram } from './program.ts';

/** A real amaru that starts from the anchor and follows `upstream`, by the plan of its driver. */
export async function startAmaru(
  program: string,
  o: {
    profile: Profile;
    genesis: Genesis & { readonly anchor: Anchor };
    parameters: Uint8Array;
    folder: string;
    upstream: readonly number[];
  },
): Promise<TestProgram> {
  for (const [path, content] of amaruAnchorFiles(o)) {
    mkdirSync(dirname(join(o.folder, 'genesis/anchor', path)), { recursive: true });
    writeFileSync(join(o.folder, 'genesis/anchor', path), content);
  }
  const [own] = await freePorts(1, Math.random);
  const topology = buildTopology(o.profile);
  const producers = topology.coreNodes.length;
  const ports = [...Array.from({ length: producers }, () => o.upstream[0]!), own!];
  const { header } = o.genesis.anchor;
  const { program: plan, files } = drivers.amaru.plan({
    profile: o.profile,
    topology,
    node: nodeSpecs(o.profile, topology, ports).explorer!,
    ports,
    command: [program],
    genesisFolder: '../genesis',
    socketPath: 'unused',
    tracerSocketPath: 'unused',
    anchor: {
      slot: header.slot,
      blockNo: header.blockNo,
      firstSlot: header.slot + 1,
      folder: '../genesis/anchor',
    },
  });
  // The plan follows every node of the profile; here it follows whom the test says.
  const peers = o.upstream.map((port) => `127.0.0.1:${port}`).join(',');
  const argv = plan.argv.with(plan.argv.indexOf('--peer-address') + 1, peers);
  return startProgram({ folder: join(o.folder, 'amaru'), argv, env: plan.env, files });
}

/** Hashes that amaru named as its tip, in order. */
export const tipsOf = (log: string): string[] =>
  [...log.matchAll(/diffusion\.forward_chain\.new_tip[^}]*"point":"\d+\.([0-9a-f]{64})/g)].map(
    ([, hash]) => hash!,
  );
