/** A real node or server that tests use and that `npm ci` does not bring. */
export type RealComponent = BuiltComponent | DebianComponent;

/** Built once a machine into the cache, from a package registry and files of this folder. */
export interface BuiltComponent {
  readonly kind: 'built';
  readonly name: string;
  /** Of the component and of the way it is built: another version is another folder of the cache. */
  readonly version: string;
  /** Programs that the build calls. */
  readonly needs: readonly string[];
  /** Programs in the folder of the cache, relative to it; the first gives the component its path. */
  readonly programs: readonly string[];
  /** How long the build takes on two cores, in words. */
  readonly takes: string;
  /** Builds into `into`, an empty folder; rejects with what went wrong. */
  build(into: string, run: Run): Promise<void>;
}

/** From the packages of Debian, by the system's package manager. */
export interface DebianComponent {
  readonly kind: 'debian';
  readonly name: string;
  readonly packages: readonly string[];
  /** Programs on the PATH, `/usr/sbin` included, that show that the packages are there; the first gives the component its path. */
  readonly programs: readonly string[];
}

/** Runs a program to its end with its output shown; rejects if it does not end with 0. */
export type Run = (
  command: readonly [string, ...string[]],
  o?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
) => Promise<void>;
