/** Hosted clusters: regions, machines and what the nodes may use of them. Memory in MB, storage in kB. */
import { type Piece, piece } from '../compose.ts';

interface Volume {
  readonly destination: string;
  readonly read_only: boolean;
  readonly source: string;
}

type Volumes = { readonly producer: readonly Volume[] | null; readonly explorer: readonly Volume[] | null };

interface Machines {
  readonly name: string;
  readonly class: string;
  readonly types: { readonly producer: string; readonly explorer: string };
  readonly resources: object;
  readonly storage: object | null;
  readonly volumes: Volumes | null;
}

const volume = (source: string, destination: string, readOnly = false): Volume => ({
  source,
  destination,
  read_only: readOnly,
});

const hosted = (m: Machines): Piece =>
  piece(m.name, {
    cluster: {
      nomad: {
        namespace: m.class,
        class: m.class,
        resources: m.resources,
        host_volumes: m.volumes,
        fetch_logs_ssh: true,
      },
      aws: { instance_type: m.types, use_public_routing: true },
      minimun_storage: m.storage,
      keep_running: true,
    } as never,
  });

const perf = (volumes: Volumes | null, name: string): Piece =>
  hosted({
    name,
    class: 'perf',
    types: { producer: 'c5d.2xlarge', explorer: 'm5.4xlarge' },
    resources: {
      producer: { cores: 8, memory: 15_400, memory_max: 16_000 },
      explorer: { cores: 16, memory: 32_000, memory_max: 64_000 },
    },
    storage: { producer: 12_582_912, explorer: 14_155_776 },
    volumes,
  });

/** The dedicated performance cluster; `Lsmt` with the fast disk of each machine, `Cgroup` with a view of its memory control. */
export const perfCluster: Piece = perf(null, 'perf cluster');
export const perfClusterDisk: Piece = perf(
  { producer: [volume('ephemeral', '/ephemeral')], explorer: null },
  'perf cluster with disks',
);
export const perfClusterCgroup: Piece = perf(
  { producer: [volume('cgroup', '/sys/fs/cgroup', true)], explorer: null },
  'perf cluster with cgroups',
);

const ssds = [volume('ssd1', '/ssd1'), volume('ssd2', '/ssd2')];
const large = { cores: 16, memory: 120_000, memory_max: 124_000 };

/** Machines with 128 GB and two SSDs. */
export const ssdCluster: Piece = hosted({
  name: 'ssd cluster',
  class: 'perf-ssd',
  types: { producer: 'r5d.4xlarge', explorer: 'r5d.4xlarge' },
  resources: { producer: large, explorer: large },
  storage: null,
  volumes: { producer: ssds, explorer: ssds },
});

/** Europe, North America and Asia, round-robin. */
export const threeRegions: Piece = piece('three regions', {
  composition: { locations: ['eu-central-1', 'us-east-1', 'ap-southeast-2'] },
});
export const oneRegion: Piece = piece('one region', { composition: { locations: ['eu-central-1'] } });

/** What the profile's author wants remembered about the block size; `maxBlockBodySize` decides. */
export const notedBlockSize: Piece = piece('noted block size', { genesis: { max_block_size: 88_000 } });
