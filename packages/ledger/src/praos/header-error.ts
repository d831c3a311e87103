/** Why a header is not valid; the message of `describeHeaderError` derives from the fields. */
export type HeaderError =
  | { readonly code: 'HEADER_BLOCK_NO'; readonly expected: number; readonly got: number }
  | { readonly code: 'HEADER_SLOT'; readonly previousSlot: number; readonly got: number }
  | {
      readonly code: 'HEADER_PREV_HASH';
      readonly expected: string | undefined;
      readonly got: string | undefined;
    }
  | { readonly code: 'HEADER_SIZE'; readonly maxBytes: number; readonly gotBytes: number }
  | { readonly code: 'HEADER_BODY_SIZE'; readonly maxBytes: number; readonly gotBytes: number }
  | { readonly code: 'HEADER_PROTOCOL_VERSION'; readonly maxMajor: number; readonly gotMajor: number }
  | { readonly code: 'HEADER_POOL_UNKNOWN'; readonly poolId: string }
  | {
      readonly code: 'HEADER_VRF_KEY';
      readonly poolId: string;
      readonly expected: string;
      readonly got: string;
    }
  | { readonly code: 'HEADER_KES_EARLY'; readonly startPeriod: number; readonly period: number }
  | { readonly code: 'HEADER_KES_EXPIRED'; readonly endPeriod: number; readonly period: number }
  | { readonly code: 'HEADER_OPCERT_COUNTER'; readonly last: number; readonly got: number }
  | { readonly code: 'HEADER_OPCERT_SIGNATURE'; readonly poolId: string }
  | { readonly code: 'HEADER_KES_SIGNATURE'; readonly poolId: string; readonly keyPeriod: number }
  | { readonly code: 'HEADER_VRF_PROOF'; readonly poolId: string; readonly slot: number }
  | { readonly code: 'HEADER_NOT_LEADER'; readonly poolId: string; readonly slot: number };

export function describeHeaderError(error: HeaderError): string {
  switch (error.code) {
    case 'HEADER_BLOCK_NO':
      return `block number: expected ${error.expected}, got ${error.got}`;
    case 'HEADER_SLOT':
      return `slot: expected above ${error.previousSlot}, got ${error.got}`;
    case 'HEADER_PREV_HASH':
      return `previous hash: expected ${error.expected ?? 'null'}, got ${error.got ?? 'null'}`;
    case 'HEADER_SIZE':
      return `header: expected at most ${error.maxBytes} bytes, got ${error.gotBytes}`;
    case 'HEADER_BODY_SIZE':
      return `block body: expected at most ${error.maxBytes} bytes, got ${error.gotBytes}`;
    case 'HEADER_PROTOCOL_VERSION':
      return `protocol version: expected major at most ${error.maxMajor}, got ${error.gotMajor}`;
    case 'HEADER_POOL_UNKNOWN':
      return `pool ${error.poolId} has no stake`;
    case 'HEADER_VRF_KEY':
      return `pool ${error.poolId} registered VRF key hash ${error.expected}, the header shows ${error.got}`;
    case 'HEADER_KES_EARLY':
      return `KES period ${error.period} is before the certificate's start ${error.startPeriod}`;
    case 'HEADER_KES_EXPIRED':
      return `KES period ${error.period}: the certificate ended before ${error.endPeriod}`;
    case 'HEADER_OPCERT_COUNTER':
      return `operational certificate counter: expected ${error.last} or ${error.last + 1}, got ${error.got}`;
    case 'HEADER_OPCERT_SIGNATURE':
      return `pool ${error.poolId}: the cold key did not sign this operational certificate`;
    case 'HEADER_KES_SIGNATURE':
      return `pool ${error.poolId}: the KES key did not sign this header in its period ${error.keyPeriod}`;
    case 'HEADER_VRF_PROOF':
      return `pool ${error.poolId}: the VRF proof is not valid for slot ${error.slot}`;
    case 'HEADER_NOT_LEADER':
      return `pool ${error.poolId} does not lead slot ${error.slot}`;
  }
}
