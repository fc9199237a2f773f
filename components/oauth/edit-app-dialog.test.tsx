import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedApp as app } from "@/lib/testing/listed-app";
import { renderPage } from "@/lib/testing/render-page";
import { EditAppDialog } from "./edit-app-dialog";

function Page({ app: of }: { app: OAuthAppView }) {
  const [open, setOpen] = useState(true);
  return open && <EditAppDialog app={of} scopes={[]} onClose={() => setOpen(false)} />;
}

/** Renames the app in its dialog; the calls that were made. */
async function rename(of: OAuthAppView, after: Partial<OAuthAppView> = {}) {
  const made = answerCalls(({ body }) => ({ status: 200, body: { ...of, ...(body as object), ...after } }));
  renderPage(<Page app={of} />, "/dashboard/oauth-apps/client_1");
  const field = screen.getByRole("textbox", { name: "Name" });
  await userEvent.clear(field);
  await userEvent.type(field, "Bank");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("App saved");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  return made;
}

it("offers Undo of a new name, which sets that back alone", async () => {
  const made = await rename(app);
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Undone");
  expect(made.map(({ body }) => body)).toEqual([expect.objectContaining({ name: "Bank" }), { name: "Acme" }]);
});

it("offers none where the new name cost the app its verification", async () => {
  await rename({ ...app, verified: true }, { verified: false });
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});
