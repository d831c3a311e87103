import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type TarEntry, writeTar } from '../../archive/tar.ts';
import { installedPrograms } from '../../program.ts';
import { smallChroot } from '../agents/chroot.ts';
import type { SourceFile } from '../bundle/archive.ts';
import { BUNDLE_ROOT } from '../bundle/bundle.ts';
import { type Layout, layOut } from '../bundle/layout.ts';
import type { PodmanClient } from './podman-client.ts';

/** The image that tasks run: what it is called and what it is made of. */
export interface Image {
  /** `localhost/slotbench:0123456789ab`, by the content. */
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly texts: ReadonlyMap<string, string>;
  readonly layout: Layout;
}

const ROOT = 'opt/slotbench';
const CONTAINERFILE = `FROM scratch
COPY root /
WORKDIR /
`;

/**
 * What this installation's image holds: Node with the shared libraries that it uses here, a shell, all programs of a run and the
 * supervisor. Nothing comes from a registry.
 */
export async function describeImage(): Promise<Image> {
  const { collector, acceptor, node, generator, observer } = installedPrograms();
  const programs = [collector, acceptor, node, generator, observer].map((command) => command.at(-1)!);
  const layout = layOut({ programs, root: `/${ROOT}`, others: BUNDLE_ROOT });
  const libraries = Object.entries(await smallChroot([process.execPath], { nix: false }));
  const files = [
    ...libraries.map(([from, path]) => ({ from, path: path.slice(1), mode: 0o755 })),
    ...[layout.node, ...layout.code].map((file) => ({ ...file, path: `${ROOT}/${file.path}` })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const texts = new Map([
    ...[...layout.texts].map(([path, text]): [string, string] => [`${ROOT}/${path}`, text]),
    ['tmp/README', 'Folder for temporary files.\n'],
  ]);
  const hash = createHash('sha256').update(CONTAINERFILE);
  for (const [path, text] of texts) hash.update(`${path}\0${text}\0`);
  for (const { from, path, mode } of files)
    hash.update(`${path}\0${mode}\0`).update(createHash('sha256').update(readFileSync(from)).digest());
  return { name: `localhost/slotbench:${hash.digest('hex').slice(0, 12)}`, files, texts, layout };
}

export interface BuiltImage {
  readonly image: string;
  readonly id: string;
  readonly bytes: number;
  /** Socket of the podman that keeps it. */
  readonly podman: string;
  /** False if it was there. */
  readonly built: boolean;
}

/** Builds the image with podman, unless it is there. */
export async function buildImage(image: Image, podman: PodmanClient): Promise<BuiltImage> {
  const known = await podman.image(image.name);
  if (known === undefined) await podman.build(image.name, writeTar(contextOf(image)));
  const { id, bytes } = known ?? (await podman.image(image.name))!;
  return { image: image.name, id, bytes, podman: podman.socket, built: known === undefined };
}

function* contextOf({ files, texts }: Image): Generator<TarEntry> {
  yield { path: 'Containerfile', mode: 0o644, content: Buffer.from(CONTAINERFILE) };
  for (const [path, text] of texts) yield { path: `root/${path}`, mode: 0o644, content: Buffer.from(text) };
  for (const { from, path, mode } of files) yield { path: `root/${path}`, mode, content: readFileSync(from) };
}
