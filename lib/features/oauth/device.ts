import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ConsentView } from "./authorized-app-contract";
import { text } from "./consent";
import { describeConsent } from "./consent-request";
import { oauthProvider } from "./provider";

/** A device that waits for somebody to type its code. */
export type WaitingDevice = NonNullable<Awaited<ReturnType<typeof findDevice>>>;

/** Codes that one user may try in a minute: 25,600,000,000 are possible. */
const triesPerMinute = 10;

/** The device that shows a code; null when there is none, it has expired or was decided on. Counts the try. */
export async function findDevice(userCode: string, userId: string) {
  const normalized = userCode.toUpperCase().replace(/[^A-Z]/g, "");
  if (normalized.length !== 8 || !(await mayTry(userId))) return null;
  const provider = await oauthProvider();
  const code = await provider.DeviceCode.findByUserCode(normalized);
  return code && !code.isExpired && !code.accountId && !code.error ? code : null;
}

async function mayTry(userId: string): Promise<boolean> {
  const limits = { perMinute: triesPerMinute, burst: triesPerMinute };
  const bucket = {
    subject: `device:${userId}`,
    product: "sign-in" as const,
    environment: "production" as const,
    limits,
  };
  return (await runtime().limiter.decide([bucket])).allowed;
}

/** What the device page asks the user once the code was found. */
export async function describeDevice(code: WaitingDevice, principal: UserPrincipal): Promise<ConsentView | null> {
  const request = { clientId: code.clientId ?? "", scope: text(code.params?.scope), redirectUri: null };
  return describeConsent(request, principal);
}
