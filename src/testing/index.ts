export type { CheckReport, StoreCheck } from "./run-checks.js";
export { checkStore, storeChecks } from "./store-checks.js";
export type { MakeStore, StoreCheckOptions, StoreSetup } from "./store-setup.js";
export type {
  MakeTransactionalStore,
  TransactionalCheckOptions,
  TransactionalSetup,
} from "./transaction-setup.js";
export { checkTransactionalStore, transactionalStoreChecks } from "./transactional-store-checks.js";
