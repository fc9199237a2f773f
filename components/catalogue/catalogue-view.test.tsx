import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
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
  renderPage(<CatalogueView />);
  const made = (method: string) => calls.filter((call: MadeCall) => call.method === method);
  return { user: userEvent.setup(), made };
}

const editor = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Document as JSON" });

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
  expect(JSON.parse((await editor()).value)).toEqual(current.document);
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

it("says at the editor that a text is no JSON, and asks the server nothing", async () => {
  const { user, made } = openPage();
  await type(user, "products: {}");
  await user.click(screen.getByRole("button", { name: "Show plan" }));
  expect((await screen.findByRole("alert")).textContent).toMatch(/^This is not a JSON object/);
  expect(document.activeElement).toBe(await editor());
  expect(made("POST")).toEqual([]);
});

it("tells each problem of a document at the editor, with its place", async () => {
  const details = [
    { path: "document.products.images.keys.production", message: "must have at most 20 characters" },
    { path: "document.plans", message: "must begin with free" },
  ];
  const error = { code: "VALIDATION_ERROR", message: "Invalid", details };
  const { user } = openPage({ plan: { status: 400, body: { success: false, error } } });
  await user.click(await screen.findByRole("button", { name: "Show plan" }));
  const field = await editor();
  expect((await screen.findByRole("alert")).textContent).toBe(
    "products.images.keys.production: must have at most 20 characters. plans: must begin with free.",
  );
  expect(field.getAttribute("aria-invalid")).toBe("true");
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
  expect(JSON.parse((await editor()).value)).toEqual(former.document);
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
