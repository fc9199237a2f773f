import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isProductId } from "@/lib/access/catalogue";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { clientToken, createApp } from "@/lib/testing/oauth";
import { eventually, statusOf, useOperatorCommands } from "@/lib/testing/operator-commands";

const { administrator, clock, eventsOf, json, open, run } = useOperatorCommands();

describe("latchkey domains", { timeout: 120_000 }, () => {
  it("takes a proved domain from its organization, which is told; what is only claimed stays", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const verifiedAt = new Date(clock.now());
    const row = { domain: "release.test", challenge: "x", createdAt: verifiedAt };
    const { organizationDomain } = open().database.prisma;
    await organizationDomain.create({
      data: { ...row, id: "dom_first", organizationId: first.id, verifiedAt, requiredProvider: "github" },
    });
    await organizationDomain.create({ data: { ...row, id: "dom_second", organizationId: second.id } });
    expect((await json("domains", "list")).data.data).toMatchObject([
      { domain: "release.test", organization: { id: first.id }, required_provider: "GitHub" },
    ]);
    const asked = await run(["domains", "release", "RELEASE.test"]);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining(first.id)]);
    expect(await json("domains", "release", "RELEASE.test", "--yes")).toMatchObject({ code: 0, outcome: "done" });
    expect((await organizationDomain.findMany()).map(({ id }) => id)).toEqual(["dom_second"]);
    expect(await eventsOf(first.id, "organization.domain_removed")).toMatchObject([
      { actorId: "operator", subjectId: "dom_first", data: { domain: "release.test", by: "command" } },
    ]);
    const again = await json("domains", "release", "release.test", "--yes");
    expect(again).toMatchObject({ code: 1, error: expect.stringContaining("No organization has proved") });
    expect((await json("domains", "release", "no domain", "--yes")).code).toBe(2);
  });
});

describe("latchkey signing-keys", { timeout: 120_000 }, () => {
  it("publishes a new key, signs with it at once where asked, and takes leaked ones away after a confirmation", async () => {
    const app = await createApp(await createUser());
    const old = await clientToken(app);
    const rotated = await json("signing-keys", "rotate");
    expect(Date.parse(rotated.data.active_at)).toBeGreaterThan(clock.now() + 23 * 3_600_000);
    const states = async () =>
      (await json("signing-keys", "list")).data.data.map(({ state }: { state: string }) => state).toSorted();
    const atOnce = await json("signing-keys", "rotate", "--now");
    expect(Date.parse(atOnce.data.active_at)).toBeLessThanOrEqual(Date.now());
    expect(await states()).toEqual(["coming", "retired", "signing"]);
    expect(await statusOf(old, "GET /v1/prompts")).toBe(200);
    expect((await json("signing-keys", "rotate", "--compromised")).code).toBe(2);
    const compromised = await json("signing-keys", "rotate", "--compromised", "--yes");
    expect((await json("signing-keys", "list")).data.data).toMatchObject([
      { kid: compromised.data.kid, state: "signing" },
    ]);
    await eventually(async () => expect(await statusOf(old, "GET /v1/prompts")).toBe(401));
    const told = await eventsOf(administrator().id, "signing_key.rotated");
    expect(told.map(({ actorId, subjectId }) => [actorId, subjectId])).toEqual(
      [rotated, atOnce, compromised].map(({ data }) => ["operator", data.kid]),
    );
    expect(JSON.stringify(told)).not.toContain("sealed");
  });
});

describe("latchkey audit", { timeout: 120_000 }, () => {
  it("verifies the log of each organization, and shows the first broken link of one", async () => {
    const user = await createUser();
    await sealEvents(open());
    const organization = user.principal.organizationId;
    const whole = await json("audit", "verify", "--organization", user.email);
    expect(whole).toMatchObject({ code: 0, data: { broken: 0, organizations: [{ organization, fault: null }] } });
    const { head } = whole.data.organizations[0];
    const args = [
      "audit",
      "verify",
      "--organization",
      organization,
      "--head",
      `${head.sequence}:${head.hash}`,
    ] as const;
    expect((await json(...args)).code).toBe(0);
    await open().database.pool.query("DELETE FROM events WHERE organization_id = $1", [organization]);
    const broken = await run(["audit", "verify"]);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain("1 broken");
    expect(broken.stdout).toMatch(new RegExp(`${organization}.* Link 1 is missing`));
    expect((await json("audit", "verify", "--head", "1:x", "--organization", organization)).code).toBe(2);
  });
});

