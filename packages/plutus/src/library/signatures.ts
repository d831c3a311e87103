import { fromHex } from '@slotbench/cbor';
import { dataBytes } from '../data/data.ts';
import { counterWith } from './counter.ts';

/** Redeemers of the loops over signatures: public key, message, a signature that is right. */
export const ecdsaSignature = counterWith(
  dataBytes(fromHex('0392d7b94bc6a11c335a043ee1ff326b6eacee6230d3685861cd62bce350a172e0')),
  dataBytes(fromHex('16e0bf1f85594a11e75030981c0b670370b3ad83a43f49ae58a2fd6f6513cde9')),
  dataBytes(
    fromHex(
      '5fb12954b28be6456feb080cfb8467b6f5677f62eb9ad231de7a575f4b6857512754fb5ef7e0e60e270832e7bb0e2f0dc271012fa9c46c02504aa0e798be6295',
    ),
  ),
);

export const schnorrSignature = counterWith(
  dataBytes(fromHex('599de3e582e2a3779208a210dfeae8f330b9af00a47a7fb22e9bb8ef596f301b')),
  dataBytes(fromHex('30'.repeat(64))),
  dataBytes(
    fromHex(
      '5a56da88e6fd8419181dec4d3dd6997bab953d2fc71ab65e23cfc9e7e3d1a310613454a60f6703819a39fdac2a410a094442afd1fc083354443e8d8bb4461a9b',
    ),
  ),
);
