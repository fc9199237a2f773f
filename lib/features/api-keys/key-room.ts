import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { liveKeys } from "@/lib/tenancy/live-keys";
import { maxLiveKeys } from "./contract";

type Owner = { organizationId: string; environment: Environment };

/** 409 when the organization has as many live keys in the environment as it may. None is added until the transaction ends. */
export async function requireRoom(tx: PrismaSession, owner: Owner, nowMs: number): Promise<void> {
  if ((await roomFor(tx, owner, nowMs, "made-here")) <= 0) throw noRoom(owner);
}

/** Which keys take a place: imported ones take none of those that are made here, and count where more are imported. */
type Counted = "made-here" | "all";

/** How many live keys the organization may add in the environment. None is added by others until the transaction ends. */
async function roomFor(
  tx: PrismaSession,
  { organizationId, environment }: Owner,
  nowMs: number,
  counted: Counted,
): Promise<number> {
  await lockUntilCommit(tx, `api-keys ${organizationId} ${environment}`);
  const live = await tx.apiKey.count({
    where: {
      organizationId,
      environment,
      ...(counted === "made-here" ? { importedAt: null } : {}),
      ...liveKeys(new Date(nowMs)),
    },
  });
  return maxLiveKeys - live;
}

/** 409 for a key that there is no room for. */
export function noRoom({ environment }: Pick<Owner, "environment">): ApiError {
  const most = maxLiveKeys.toLocaleString("en");
  return new ApiError(
    "conflict",
    `An organization has at most ${most} live ${environment} keys; revoke those that are not needed any more`,
  );
}

/** Takes one place for a live key after the other; 409 once the organization's environment has none left. */
export function placesIn(
  tx: PrismaSession,
  { organizationId }: Pick<Owner, "organizationId">,
  nowMs: number,
  counted: Counted = "made-here",
) {
  const left = new Map<Environment, number>();
  return async (environment: Environment): Promise<void> => {
    const owner = { organizationId, environment };
    const places = left.get(environment) ?? (await roomFor(tx, owner, nowMs, counted));
    left.set(environment, places - 1);
    if (places <= 0) throw noRoom(owner);
  };
}
