import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { type Answer, answerCalls, type MadeCall } from "@/lib/testing/answer-calls";
import { listedKey } from "@/lib/testing/listed-keys";
import { renderPage } from "@/lib/testing/render-page";
import { ApiKeyDetail } from "./api-key-detail";
import { EditApiKeyDialog } from "./edit-api-key-dialog";

const detailed = (key: ApiKey) => ({ ...key, rotatedAt: null, expiresBeforeRotation: null, replaces: null });
const fields = {
  name: "name",
  scopes: "scopes",
  ip_allowlist: "ipAllowlist",
  rate_limit: "rateLimit",
  enabled: "enabled",
  tags: "tags",
} as const;

/** A server that holds one key, whose tag moves with everything about it, and refuses what rests on another tag. */
function serveKey(begun: ApiKey, refuse?: () => Promise<Answer>) {
  const state = { key: begun, version: 1 };
  const tag = () => `"v${state.version}"`;
  const change = (part: Partial<ApiKey>) => {
    state.key = { ...state.key, ...part };
    state.version += 1;
  };
  /** Runs once, between the reading of the key and the change that rests on it. */
  const between: (() => void)[] = [];
  const calls = answerCalls((call): Answer | Promise<Answer> => {
    if (!call.path.endsWith(`/api-keys/${begun.id}`)) return { status: 404, body: { error: { message: "No" } } };
    if (call.method === "GET") {
      const answer = { status: 200, body: { data: state.key }, headers: { etag: tag() } };
      between.shift()?.();
      return answer;
    }
    if (call.headers.get("if-match") !== tag()) {
      return { status: 412, body: { errors: [{ code: "PRECONDITION_FAILED", message: "It has changed" }] } };
    }
    if (refuse) return refuse();
    const body = call.body as Record<keyof typeof fields, never>;
    change(
      Object.fromEntries(Object.entries(body).map(([name, value]) => [fields[name as keyof typeof fields], value])),
    );
    return { status: 200, body: { data: state.key } };
  });
  return { state, change, between, changes: () => calls.filter(({ method }: MadeCall) => method === "PATCH") };
}

const key = listedKey(1, { name: "Checkout", rateLimit: 20 });
const page = (apiKey: ApiKey = key) =>
  renderPage(
    <ApiKeyDetail
      apiKey={detailed(apiKey)}
      former={null}
      products={[]}
      loadedAtMs={Date.now()}
      trail={null}
      using={null}
    />,
  );
const edit = (setting: string) => screen.findByRole("button", { name: `Edit ${setting}` });
const save = () => screen.getByRole("button", { name: "Save" });
const typeName = async (name: string) => {
  await userEvent.click(await edit("Name"));
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await userEvent.clear(field);
  await userEvent.type(field, name);
  return field;
};

describe("a key's settings, edited in place", () => {
  it("shows a key that has roles alone with them, and never as one that stands for its maker", async () => {
    serveKey({ ...key, scopes: [], roles: ["viewer"] });
    page({ ...key, scopes: [], roles: ["viewer"] });
    expect(await screen.findByText("viewer")).toBeDefined();
    expect(screen.getByText("None beside its roles")).toBeDefined();
    expect(screen.queryByText(/it stands for who made it/)).toBeNull();
  });

  it("take a new name in its row, show it in the title, and set it back by the message's Undo", async () => {
    const server = serveKey(key);
    page();
    await typeName("Till");
    await userEvent.click(save());
    await screen.findByRole("heading", { level: 1, name: "Till" });
    await waitFor(async () => expect(document.activeElement).toBe(await edit("Name")));
    expect(server.changes().map(({ body }) => body)).toEqual([{ name: "Till" }]);
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(server.state.key.name).toBe("Checkout"));
    expect(server.changes()).toHaveLength(2);
  });

  it("undo nothing that somebody else has changed again since", async () => {
    const server = serveKey(key);
    page();
    await typeName("Till");
    await userEvent.click(save());
    const undo = await screen.findByRole("button", { name: "Undo" });
    server.change({ name: "Theirs" });
    await userEvent.click(undo);
    await screen.findByText("Not undone");
    expect(server.state.key.name).toBe("Theirs");
  });

  it("show a new name at once, and the old one again where it was refused, with what was typed", async () => {
    let refuse: (answer: Answer) => void = () => undefined;
    const waiting = new Promise<Answer>((resolve) => {
      refuse = resolve;
    });
    serveKey(key, () => waiting);
    page();
    const field = await typeName("Till");
    await userEvent.click(save());
    await screen.findByRole("heading", { level: 1, name: "Till" });
    refuse({ status: 409, body: { errors: [{ code: "CONFLICT", message: "This API key has ended" }] } });
    await screen.findByRole("heading", { level: 1, name: "Checkout" });
    await screen.findByText(/This API key has ended/);
    expect(field.value).toBe("Till");
  });

  it("switch the key off and on again, and group it by tags", async () => {
    const server = serveKey(key);
    page();
    await userEvent.click(await edit("Switched on"));
    const box = await screen.findByRole("checkbox", { name: /The key is switched on/ });
    await waitFor(() => expect(document.activeElement).toBe(box));
    await userEvent.click(box);
    await userEvent.click(save());
    await screen.findByText("No: it is refused until it is switched on again");
    await userEvent.click(await edit("Tags"));
    await userEvent.type(await screen.findByRole("textbox", { name: "Tags" }), "ci team:data");
    await userEvent.click(save());
    await waitFor(() => expect(server.state.key.tags).toEqual(["ci", "team:data"]));
    expect(server.changes().map(({ body }) => body)).toEqual([{ enabled: false }, { tags: ["ci", "team:data"] }]);
  });

  it.each([
    { setting: "Rate limit", typed: "1e3", told: "Use a whole number from 1 to 1,000,000, in digits alone" },
    { setting: "Windows", typed: "hourly", told: "Write “hourly” as name, limit and length: hourly 500/1h" },
    { setting: "Metadata", typed: "[[1]", told: 'Write a JSON object, such as {"team": 7}' },
  ])("tell what is wrong with $setting where it cannot be read, and send nothing", async ({ setting, typed, told }) => {
    const { changes } = serveKey(key);
    page();
    await userEvent.click(await edit(setting));
    const field = await screen.findByRole("textbox", { name: new RegExp(`^${setting}`) });
    await userEvent.clear(field);
    await userEvent.type(field, typed);
    await userEvent.click(save());
    await screen.findByText(told);
    expect(document.activeElement).toBe(field);
    expect(changes()).toEqual([]);
  });

  it("ask for the date of an end that was begun, and say nothing else of it", async () => {
    serveKey(key);
    page();
    await userEvent.click(await edit("Expires"));
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: /^Expires|^New end|^End/ }), "custom");
    await userEvent.click(save());
    await screen.findByText("Choose a date");
    expect(screen.queryByText(/nothing to change/i)).toBeNull();
  });

  it("lead back to their button by Escape and by Cancel, without a change", async () => {
    const server = serveKey(key);
    page();
    await typeName("Till");
    await userEvent.keyboard("{Escape}");
    await waitFor(async () => expect(document.activeElement).toBe(await edit("Name")));
    await userEvent.click(await edit("Rate limit"));
    await screen.findByLabelText("Rate limit of this key");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(async () => expect(document.activeElement).toBe(await edit("Rate limit")));
    expect(server.changes()).toEqual([]);
  });

  it("are out of reach with the reason for those who may not change them, and have no way in once the key has ended", async () => {
    serveKey(key);
    const first = page({ ...key, youMay: ["usage"] });
    expect((await edit("Name")).getAttribute("aria-disabled")).toBe("true");
    first.unmount();
    page({ ...key, status: "revoked", revokedAt: new Date().toISOString() });
    await screen.findByText("Settings");
    expect(screen.queryByRole("button", { name: "Edit Name" })).toBeNull();
  });
});

