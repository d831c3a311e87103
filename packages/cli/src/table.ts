import type { Command, CommandGroup, ProgramCommand } from './command.ts';
import { analyse } from './commands/analyse.ts';
import { backendCheck, backendImage, backendList } from './commands/backend.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { credentialsLogin, credentialsRevoke, credentialsStatus } from './commands/credentials.ts';
import { deployAdd, deployRemove } from './commands/deploy-add.ts';
import { deployKey } from './commands/deploy-key.ts';
import { deployRender } from './commands/deploy-render.ts';
import { deployCheck, deployStatus } from './commands/deploy-status.ts';
import { doctor } from './commands/doctor.ts';
import { driverList, driverVerify } from './commands/driver.ts';
import { experimentPlan, experimentRun } from './commands/experiment.ts';
import { forward } from './commands/forward.ts';
import { genesis } from './commands/genesis.ts';
import {
  historyAdd,
  historyAnnotate,
  historyExport,
  historyImport,
  historyShow,
  historyTables,
} from './commands/history.ts';
import { load } from './commands/load.ts';
import { nomadAgents } from './commands/nomad.ts';
import { nomadClients } from './commands/nomad-clients.ts';
import { nomadStop } from './commands/nomad-stop.ts';
import { observe } from './commands/observe.ts';
import { plutusConformance, plutusEval } from './commands/plutus.ts';
import { plutusCalibrate } from './commands/plutus-calibrate.ts';
import { plutusList } from './commands/plutus-list.ts';
import { plutusPrint } from './commands/plutus-print.ts';
import { plutusShow } from './commands/plutus-show.ts';
import { plutusTry } from './commands/plutus-try.ts';
import { profilesFamilies, profilesList, profilesShow } from './commands/profiles.ts';
import { profilesNew } from './commands/profiles-new.ts';
import { profilesTopology } from './commands/profiles-topology.ts';
import { query } from './commands/query.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { runsList, runsShow } from './commands/runs.ts';
import { studyTracing } from './commands/study.ts';
import { studyForwarding } from './commands/study-forwarding.ts';
import { traceDocumentation } from './commands/trace-documentation.ts';
import { variance } from './commands/variance.ts';

/** Every command in the order of the help. */
export const commands: readonly (Command | CommandGroup | ProgramCommand)[] = [
  run,
  { name: 'runs', summary: 'Look at the runs of a folder', commands: [runsList, runsShow] },
  analyse,
  check,
  query,
  variance,
  compare,
  {
    name: 'experiment',
    summary: 'Run base and target alternately and compare them',
    commands: [experimentRun, experimentPlan],
  },
  {
    name: 'study',
    summary: 'Answer a question about a node with an experiment',
    commands: [studyTracing, studyForwarding],
  },
  {
    name: 'history',
    summary: 'Keep results, see when a metric changed',
    commands: [historyShow, historyAdd, historyImport, historyExport, historyAnnotate, historyTables],
  },
  report,
  {
    name: 'profiles',
    summary: 'Look at the benchmark profiles',
    commands: [profilesList, profilesFamilies, profilesShow, profilesTopology, profilesNew],
  },
  genesis,
  {
    name: 'plutus',
    summary: 'Write, evaluate and calibrate Plutus scripts',
    commands: [
      plutusList,
      plutusShow,
      plutusPrint,
      plutusTry,
      plutusCalibrate,
      plutusEval,
      plutusConformance,
    ],
  },
  {
    name: 'collector',
    summary: 'Start slotbench-collector, which takes the place of cardano-tracer',
    program: '@slotbench/collector/program',
  },
  {
    name: 'deploy',
    summary: 'Run node, tunnel and collector as services, and see how they are',
    commands: [deployStatus, deployCheck, deployRender, deployKey, deployAdd, deployRemove],
  },
  forward,
  load,
  observe,
  {
    name: 'driver',
    summary: 'Look at the node implementations that can be run',
    commands: [driverList, driverVerify],
  },
  {
    name: 'credentials',
    summary: 'Log in where Nomad tokens and cloud keys come from',
    commands: [credentialsLogin, credentialsStatus, credentialsRevoke],
  },
  {
    name: 'backend',
    summary: 'Look at the places where runs can run',
    commands: [backendList, backendCheck, backendImage],
  },
  {
    name: 'nomad',
    summary: 'Where runs on Nomad go: agents of this machine, machines of a cloud',
    commands: [nomadAgents, nomadClients, nomadStop],
  },
  { name: 'node', summary: 'Start slotbench-node, the embedded node', program: '@slotbench/node/program' },
  traceDocumentation,
  doctor,
];
