/** What a ledger verifies with too. */
export { ed25519Key, hasSmallOrder, verifyEd25519 } from './ed25519.ts';
