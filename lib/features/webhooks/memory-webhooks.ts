import "server-only";
import { type Principal, tenantIdOf } from "@/lib/access/principal";
import { requireOwnTenant } from "@/lib/http/tenant";
import { getDelivery, listDeliveries } from "./deliveries";
import type { DeliveryQuery } from "./delivery-contract";
import { memoryDelivery, memoryDeliveryDetail, memoryWebhook, memoryWebhookWithSecret } from "./memory-view";
import { redeliver, sendTest } from "./redeliver";
import type { NewWebhook, RotateSecret, WebhookChange, WebhookQuery } from "./webhook-contract";
import { createWebhook, deleteWebhook, getWebhook, listWebhooks, rotateSecret, updateWebhook } from "./webhooks";

// What the memory product's webhooks are asked for, and answer, in document 002's form. A named tenant that is not the
// caller's is a 403.

type OfTenant = { tenantId?: string | undefined };

/** A page of the endpoints of the memory product that the caller reaches. */
export async function listMemoryWebhooks(principal: Principal, { tenantId, ...query }: WebhookQuery & OfTenant) {
  requireOwnTenant(principal, tenantId);
  const { data, next_cursor } = await listWebhooks(principal, "memory", query);
  return { data: data.map((webhook) => memoryWebhook(webhook, tenantIdOf(principal))), next_cursor };
}

/** Adds an endpoint, and returns its signing secret this once. */
export async function createMemoryWebhook(principal: Principal, { tenantId, ...webhook }: NewWebhook & OfTenant) {
  requireOwnTenant(principal, tenantId);
  return { data: memoryWebhookWithSecret(await createWebhook(principal, "memory", webhook), tenantIdOf(principal)) };
}

/** One endpoint. */
export async function getMemoryWebhook(principal: Principal, id: string, { tenantId }: OfTenant) {
  requireOwnTenant(principal, tenantId);
  return { data: memoryWebhook(await getWebhook(principal, "memory", id), tenantIdOf(principal)) };
}

/** Changes what is named of an endpoint. */
export async function updateMemoryWebhook(
  principal: Principal,
  id: string,
  { tenantId, ...change }: WebhookChange & OfTenant,
) {
  requireOwnTenant(principal, tenantId);
  return { data: memoryWebhook(await updateWebhook(principal, "memory", id, change), tenantIdOf(principal)) };
}

/** Deletes an endpoint. */
export async function deleteMemoryWebhook(principal: Principal, id: string, { tenantId }: OfTenant): Promise<void> {
  requireOwnTenant(principal, tenantId);
  await deleteWebhook(principal, "memory", id);
}

/** Replaces the signing secret, and returns the new one this once. */
export async function rotateMemorySecret(principal: Principal, id: string, rotation: RotateSecret) {
  return {
    data: memoryWebhookWithSecret(await rotateSecret(principal, "memory", id, rotation), tenantIdOf(principal)),
  };
}

/** Sends an endpoint a delivery that says it is a test. */
export async function sendMemoryTest(principal: Principal, id: string) {
  return { data: memoryDelivery(await sendTest(principal, "memory", id)) };
}

/** A page of an endpoint's deliveries. */
export async function listMemoryDeliveries(principal: Principal, id: string, query: DeliveryQuery) {
  const { data, next_cursor } = await listDeliveries(principal, "memory", id, query);
  return { data: data.map(memoryDelivery), next_cursor };
}

/** A delivery with its body and every answer. */
export async function getMemoryDelivery(principal: Principal, id: string, deliveryId: string) {
  return { data: memoryDeliveryDetail(await getDelivery(principal, "memory", id, deliveryId)) };
}

/** Sends a delivery again. */
export async function redeliverToMemory(principal: Principal, id: string, deliveryId: string) {
  return { data: memoryDelivery(await redeliver(principal, "memory", id, deliveryId)) };
}
