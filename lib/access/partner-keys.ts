import "server-only";
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { callOutbound } from "@/lib/platform/outbound";
import type { Settings } from "@/lib/platform/settings";
import { createKeptKeys, type KeptKeys, maxAgeOf } from "./kept-keys";

/** What a body's signature came to; `unknown` where the partner's keys cannot be had. */
export type SignatureVerdict = "signed" | "forged" | "unknown";

/** The keys with which a secret-scanning partner signs its reports. */
export type PartnerKeys = {
  /**
   * Whether the key of this identifier signed these very bytes: ECDSA over P-256 with SHA-256, the signature as DER in base64, as
   * GitHub's secret scanning partner programme says. The keys are fetched again for an identifier that is not known.
   */
  judge(body: Uint8Array, keyId: string, signature: string): Promise<SignatureVerdict>;
};

type PartnerKey = { id: string; key: KeyObject };

const maxBytes = 256 * 1024;
/** Of a longer list only the first are read. */
const maxKeys = 50;
/** A DER signature over P-256 has 72 bytes at most. */
const maxSignature = 120;

/** Null where no partner is configured. */
export function createPartnerKeys(
  { secretScanningKeysUrl: url, outboundAllow: allow }: Pick<Settings, "secretScanningKeysUrl" | "outboundAllow">,
  { clock, log }: { clock: Clock; log: Log },
): PartnerKeys | null {
  if (url === null) return null;
  const kept: KeptKeys<PartnerKey> = createKeptKeys({
    clock,
    fetchKeys: () => fetchPartnerKeys(url, allow),
    failed: (error) => log("warn", "secret_scanning_keys_unreachable", { ...errorFields(error) }),
  });
  return {
    async judge(body, keyId, signature) {
      if (signature.length > maxSignature || !/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return "forged";
      const named = (keys: readonly PartnerKey[] | null) => keys?.find(({ id }) => id === keyId);
      const found = named(await kept.find());
      const keys = found ? null : await kept.findAnew();
      const partner = found ?? named(keys);
      if (!partner) return keys === null ? "unknown" : "forged";
      return verify("sha256", body, partner.key, Buffer.from(signature, "base64")) ? "signed" : "forged";
    },
  };
}

async function fetchPartnerKeys(url: string, allow: readonly string[]) {
  const headers = { accept: "application/json", "user-agent": "latchkey" };
  const {
    status,
    body,
    truncated,
    headers: answered,
  } = await callOutbound({ method: "GET", url, headers }, { allow, maxBytes });
  if (status !== 200 || truncated) throw new Error(`the partner's keys were answered with ${status}`);
  const parsed: unknown = JSON.parse(body);
  const listed = typeof parsed === "object" && parsed !== null && "public_keys" in parsed ? parsed.public_keys : null;
  if (!Array.isArray(listed)) throw new Error("the partner's answer has no list of keys");
  const keys = listed.slice(0, maxKeys).map(readPartnerKey);
  return { keys: keys.filter((key) => key !== null), maxAgeMs: maxAgeOf(answered["cache-control"] ?? null) };
}

/** A key of the list; null for what is no public key over P-256. */
function readPartnerKey(listed: unknown): PartnerKey | null {
  if (typeof listed !== "object" || listed === null) return null;
  const { key_identifier: id, key: pem } = listed as Record<string, unknown>;
  if (typeof id !== "string" || id === "" || typeof pem !== "string" || !pem.includes("BEGIN PUBLIC KEY")) return null;
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? { id, key } : null;
  } catch {
    return null;
  }
}
