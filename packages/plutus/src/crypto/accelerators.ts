import { blsOver, useBls } from './bls.ts';
import { loadMcl } from './bls-mcl.ts';

let loading: Promise<boolean> | undefined;

/**
 * Loads the wasm that makes BLS12-381 several times faster; builtins use it from then on. Takes some 50 ms, once.
 * Says false where it cannot be loaded: everything works without, in JavaScript.
 */
export function loadAccelerators(): Promise<boolean> {
  loading ??= loadMcl().then(
    (library) => {
      useBls(blsOver(library));
      return true;
    },
    () => false,
  );
  return loading;
}
