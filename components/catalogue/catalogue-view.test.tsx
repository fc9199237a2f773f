import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { parse } from "yaml";
import type { CataloguePlan } from "@/lib/features/catalogue/contract";
import { type Answer, answerCalls, type MadeCall } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CatalogueView } from "./catalogue-view";

const made = { made_at: "2026-06-01T00:00:00.000Z", made_by: { id: "user", name: "Ada" } };
const current = {
  revision: 2,
  note: "Quieter",
  ...made,
  document: { version: 1, products: { prompts: { hidden: true } } },
};
const former = {
  revision: 1,
  note: "Images",
  ...made,
  document: { version: 1, products: { images: { label: "Images" } } },
};
const plan: CataloguePlan = {
  base: 2,
  changes: [{ path: "products.prompts.hidden", action: "change", before: true, after: false }],
  ends: [],
};
const ends: CataloguePlan["ends"] = [{ kind: "keys", id: "images", count: 3, message: "3 keys of images are refused" }];
const tag = '"state-2"';

/** A server whose plan and change answer as a test says. */
function openPage(answers: { plan?: Answer; put?: Answer } = {}) {
  const calls = answerCalls(({ method, path }) => {
    if (method === "PUT") return answers.put ?? { status: 200, body: { data: { ...plan, revision: 3 } } };
    if (path.endsWith("/plan")) return answers.plan ?? { status: 200, body: { data: plan } };
    if (path.endsWith("/revisions/1")) return { status: 200, body: { data: former } };
    if (path.includes("/revisions")) return { status: 200, body: { data: [current, former], next_cursor: null } };
    return { status: 200, body: { data: current }, headers: { etag: tag } };
  });
  const { unmount: close } = renderPage(<CatalogueView />);
  const made = (method: string) => calls.filter((call: MadeCall) => call.method === method);
  return { user: userEvent.setup(), made, close };
}

const editor = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Document as YAML" });

async function type(user: ReturnType<typeof userEvent.setup>, text: string) {
  await user.clear(await editor());
  await user.click(await editor());
  await user.paste(text);
}

async function showPlan(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByRole("button", { name: "Show plan" }));
  return within(await screen.findByRole("dialog", { name: "Plan" }));
}

it("shows what a document changes, and puts it in place with a note on the state that the plan was compared with", async () => {
  const { user, made } = openPage();
  expect(parse((await editor()).value)).toEqual(current.document);
  const document = { version: 1, products: { prompts: { hidden: false } } };
  await type(user, JSON.stringify(document));
  const dialog = await showPlan(user);
  const change = within(dialog.getByRole("list", { name: "Changes" })).getByRole("listitem");
  expect(change.textContent).toBe("Changeproducts.prompts.hiddenBefore: trueAfter: false");
  expect(made("PUT")).toEqual([]);
  await user.type(dialog.getByRole("textbox", { name: "Note" }), "Shown again");
  await user.click(dialog.getByRole("button", { name: "Put in place" }));
  expect(await screen.findByText("Revision 3 counts")).toBeDefined();
  const [put] = made("PUT");
  expect(put?.body).toEqual({ document, base: 2, note: "Shown again", allow_ending: false });
  expect(put?.headers.get("if-match")).toBe(tag);
});

it("marks the line at which a text is no YAML, and asks the server nothing", async () => {
  const { user, made } = openPage();
  await type(user, "version: 1\nproducts: {images\nplans: []");
  await user.click(screen.getByRole("button", { name: "Show plan" }));
  expect((await screen.findByRole("alert")).textContent).toMatch(/^Line 3: This is not YAML/);
  expect(document.activeElement).toBe(await editor());
  expect(made("POST")).toEqual([]);
});

it("says of a text that names nothing how a document begins", async () => {
  const { user, made } = openPage();
  await type(user, "images");
  await user.click(screen.getByRole("button", { name: "Show plan" }));
  expect((await screen.findByRole("alert")).textContent).toMatch(/^A document begins with names/);
  expect(made("POST")).toEqual([]);
});