describe("latchkey apply, diff and export", { timeout: 120_000 }, () => {
  const yaml = `# Our own API
version: 1
products:
  images:
    label: Images
    keys: { production: img_live_ }
    scopes:
      - { id: "images:read", description: See images }
    limits:
      free: { per_minute: 6, burst: 3 }
`;
  let folder: string;
  const file = async (text: string) => {
    await writeFile(join(folder, "latchkey.yaml"), text);
    return join(folder, "latchkey.yaml");
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latchkey-yaml-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("show what a file changes, carry it out beside a server at once, and write it out as it was read", async () => {
    const path = await file(yaml);
    expect((await run(["diff", path])).stdout).toContain("+ products:");
    expect((await json("export")).data.revision).toBe(0);
    expect(await json("apply", path, "--yes", "--note", "Images")).toMatchObject({ code: 0, data: { revision: 1 } });
    await eventually(async () => expect(isProductId("images")).toBe(true));
    expect((await run(["diff", path])).stdout).toContain("Nothing differs from revision 1.");
    const { stdout } = await run(["export"]);
    expect(await json("diff", await file(stdout))).toMatchObject({ data: { changes: [] } });
    expect(await eventsOf(administrator().id, "catalogue.changed")).toMatchObject([
      { actorId: "operator", data: { revision: 1, note: "Images", changes: ["products"] } },
    ]);
  });

  it("say what would end before anything does, and end it only where that is said", async () => {
    await json("apply", await file(yaml), "--yes");
    await eventually(async () => expect(isProductId("images")).toBe(true));
    const { secret } = await createKey(administrator(), { scopes: ["images:read"] });
    const empty = await file("version: 1");
    expect((await run(["diff", empty])).stdout).toContain("! 1 live key of images would be refused");
    expect(await json("apply", empty, "--yes")).toMatchObject({
      code: 1,
      error: expect.stringContaining("live key of images"),
    });
    const verified = async () =>
      (await callApi("POST /api/v1/keys/verify", { token: secret, body: { key: secret } })).status;
    const withImages = await verified();
    expect(await json("apply", empty, "--yes", "--allow-ending")).toMatchObject({
      code: 0,
      data: { ends: [{ count: 1 }] },
    });
    await eventually(async () => expect(await verified()).toBe(401));
    const earlier = (await run(["export", "--revision", "1"])).stdout;
    expect(await json("apply", await file(earlier), "--yes")).toMatchObject({ code: 0 });
    await eventually(async () => expect(await verified()).toBe(withImages));
  });

  it("send the OpenAPI document that lies beside the file, name what is wrong in it, and write it out whole", async () => {
    const described = `${yaml}    openapi: ./images.yaml\n`;
    const describe = (text: string) => writeFile(join(folder, "images.yaml"), text);
    expect(await json("apply", await file(described), "--yes")).toMatchObject({
      code: 2,
      error: expect.stringContaining("there is no file ./images.yaml"),
    });
    const head = "openapi: 3.1.0\ninfo: { title: Images, version: '1' }\n";
    await describe(`${head}paths: {}`);
    expect(await json("apply", await file(described), "--yes")).toMatchObject({
      code: 1,
      error: expect.stringContaining("products.images.openapi.paths: must have at least one operation"),
    });
    await describe(`${head}paths: { /albums: { get: { responses: { '200': { description: Done } } } } }`);
    expect(await json("apply", await file(described), "--yes")).toMatchObject({ code: 0 });
    const { stdout } = await run(["export"]);
    expect(stdout).toContain("title: Images");
    expect(await json("diff", await file(stdout))).toMatchObject({ data: { changes: [] } });
  });

  it.each([
    ["a member that nobody knows", "version: 1\nprodukts: {}", "produkts"],
    ["a name that is given twice", "version: 1\nproducts:\n  a1: { label: A }\n  a1: { label: B }", "unique"],
    [
      "a prefix that is taken",
      "products:\n  own: { label: O, keys: { production: pr_live_ }, scopes: [{ id: 'o:r', description: x }] }",
      "products.own.keys.production: cannot be told",
    ],
  ])("refuse a file with %s, and say where", async (_, text, said) => {
    expect(await json("apply", await file(text), "--yes")).toMatchObject({
      code: 1,
      error: expect.stringContaining(said),
    });
  });
});
