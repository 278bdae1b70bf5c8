export type { CheckReport, StoreCheck } from "./run-checks.js";
export {
  type SignCommon,
  SignedDelivery,
  type SignOptions,
  type SignsWith,
  signDelivery,
  testPublicKey,
} from "./sign-delivery.js";
export { type HandshakeOptions, signHandshake } from "./sign-handshake.js";
export {
  type Simulation,
  type SimulationCommon,
  type SimulationOptions,
  simulateProvider,
} from "./simulate-provider.js";
export type { SimulatedEvent, SimulationTarget } from "./simulated-courier.js";
export type { AnyWork, Watched } from "./simulated-runs.js";
export { type SimulatedAttempt, type SimulatedRetries, type SimulatedRun, SimulationLog } from "./simulation-log.js";
export type { SimulatedFaults } from "./simulation-plan.js";
export { checkStore, storeChecks } from "./store-checks.js";
export type { MakeStore, StoreCheckOptions, StoreSetup } from "./store-setup.js";
export type {
  MakeTransactionalStore,
  TransactionalCheckOptions,
  TransactionalSetup,
} from "./transaction-setup.js";
export { checkTransactionalStore, transactionalStoreChecks } from "./transactional-store-checks.js";
