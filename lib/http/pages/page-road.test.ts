import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { compileCatalogue, currentCatalogue, replaceCatalogue, shippedContent } from "@/lib/access/catalogue-snapshot";
import { runtime } from "@/lib/access/runtime";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { parseTrustedProxies } from "@/lib/http/edge";
import { isForAnySignedIn } from "@/lib/http/edge-identity";
import { headerReader } from "@/lib/http/header-reader";
import { createEdgeServer, type EdgeServer, listen, type NextHandler } from "@/lib/http/http-server";
import { pageSecurityHeaders } from "@/lib/http/page-security";
import { noteNoConnection } from "@/lib/platform/whose-work";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser } from "@/lib/testing/factories";
import { writeNextBuild } from "@/lib/testing/next-build";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { useUpLimits } from "@/lib/testing/use-up-limits";
import { openPageRoad, type PageRoad } from "./page-road";

useTestRuntime();

let root: string;
let edge: EdgeServer;
let port: number;
let road: PageRoad;
/** What Next was asked for, and how it answers. */
let rendered: string[] = [];
let gate: Promise<void> = Promise.resolve();
let status = 200;
/** How many readers left before they had their page. */
let left = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "page-road-"));
  const folder = join(root, "build");
  await cp("public", join(root, "public"), { recursive: true });
  await writeNextBuild(folder);
  road = await openPageRoad(folder, answerAsNext, new Set(["/docs/prompts", "/docs/prompts/get-v1-prompts"]));
  edge = createEdgeServer(road.handle, {
    trustedProxies: parseTrustedProxies("127.0.0.1"),
    isHttps: false,
    onAnswered: ({ isWhole }) => {
      if (!isWhole) left += 1;
    },
    log: () => undefined,
  });
  port = await listen(edge.server, 0, "127.0.0.1");
});

afterAll(async () => {
  await road.stop();
  await edge.drain(0);
  await rm(root, { recursive: true });
});
beforeEach(() => {
  rendered = [];
  gate = Promise.resolve();
  status = 200;
});

const answerAsNext: NextHandler = async (request, response) => {
  rendered.push(`${request.method} ${request.url} ${request.headers.cookie ?? ""}`.trim());
  await gate;
  if (request.url?.startsWith("/dashboard?failing")) {
    if (request.url.endsWith("=connection")) noteNoConnection();
    // As Next does for whatever a page throws.
    response.statusCode = 500;
    response.setHeader("content-type", "text/html");
    response.setHeader("x-powered-by", "Next.js");
    response.write("<h1>Internal");
    response.end(" Server Error</h1>");
    return;
  }
  const isForAny = isForAnySignedIn(headerReader(request.headers));
  const html = `<h1>${request.url}${isForAny ? " for any who are signed in" : ""}</h1>`;
  response.writeHead(request.url === "/not-found" ? 404 : status, {
    ...pageSecurityHeaders(),
    "content-type": contentTypeOf(request.url ?? ""),
    "cache-control": "no-store",
  });
  response.end(html);
};

function contentTypeOf(url: string): string {
  if (url.startsWith("/markdown")) return "text/markdown";
  return url === "/openapi.json" ? "application/json" : "text/html";
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = send({ port, host: "127.0.0.1", path, headers, method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    outgoing.on("error", reject).end();
  });
}

/** Asks for a page, and leaves when the returned function is called; the status of an answer that came before is noted. */
function leaveAfter(path: string, headers: Record<string, string>, statuses: number[] = []): () => void {
  const outgoing = send({ port, host: "127.0.0.1", path, headers, agent: false });
  outgoing.on("response", (response) => statuses.push(response.statusCode ?? 0)).on("error", () => undefined);
  outgoing.end();
  return () => void outgoing.destroy();
}

/** Lets Next answer nothing until the returned function is called. */
function closeGate(): () => void {
  let open: () => void = () => undefined;
  gate = new Promise((resolve) => {
    open = resolve;
  });
  return () => open();
}

/** The cookie of a new user's session. */
async function signIn(): Promise<string> {
  return (await dashboardHeaders(await createUser())).cookie ?? "";
}

