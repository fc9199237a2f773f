import { z } from "zod";
import { SessionKind } from "@/lib/generated/prisma/enums";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";

/** One sign-in as the settings page lists it. */
export const SignedInSession = z.object({
  id: z.string(),
  /** `dashboard` is a browser's, `api` belongs to a session token. */
  kind: z.enum(SessionKind),
  created_at: Timestamp,
  /** To within a minute; null: not since it began. */
  last_used_at: Timestamp.nullable(),
  expires_at: Timestamp,
  /** Where it was last used from. */
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  current: z.boolean(),
});
export type SignedInSession = z.output<typeof SignedInSession>;

export const SessionList = z.object({
  /** The first page begins with the session that asks, beside its `limit`. */
  data: z.array(SignedInSession),
  next_cursor: z.string().nullable(),
  /** On all pages together. */
  total: z.number().int(),
});
export type SessionList = z.output<typeof SessionList>;

export const listSessionsContract = defineDashboardContract({
  aboutUser: true,
  method: "GET",
  path: "/api/dashboard/sessions",
  summary: "Where the user is signed in: this session, then the others, newest first",
  query: Page,
  success: { status: 200, body: SessionList },
});

export const endSessionContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "DELETE",
  path: "/api/dashboard/sessions/{id}",
  summary: "Sign out one session",
  params: z.object({ id: z.string() }),
  success: { status: 204 },
});

export const endOtherSessionsContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "DELETE",
  path: "/api/dashboard/sessions",
  summary: "Sign out everywhere but here",
  success: { status: 204 },
});

/** Every row about where a user is signed in. */
export const sessionContracts: readonly Contract[] = [
  listSessionsContract,
  endSessionContract,
  endOtherSessionsContract,
];
