import { z } from "zod";
import { apiV1Callers, defineContract } from "@/lib/http/contract";
import { listOf } from "@/lib/http/page";
import {
  getDeliveryContract,
  listDeliveriesContract,
  Redelivered,
  redeliverContract,
  redeliverFailedContract,
  testWebhookContract,
} from "./delivery-contract";
import { MemoryDelivery, MemoryDeliveryDetail, MemoryWebhook, MemoryWebhookWithSecret } from "./memory-form";
import {
  createWebhookContract,
  deleteWebhookContract,
  Events,
  getWebhookContract,
  listWebhooksContract,
  NewWebhook,
  named,
  nothingNamed,
  rotateSecretContract,
  updateWebhookContract,
  WebhookFields,
  WebhookQuery,
} from "./webhook-contract";

/** Where given, the caller's own organization; else 403 TENANT_MISMATCH. */
const TenantId = z.string().max(200).optional();
const TenantQuery = z.object({ tenantId: TenantId });
const memory = { product: "memory", allow: apiV1Callers, scope: "write:webhooks", dashboard: false } as const;
export const one = <Item extends z.ZodType>(data: Item) => z.object({ data });
const memoryBase = "/api/v1/webhooks";

/** The same endpoints in document 002's form. */
export const memoryWebhookContracts = {
  list: defineContract({
    ...listWebhooksContract,
    ...memory,
    path: memoryBase,
    query: WebhookQuery.extend({ tenantId: TenantId }),
    success: { status: 200, body: listOf(MemoryWebhook), framed: true },
  }),
  create: defineContract({
    ...createWebhookContract,
    ...memory,
    path: memoryBase,
    body: NewWebhook.extend({ events: Events("memory"), tenantId: TenantId }),
    success: { status: 201, body: one(MemoryWebhookWithSecret), framed: true },
  }),
  get: defineContract({
    ...getWebhookContract,
    ...memory,
    path: `${memoryBase}/{id}`,
    query: TenantQuery,
    success: { status: 200, body: one(MemoryWebhook), framed: true },
  }),
  update: defineContract({
    ...updateWebhookContract,
    ...memory,
    path: `${memoryBase}/{id}`,
    body: WebhookFields.extend({ events: Events("memory").optional(), tenantId: TenantId }).refine(named, nothingNamed),
    success: { status: 200, body: one(MemoryWebhook), framed: true },
  }),
  delete: defineContract({ ...deleteWebhookContract, ...memory, path: `${memoryBase}/{id}`, query: TenantQuery }),
  rotateSecret: defineContract({
    ...rotateSecretContract,
    ...memory,
    path: `${memoryBase}/{id}/rotate-secret`,
    success: { status: 200, body: one(MemoryWebhookWithSecret), framed: true },
  }),
  test: defineContract({
    ...testWebhookContract,
    ...memory,
    path: `${memoryBase}/{id}/test`,
    success: { status: 202, body: one(MemoryDelivery), framed: true },
  }),
  deliveries: defineContract({
    ...listDeliveriesContract,
    ...memory,
    path: `${memoryBase}/{id}/deliveries`,
    success: { status: 200, body: listOf(MemoryDelivery), framed: true },
  }),
  delivery: defineContract({
    ...getDeliveryContract,
    ...memory,
    path: `${memoryBase}/{id}/deliveries/{delivery_id}`,
    success: { status: 200, body: one(MemoryDeliveryDetail), framed: true },
  }),
  redeliver: defineContract({
    ...redeliverContract,
    ...memory,
    path: `${memoryBase}/{id}/deliveries/{delivery_id}/redeliver`,
    success: { status: 202, body: one(MemoryDelivery), framed: true },
  }),
  redeliverFailed: defineContract({
    ...redeliverFailedContract,
    ...memory,
    path: `${memoryBase}/{id}/redeliver-failed`,
    success: { status: 202, body: one(Redelivered), framed: true },
  }),
};
