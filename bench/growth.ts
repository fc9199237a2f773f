import { keyFormatOf } from "@/lib/access/catalogue";
import { generateCredential } from "@/lib/access/credential-format";
import { contractTable } from "@/lib/contract-table";
import { createContractIndex } from "@/lib/http/contract-index";
import { type GateOutcome, gate } from "@/lib/http/gate";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";
import { stranger } from "@/lib/testing/stranger";

type Environment = Record<string, string | undefined>;

const mebibyte = 1_048_576;
const atOnce = 100;
const points = 20;

/** How long a start takes in a fresh process, and what the first checks after it do; `keys` are shown once each. */
export async function measureStart(
  environment: Environment,
  keys: readonly string[],
  tell: (figure: { startMs: number; residentMiB: number; coldMs: number[]; togetherMs: number }) => void,
): Promise<void> {
  const began = performance.now();
  const runtime = await openRuntime(readSettings(environment));
  const startMs = performance.now() - began;
  const half = keys.length / 2;
  const coldMs: number[] = [];
  for (const key of keys.slice(0, half)) {
    const asked = performance.now();
    const { ok } = await runtime.directory.checkBearer(key);
    if (!ok) throw new Error("a stored key must be accepted");
    coldMs.push(performance.now() - asked);
  }
  const together = performance.now();
  await Promise.all(keys.slice(half).map((key) => runtime.directory.checkBearer(key)));
  const togetherMs = performance.now() - together;
  tell({ startMs, residentMiB: process.memoryUsage().rss / mebibyte, coldMs, togetherMs });
  await runtime.close();
}

/** Memory while strangers pass the gate: each shows an unknown key, and signs in from an address of its own. */
export async function measureStrangers(
  environment: Environment,
  count: number,
  tell: (figure: { count: number; residentMiB: number; heapMiB: number }) => void,
): Promise<void> {
  const runtime = await openRuntime(readSettings(environment));
  const format = keyFormatOf("prompts", "production");
  if (!format) throw new Error("the prompts product has keys");
  const index = createContractIndex(contractTable);
  const point = async (reached: number) => {
    await runtime.flush();
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    tell({ count: reached, residentMiB: rss / mebibyte, heapMiB: heapUsed / mebibyte });
  };
  await point(0);
  for (let from = 0; from < count; from += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, place) => {
        const headers = { authorization: `Bearer ${generateCredential(format)}` };
        await answered(() => gate(index, stranger(from + place, "GET", "/v1/prompts", headers)), false);
        const form = { "content-type": "application/json" };
        await answered(() => gate(index, stranger(from + place, "POST", "/api/auth/login", form)), true);
      }),
    );
    if ((from + atOnce) % (count / points) === 0) await point(from + atOnce);
  }
  await runtime.close();
}

/** Asks again while the database has too much to do, as a client would. */
async function answered(ask: () => Promise<GateOutcome>, admitted: boolean): Promise<void> {
  for (;;) {
    const outcome = await ask();
    if (outcome.admitted ? admitted : !admitted && outcome.answer.status === 401) return;
    if (outcome.admitted || outcome.answer.status !== 503) throw new Error("a stranger was not treated as one");
  }
}
