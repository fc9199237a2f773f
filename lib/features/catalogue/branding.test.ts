import { beforeAll, expect, it } from "vitest";
import { branding, logoAddress, withProductName } from "@/lib/access/branding";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { contentOf, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { openApiDocument } from "@/lib/http/openapi";
import { inTransaction } from "@/lib/platform/transaction";
import { queueMail } from "@/lib/tenancy/mail";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { applyCatalogue } from "./apply-catalogue";

useTestRuntime();

const logo = `data:image/svg+xml;base64,${Buffer.from("<svg></svg>").toString("base64")}`;
const brand = {
  name: "Pictor",
  logo,
  accent: "#E4002B",
  mail_from: "Pictor <keys@pictor.example>",
  links: {
    docs: "https://docs.pictor.example",
    support: "mailto:help@pictor.example",
    terms: "https://pictor.example/terms",
  },
};

let admin: TestUser;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
});
const put = (said: CatalogueDocument["branding"]) =>
  applyCatalogue(admin.principal, { document: { version: 1, branding: said }, note: "", allow_ending: false });
const plan = (said: object) =>
  callApi("POST /api/v1/catalogue/plan", { token: admin.token, body: { document: { branding: said } } });

it("is the product's own until the operator says another", async () => {
  expect(branding()).toEqual({ name: "Latchkey" });
  expect(logoAddress()).toBeNull();
});

it("counts from the next text, mail and description, and tells browsers neither the image nor the sender", async () => {
  await put(brand);
  expect(branding()).toMatchObject({ name: "Pictor", accent: "#E4002B", mailFrom: brand.mail_from });
  expect(logoAddress()).toBe("/branding/logo?v=1");
  const told = JSON.stringify(contentOf(currentCatalogue()).branding);
  expect(told).toContain("Pictor");
  expect(told).not.toMatch(/base64|keys@/);
  const { database, settings } = runtime();
  await inTransaction(runtime(), (tx) =>
    queueMail(tx, { to: "ada@example.test", subject: "Your {product} account", text: "Hello from {product}\n" }),
  );
  const mail = await database.prisma.mail.findFirstOrThrow({ where: { recipient: "ada@example.test" } });
  expect([mail.subject, mail.text]).toEqual(["Your Pictor account", "Hello from Pictor\n"]);
  expect(await openApiDocument(contractTable, settings.publicUrl)).toMatchObject({
    info: { title: "Pictor", termsOfService: brand.links.terms, contact: { url: brand.links.support } },
    externalDocs: { url: brand.links.docs },
  });
});

it("takes a name with a dollar sign as it is", async () => {
  await put({ name: "$& Cash" });
  expect(withProductName("{product}, {product}")).toBe("$& Cash, $& Cash");
});

it.each([
  ["a colour by name", { accent: "red" }],
  ["more than a colour", { accent: "#ffffff;}body{display:none" }],
  ["a link that runs", { links: { docs: "javascript:alert(1)" } }],
  ["a link without TLS", { links: { terms: "http://pictor.example" } }],
  ["a link of another name", { links: { shop: "https://pictor.example" } }],
  ["a sender with a line break", { mail_from: "A\r\nBcc: x <a@b.example>" }],
  ["a name of invisible characters", { name: "\u200b" }],
  ["a logo of another host", { logo: "https://pictor.example/logo.svg" }],
  [
    "a logo that runs",
    { logo: `data:image/svg+xml;base64,${Buffer.from("<svg onload='x()'></svg>").toString("base64")}` },
  ],
])("refuses %s", async (_what, said) => {
  const { status, json } = await plan(said);
  expect([status, json.errors[0].field]).toEqual([400, expect.stringMatching(/^document\.branding/)]);
});

it("is no management key's for some products to change", async () => {
  const made = await callApi("POST /api/v1/management-keys", {
    token: admin.token,
    body: { name: "Backend", scopes: ["manage:catalogue:write", "manage:catalogue:read"], products: ["prompts"] },
  });
  const put = await callApi("PUT /api/v1/catalogue", {
    token: made.json.key,
    body: { document: { branding: { name: "Mine" } } },
  });
  expect(put.status).toBe(403);
  const seen = await callApi("GET /api/v1/catalogue", { token: made.json.key });
  expect(seen.json.data.document.branding).toBeUndefined();
});
