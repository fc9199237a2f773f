import "server-only";
import { runtime } from "@/lib/access/runtime";
import { type Answer, jsonAnswer } from "@/lib/http/answer";

/** The keys to verify identity tokens with (RFC 7517): one is published 90 days before it signs. */
export function identityKeySet(): Answer {
  const { identityKeys, clock } = runtime();
  return jsonAnswer(200, { keys: identityKeys.published(clock.now()) }, { "cache-control": "public, max-age=3600" });
}
