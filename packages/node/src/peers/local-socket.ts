import type { Socket } from 'node:net';
import { Writer } from '@slotbench/cbor';

/** SDU: time stamp (4 bytes), mini-protocol with the responder's bit (2), length (2). */
const SDU_HEADER_BYTES = 8;
const RESPONDER_BIT = 0x8000;
/** A client that says nothing is not kept. */
const SILENCE_MS = 10_000;

/**
 * Answers a connection to the node's own socket: this node speaks no node-to-client protocol, so the handshake is
 * refused with VersionMismatch and no versions, as the handshake has it, and the connection ends.
 */
export function refuseLocalClient(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.setTimeout(SILENCE_MS, () => socket.destroy());
  socket.once('data', () => socket.end(refusal(), () => socket.destroySoon()));
}

/** MsgRefuse [2, VersionMismatch [0, []]] in one SDU of the handshake (mini-protocol 0). */
function refusal(): Uint8Array {
  const message = new Writer().array(2).uint(2).array(2).uint(0).array(0).finish();
  const sdu = Buffer.alloc(SDU_HEADER_BYTES + message.length);
  sdu.writeUInt32BE(Math.round(performance.now() * 1000) >>> 0, 0);
  sdu.writeUInt16BE(RESPONDER_BIT, 4);
  sdu.writeUInt16BE(message.length, 6);
  sdu.set(message, SDU_HEADER_BYTES);
  return sdu;
}
