import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { verdictCodes } from "@/lib/features/data-plane/contract";
import { decisionOf } from "./decision";
import type { Verdict } from "./verdict";

const statusBy = (wanted: number) =>
  verdictCodes.filter((code) => {
    const decision = decisionOf(
      { valid: false, code, message: "", limits: [], retryAfter: 1 } as unknown as Verdict,
      [],
    );
    return !decision.passes && decision.status === wanted;
  });
const namedIn = (text: string | undefined) => [...(text ?? "").matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code).sort();

it("the examples in Python and Go answer each refusal with the status that the client's middleware does", () => {
  const python = readFileSync("examples/python/guarded.py", "utf8");
  expect(namedIn(/^UNAUTHENTICATED = (.*)$/m.exec(python)?.[1])).toEqual(statusBy(401).sort());
  expect(namedIn(/^OVER_LIMIT = (.*)$/m.exec(python)?.[1])).toEqual(statusBy(429).sort());
  const go = readFileSync("examples/go/main.go", "utf8");
  expect(namedIn(/case (.*):\s+return http\.StatusUnauthorized/.exec(go)?.[1])).toEqual(statusBy(401).sort());
  expect(namedIn(/case (.*):\s+return http\.StatusTooManyRequests/.exec(go)?.[1])).toEqual(statusBy(429).sort());
});
