/**
 * Stands in for amaru in runs: the same commands and options, follows a real node over node-to-node and tells of headers, blocks and
 * its tip in lines as amaru writes them. It judges nothing. `amaru` beside it is its program.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { decodeHeader } from '@slotbench/ledger';
import { connectSocket, type NodeToNode, openNodeToNode, type Point } from '@slotbench/wire';

// Its one global option stands before the command.
const [command, ...args] = process.argv.slice(2).filter((argument) => argument !== '--with-json-traces');
const text = { type: 'string' } as const;
if (command === '--version') console.log('amaru 0.0.1-stand-in');
else {
  const options = { network: text, 'ledger-dir': text, 'snapshot-dir': text, 'chain-dir': text };
  const files = { 'header-file': text, 'nonces-file': text, 'listen-address': text, 'peer-address': text };
  const { values } = parseArgs({ args, options: { ...options, ...files } });
  for (const file of [values['header-file'], values['nonces-file']])
    if (file !== undefined) readFileSync(file);
  if (command === 'run') await follow(values);
}

type Values = { [option in 'network' | 'listen-address' | 'peer-address']?: string };

async function follow(values: Values): Promise<void> {
  const [host = '', port] = values['peer-address']!.split(',')[0]!.split(':');
  const magic = Number(values.network!.slice('testnet_'.length));
  const own = Number(values['listen-address']!.split(':')[1]);
  createServer((socket) => socket.destroy()).listen(own, '127.0.0.1');
  const signal = new AbortController().signal;
  process.once('SIGTERM', () => process.exit(0));
  const { at } = JSON.parse(readFileSync('../genesis/anchor/nonces.json', 'utf8'));
  for (;;) {
    try {
      const socket = await connectSocket({ kind: 'tcp', host, port: Number(port) }, { signal });
      const node = await openNodeToNode(socket, { side: 'initiator', magic, initiatorOnly: true, signal });
      await followNode(node, at, `${host}:${port}`);
    } catch (error) {
      console.error((error as Error).message);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function followNode(node: NodeToNode, anchor: string, peer: string): Promise<void> {
  const [slot, hash = ''] = anchor.split('.');
  await node.chainSync.send({
    kind: 'FindIntersect',
    points: [{ kind: 'block', slot: Number(slot), hash }],
  });
  await node.chainSync.receive();
  log('amaru_consensus::stages::pull', { message: 'intersect found', peer, point: anchor });
  for (;;) {
    await node.chainSync.send({ kind: 'RequestNext' });
    let next = await node.chainSync.receive();
    if (next.kind === 'AwaitReply') next = await node.chainSync.receive();
    if (next.kind === 'RollBackward' && next.point.kind === 'block') {
      const point = `${next.point.slot}.${next.point.hash}`;
      log('amaru_consensus::stages::receive_header', { message: 'received rollback', peer, point });
      log('amaru::consensus::forward_chain', { message: 'diffusion.forward_chain.rolled_back_to', point });
    }
    if (next.kind !== 'RollForward') continue;
    const header = decodeHeader(next.header.bytes);
    const point = `${header.slot}.${header.hash}`;
    log('amaru_consensus::stages::receive_header', { message: 'received header', peer, point });
    await fetchBlock(node, { kind: 'block', slot: header.slot, hash: header.hash });
    const span = { hash: header.hash, name: 'store_block' };
    log('amaru::stores::consensus', { message: 'exit' }, span);
    log('amaru::consensus::forward_chain', { message: 'diffusion.forward_chain.new_tip', point });
  }
}

async function fetchBlock({ blockFetch }: NodeToNode, point: Point): Promise<void> {
  await blockFetch.send({ kind: 'RequestRange', from: point, to: point });
  for (;;) {
    const { kind } = await blockFetch.receive();
    if (kind === 'NoBlocks' || kind === 'BatchDone') return;
  }
}

function log(target: string, fields: object, span?: object): void {
  const timestamp = new Date(performance.timeOrigin + performance.now()).toISOString().replace('Z', '000Z');
  console.log(JSON.stringify({ timestamp, level: 'TRACE', fields, target, ...(span && { span }) }));
}
