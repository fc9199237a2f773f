import { randomUUID } from "node:crypto";
import { password } from "./fixtures";

/** The first user of a deployment administers it: no test's own account shall be that one by accident. */
export default async function registerFirstUser(): Promise<void> {
  const response = await fetch(`http://localhost:${process.env.E2E_PORT}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: `first-${randomUUID()}@example.test`, password }),
  });
  if (response.status !== 201) throw new Error(`the first user could not register: ${response.status}`);
}
