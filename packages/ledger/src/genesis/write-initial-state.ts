import { toHex } from '@slotbench/cbor';
import type { Anchor } from './anchor.ts';
import type { Genesis } from './genesis.ts';

/**
 * The text of an `--initial-state` file, which `startFrom` reads back as the same anchor, stake and outputs. Written by hand and not
 * by JSON.stringify: lovelace may exceed what a JavaScript number keeps.
 */
export function writeInitialState({
  anchor,
  stake,
  initialUtxo,
}: Pick<Genesis, 'stake' | 'initialUtxo'> & { readonly anchor: Anchor }): string {
  const { header, nonces, opcertCounters } = anchor;
  const outputs = initialUtxo.map(
    ([key, { address, lovelace }]) =>
      `  "${key}": { "address": "${toHex(address)}", "value": { "lovelace": ${lovelace} } }`,
  );
  const pools = [...stake].map(
    ([pool, { vrfHash, lovelace }]) => `  "${pool}": { "vrf": "${vrfHash}", "lovelace": ${lovelace} }`,
  );
  const counters = [...opcertCounters].map(([pool, counter]) => `  "${pool}": ${counter}`);
  return [
    '{',
    ' "version": 1,',
    ` "tip": "${toHex(header.bytes)}",`,
    ` "nonces": ${JSON.stringify(nonces)},`,
    ` "opcertCounters": ${object(counters)},`,
    ` "stake": ${object(pools)},`,
    ` "utxo": ${object(outputs)}`,
    '}\n',
  ].join('\n');
}

function object(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n }`;
}
