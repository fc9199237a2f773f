import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const path = "/api/v1/admin/oauth-apps";
let admin: TestUser;
let owner: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  // The first user of a deployment administers it.
  admin = await createUser({ plan: "enterprise" });
  [owner, stranger] = [await createUser(), await createUser()];
  const wanted: [TestUser, string, object][] = [
    [owner, "Paper Planner", { homepage_url: "https://paper.example.test" }],
    [stranger, "100% Night", {}],
    [owner, "Third", {}],
  ];
  for (const [maker, name, more] of wanted) {
    clock.advance(1_000);
    await createApp(maker, { name, ...more });
  }
});

const list = async (query: string) => (await callApi(`GET ${path}?${query}`, { token: admin.token })).json;
const namesOf = async (query: string) => (await list(query)).data.map(({ name }: { name: string }) => name);

describe("the apps of every organization", () => {
  it("are an instance admin's alone to see", async () => {
    const key = await createKey(admin);
    for (const token of [owner.token, key.secret]) {
      expect((await callApi(`GET ${path}`, { token })).status).toBe(403);
    }
  });

  it("are listed newest first, page by page, with whose they are and where they lead", async () => {
    const first = await list("limit=2");
    expect(first.data[0]).toEqual({
      client_id: expect.stringMatching(/^client_/),
      name: "Third",
      homepage_url: null,
      redirect_uris: ["https://app.example.test/callback"],
      organization: { id: owner.principal.organizationId, name: expect.any(String) },
      verified: false,
      dynamic: false,
      created_at: expect.any(String),
    });
    const second = await list(`limit=2&cursor=${first.next_cursor}`);
    const names = [...first.data, ...second.data].map(({ name }: { name: string }) => name);
    expect(names).toEqual(["Third", "100% Night", "Paper Planner"]);
    expect(second.next_cursor).toBeNull();
  });

  it("are found by name, homepage, organization and id, literally; and by whether somebody vouched for them", async () => {
    expect(await namesOf("search=paper")).toEqual(["Paper Planner"]);
    expect(await namesOf("search=PAPER.example")).toEqual(["Paper Planner"]);
    expect(await namesOf("search=0%25+n")).toEqual(["100% Night"]);
    expect(await namesOf("search=%25")).toEqual(["100% Night"]);
    expect(await namesOf(`search=${owner.principal.organizationId}`)).toEqual(["Third", "Paper Planner"]);
    const [app] = (await list("search=third")).data;
    expect(await namesOf(`search=${app.client_id}`)).toEqual(["Third"]);
    expect(await namesOf(`search=${encodeURIComponent(app.organization.name)}`)).toContain("Third");
    const body = { verified: true };
    expect((await callApi(`PATCH ${path}/${app.client_id}`, { token: admin.token, body })).status).toBe(200);
    expect(await namesOf("verified=true")).toEqual(["Third"]);
    expect(await namesOf("verified=false")).toEqual(["100% Night", "Paper Planner"]);
    expect(await namesOf("verified=true&search=paper")).toEqual([]);
  });

  it("are not asked for with what no list understands", async () => {
    for (const query of ["verified=perhaps", "cursor=nonsense", "search=%00", "limit=0"]) {
      const { status } = await callApi(`GET ${path}?${query}`, { token: admin.token });
      expect([query, status]).toEqual([query, 400]);
    }
  });
});
