import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Block } from '@slotbench/ledger';
import { buildTopology, nodeSpecs } from '@slotbench/profiles';
import { drivers } from '../../src/driver/drivers.ts';
import { freePorts } from '../../src/ports.ts';
import { installedPrograms } from '../../src/program.ts';
import { type CutLink, openCutLink } from './cut-link.ts';
import { followChain } from './follow-chain.ts';
import type { PraosChain } from './praos-chain.ts';
import { startProgram, type TestProgram } from './program.ts';

/** Three forging nodes that go on from the anchor; what node-0 and the two others tell each other can be cut. */
export interface LiveNetwork {
  readonly nodes: readonly TestProgram[];
  readonly ports: readonly number[];
  /** The chain of node-0 as it stands. */
  readonly chain: readonly Block[];
  /** Blocks that node-0 adopted and gave up again. */
  readonly givenUp: readonly Block[];
  /** Number of node-1's last block. */
  heightElsewhere(): number;
  /** `onBlock` and `onRollback` tell of every further change. */
  listen(listener: ChainListener): void;
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

export interface ChainListener {
  onBlock(block: Block): void;
  /** So many blocks are gone. */
  onRollback(count: number): void;
}

export async function startLiveNetwork(network: PraosChain, folder: string): Promise<LiveNetwork> {
  for (const [path, { text, mode }] of network.files) {
    mkdirSync(dirname(join(folder, 'genesis', path)), { recursive: true });
    writeFileSync(join(folder, 'genesis', path), text, { mode });
  }
  const ports = await freePorts(4, Math.random);
  // Every way between node-0 and another one.
  const links: CutLink[] = await Promise.all(ports.slice(0, 3).map(openCutLink));
  const nodes: TestProgram[] = [];
  const listeners: ChainListener[] = [];
  const followers: Awaited<ReturnType<typeof followChain>>[] = [];
  const stop = async () => {
    for (const follower of followers) follower.stop();
    await Promise.all(nodes.map((node) => node.stop()));
    await Promise.all(links.map((link) => link.close()));
  };
  try {
    for (const i of [0, 1, 2]) {
      const seen = ports.map((port, j) => ((i === 0) === (j === 0) ? port : (links[j]?.port ?? port)));
      nodes.push(startNode(i, { network, folder, ports, seen }));
    }
    for (const node of nodes)
      await node.until('it checks slots', (log) => log.includes('StartLeadershipCheck'));
    const chain: Block[] = [];
    const givenUp: Block[] = [];
    const { header: anchor } = network.genesis.anchor;
    const follow = async (
      i: number,
      on: Pick<Parameters<typeof followChain>[1], 'onBlock' | 'onRollback'>,
    ) => {
      const { networkMagic: magic } = network.genesis;
      followers.push(await followChain(join(folder, `node-${i}/node.socket`), { magic, anchor, ...on }));
    };
    let elsewhere = anchor.blockNo;
    await follow(1, {
      onBlock({ header }) {
        elsewhere = header.blockNo;
      },
      onRollback: () => {},
    });
    await follow(0, {
      onBlock(block) {
        chain.push(block);
        for (const listener of listeners) listener.onBlock(block);
      },
      onRollback(slot) {
        const gone = chain.splice(chain.findLastIndex(({ header }) => header.slot <= slot) + 1);
        givenUp.push(...gone);
        if (gone.length > 0) for (const listener of listeners) listener.onRollback(gone.length);
      },
    });
    return {
      ...{ nodes, ports, chain, givenUp, stop },
      heightElsewhere: () => elsewhere,
      listen(listener) {
        for (const block of chain) listener.onBlock(block);
        listeners.push(listener);
      },
      cut: () => {
        for (const link of links) link.cut();
      },
      mend: () => {
        for (const link of links) link.mend();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startNode(
  i: number,
  o: { network: PraosChain; folder: string; ports: readonly number[]; seen: readonly number[] },
): TestProgram {
  const { profile, genesis } = o.network;
  const { header } = genesis.anchor;
  const topology = buildTopology(profile);
  const { program, files } = drivers.embedded.plan({
    ...{ profile, topology, ports: o.seen },
    node: nodeSpecs(profile, topology, o.ports)[`node-${i}`]!,
    command: installedPrograms().node,
    genesisFolder: '../genesis',
    socketPath: 'node.socket',
    tracerSocketPath: 'unused',
    anchor: {
      slot: header.slot,
      blockNo: header.blockNo,
      firstSlot: header.slot + 1,
      folder: '../genesis/anchor',
    },
  });
  return startProgram({ folder: join(o.folder, `node-${i}`), argv: program.argv, env: program.env, files });
}
