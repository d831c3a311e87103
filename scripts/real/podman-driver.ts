import { goComponent } from './go.ts';

export const podmanDriver = goComponent({
  name: 'podman-driver',
  version: '0.4.1',
  folder: 'nomad-driver-podman',
  target: 'github.com/hashicorp/nomad-driver-podman',
  program: 'nomad-driver-podman',
  takes: 'about a minute',
});
