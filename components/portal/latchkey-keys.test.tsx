import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

const script = join(process.cwd(), "public/embed/latchkey-keys.js");
type Keys = HTMLElement & { getToken?: () => unknown };
const session = {
  data: { shows: ["keys"], products: [{ id: "images", label: "Images", environments: [], scopes: [] }] },
};

let backend: (path: string, init: RequestInit) => Promise<Response>;
const mount = (properties: Partial<Keys>) => {
  const element = Object.assign(document.createElement("latchkey-keys") as Keys, properties);
  element.setAttribute("token-url", "/api/portal-token");
  document.body.append(element);
  return element;
};
const inside = (element: Keys, selector: string) =>
  vi.waitUntil(() => element.shadowRoot?.querySelector<HTMLElement>(selector));
const away = "Your keys cannot be shown right now. Try again in a moment.";

beforeAll(async () => {
  await import(/* @vite-ignore */ script);
});
beforeEach(() => {
  backend = async (path) => Response.json(path.endsWith("/session") ? session : { data: [], next_cursor: null });
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => backend(path, init));
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("the element in the company's page", () => {
  it.each<[string, Partial<Keys>, () => Promise<Response>]>([
    ["no token", {}, async () => Response.json({ error: "signed out" })],
    ["an answer that is no JSON", {}, async () => new Response("<html>")],
    ["an error", {}, async () => new Response("", { status: 500 })],
    ["no answer", {}, () => Promise.reject(new TypeError("Failed to fetch"))],
    ["undefined from getToken", { getToken: async () => undefined }, () => Promise.reject(new Error("not asked"))],
  ])(
    "says so and offers another try where the backend gives %s, without a request of the portal",
    async (_, wish, give) => {
      const asked: string[] = [];
      backend = (path) => {
        asked.push(path);
        return give();
      };
      const alert = await inside(mount(wish), '[role="alert"]');
      expect(alert?.textContent).toBe(away);
      expect(asked.filter((path) => path !== "/api/portal-token")).toEqual([]);
    },
  );

  it("says what is left of the customer's credits and of each key's own, and nothing where there are none", async () => {
    const refill = { amount: 5_000, every: null, on: 1, at: "2026-07-15T12:00:00Z" };
    const facts = { hint: "img_live_abcd…0001", environment: "production", last_used_at: null, expires_at: null };
    const keyWith = (name: string, credits: object | null, status = "active") => ({
      ...facts,
      id: name,
      name,
      status,
      credits,
    });
    const keys = [
      keyWith("Counted", { remaining: 1, refill: null }),
      keyWith("Free", null),
      keyWith("Unread", { remaining: null, refill: null }),
      keyWith("Over", { remaining: 3, refill: null }, "revoked"),
    ];
    backend = async (path) => {
      if (path === "/api/portal-token") return Response.json({ token: "lk_portal_x" });
      if (path.endsWith("/session")) return Response.json({ data: { ...session.data, shows: ["keys", "limits"] } });
      if (path.endsWith("/limits")) return Response.json({ data: [], credits: { remaining: 1_200, refill } });
      return Response.json({ data: keys, next_cursor: null });
    };
    const element = mount({});
    await inside(element, "section + section");
    const rows = [...(element.shadowRoot?.querySelectorAll(".row") ?? [])].map((row) => row.textContent ?? "");
    expect(rows.map((row) => /\d* ?credits? left/.exec(row)?.[0] ?? null)).toEqual(["1 credit left", null, null, null]);
    const limits = [...(element.shadowRoot?.querySelectorAll("section") ?? [])].at(-1)?.textContent;
    expect(limits).toMatch(/^Limits1,200 credits left, refilled to 5,000 on .*15.*2026/);
  });

  it("says of a key whether anything that goes on takes its place", async () => {
    const old = {
      hint: "img_live_abcd…0001",
      scopes: [],
      roles: [],
      expires_at: null,
      credits: null,
      replaced_by: "key_9",
    };
    const keys = [false, true].map((ends_unreplaced, place) => {
      return { ...old, id: `key_${place}`, name: `Key ${place}`, status: "active", ends_unreplaced };
    });
    backend = async (path) => {
      if (path === "/api/portal-token") return Response.json({ token: "lk_portal_x" });
      return Response.json(path.endsWith("/session") ? session : { data: keys, next_cursor: null });
    };
    const element = mount({});
    await inside(element, ".row");
    const rows = [...(element.shadowRoot?.querySelectorAll(".row") ?? [])].map((row) => row.textContent);
    expect(rows).toEqual([expect.stringContaining("being replaced"), expect.stringContaining("successor ended")]);
  });

  it("shows the keys once another try gets a token, and says what getToken threw until then", async () => {
    let tries = 0;
    const getToken = async () => {
      tries += 1;
      if (tries === 1) throw new Error("Sign in again");
      return "lk_portal_x";
    };
    const element = mount({ getToken });
    expect((await inside(element, '[role="alert"]'))?.textContent).toBe("Sign in again");
    element.shadowRoot?.querySelector("button")?.click();
    expect((await inside(element, "h2"))?.textContent).toBe("API keys");
    expect(element.shadowRoot?.querySelector('[role="alert"]')).toBeNull();
  });

  it("keeps the page from being left while a new key is not stored, and no longer once it was taken out", async () => {
    const element = mount({ getToken: async () => "lk_portal_x" });
    (await inside(element, "button.primary"))?.click();
    const form = await inside(element, "dialog form");
    backend = async () => Response.json({ data: {}, key: "img_live_secret" });
    form?.dispatchEvent(new Event("submit", { cancelable: true }));
    await inside(element, 'input[aria-label="API key"], input[readonly]');
    const leave = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leave()).toBe(false);
    element.remove();
    expect(leave()).toBe(true);
  });

  it("goes on where it was when the page moves it: with what was typed, and with a new key that is not stored yet", async () => {
    const element = mount({ getToken: async () => "lk_portal_x" });
    const move = () => document.body.append(element);
    (await inside(element, "button.primary"))?.click();
    const name = (await inside(element, "dialog input")) as HTMLInputElement;
    name.value = "Laptop";
    move();
    expect([name.isConnected, name.value]).toEqual([true, "Laptop"]);
    const dialog = element.shadowRoot?.querySelector("dialog");
    expect(dialog?.open).toBe(true);
    backend = async (path) =>
      path.endsWith("/keys") ? Response.json({ data: {}, key: "img_live_secret" }) : Response.json(session);
    element.shadowRoot?.querySelector("dialog form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    const secret = (await inside(element, "input[readonly]")) as HTMLInputElement;
    element.remove();
    document.body.append(element);
    expect([secret.isConnected, secret.value, dialog?.open]).toEqual([true, "img_live_secret", true]);
    expect(window.dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(false);
  });

  const underWay = { status: 409, headers: { "retry-after": "1" } };
  it.each<[string, () => Promise<Response>, string]>([
    ["no answer came", () => Promise.reject(new TypeError("Failed to fetch")), away],
    ["a proxy gave up", async () => new Response("", { status: 502 }), "Something went wrong. Try again."],
    ["the answer broke off", async () => new Response('{"da', { status: 201 }), "Something went wrong. Try again."],
    [
      "the first try is under way",
      async () => Response.json({ message: "Idempotency-Key" }, underWay),
      "The first try is still under way. Try again in a moment.",
    ],
  ])(
    "makes and replaces a key once where %s and it is tried again, and then shows its secret",
    async (_, lose, words) => {
      const secrets = new Map<string, string>();
      let isLost = true;
      backend = async (path, { method, headers, body }) => {
        if (path.endsWith("/session")) return Response.json(session);
        if (method === "GET")
          return Response.json({ data: [{ id: "k1", name: "Old", status: "active" }], next_cursor: null });
        const once = `${new Headers(headers).get("idempotency-key")} ${path} ${body}`;
        secrets.set(once, secrets.get(once) ?? `secret_${secrets.size + 1}`);
        return isLost ? lose() : Response.json({ data: {}, key: secrets.get(once) }, { status: 201 });
      };
      const element = mount({ getToken: async () => "lk_portal_x" });
      const root = () => element.shadowRoot;
      const submit = () =>
        root()
          ?.querySelector("form")
          ?.dispatchEvent(new Event("submit", { cancelable: true }));
      const open = async (control: string) => {
        await vi.waitUntil(() => !root()?.querySelector("dialog") && root()?.querySelector(".row"));
        [...(root()?.querySelectorAll("button") ?? [])].find(({ textContent }) => textContent === control)?.click();
      };
      const takeSecret = async () => {
        submit();
        const secret = (await inside(element, "input[readonly]")) as HTMLInputElement;
        root()?.querySelector<HTMLInputElement>("dialog input[type=checkbox]")?.click();
        [...(root()?.querySelectorAll("button") ?? [])].find(({ textContent }) => textContent === "Done")?.click();
        return secret.value;
      };
      const made: string[] = [];
      for (const control of ["Create API key", "Replace"]) {
        isLost = true;
        await open(control);
        submit();
        await vi.waitUntil(() => root()?.querySelector("dialog [role=alert]")?.textContent === words);
        isLost = false;
        made.push(await takeSecret());
      }
      // What is asked for once an answer came is another key, whatever it is called.
      await open("Create API key");
      made.push(await takeSecret());
      expect([made, secrets.size]).toEqual([["secret_1", "secret_2", "secret_3"], 3]);
    },
  );

  it("holds nothing of one customer for the next once the page has taken it out", async () => {
    const tokens = ["lk_portal_one", "lk_portal_two"];
    const asked: unknown[] = [];
    backend = async (path, { headers }) => {
      asked.push(new Headers(headers).get("authorization"));
      return Response.json(path.endsWith("/session") ? session : { data: [], next_cursor: null });
    };
    const element = mount({ getToken: async () => tokens.shift() });
    (await inside(element, "button.primary"))?.click();
    await inside(element, "dialog");
    element.remove();
    await Promise.resolve();
    expect(element.shadowRoot?.querySelectorAll("dialog, section")).toHaveLength(0);
    asked.length = 0;
    document.body.append(element);
    await inside(element, "section");
    expect(new Set(asked)).toEqual(new Set(["Bearer lk_portal_two"]));
  });

  it("shows the newest of many keys at once, and further ones where they are asked for", async () => {
    const pages: string[] = [];
    const keys = (from: number) =>
      Array.from({ length: 100 }, (_, at) => ({ id: `k${from + at}`, name: `Key ${from + at}`, status: "active" }));
    let isAway = false;
    backend = async (path) => {
      if (path.endsWith("/session")) return Response.json(session);
      pages.push(path);
      if (isAway) return Response.json({ message: "Try again" }, { status: 503 });
      const isFirst = !path.includes("cursor=");
      return Response.json({ data: keys(isFirst ? 0 : 100), next_cursor: isFirst ? "a/b" : null });
    };
    const element = mount({ getToken: async () => "lk_portal_x" });
    const rows = () => element.shadowRoot?.querySelectorAll("li").length;
    await vi.waitUntil(() => rows() === 100);
    expect(pages).toHaveLength(1);
    const more = [...(element.shadowRoot?.querySelectorAll("button") ?? [])].find(
      ({ textContent }) => textContent === "Show more",
    );
    isAway = true;
    more?.click();
    await vi.waitUntil(() => element.shadowRoot?.querySelector('[role="alert"]')?.textContent === "Try again");
    isAway = false;
    await vi.waitUntil(() => more?.disabled === false);
    more?.click();
    await vi.waitUntil(() => rows() === 200);
    expect(pages.at(-1)).toMatch(/cursor=a%2Fb$/);
    await vi.waitUntil(() => more?.disabled === false);
    expect([more?.hidden, element.shadowRoot?.activeElement?.ariaLabel]).toEqual([true, "Replace Key 100"]);
  });
});