it("tells each problem of a document with its line, and marks the first and any other that is gone to", async () => {
  const details = [
    { path: "document.products.images.keys.production", message: "must have at most 20 characters" },
    { path: "document.products.images.scopes.1.id", message: "is named twice" },
    { path: "document.plans", message: "must begin with free" },
  ];
  const error = { code: "VALIDATION_ERROR", message: "Invalid", details };
  const { user } = openPage({ plan: { status: 400, body: { success: false, error } } });
  const lines = [
    "products:",
    "  images:",
    "    keys: { development: a_,",
    "      production: much_too_long_ }",
    "    scopes:",
    "      - id: images:read",
    "      - id: images:read",
  ];
  await type(user, lines.join("\n"));
  await user.click(await screen.findByRole("button", { name: "Show plan" }));
  const field = await editor();
  expect((await screen.findByRole("alert")).textContent).toBe(
    "Line 4: products.images.keys.production: must have at most 20 characters. Line 7: products.images.scopes.1.id: is named twice. plans: must begin with free.",
  );
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const marked = () => field.value.slice(field.selectionStart, field.selectionEnd);
  await waitFor(() => expect(marked()).toBe(lines[3]));
  await user.click(screen.getByRole("button", { name: "Go to line 7" }));
  expect(marked()).toBe(lines[6]);
  expect(document.activeElement).toBe(field);
});

it("keeps what was typed while other pages are visited, asks before the page is unloaded, and discards it on request", async () => {
  const { user, close } = openPage();
  const leave = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  const before = (await editor()).value;
  expect(leave()).toBe(true);
  await type(user, "version: 1");
  expect(leave()).toBe(false);
  close();
  expect(leave()).toBe(true);
  const { user: again } = openPage();
  expect((await editor()).value).toBe("version: 1");
  expect(screen.getByText(/not put in place yet/)).toBeDefined();
  await again.click(screen.getByRole("button", { name: "Discard changes" }));
  expect((await editor()).value).toBe(before);
  expect(leave()).toBe(true);
});

it("lets nothing in use end before that is ticked", async () => {
  const { user, made } = openPage({ plan: { status: 200, body: { data: { ...plan, ends } } } });
  const dialog = await showPlan(user);
  expect(dialog.getByText("3 keys of images are refused")).toBeDefined();
  const put = dialog.getByRole("button", { name: "Put in place" });
  expect(put.getAttribute("aria-disabled")).toBe("true");
  await user.type(dialog.getByRole("textbox", { name: "Note" }), "Gone{Enter}");
  await user.click(put);
  expect(made("PUT")).toEqual([]);
  await user.click(dialog.getByRole("checkbox", { name: /^Let this end/ }));
  await user.click(put);
  expect(await screen.findByText("Revision 3 counts")).toBeDefined();
  expect(made("PUT").map(({ body }) => body)).toEqual([expect.objectContaining({ allow_ending: true })]);
});

it("offers nothing to put in place where nothing changes", async () => {
  const { user, made } = openPage({ plan: { status: 200, body: { data: { ...plan, changes: [] } } } });
  const dialog = await showPlan(user);
  expect(dialog.getByText(/^Nothing changes/)).toBeDefined();
  await user.click(dialog.getByRole("button", { name: "Put in place" }));
  expect(made("PUT")).toEqual([]);
});

it("keeps what was typed where the catalogue was changed meanwhile, and says what to do", async () => {
  const error = { code: "PRECONDITION_FAILED", message: "It was changed" };
  const { user } = openPage({ put: { status: 412, body: { success: false, error } } });
  const text = '{"version":1}';
  await type(user, text);
  const dialog = await showPlan(user);
  await user.click(dialog.getByRole("button", { name: "Put in place" }));
  expect((await dialog.findByRole("alert")).textContent).toMatch(/changed after this plan was made/);
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  expect((await editor()).value).toBe(text);
});

it("tells who made each revision, when and why, and fills the editor with an earlier one", async () => {
  const { user, made } = openPage();
  const row = (await screen.findByText("Images")).closest("tr") ?? expect.unreachable("the revision stands in a row");
  expect(within(row).getByText("Ada")).toBeDefined();
  expect(within(row).getByRole("time").getAttribute("datetime")).toBe(former.made_at);
  expect(screen.queryByRole("button", { name: "Put back revision 2" })).toBeNull();
  await user.click(within(row).getByRole("button", { name: "Put back revision 1" }));
  expect(await screen.findByText(/^Filled with revision 1/)).toBeDefined();
  expect(parse((await editor()).value)).toEqual(former.document);
  expect(made("PUT")).toEqual([]);
});

