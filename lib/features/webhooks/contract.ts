import type { Contract } from "@/lib/http/contract";
import { dashboardWebhookContracts } from "./dashboard-webhook-contract";
import {
  getDeliveryContract,
  listDeliveriesContract,
  redeliverContract,
  redeliverFailedContract,
  testWebhookContract,
} from "./delivery-contract";
import { memoryWebhookContracts } from "./memory-webhook-contract";
import {
  createWebhookContract,
  deleteWebhookContract,
  getWebhookContract,
  listWebhooksContract,
  rotateSecretContract,
  updateWebhookContract,
} from "./webhook-contract";

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listWebhooksContract,
  createWebhookContract,
  getWebhookContract,
  updateWebhookContract,
  deleteWebhookContract,
  rotateSecretContract,
  testWebhookContract,
  listDeliveriesContract,
  getDeliveryContract,
  redeliverContract,
  redeliverFailedContract,
  dashboardWebhookContracts.list,
  dashboardWebhookContracts.create,
  dashboardWebhookContracts.update,
  ...Object.values(memoryWebhookContracts),
];
