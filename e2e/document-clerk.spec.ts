/** Document 002: a user's token of another issuer, from the browser and through a server, as the samples call. */
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { bearer, expect, test } from "./fixtures";
import { choosePorts } from "./stand-in-ports";

// One test: the issuer has the one port that the server knows.
test("a browser calls with the issuer's token, and a server with the session that it gets for it", async ({
  page,
  request,
}) => {
  const issuer = await startOidcIssuer({ port: Number(choosePorts().issuer) });
  try {
    const userId = "user_2NNEqL2nrIRdJ194ndJqAHwEfxC";
    const token = issuer.token(userId);

    // The client-side sample: fetch in a page, the Clerk user's id for a tenant.
    await page.goto("/pricing");
    const created = await page.evaluate(
      async ({ token, userId }) => {
        const response = await fetch("/api/v1/memories", {
          method: "POST",
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
          body: JSON.stringify({ content: "User created memory", type: "episodic", tenantId: userId }),
        });
        return { status: response.status, result: await response.json() };
      },
      { token, userId },
    );
    expect(created.status).toBe(201);
    expect(created.result).toMatchObject({
      success: true,
      data: { content: "User created memory", type: "episodic", tenantId: userId },
    });

    // The server sample: its own request's whole header goes behind another `Bearer`.
    const incoming = `Bearer ${token}`;
    const exchanged = await request.get("/auth/clerk-token", { headers: { authorization: `Bearer ${incoming}` } });
    expect(exchanged.status()).toBe(200);
    const session = (await exchanged.json()).token;
    const data = { content: "Written by the server", type: "episodic", tenantId: userId };
    const written = await request.post("/api/v1/memories", { data, ...bearer(session) });
    expect(written.status()).toBe(201);

    const list = await request.get(`/api/v1/memories?tenantId=${userId}`, bearer(token));
    const contents = (await list.json()).data.map((memory: { content: string }) => memory.content);
    expect(contents).toEqual(["Written by the server", "User created memory"]);

    const forged = `${token.slice(0, token.lastIndexOf("."))}.${"A".repeat(342)}`;
    const refused = await request.get("/api/v1/memories", bearer(forged));
    expect(refused.status()).toBe(401);
    expect(await refused.json()).toMatchObject({ success: false, errors: [{ code: "AUTH_REQUIRED" }] });
  } finally {
    await issuer.stop();
  }
});
