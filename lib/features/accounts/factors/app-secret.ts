import "server-only";
import { runtime } from "@/lib/access/runtime";

/** An authenticator app's secret as it is stored: it opens for its own user alone. */
export function sealAppSecret(userId: string, secret: string): string {
  return runtime().seals.seal(secret, purposeOf(userId));
}

export function openAppSecret(userId: string, sealedSecret: string): string {
  return runtime().seals.open(sealedSecret, purposeOf(userId));
}

function purposeOf(userId: string): string {
  return `authenticator of ${userId}`;
}
