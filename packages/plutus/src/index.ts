export { type BuiltinName, builtins } from './builtins/table.ts';
export { bestFit, type Calibration, type CalibrationInput, calibrate } from './calibration/calibrate.ts';
export { dummyArguments } from './calibration/context.ts';
export { summariesCsv } from './calibration/csv.ts';
export { type ScriptParameters, scriptParameters } from './calibration/parameters.ts';
export { withCounter } from './calibration/redeemer.ts';
export { type ScaledCalibration, scaleBudgets } from './calibration/scaling.ts';
export { parseStrategy, type Strategy, strategies, strategyName } from './calibration/strategy.ts';
export { budgetSummary, type PlutusBudgetSummary } from './calibration/summary.ts';
export { type ConformanceCase, type ConformanceReport, runConformance } from './conformance.ts';
export { type Budget, type CostModel, type CostModelSource, costModel } from './cost/model.ts';
export { parameterNames } from './cost/parameters.ts';
export { type Language, languages, type SemanticsVariant, semanticsVariant } from './cost/variants.ts';
export { loadAccelerators } from './crypto/accelerators.ts';
export {
  type Data,
  DataBytes,
  DataConstr,
  DataInt,
  DataList,
  DataMap,
  dataBytes,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
} from './data/data.ts';
export { decodeData, readData } from './data/decode.ts';
export { encodeData, writeData } from './data/encode.ts';
export type { Int } from './data/int.ts';
export { type DataJson, dataFromJson, dataToJson, parseDataJson } from './data/json.ts';
export { equalData } from './data/measure.ts';
export { PlutusError, type PlutusErrorCode } from './errors.ts';
export { decodeProgram } from './flat/decode.ts';
export { encodeProgram } from './flat/encode.ts';
export type { BenchmarkScript } from './library/benchmark-script.ts';
export { findScript, library } from './library/library.ts';
export { describeFailure, type Failure } from './machine/failure.ts';
export {
  createMachine,
  type EvaluateOptions,
  type Evaluation,
  type Machine,
  type MachineOptions,
  machineOfVariant,
  type Prepared,
} from './machine/machine.ts';
export { type CostProfile, createProfiler } from './machine/profile.ts';
export type { Value } from './machine/value.ts';
export { type BlueprintValidator, parseBlueprint } from './script/blueprint.ts';
export { envelopeOf, parseEnvelope, type TextEnvelope } from './script/envelope.ts';
export {
  checkProgram,
  isBuiltinAvailable,
  type Script,
  scriptHash,
  unwrapScript,
  wrapScript,
} from './script/script.ts';
export type { Constant } from './term/constant.ts';
export {
  apply,
  applyProgram,
  builtin,
  caseOf,
  constant,
  constr,
  delay,
  error,
  force,
  lambda,
  type Program,
  type Term,
  type Version,
  variable,
} from './term/term.ts';
export { parseData } from './text/constant.ts';
export { parseProgram, parseTerm } from './text/parse.ts';
export { printConstant, printData, printProgram, printTerm } from './text/print.ts';
