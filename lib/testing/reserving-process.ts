import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Principal } from "@/lib/access/principal";
import { keepReservations } from "@/lib/features/limits/background";
import { reserve } from "@/lib/features/limits/reservations";
import { giveBack, settle } from "@/lib/features/limits/settle";
import { peek } from "@/lib/features/limits/take";
import { every } from "@/lib/platform/every";
import { openProcessRuntime } from "./process-runtime";

const clientsEach = 200;
const most = 5;

/**
 * A process of its own whose clients each reserve once of `IDENTIFIER` in the namespace `NAMESPACE`, by `TOKEN`; each settles for less,
 * gives back or abandons. `POST /run` answers when all are done, `POST /peek` with what remains.
 */
export async function startReservingProcess(env: NodeJS.ProcessEnv): Promise<number> {
  const { runtime } = await openProcessRuntime(env, { log: () => undefined });
  const { record } = await runtime.directory.checkBearer(String(env.TOKEN));
  if (!record) throw new Error("the token is nobody's");
  const [namespace, identifier] = [String(env.NAMESPACE), String(env.IDENTIFIER)];
  every(200, () => keepReservations().catch(() => undefined));
  const answer: RequestListener = async (request, response) => {
    await json(request);
    if (request.url === "/run") {
      await Promise.all(
        Array.from({ length: clientsEach }, (_, index) => client(record.principal, namespace, identifier, index)),
      );
      response.end("{}");
      return;
    }
    const told = await patiently(() => peek(record.principal, namespace, { identifier }));
    response.end(JSON.stringify(told.data.windows[0]));
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function client(principal: Principal, namespace: string, identifier: string, index: number): Promise<void> {
  const cost = 1 + Math.floor(Math.random() * most);
  const wanted = { identifier, cost, ttl_seconds: 3_600 };
  const { reservation } = (await patiently(() => reserve(principal, namespace, wanted))).data;
  if (!reservation) return;
  const { id } = reservation;
  // The first of them settle, and are those that find room.
  const way = index % 10;
  if (way < 3) await patiently(() => settle(principal, namespace, id, { cost: Math.ceil(Math.random() * cost) }));
  else if (way < 8) await patiently(() => giveBack(principal, namespace, id));
}

/** Again where there was no turn, or no counters to ask: both are told as 503. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
