import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { bindContracts } from "@/lib/http/bindings";
import { createEdgeServer, type EdgeServer, listen } from "@/lib/http/http-server";
import { beforeNext } from "@/lib/http/node-door";
import { createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enforce } from "@/middleware";
import { passwordTurn } from "./password-turn";

// Dear enough that a queue forms: some 20 ms each.
const { open } = useTestRuntime({ passwordCost: 8, passwordWorkers: 1 });

/** Guesses at passwords from addresses, all at once; counts those that were compared and those that were turned away. */
function guessFrom(addresses: readonly string[]) {
  const counts = { compared: 0, refused: 0 };
  const all = addresses.map((address, index) =>
    open()
      .passwords.verify("a guess", null, passwordTurn({ address, userAgent: null }, `user-${index}@example.test`))
      .then(
        () => {
          counts.compared += 1;
        },
        () => {
          counts.refused += 1;
        },
      ),
  );
  return { counts, done: Promise.all(all) };
}

const eightTimesEight = (block: (index: number) => string) =>
  Array.from({ length: 65 }, (_, index) => `${block(index % 8)}::${index + 1}`);

describe("64 guesses that wait", () => {
  it.each([
    ["eight /64 blocks", (index: number) => `2001:db8:${index + 1}:1`, 9],
    ["eight /64 blocks of one subscriber", (index: number) => `2001:db8:1:${index + 1}`, 2],
  ])("from %s leave everybody else the next turn of a block", async (_, block, mostBefore) => {
    const { counts, done } = guessFrom(eightTimesEight(block));
    await open().passwords.verify(
      "right",
      null,
      passwordTurn({ address: "192.0.2.7", userAgent: null }, "ada@example.test"),
    );
    expect(counts.compared).toBeLessThanOrEqual(mostBefore);
    await done;
  });

  it("for one account leave another account of the same network its turn", async () => {
    const network = { address: "192.0.2.7", userAgent: null };
    const guesses = Array.from({ length: 40 }, () =>
      open().passwords.verify("a guess", null, passwordTurn(network, "hammered@example.test")),
    );
    let before = 0;
    const count = () => {
      before += 1;
    };
    for (const guess of guesses) void guess.then(count);
    await open().passwords.verify("right", null, passwordTurn(network, "ada@example.test"));
    // One was under way, and one more had its turn.
    expect(before).toBeLessThanOrEqual(2);
    await Promise.all(guesses);
  });
});

describe("a client that hangs up", () => {
  let edge: EdgeServer;
  let port: number;

  beforeAll(async () => {
    const bindings = bindContracts(contractTable, routeFiles);
    edge = createEdgeServer(
      beforeNext({ enforce, bindings }, async () => undefined),
      {
        trustedProxies: [],
        isHttps: false,
        log: () => undefined,
      },
    );
    port = await listen(edge.server, 0, "127.0.0.1");
  });
  afterAll(() => edge.drain(0));

  it("leaves the queue, and its password is never compared", async () => {
    const { email } = await createUser();
    const { counts, done } = guessFrom(eightTimesEight((index) => `2001:db8:${index + 1}:1`).slice(0, 40));
    const verify = vi.spyOn(open().passwords, "verify");
    const body = JSON.stringify({ email, password: testPassword });
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST /api/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await vi.waitFor(() => expect(verify).toHaveBeenCalledTimes(1), 20_000);
    const waiting: unknown = verify.mock.results[0]?.value;
    socket.destroy();
    await once(socket, "close");
    await expect(waiting).rejects.toMatchObject({ code: "PASSWORD_QUEUE_FULL" });
    expect(counts).toEqual({ compared: expect.any(Number), refused: 0 });
    expect(counts.compared).toBeLessThan(40);
    await done;
    expect(counts.compared).toBe(40);
    verify.mockRestore();
  });
});
