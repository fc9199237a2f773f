import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma, WebhookEndpoint } from "@/lib/generated/prisma/client";
import { holdRights } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { cancelPending } from "./cancel-pending";
import { lockEndpoint } from "./lock-endpoint";
import { newSigningSecret, sealSecret } from "./signature";
import { checkedUrl, noSuchWebhook, reachOf, type Through } from "./webhook-access";
import type { WebhookChange } from "./webhook-contract";
import { type Health, healthOf } from "./webhook-view";

/** Changes an endpoint as `work` says, with the event that tells of it and of `more`; 404 for one that the caller does not reach. */
export async function changeEndpoint(
  principal: Principal,
  through: Through,
  id: string,
  work: (tx: PrismaSession, old: WebhookEndpoint) => Promise<Prisma.WebhookEndpointUpdateInput>,
  more: Readonly<Record<string, boolean>> = {},
): Promise<WebhookEndpoint> {
  const { database, clock } = runtime();
  return database.prisma.$transaction(async (tx) => {
    await holdRights(tx, principal);
    // Locked, so that two rotations at once cannot both keep the same old secret.
    await lockEndpoint(tx, id);
    const old = await tx.webhookEndpoint.findFirst({ where: { AND: [{ id }, reachOf(principal, through)] } });
    if (!old) throw noSuchWebhook();
    const data = await work(tx, old);
    const row = await tx.webhookEndpoint.update({ where: { id }, data: { ...data, updatedAt: new Date(clock.now()) } });
    await recordChange(tx, principal, "webhook.updated", row, more);
    return row;
  });
}

/** What a change that names these makes of an endpoint; its events have been checked. Switched on or given another URL, it starts without past failures. */
export async function changesOf(
  tx: PrismaSession,
  old: WebhookEndpoint,
  { url, events, description, enabled }: WebhookChange,
): Promise<Prisma.WebhookEndpointUpdateInput> {
  if (enabled === false) await cancelPending(tx, old.id);
  return {
    ...onlyGiven({ url: url === undefined ? undefined : checkedUrl(url, old), events, description, enabled }),
    ...(enabled === undefined ? {} : { disabledReason: null }),
    ...(enabled === undefined && url === undefined ? {} : { failingSince: null }),
  };
}

/** Replaces an endpoint's signing secret; the old one signs too for a while, in seconds. */
export async function replaceSecret(
  principal: Principal,
  through: Through,
  id: string,
  overlapSeconds: number,
): Promise<{ row: WebhookEndpoint; health: Health | undefined; secret: string }> {
  const secret = newSigningSecret();
  // Read before: a repeatable request changes the database last of all.
  const health = (await healthOf([id])).get(id);
  const rotate = async (_tx: PrismaSession, old: WebhookEndpoint) => ({
    sealedSecret: sealSecret(secret),
    sealedPreviousSecret: overlapSeconds > 0 ? old.sealedSecret : null,
    previousSecretEndsAt: overlapSeconds > 0 ? new Date(runtime().clock.now() + overlapSeconds * 1000) : null,
  });
  const row = await changeEndpoint(principal, through, id, rotate, { secret_rotated: true });
  return { row, health, secret };
}

/** Records what happened to an endpoint, and for a customer's whose it is: the organization's log alone tells of it. */
export function recordChange(
  tx: PrismaSession,
  principal: Principal,
  type: "webhook.created" | "webhook.updated" | "webhook.deleted",
  { id, customerId, url, product, environment, events, enabled }: WebhookEndpoint,
  more: Readonly<Record<string, boolean>> = {},
): Promise<string> {
  return recordEvent(tx, {
    ...actedBy(principal),
    environment: environment as Principal["environment"],
    type,
    subjectId: id,
    // The host alone: paths and queries of targets may be their operator's secrets.
    data: {
      webhook_id: id,
      host: new URL(url).host,
      product,
      events,
      enabled,
      ...(customerId === null ? {} : { customer_id: customerId }),
      ...more,
    },
  });
}
