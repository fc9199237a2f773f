import { runtime } from "@/lib/access/runtime";
import { nextAuthContracts } from "@/lib/features/accounts/next-auth-contract";
import { answerNextAuth } from "@/lib/features/accounts/next-auth-form";
import { register } from "@/lib/features/accounts/register";
import type { Answer } from "@/lib/http/answer";
import { headerReader } from "@/lib/http/header-reader";
import type { Client } from "@/lib/http/route";
import { holdRuntime, type OpenRuntime } from "@/lib/open-runtime";
import type { Passwords } from "@/lib/platform/passwords";
import { withRuntime } from "@/scripts/commands/with-runtime";
import { json, type StandInAnswer, type StandInRequest, serveStandIn } from "./stand-in-server";

/**
 * Serves, beside the server under test and on its database, what tests begin with: `POST /accounts` registers a user and
 * `POST /sessions` signs one in to the dashboard. Both go the product's own road. All have one password, so its hash and the
 * comparison with it, most of what either costs, are computed once. Returns how to stop it.
 */
export async function serveReadyAccounts(
  port: number,
  env: NodeJS.ProcessEnv,
  password: string,
): Promise<() => Promise<void>> {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let running: Promise<void> = Promise.resolve();
  await new Promise<void>((serves, fails) => {
    running = withRuntime(env, async () => {
      const opened = runtime() as OpenRuntime;
      holdRuntime({ ...opened, passwords: rememberPasswords(opened.passwords) });
      const server = await serveStandIn(port, {
        "POST /accounts": async (request) => {
          const email = request.form.get("email") ?? "";
          const { user, token } = await register({ email, password }, clientOf(request));
          return json({ id: user.id, email, token }, 201);
        },
        "POST /sessions": (request) => signIn(request.form.get("email") ?? "", password, clientOf(request)),
      });
      serves();
      await stopped;
      await server.close();
      holdRuntime(opened);
    });
    running.catch(fails);
  });
  return () => {
    stop();
    return running;
  };
}

/** The same answers as the passwords given, each computed once. */
function rememberPasswords(passwords: Passwords): Passwords {
  const hashes = new Map<string, Promise<string>>();
  const matches = new Map<string, ReturnType<Passwords["verify"]>>();
  return {
    ...passwords,
    hash: (password) => remembered(hashes, password, () => passwords.hash(password)),
    verify: (password, hash) =>
      remembered(matches, JSON.stringify([password, hash]), () => passwords.verify(password, hash)),
  };
}

function remembered<Value>(known: Map<string, Value>, key: string, compute: () => Value): Value {
  const found = known.get(key) ?? compute();
  known.set(key, found);
  return found;
}

/** As our form does: with next-auth's token against forged forms, and the cookies that its answers set. */
async function signIn(email: string, password: string, client: Client): Promise<StandInAnswer> {
  const begun = await ask(nextAuthContracts.csrf, client);
  const { csrfToken } = JSON.parse(String(begun.body)) as { csrfToken: string };
  const cookie = begun.cookies.map((set) => set.split(";")[0]).join("; ");
  const form = new URLSearchParams({ csrfToken, email, password, json: "true" });
  const answer = await ask(nextAuthContracts.credentials, client, { cookie, body: String(form) });
  return { status: answer.status, headers: { "set-cookie": [...begun.cookies, ...answer.cookies] } };
}

function ask(
  { method, path }: { method: string; path: string },
  client: Client,
  { cookie = "", body = "" } = {},
): Promise<Answer> {
  const headers = { cookie, ...(body ? { "content-type": "application/x-www-form-urlencoded" } : {}) };
  const request = {
    method,
    path,
    search: "",
    headers: headerReader(headers),
    address: client.address,
    requestId: "",
    readBody: async () => Buffer.from(body),
    hungUp: () => new AbortController().signal,
  };
  return answerNextAuth(request, client);
}

/** Of one test, by the header that it sends to the server as well. */
function clientOf({ headers }: StandInRequest): Client {
  const address = headers["x-forwarded-for"];
  return { address: typeof address === "string" ? address : null, userAgent: headers["user-agent"] ?? null };
}
