/**
 * Round trips between regions of the world, in milliseconds: what IBM Cloud published in its VPC documentation as averages between its own
 * sites from 27 July to 25 August 2024, both directions averaged and rounded. Regions are named as AWS names those of the same city; AWS's own
 * figures differ by a few milliseconds. The page: cloud.ibm.com/docs/vpc, "Network latency dashboards".
 */

/** Where the figures come from, as meta.json and the report say it. */
export const LATENCY_SOURCE =
  'averages between IBM Cloud sites in the same cities, 27 July to 25 August 2024 (VPC documentation)';

/** Region to city, in the order of the table's rows. */
const cities = {
  'eu-central-1': 'Frankfurt',
  'us-east-1': 'Washington DC',
  'ap-southeast-2': 'Sydney',
  'eu-west-2': 'London',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-3': 'Osaka',
  'sa-east-1': 'Sao Paulo',
} as const;

export const knownRegions: readonly string[] = Object.keys(cities);

/** Lower triangle: row i holds the round trips from region i to the regions before it. */
const roundTripMs: readonly (readonly number[])[] = [
  [],
  [91],
  [250, 214],
  [13, 75, 261],
  [233, 165, 115, 244],
  [232, 172, 122, 244, 9],
  [197, 119, 328, 188, 284, 292],
];

/** `undefined` for a region that the table does not have; 0 within a region. */
export function roundTripOf(a: string, b: string): number | undefined {
  const [low, high] = [knownRegions.indexOf(a), knownRegions.indexOf(b)].sort((x, y) => x - y) as [
    number,
    number,
  ];
  if (low < 0) return undefined;
  return low === high ? 0 : roundTripMs[high]![low];
}
