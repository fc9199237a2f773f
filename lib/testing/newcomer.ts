import { randomUUID } from "node:crypto";
import type { PlanId } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { deviceHashOf } from "@/lib/features/accounts/sessions/device-hash";
import { sessionMethodOf } from "@/lib/features/accounts/sessions/session-methods";
import type { Client } from "@/lib/http/route";
import { markedEvent, operator } from "@/lib/tenancy/events";
import { sessionToken } from "@/lib/tenancy/session-token";

type Newcomer = { email: string; passwordHash: string; plan: PlanId; client: Client };

/**
 * Stores what a registration leaves behind, without asking whether it may: thousands of users take a suite minutes else.
 * What a registration itself does is tested where users register.
 */
export async function insertNewcomer({ email, passwordHash, plan, client }: Newcomer) {
  const { clock, database, settings } = runtime();
  const id = randomUUID();
  const name = email.slice(0, email.indexOf("@"));
  const issuedAtSeconds = Math.floor(clock.now() / 1000);
  const session = {
    id: randomUUID(),
    organizationId: id,
    expiresAt: new Date((issuedAtSeconds + settings.sessionLifetimeSeconds) * 1000),
  };
  const methods = [sessionMethodOf("password")];
  await database.pool.query(rows, [
    ...[id, email, name, passwordHash, `${name}'s organization`, plan, deviceHashOf(id, client)],
    ...[new Date(clock.now()), session.id, new Date(issuedAtSeconds * 1000), session.expiresAt],
    ...[client.address, client.userAgent, methods],
  ]);
  await database.prisma.event.createMany({ data: eventsOf(id, plan, client) });
  return { user: { id, organizationId: id }, token: sessionToken({ id, email }, session) };
}

const rows = `
  WITH u AS (INSERT INTO users (id, email, name, password_hash, updated_at) VALUES ($1, $2, $3, $4, now())),
       o AS (INSERT INTO organizations (id, name, plan) VALUES ($1, $5, $6)),
       m AS (INSERT INTO memberships (organization_id, user_id, role) VALUES ($1, $1, 'owner')),
       d AS (INSERT INTO known_devices (user_id, device_hash, first_seen_at, last_seen_at, met_by_sign_in)
             VALUES ($1, $7, $8, $8, false))
  INSERT INTO sessions (id, user_id, organization_id, kind, created_at, expires_at, ip_address, user_agent, methods, device_hash)
  VALUES ($9, $1, $1, 'api', $10, $11, $12, $13, $14, $7)`;

function eventsOf(id: string, plan: PlanId, { address, userAgent }: Client) {
  const shared = { organizationId: id, environment: "production", credentialId: null, subjectId: id } as const;
  const told = { user_id: id, outcome: "success", address, user_agent: userAgent, method: "password" };
  const registered = markedEvent({ ...shared, type: "user.registered", actorId: id, data: told });
  if (plan === "free") return [registered];
  const change = { plan, previous_plan: "free", limits: null, previous_limits: null };
  return [registered, markedEvent({ ...shared, type: "plan.changed", actorId: operator, data: change })];
}