it("says that the catalogue is unavailable where it cannot be read, and reads it again when asked", async () => {
  let broken = true;
  answerCalls(({ path }) => {
    if (path.includes("/revisions")) return { status: 200, body: { data: [], next_cursor: null } };
    return broken ? { status: 503, body: {} } : { status: 200, body: { data: current } };
  });
  renderPage(<CatalogueView />);
  const retry = await screen.findByRole("button", { name: "Retry" }, { timeout: 10_000 });
  expect(screen.getByRole("heading", { name: "Catalogue unavailable" })).toBeDefined();
  broken = false;
  await userEvent.setup().click(retry);
  expect(await editor()).toBeDefined();
});

const described = {
  openapi: "3.1.0",
  info: { title: "Images", version: "1" },
  paths: { "/v1.0/albums": { get: { responses: { 200: { description: "Done" } } } } },
};

async function openDescription(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByRole("button", { name: "OpenAPI document…" }));
  return within(await screen.findByRole("dialog", { name: "OpenAPI document" }));
}

it("takes an OpenAPI document from a file into the text of its product, and leaves comments where they were", async () => {
  const { user } = openPage();
  await type(user, "# Ours\nproducts:\n  images:\n    label: Images\n");
  const dialog = await openDescription(user);
  await user.upload(dialog.getByLabelText("File"), new File([JSON.stringify(described)], "openapi.json"));
  const taken = dialog.getByRole<HTMLTextAreaElement>("textbox", { name: "Or the document itself" });
  await waitFor(() => expect(taken.value).toBe(JSON.stringify(described)));
  await user.click(dialog.getByRole("button", { name: "Take into the document" }));
  await waitFor(async () => expect((await editor()).value).toContain("openapi:"));
  const { value } = await editor();
  expect(value).toMatch(/^# Ours/);
  expect(parse(value)).toEqual({ products: { images: { label: "Images", openapi: described } } });
});

it("says that a file could not be read, and keeps what was typed", async () => {
  const { user } = openPage();
  await type(user, "products: { images: { label: Images } }");
  const dialog = await openDescription(user);
  const typed = dialog.getByRole<HTMLTextAreaElement>("textbox", { name: "Or the document itself" });
  await user.click(typed);
  await user.paste("openapi: 3.1.0");
  const moved = new File(["{}"], "openapi.json");
  vi.spyOn(moved, "text").mockRejectedValue(new DOMException("The file is gone", "NotReadableError"));
  await user.upload(dialog.getByLabelText("File"), moved);
  await dialog.findByText("The file could not be read; choose it again");
  expect(typed.value).toBe("openapi: 3.1.0");
});

it("tells each mistake of an OpenAPI document with its line, and takes nothing of it", async () => {
  const { user } = openPage();
  const text = "products: { images: { label: Images } }";
  await type(user, text);
  const dialog = await openDescription(user);
  const lines = [
    "openapi: 3.1.0",
    "info: { title: Images, version: '1' }",
    "paths:",
    "  /v1.0/albums:",
    "    get:",
    "      responses:",
    "        200: { $ref: 'https://elsewhere.example/answer' }",
  ];
  await user.click(dialog.getByRole("textbox", { name: "Or the document itself" }));
  await user.paste(lines.join("\n"));
  await user.click(dialog.getByRole("button", { name: "Take into the document" }));
  expect((await dialog.findByRole("alert")).textContent).toBe(
    "Line 7: paths./v1.0/albums.get.responses.200.$ref: must begin with #/, because nothing is fetched from elsewhere.",
  );
  // The dialog hides what is behind it.
  const behind = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Document as YAML", hidden: true });
  expect(behind.value).toBe(text);
});

it("says where no product of one's own is named that a document could belong to", async () => {
  const { user } = openPage();
  await user.click(await screen.findByRole("button", { name: "OpenAPI document…" }));
  expect(await screen.findByText(/Name a product of your own/)).toBeDefined();
});
