import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

// One order everywhere, so that no two transactions wait for each other. It is organizations (by id), users (by id),
// memberships, then credentials and all else. NO KEY: rows that only refer to a locked one need not wait.

/** Holds a user until the transaction ends; false when there is none. Changes of several of their rows ask first. */
export async function lockUser(tx: PrismaSession, userId: string): Promise<boolean> {
  const found = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM users WHERE id = ${userId} FOR NO KEY UPDATE`;
  return found.length > 0;
}

/** Holds several users until the transaction ends. */
export async function lockUsers(tx: PrismaSession, userIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ANY(${[...userIds]}) ORDER BY id FOR NO KEY UPDATE`;
}

/** Holds an organization until the transaction ends; false when there is none. */
export async function lockOrganizationRow(tx: PrismaSession, organizationId: string): Promise<boolean> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM organizations WHERE id = ${organizationId} FOR NO KEY UPDATE`;
  return found.length > 0;
}

/** Keeps an organization from being deleted until the transaction ends, and holds up no change of it; false when there is none. */
export async function keepOrganization(tx: PrismaSession, organizationId: string): Promise<boolean> {
  const found = await tx.$queryRaw<object[]>`SELECT FROM organizations WHERE id = ${organizationId} FOR KEY SHARE`;
  return found.length > 0;
}

/** Holds every organization that a user is a member of. */
export async function lockOrganizationsOf(tx: PrismaSession, userId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM organizations WHERE id IN (SELECT organization_id FROM memberships WHERE user_id = ${userId})
     ORDER BY id FOR NO KEY UPDATE`;
}

/** Holds every user who is a member of an organization, or whose sessions act for it. */
export async function lockUsersOf(tx: PrismaSession, organizationId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM users WHERE home_organization_id = ${organizationId} OR id IN (
      SELECT user_id FROM memberships WHERE organization_id = ${organizationId}
       UNION SELECT user_id FROM sessions WHERE organization_id = ${organizationId})
     ORDER BY id FOR NO KEY UPDATE`;
}
