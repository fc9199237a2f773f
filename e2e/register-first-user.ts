import { randomUUID } from "node:crypto";
import { expect } from "playwright/test";
import { password } from "./fixtures";

/**
 * The first user of a deployment administers it: no test's own account shall be that one by accident. A server that has just
 * started on a busy machine may say that it has to be asked again, as any client would do.
 */
export default async function registerFirstUser(): Promise<void> {
  const register = () =>
    fetch(`http://localhost:${process.env.E2E_PORT}/api/auth/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: `first-${randomUUID()}@example.test`, password }),
    });
  await expect.poll(async () => (await register()).status, { timeout: 60_000 }).toBe(201);
}