// The first of all: later ones leave this page in memory.
it("renders one page before anybody asks, for the parts of Next that its first rendering loads", async () => {
  await road.renderFirst();
  expect(rendered).toEqual(["GET /not-found theme=system"]);
});

describe("the status page", () => {
  it("is shown to those who have no views left, rendered once for all who come at the same time, and no cache keeps it", async () => {
    const headers = { "x-forwarded-for": "198.51.100.77" };
    await useUpLimits("pages", null, { address: "198.51.100.77" });
    expect((await get("/docs", headers)).status).toBe(429);
    const views = await Promise.all(Array.from({ length: 8 }, () => get("/status", headers)));
    expect(views.map(({ status: told, body }) => [told, body])).toEqual(views.map(() => [200, "<h1>/status</h1>"]));
    expect(views[0]?.headers["cache-control"]).toBe("no-store");
    expect(rendered).toEqual(["GET /status theme=system"]);
  });

  it("asks nothing of the database: any session's cookie gets the way to the dashboard, also one that does not hold", async () => {
    const cookie = `${dashboardCookieName(runtime().settings)}=junk`;
    const view = await get("/status", { cookie });
    expect([view.status, view.body]).toEqual([200, "<h1>/status for any who are signed in</h1>"]);
  });
});

describe("a page that is the same for everybody", () => {
  it("is rendered once for all who come at the same time, and for each theme", async () => {
    const views = await Promise.all(Array.from({ length: 8 }, () => get("/docs?from=somewhere")));
    expect(views.map((view) => [view.status, view.body])).toEqual(views.map(() => [200, "<h1>/docs</h1>"]));
    await get("/docs", { cookie: "theme=dark" });
    await get("/docs/", { cookie: "other=1; theme=dark" });
    expect(rendered).toEqual(["GET /docs theme=system", "GET /docs theme=dark"]);
  });

  it("is one for each endpoint that the reference tells of", async () => {
    const [first, again] = [await get("/docs/prompts/get-v1-prompts"), await get("/docs/prompts/get-v1-prompts?a")];
    expect([first.status, again.headers.etag]).toEqual([200, first.headers.etag]);
    expect(rendered).toEqual(["GET /docs/prompts/get-v1-prompts theme=system; code-language=curl"]);
  });

  it("shows requests in the language that the reader chose, of those that there are", async () => {
    const path = "/docs/prompts/get-v1-prompts";
    await get(path, { cookie: "code-language=go; theme=dark" });
    await get(path, { cookie: "code-language=cobol; theme=light" });
    await get(path, { cookie: "theme=dark; code-language=go" });
    expect(rendered).toEqual([
      `GET ${path} theme=dark; code-language=go`,
      `GET ${path} theme=light; code-language=curl`,
    ]);
  });

  it("is there as Markdown by the ending .md, the same for everybody", async () => {
    const cookie = await signIn();
    const views = [
      await get("/docs/prompts/get-v1-prompts.md"),
      await get("/docs/prompts/get-v1-prompts.md", { cookie }),
      await get("/docs/prompts.md"),
      await get("/docs.md"),
    ];
    expect(views.map((view) => [view.status, view.headers["cache-control"]])).toEqual(
      views.map(() => [200, "public, max-age=300"]),
    );
    expect(rendered).toEqual(["GET /markdown/prompts/get-v1-prompts", "GET /markdown/prompts", "GET /markdown"]);
  });

  it("is made when there is room for it, like any page; once made, it needs none", async () => {
    await get("/docs");
    const go = closeGate();
    const from = { "x-forwarded-for": "192.0.2.99" };
    const busy = [get("/dashboard", from), get("/dashboard", from)];
    await vi.waitFor(() => expect(rendered.filter((one) => one.includes("/dashboard"))).toHaveLength(2), 20_000);
    const waiting = get("/docs", { ...from, cookie: "theme=light" });
    expect((await get("/docs", from)).status).toBe(200);
    expect(rendered.filter((one) => one.includes("theme=light"))).toEqual([]);
    go();
    expect((await waiting).status).toBe(200);
    await Promise.all(busy);
  });

  it("has a strong ETag, answers 304 to it, and HEAD without a body", async () => {
    const first = await get("/docs");
    expect(first.headers.etag).toMatch(/^"[\w-]{43}"$/);
    expect(first.headers["cache-control"]).toBe("public, max-age=0, s-maxage=60");
    expect(first.headers.vary).toBe("Cookie, Accept-Encoding");
    expect(await get("/docs", { "if-none-match": `W/"x", ${first.headers.etag}` })).toMatchObject({
      status: 304,
      body: "",
    });
    expect(await get("/docs", {}, "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  it("is answered by Next, bounded as any other, for some seconds after it failed, and the failure is not kept", async () => {
    status = 500;
    expect((await get("/")).status).toBe(500);
    status = 200;
    expect((await get("/")).body).toBe("<h1>/</h1>");
    expect((await get("/")).body).toBe("<h1>/</h1>");
    expect(rendered.filter((one) => one.includes("theme=system"))).toHaveLength(1);
  });

  it("is not what a page with a query or a cookie that it reads is answered with", async () => {
    expect((await get("/sign-in")).headers["cache-control"]).toMatch(/^public/);
    expect((await get("/sign-in?error=x")).headers["cache-control"]).toBe("no-store");
    expect((await get("/sign-in", { cookie: "last=github" })).headers["cache-control"]).toBe("no-store");
  });

  it("is another one for all who are signed in, whom no shared cache answers; a cookie that does not hold signs no one in", async () => {
    const sessions = await Promise.all([signIn(), signIn()]);
    const views = await Promise.all(sessions.map((cookie) => get("/docs", { cookie })));
    for (const { body, headers } of views) {
      expect(body).toBe("<h1>/docs for any who are signed in</h1>");
      expect([headers["cache-control"], headers.vary]).toEqual(["private, no-cache", "Cookie, Accept-Encoding"]);
    }
    expect(rendered).toEqual(["GET /docs theme=system"]);
    const junk = `${dashboardCookieName(runtime().settings)}=junk`;
    for (const headers of [{ cookie: junk }, { "x-latchkey-reader": "signed-in" }]) {
      const view = await get("/docs", headers);
      expect([view.body, view.headers["cache-control"]]).toEqual(["<h1>/docs</h1>", expect.stringMatching(/^public/)]);
    }
  });

  it("holds nothing of one user: what names their plan is rendered for each", async () => {
    const cookie = await signIn();
    const view = await get("/pricing", { cookie });
    expect([view.body, view.headers["cache-control"]]).toEqual(["<h1>/pricing</h1>", "no-store"]);
    expect(rendered).toEqual([`GET /pricing ${cookie}`]);
  });

  it("is the API's description for everybody, signed in or not, made once", async () => {
    const cookie = await signIn();
    const views = [await get("/openapi.json"), await get("/openapi.json", { cookie })];
    expect(views.map(({ status, headers }) => [status, headers.etag])).toEqual([
      [200, views[0]?.headers.etag],
      [200, views[0]?.headers.etag],
    ]);
    expect(rendered).toEqual(["GET /openapi.json"]);
  });
});

describe("what is not there", () => {
  it("is one page for every path, and costs Next nothing", async () => {
    await get("/nothing");
    rendered = [];
    for (const path of [
      "/nothing",
      "/docs/nothing",
      "/docs/prompts/nothing",
      "/docs/service",
      "/docs/conformance.md",
      "/docs/nothing.md",
      "/docs/prompts/nothing.md",
      "/markdown/nothing",
      "/_next/static/none.js",
      "/_next/static/../secret.json2",
      "/%7Eodd",
    ]) {
      const { status, headers } = await get(path);
      expect([path, status, headers["cache-control"]]).toEqual([path, path.includes("..") ? 400 : 404, "no-store"]);
    }
    expect(rendered).toEqual([]);
  });
});

describe("files of the build", () => {
  it("with an address that stays are answered before Next too, and kept for minutes: the component for a company's page", async () => {
    rendered = [];
    const { status, headers, body } = await get("/embed/latchkey-keys.js");
    expect([status, body]).toEqual([200, await readFile("public/embed/latchkey-keys.js", "utf8")]);
    expect([headers["content-type"], headers["cache-control"]]).toEqual([
      "application/javascript; charset=utf-8",
      "public, max-age=300",
    ]);
    expect((await get("/embed/none.js")).status).toBe(404);
    expect(rendered).not.toContain("GET /embed/latchkey-keys.js");
  });

  it("are answered for good, and nothing beside them", async () => {
    const file = await get("/_next/static/chunks/a.js");
    expect(file).toMatchObject({ status: 200, body: "run()" });
    expect(file.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await get("/_next/static/%2e%2e/secret.json")).status).toBe(400);
    expect((await get("/_next/static/%2e%2e%2fsecret.json")).status).toBeGreaterThanOrEqual(400);
  });
});

describe("what Next renders", () => {
  it("takes no method that changes something, such as a server action's", async () => {
    const answered = await get("/dashboard", { "next-action": "0123" }, "POST");
    expect(answered.status).toBe(405);
    expect(answered.headers.allow).toBe("GET, HEAD");
    expect(rendered).toEqual([]);
  });

  it("tells a page of another origin that it may read the API's description, tracing included, and no page", async () => {
    const asked = { origin: "https://a.example", "access-control-request-headers": "traceparent" };
    const { status, headers } = await get("/openapi.json", asked, "OPTIONS");
    expect([status, headers["access-control-allow-origin"]]).toEqual([204, "*"]);
    expect(headers["access-control-allow-headers"]).toContain("traceparent");
    expect((await get("/dashboard", asked, "OPTIONS")).headers).not.toHaveProperty("access-control-allow-origin");
    expect(rendered).toEqual([]);
  });

  it("is bounded in number at work: others wait, and one visitor has not all the places; then 503 says when to return", async () => {
    const go = closeGate();
    const from = (n: number) => ({ "x-forwarded-for": `192.0.2.${n}` });
    const early: Answer[] = [];
    const crowd = Array.from({ length: 70 }, () =>
      get("/dashboard", from(1)).then((view) => {
        early.push(view);
        return view.status;
      }),
    );
    await vi.waitFor(() => expect(early).toHaveLength(8), 10_000);
    expect(new Set(early.map((view) => view.status))).toEqual(new Set([503]));
    expect(Number(early[0]?.headers["retry-after"])).toBeGreaterThan(0);
    expect(early[0]?.headers["content-type"]).toContain("text/html");
    expect(rendered).toHaveLength(2);
    const other = get("/dashboard", from(2));
    go();
    expect((await other).status).toBe(200);
    expect((await Promise.all(crowd)).filter((one) => one === 200)).toHaveLength(62);
  });

  it("keeps its place though its reader leaves before it begins to come: Next goes on with it all the same", async () => {
    const from = { "x-forwarded-for": "192.0.2.3" };
    const other = { "x-forwarded-for": "192.0.2.4" };
    // Later views of this page and of this address need nothing that takes a while.
    expect((await get("/docs", other)).status).toBe(200);
    rendered = [];
    const go = closeGate();
    const before = left;
    const gone = [leaveAfter("/dashboard", from), leaveAfter("/dashboard", from)];
    await vi.waitFor(() => expect(rendered).toHaveLength(2), 20_000);
    for (const leave of gone) leave();
    await vi.waitFor(() => expect(left).toBe(before + 2), 20_000);
    const next = get("/dashboard?next", other);
    // What came later is answered by now.
    expect((await get("/docs", other)).status).toBe(200);
    expect(rendered).toHaveLength(2);
    go();
    expect((await next).status).toBe(200);
  });

  it("is not made for a reader who left while waiting, whose place in the queue another gets", async () => {
    const go = closeGate();
    const from = { "x-forwarded-for": "192.0.2.5" };
    const before = left;
    const busy = [get("/dashboard", from), get("/dashboard", from)];
    await vi.waitFor(() => expect(rendered).toHaveLength(2), 20_000);
    const refused: number[] = [];
    const waiting = Array.from({ length: 61 }, (_, n) => leaveAfter(`/dashboard?left=${n}`, from, refused));
    // The queue has room for sixty of an address.
    await vi.waitFor(() => expect(refused).toEqual([503]), 20_000);
    for (const leave of waiting) leave();
    await vi.waitFor(() => expect(left).toBe(before + 60), 20_000);
    const late = get("/dashboard?late", from);
    go();
    expect((await late).status).toBe(200);
    await Promise.all(busy);
    expect(rendered).toEqual(["GET /dashboard", "GET /dashboard", "GET /dashboard?late"]);
  });

  it("is a page of our own with 503 where it was given no connection to the database, and Next's 500 for any other fault", async () => {
    const away = await get("/dashboard?failing=connection");
    expect([away.status, away.headers["retry-after"], away.headers["x-powered-by"]]).toEqual([503, "1", undefined]);
    expect(away.body).toContain("The page cannot be shown right now");
    expect(away.body).not.toContain("Internal");
    expect(away.headers["content-security-policy"]).toContain("default-src 'none'");
    const head = await get("/dashboard?failing=connection", {}, "HEAD");
    expect([head.status, head.body]).toEqual([503, ""]);
    const broken = await get("/dashboard?failing=otherwise");
    expect([broken.status, broken.body]).toEqual([500, "<h1>Internal Server Error</h1>"]);
    expect((await get("/dashboard")).status).toBe(200);
  });

  it("is counted by session where somebody is signed in: a page from memory, one of Next's and one that is not there", async () => {
    const [cookie, other] = [await signIn(), await signIn()];
    const paths = ["/docs", "/dashboard", "/nothing"];
    const views = await Promise.all(
      Array.from({ length: 310 }, (_, n) =>
        get(paths[n % 3] ?? "", { cookie, "x-forwarded-for": `198.51.100.${n % 200}` }),
      ),
    );
    expect(views.filter((view) => view.status === 429)).toHaveLength(10);
    expect((await get("/docs", { cookie: other })).status).toBe(200);
  });

  it("is counted by address, an IPv6 network as one: 429 says when there is room, on a page", async () => {
    const views = await Promise.all(
      Array.from({ length: 310 }, (_, n) => get("/docs", { "x-forwarded-for": `2001:db8::${(n % 9) + 1}` })),
    );
    const refused = views.filter((view) => view.status === 429);
    expect(refused).toHaveLength(10);
    expect(Number(refused[0]?.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused[0]?.headers["content-type"]).toContain("text/html");
    expect((await get("/docs", { "x-forwarded-for": "2001:db8:0:1::1" })).status).toBe(200);
  });
});

// The last of all: it leaves the first pages in memory.
describe("what people see first", () => {
  it("is rendered ahead only in moments without requests, and without waiting for anybody to ask for it", async () => {
    const open = closeGate();
    const asked = get("/dashboard");
    await vi.waitFor(() => expect(rendered).toHaveLength(1), 20_000);
    const looked = vi.fn(edge.isBusy);
    const warmed = road.warm(looked);
    await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(3), 20_000);
    expect(rendered).toHaveLength(1);
    open();
    expect((await asked).status).toBe(200);
    await warmed;
    expect(rendered).toEqual(expect.arrayContaining(["GET /register theme=system", "GET /icon.svg"]));
    rendered = [];
    expect((await get("/register")).status).toBe(200);
    expect(rendered).toEqual([]);
  });

  it("is rendered ahead again, in its turn, once another catalogue counts and somebody looks at a page", async () => {
    const isWarm = () =>
      expect(rendered).toEqual(expect.arrayContaining(["GET /register theme=system", "GET /icon.svg"]));
    const shipped = currentCatalogue();
    await road.warm(edge.isBusy);
    rendered = [];
    try {
      replaceCatalogue(compileCatalogue(shippedContent, 1));
      expect((await get("/docs")).status).toBe(200);
      await vi.waitFor(isWarm, 20_000);
      expect(rendered.filter((one) => one === "GET /docs theme=system")).toHaveLength(1);
      const go = closeGate();
      rendered = [];
      const busy = [get("/dashboard"), get("/dashboard", { "x-forwarded-for": "192.0.2.6" })];
      await vi.waitFor(() => expect(rendered).toHaveLength(2), 20_000);
      replaceCatalogue(shipped);
      const warmed = road.warm(() => false);
      expect((await get("/embed/latchkey-keys.js")).status).toBe(200);
      expect(rendered).toHaveLength(2);
      go();
      await Promise.all([...busy, warmed]);
      isWarm();
    } finally {
      replaceCatalogue(shipped);
    }
  });
});
