import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { recordCounted } from "@/lib/tenancy/counted-events";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { type NewEvent, recordEvent } from "@/lib/tenancy/events";
import { keepOrganization } from "@/lib/tenancy/row-locks";

type AccountEventType = Extract<EventType, `user.${string}` | `session.${string}`>;

/**
 * An event of an account stands in the audit log of its user's personal organization, which carries the user's id. The
 * actor is the user where no other one is named; null where it is unknown who it was.
 */
export async function recordAccountEvent(
  tx: PrismaSession,
  type: AccountEventType,
  userId: string,
  client: Client | null,
  told: NewEvent["data"] = {},
  actorId: string | null = userId,
): Promise<void> {
  await recordEvent(tx, accountEvent(type, userId, client, told, actorId));
}

function accountEvent(
  type: AccountEventType,
  userId: string,
  client: Client | null,
  told: NewEvent["data"],
  actorId: string | null,
) {
  const data = { user_id: userId, outcome: "success", ...placeOf(client), ...told };
  return { type, organizationId: userId, environment: "production", actorId, subjectId: userId, data } as const;
}

/** A sign-in whose proofs were right and that is not let in all the same. One who keeps trying makes a count grow. */
export async function recordRefusedSignIn(
  tx: PrismaSession,
  userId: string,
  client: Client | null,
  told: { reason: string; method: string },
): Promise<void> {
  const event = accountEvent("user.sign_in_failed", userId, client, { outcome: "refused", ...told }, userId);
  await recordCounted(
    tx,
    event,
    (before) => before.outcome === "refused" && before.reason === told.reason && isFrom(client, before),
  );
}

const reasons: Record<FailedMethod, string> = {
  password: "wrong_password",
  password_asked_again: "wrong_password",
  second_factor: "wrong_second_factor",
  passkey: "passkey_refused",
};

/** At the sign-in, or where somebody who is signed in is asked for the password again. */
export type FailedMethod = "password" | "password_asked_again" | "second_factor" | "passkey";

/**
 * Tells an account of a failed sign-in with its address, without holding up the answer. The time it takes must not say
 * whether the account exists. A stranger who keeps guessing makes a count grow, not the log.
 */
export function tellFailedSignIn(userId: string, client: Client | null, method: FailedMethod): Promise<void> {
  const { log } = runtime();
  return recordFailure(userId, client, method).catch((error: unknown) => {
    log("warn", "failed_sign_in_not_recorded", { ...errorFields(error) });
  });
}

async function recordFailure(userId: string, client: Client | null, method: FailedMethod): Promise<void> {
  await runtime().database.prisma.$transaction(async (tx) => {
    // One that is gone has no log to write it to.
    if (!(await keepOrganization(tx, userId))) return;
    const told = { outcome: "failure", reason: reasons[method], method };
    const event = accountEvent("user.sign_in_failed", userId, client, told, null);
    // By outcome and method they are told apart already.
    await recordCounted(tx, event, (before) => isFrom(client, before));
  });
}

/** Whether an event says that it came from this client. */
function isFrom(client: Client | null, { address, user_agent }: Readonly<Record<string, unknown>>): boolean {
  return address === client?.address && user_agent === client?.userAgent;
}

function placeOf(client: Client | null) {
  return client ? { address: client.address, user_agent: client.userAgent } : {};
}
