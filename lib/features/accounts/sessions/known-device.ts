import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { deviceHashOf, deviceOfAccount } from "./device-hash";
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
  const known = await tx.knownDevice.findFirst({ where: deviceOfAccount(userId, client) });
  if (!known) {
    const metBySignIn = met === "sign-in";
    await tx.knownDevice.create({ data: { userId, deviceHash, metBySignIn, firstSeenAt: now, lastSeenAt: now } });
    return false;
  }
  const { deviceHash: stored } = known;
  const where = { userId_deviceHash: { userId, deviceHash: stored } };
  await tx.knownDevice.update({ where, data: { deviceHash, lastSeenAt: now } });
  if (stored !== deviceHash) await renameDevice(tx, userId, stored, deviceHash);
  return true;
}

/** Sessions, ways in and links by which an owner takes an account back name the device as it was stored before. */
async function renameDevice(tx: PrismaSession, userId: string, from: string, to: string): Promise<void> {
  const added = { where: { userId, addedOnDevice: from }, data: { addedOnDevice: to } };
  await tx.passkey.updateMany(added);
  await tx.authenticator.updateMany(added);
  await tx.identity.updateMany(added);
  await tx.session.updateMany({ where: { userId, deviceHash: from }, data: { deviceHash: to } });
  await tx.$executeRaw`
    UPDATE one_time_tokens SET data = replace(data::text, ${from}, ${to})::jsonb
     WHERE user_id = ${userId} AND position(${from} IN data::text) > 0`;
}
