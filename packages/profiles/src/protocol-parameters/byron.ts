/**
 * Byron genesis values of mainnet. Every chain of the workbench leaves Byron at slot 0, but a node still reads the
 * file, and the Byron part of a genesis made elsewhere must be equal to ours. `k` and the magic come from the profile.
 * Source: mainnet's byron-genesis.json without the funds of the voucher sale.
 */

/** Certificates of the seven genesis delegates for the coin-tossing seed: [delegate, signing key, VSS key, signature]. */
const vssCertificates: readonly (readonly [string, string, string, string])[] = [
  [
    '0efd6f3b2849d5baf25b3e2bf2d46f88427b4e455fc3dc43f57819c5',
    'kYDYGOac2ZfjRmPEGKZIwHby4ZzUGU5IbhWdhYC8bNqBNERAxq0OUwb9A1vvkoHaXY+9OPWfWI9wgQFu5hET0g==',
    'WCECgow+hJK+BxjNx0gIYrap+onUsRocObQEVzvJsdj68vw=',
    'd381d32a18cd12a1c6ff87da0229c9a5b998fd093ac29f5d932bfc918e7dbc6e1dc292a36c46a3e129c5b1ef661124361426b443480534ff51dacc82bf4b630f',
  ],
  [
    '1040655f58d5bf2be1c06f983abf66c7f01d28c239f27648a0c73e5d',
    'icKfjErye3rMvliXR4IBNOu6ocrzzpSScKPQx9z9VBsd7zJtLvDbeANByeJh8EiQze7x+cmfbZC47cp9PPwJiA==',
    'WCECQoZjWJSu/6R74CC0ueh7cXmR0sasmTuCqf8X0BtAQ4o=',
    'b02e89abb183da7c871bca87a563d38356b44f403348b6a5f24ee4459335290d980db69a6482455aae231a9880defe2fd4212272c4b2ea3da8744a8ba750440a',
  ],
  [
    '1fa56ba63cff50d124b6af42f33b245a30fcd1b0170d7704b0b201c7',
    'YSYalbdhPua/IGfa13twNJcpsMUNV7wc8w3g20oec6iF0AVK98I/xsN5GdukHGAqV+LQ+TKaeVS4ZzONb7LJRQ==',
    'WCECNXeQRqiTZSPDDyeRJ3gl/QzYMLLtNH0yN+XOl17pu8Y=',
    '7bb244c4fa1499021b0f2d36515a1f288a33cf00f1b88b57626998b439dcfb03ad88a7bc93101e4d83cdc75329799fbb2ccb28a7212a3e49737b06287d09b00c',
  ],
  [
    '5ffca3a329599727e39a7472c5270e54cf59a27b74306cc9f7fd0f5e',
    'i1Mgdin5ow5LIBUETzN8AXNavmckPBlHDJ2ujHtzJ5gJiHufQg1vcO4enVDBYFKHjlRLZctdRL1pF1ayhM2Cmw==',
    'WCEDca27BxibVjQoA1QJaWx4gAE2MUB0lHfb6jJ3iorXD7s=',
    '6cc8d84dd55b41efcf46c4b3086da1fb60c938182b4b66657650839d9fac1e2194a8253dc6d5c107ac0e9e714d1364fff9d2114eae07363d9937ee1d92b69c06',
  ],
  [
    '6bef444609d6e336cb1fe1daba278918dbc5768e6754c2945dd8d25c',
    '6MA6A8Cy3b6kGVyvOfQeZp99JR7PIh+7LydcCl1+BdGQ3MJG9WyOM6wANwZuL2ZN2qmF6lKECCZDMI3eT1v+3w==',
    'WCED6k6ArqOnhQtfNRg0FSCxWmAtocZcyV33AdjMotjGwxI=',
    '2d96e4d4a4c506cc5762128b814ffb20afb97d30eb976334cd241a3935bd155ea1d68772b0903bde4584470359206769d83fa2ce55f56a1027ec3c52cb5e8703',
  ],
  [
    'ce1e50f578d3043dc78d8777f5723cc7b6ca512d8cdbe8a09aafc9c3',
    '8U9xLcYA15MFLUhC1QzvpOZYhOps+DcHB564zjAu/IXa6SLV6zg40rkXhPBIJNJnZ7+2W9NqNudP7EbQnZiFjQ==',
    'WCECs1+lg8Lsm15FxfY8bhGyRuwe8yOaSH0wwSajLRYeW/s=',
    '2b830f1a79d2baca791a90c3784d74ec9f00267efac5ccd3cd7082b854234f411c237b59f34736933ba626fadc87fd6b2114c44486de692892d7401343990e01',
  ],
  [
    'eb649333a196ecb024a4a5919d3ce86084014136fd3e884e52ecd057',
    'X93u2t4nFNbbL54RBHQ9LY2Bjs3cMG4XYQjbFMqt1EG0V9WEDGD4hAuZyPeMKQriKdT4Qx5ni6elRcNWB7lN2w==',
    'WCECS11PWxybUHKY2hHmBgm/zYaR2YsqsH+f3uPOp2ydz/E=',
    '0b115a39935ce6008a4bbad0377f35463fd3510e282186ba43492768a02eb000bd4d3bc50799a24c53879ff2f2587179e797ee1c312acaf107cba67f91cb280b',
  ],
];

/** `k` in blocks. The chain's start time in the result is mainnet's: a run replaces it. */
export function byronSpec(o: { k: number; networkMagic: number }): Record<string, unknown> {
  return {
    avvmDistr: {},
    blockVersionData: {
      heavyDelThd: '300000000000',
      maxBlockSize: '2000000',
      maxHeaderSize: '2000000',
      maxProposalSize: '700',
      maxTxSize: '4096',
      mpcThd: '20000000000000',
      scriptVersion: 0,
      slotDuration: '20000',
      softforkRule: { initThd: '900000000000000', minThd: '600000000000000', thdDecrement: '50000000000000' },
      txFeePolicy: { multiplier: '43946000000', summand: '155381000000000' },
      unlockStakeEpoch: '18446744073709551615',
      updateImplicit: '10000',
      updateProposalThd: '100000000000000',
      updateVoteThd: '1000000000000',
    },
    bootStakeholders: {},
    ftsSeed: '76617361206f7061736120736b6f766f726f64612047677572646120626f726f64612070726f766f6461',
    heavyDelegation: {},
    nonAvvmBalances: {},
    protocolConsts: { k: o.k, protocolMagic: o.networkMagic, vssMaxTTL: 6, vssMinTTL: 2 },
    startTime: 1506203091,
    vssCerts: Object.fromEntries(
      vssCertificates.map(([delegate, signingKey, vssKey, signature]) => [
        delegate,
        { expiryEpoch: 5, signature, signingKey, vssKey },
      ]),
    ),
  };
}
