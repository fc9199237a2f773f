import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { TrialKey } from "./trial-key";

const user = userEvent.setup();
const wish = { product: "prompts", environment: "development", scopes: ["prompts:write"] } as const;
const own = { id: "key_1", name: "CI", hint: "pr_test_abc123…9f3d", scopes: ["prompts:read"] };

function WithField() {
  const [secret, setSecret] = useState("");
  return (
    <>
      <TrialKey wish={wish} secret={secret} onUse={setSecret} />
      <input aria-label="secret" value={secret} onChange={(event) => setSecret(event.target.value)} />
    </>
  );
}

const field = () => screen.getByLabelText<HTMLInputElement>("secret");

it("makes a test key of one day with the endpoint's scope, by the contract that all keys are made by, and fills it in", async () => {
  const made = answerCalls(({ method }) =>
    method === "POST"
      ? { status: 201, body: { data: { id: "key_9", name: "Tried in the reference", plainKey: "pr_test_whole" } } }
      : { status: 200, body: { data: [], next_cursor: null } },
  );
  renderPage(<WithField />);
  await user.click(screen.getByRole("button", { name: "Make a test key" }));
  await waitFor(() => expect(field().value).toBe("pr_test_whole"));
  expect(made.find(({ method }) => method === "POST")).toMatchObject({
    path: "/api/dashboard/v1/api-keys",
    body: { product: "prompts", environment: "development", scopes: ["prompts:write"], expires_in_days: 1 },
  });
  expect(screen.getByRole("status").textContent).toContain("ends in a day");
});

it("fills in nothing for a key that is there already: it asks for its secret, tells another from it and says what it lacks", async () => {
  answerCalls(() => ({ status: 200, body: { data: [own], next_cursor: null } }));
  renderPage(<WithField />);
  await screen.findByRole("option", { name: "CI (pr_test_abc123…9f3d)" });
  await user.selectOptions(screen.getByLabelText("Which key"), "key_1");
  expect(field().value).toBe("");
  expect(screen.getByText(/Paste the secret of CI below.*It lacks prompts:write\./)).toBeDefined();
  await user.type(field(), "pr_test_zzz1230000009f3d");
  expect(await screen.findByText("This is not the key CI.")).toBeDefined();
  await user.clear(field());
  await user.type(field(), "pr_test_abc1230000009f3d");
  await waitFor(() => expect(screen.queryByText("This is not the key CI.")).toBeNull());
});

it("tells why no key could be made", async () => {
  answerCalls(({ method }) =>
    method === "POST"
      ? { status: 403, body: { error: { code: "FORBIDDEN", message: "Only an owner may" } } }
      : { status: 200, body: { data: [], next_cursor: null } },
  );
  renderPage(<WithField />);
  await user.click(screen.getByRole("button", { name: "Make a test key" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Only an owner may");
});