describe("a change made elsewhere", () => {
  it("is told with both values, keeps what was typed, and goes under only when saving again says so", async () => {
    const server = serveKey(key);
    page();
    const field = await typeName("Till");
    server.change({ name: "Theirs" });
    await userEvent.click(save());
    const told = await screen.findByRole("list", { name: "Changed elsewhere" });
    expect(told.textContent).toContain("it is now Theirs");
    expect(told.textContent).toContain("you have Till");
    expect(field.value).toBe("Till");
    expect(server.state.key.name).toBe("Theirs");
    expect(server.changes()).toEqual([]);
    await userEvent.click(save());
    await waitFor(() => expect(server.state.key.name).toBe("Till"));
  });

  it("between reading and writing is a 412 that is told in the same way", async () => {
    const server = serveKey(key);
    server.between.push(() => server.change({ name: "Theirs" }));
    page();
    await typeName("Till");
    await userEvent.click(save());
    await screen.findByRole("list", { name: "Changed elsewhere" });
    expect(server.state.key.name).toBe("Theirs");
    await userEvent.click(screen.getByRole("button", { name: "Take theirs: Name" }));
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("Theirs");
    expect(save().getAttribute("aria-disabled")).toBe("true");
  });

  it("of the end takes an exact one that was typed out too, so that nothing is left to save", async () => {
    const server = serveKey(key);
    page();
    await userEvent.click(await edit("Expires"));
    const field = await screen.findByLabelText<HTMLInputElement>("Exact end (UTC)");
    fireEvent.change(field, { target: { value: "2027-08-01T12:00" } });
    server.change({ expiresAt: "2027-09-01T00:00:00.000Z" });
    await userEvent.click(save());
    await userEvent.click(await screen.findByRole("button", { name: "Take theirs: Expires" }));
    expect(field.value).toBe("");
    expect(save().getAttribute("aria-disabled")).toBe("true");
    expect(server.changes()).toEqual([]);
  });

  it("is none where the key was only used meanwhile, as a busy key is all the time", async () => {
    const server = serveKey(key);
    for (let uses = 0; uses < 3; uses += 1) {
      server.between.push(() => server.change({ lastUsedAt: new Date(uses).toISOString() }));
    }
    page();
    await typeName("Till");
    await userEvent.click(save());
    await waitFor(() => expect(server.state.key.name).toBe("Till"));
    expect(screen.queryByRole("list", { name: "Changed elsewhere" })).toBeNull();
  });

  it("of another setting is taken over in the dialog of all settings, and not undone by what is saved there", async () => {
    const server = serveKey(key);
    renderPage(<EditApiKeyDialog apiKey={key} products={[]} onClose={() => undefined} />);
    const dialog = await screen.findByRole("dialog");
    const name = within(dialog).getByRole<HTMLInputElement>("textbox", { name: "Name" });
    await userEvent.type(name, " 2");
    server.change({ rateLimit: 5 });
    await userEvent.click(within(dialog).getByRole("button", { name: "Save changes" }));
    const told = await screen.findByRole("list", { name: "Changed elsewhere" });
    expect(told.textContent).toContain("5 requests a minute, which is taken over here");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save changes" }));
    await waitFor(() => expect(server.state.key).toMatchObject({ name: "Checkout 2", rateLimit: 5 }));
    expect(server.changes().at(-1)?.body).toEqual({ name: "Checkout 2" });
  });
});
