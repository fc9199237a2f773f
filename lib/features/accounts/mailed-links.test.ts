import { expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { createUser, proveAddress, testPassword } from "@/lib/testing/factories";
import { newBrowser, signInOnPage } from "@/lib/testing/factors";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

/** What a request may say of where it was sent, each of which a proxy or a framework may believe. */
const forged = {
  host: "evil.test",
  "x-forwarded-host": "evil.test",
  "x-forwarded-proto": "https",
  "x-forwarded-server": "evil.test",
  "x-original-host": "evil.test",
  forwarded: "host=evil.test;proto=https",
};

test("lead to this deployment, whatever host the requests name that cause them", async () => {
  const user = await createUser();
  const { token, email } = user;
  const browser = newBrowser();
  expect((await signInOnPage(browser, email)).status).toBe(200);
  const send = async (target: string, body?: object) => {
    const answer = await callApi(target, { token, body, headers: { ...forged, origin: "https://evil.test" } });
    expect([target, answer.status < 300]).toEqual([target, true]);
  };
  await send("POST /api/user/me/verify-email");
  await send("POST /api/auth/forgot-password", { email });
  await proveAddress(user);
  await send("POST /v1/organization/invitations", { invitations: [{ email: "guest@example.test", role: "member" }] });
  const moved = { email: `moved-${email}` };
  expect((await browser.call("POST /api/dashboard/account/email", { body: moved, headers: forged })).status).toBe(202);
  await callApi("POST /api/auth/login", {
    body: { email, password: testPassword },
    headers: forged,
    address: "192.0.2.9",
  });
  await open().jobs.runDue(jobHandlers);
  const { prisma } = open().database;
  const proof = await prisma.mail.findFirstOrThrow({ where: { recipient: moved.email } });
  const body = { token: /#token=(\w+)/.exec(proof.text)?.[1] };
  const confirmed = await browser.call("POST /api/dashboard/account/email/confirm", { body, headers: forged });
  expect(confirmed.status).toBe(200);

  const mails = await prisma.mail.findMany();
  const paths = mails.flatMap(({ text }) => [...text.matchAll(/http\S+\/([\w-]+)#/g)].map(([, path]) => path));
  expect([...new Set(paths)].toSorted()).toEqual([
    "confirm-email",
    "invitations",
    "not-me",
    "reset-password",
    "undo-email-change",
    "verify-email",
  ]);
  for (const { text } of mails) {
    expect(text).not.toContain("evil");
    for (const [link] of text.matchAll(/https?:\S+/g)) expect(new URL(link).origin).toBe("http://localhost:3000");
  }
});
