/** A part of the pure core and the tests that are meant to protect it. Patterns are relative to the repository. */
export interface Part {
  readonly name: string;
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

export const core: readonly Part[] = [
  {
    name: 'cbor',
    sources: ['packages/cbor/src/*.ts'],
    tests: ['packages/cbor/test/*.test.ts'],
  },
  {
    name: 'wire codecs',
    sources: [
      'packages/wire/src/{block-fetch,chain-sync,data-point,ekg,handshake,keep-alive,trace-object,tx-submission}/{codec,state,point,timestamp,object-walk,reply-reader,batch,node-to-node,forwarding}.ts',
      'packages/wire/src/mux/sdu.ts',
      'packages/wire/src/address.ts',
    ],
    tests: ['packages/wire/test/**/*.test.ts'],
  },
  {
    name: 'chain rebuild',
    sources: ['packages/analysis/src/chain/*.ts'],
    tests: [
      'packages/analysis/test/{chain,metrics}/*.test.ts',
      'packages/analysis/test/{synthetic,samples}.test.ts',
    ],
  },
  {
    name: 'statistics',
    sources: ['packages/analysis/src/statistics/*.ts'],
    tests: ['packages/analysis/test/statistics/*.test.ts', 'packages/analysis/test/statistics.test.ts'],
  },
  {
    name: 'profiles',
    sources: ['packages/profiles/src/{derive,timing,merge,compose,node-specs,topology,generator-config}.ts'],
    tests: ['packages/profiles/test/*.test.ts'],
  },
  {
    name: 'plutus text and flat',
    sources: ['packages/plutus/src/{text,flat,data}/*.ts'],
    tests: ['packages/plutus/test/{text,flat,data}/*.test.ts'],
  },
];
