import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTopology } from '../src/topology.ts';

const point = (port: number) => ({ address: '127.0.0.1', port });
const producer = (port: number) => ({ host: '127.0.0.1', port });

const read: { name: string; json: unknown; producers: object[] }[] = [
  {
    name: 'one group a producer, as the workbench writes it',
    json: {
      localRoots: [30001, 30002].map((port) => ({
        accessPoints: [point(port)],
        advertise: false,
        trustable: true,
        valency: 1,
      })),
      publicRoots: [],
      useLedgerAfterSlot: -1,
    },
    producers: [producer(30001), producer(30002)],
  },
  {
    name: 'one group with all, and bootstrap peers',
    json: { localRoots: [{ accessPoints: [point(1), point(2)], valency: 2 }], bootstrapPeers: [point(3)] },
    producers: [producer(1), producer(2), producer(3)],
  },
  {
    name: 'the same producer twice',
    json: { localRoots: [{ accessPoints: [point(1)] }, { accessPoints: [point(1)] }], bootstrapPeers: null },
    producers: [producer(1)],
  },
  {
    name: 'the older layout',
    json: { Producers: [{ addr: '127.0.0.1', port: 7, valency: 1 }] },
    producers: [producer(7)],
  },
  { name: 'nobody to follow', json: { localRoots: [] }, producers: [] },
];

for (const { name, json, producers } of read)
  test(`reads: ${name}`, () => assert.deepEqual(parseTopology(json, 't.json'), producers));

const refused: { json: unknown; path: string; got: string }[] = [
  { json: [], path: '$', got: '[]' },
  { json: {}, path: '$.localRoots', got: 'nothing' },
  { json: { localRoots: {} }, path: '$.localRoots', got: '{}' },
  { json: { localRoots: [7] }, path: '$.localRoots[0]', got: '7' },
  { json: { localRoots: [{}] }, path: '$.localRoots[0].accessPoints', got: 'nothing' },
  {
    json: { localRoots: [{ accessPoints: [point(1), { address: 'a', port: 0 }] }] },
    path: '$.localRoots[0].accessPoints[1].port',
    got: '0',
  },
  {
    json: { localRoots: [{ accessPoints: [{ address: '', port: 1 }] }] },
    path: '$.localRoots[0].accessPoints[0].address',
    got: '""',
  },
  { json: { Producers: [{ addr: 'a', port: '1' }] }, path: '$.Producers[0].port', got: '"1"' },
];

for (const { json, path, got } of refused)
  test(`refuses ${JSON.stringify(json)} at ${path}`, () => {
    assert.throws(
      () => parseTopology(json, 't.json'),
      (error: { fault: object; exit: string }) => {
        assert.partialDeepStrictEqual(error.fault, { code: 'NODE_BAD_FILE', file: 't.json', path, got });
        assert.equal(error.exit, 'badData');
        return true;
      },
    );
  });
