import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { deviceHashOf } from "./device-hash";
import { mailNewDevice } from "./new-device-mail";

type Account = { id: string; email: string };

/** Remembers the device of a registration, which is no news. The caller holds the user. */
export async function rememberDevice(tx: PrismaSession, userId: string, client: Client): Promise<void> {
  await isKnown(tx, userId, client, "registration");
}

/** Tells the owner, by mail and in the audit log, of a sign-in from a device that the account did not know until now. */
export async function meetDevice(tx: PrismaSession, account: Account, client: Client): Promise<void> {
  if (await isKnown(tx, account.id, client, "sign-in")) return;
  await recordAccountEvent(tx, "user.new_device", account.id, client);
  await mailNewDevice(tx, account, client, deviceHashOf(account.id, client));
}

async function isKnown(
  tx: PrismaSession,
  userId: string,
  client: Client,
  met: "registration" | "sign-in",
): Promise<boolean> {
  const now = new Date(runtime().clock.now());
  const deviceHash = deviceHashOf(userId, client);
  const { count } = await tx.knownDevice.updateMany({ where: { userId, deviceHash }, data: { lastSeenAt: now } });
  if (count === 0) {
    const metBySignIn = met === "sign-in";
    await tx.knownDevice.create({ data: { userId, deviceHash, metBySignIn, firstSeenAt: now, lastSeenAt: now } });
  }
  return count > 0;
}
