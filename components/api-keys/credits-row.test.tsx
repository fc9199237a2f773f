import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedKey } from "@/lib/testing/listed-keys";
import { renderPage } from "@/lib/testing/render-page";
import { CreditsRow } from "./credits-row";

const refill = { amount: 1_000, every: null, on: 31, at: "2026-12-31T00:00:00.000Z" };
const page = (credits: ApiKey["credits"], changeable = true) =>
  renderPage(
    <dl>
      <CreditsRow apiKey={listedKey(1, { credits })} changeable={changeable} />
    </dl>,
  );

it("says what is left and when it is refilled, and adds to it by one form", async () => {
  const made = answerCalls(() => ({ status: 200, body: { data: { remaining: 1_512, refill } } }));
  page({ remaining: 12, refill });
  screen.getByText("12 left; refilled to 1,000 on day 31 of each month");
  await userEvent.click(screen.getByRole("button", { name: "Add credits" }));
  await screen.findByRole("dialog", { name: "Credits of “Key 1”" });
  await userEvent.click(screen.getByRole("button", { name: "Change credits" }));
  await screen.findByText("Enter a whole number from 1 to 1,000,000,000,000, in digits alone");
  expect(made).toEqual([]);
  await userEvent.type(screen.getByLabelText("Credits"), "1,500");
  await userEvent.click(screen.getByRole("button", { name: "Change credits" }));
  await waitFor(() =>
    expect(made.map(({ path, body }) => [path, body])).toEqual([
      ["/api/dashboard/v1/api-keys/key_1/credits", { add: 1_500 }],
    ]),
  );
  await screen.findByText("1,512 credits left");
});

it.each(["1e3", "-1", "1.5", "10000000000000000"])("does not take %s for a number of credits", async (typed) => {
  const made = answerCalls(() => ({ status: 500, body: {} }));
  page({ remaining: 12, refill: null });
  await userEvent.click(screen.getByRole("button", { name: "Add credits" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Credits of “Key 1”" }));
  await userEvent.click(dialog.getByRole("radio", { name: "Set what is left" }));
  await userEvent.type(dialog.getByLabelText("Credits"), typed);
  await userEvent.click(dialog.getByRole("button", { name: "Change credits" }));
  await dialog.findByText("Enter a whole number from 0 to 1,000,000,000,000, in digits alone");
  expect(dialog.getAllByRole("alert")).toHaveLength(1);
  expect(made).toEqual([]);
});

it("never shows 0 where what is left could not be read", () => {
  page({ remaining: null, refill: null });
  screen.getByText("What is left could not be read just now");
});

it("gives a key its first credits with a refill by one form, which says what is missing in its place", async () => {
  const made = answerCalls(({ method }) => ({
    status: 200,
    body: { data: listedKey(1, { credits: method === "GET" ? null : { remaining: 500, refill } }) },
  }));
  page(null);
  screen.getByText("Not counted");
  await userEvent.click(screen.getByRole("button", { name: "Give credits" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Credits of “Key 1”" }));
  await userEvent.type(dialog.getByLabelText("Each"), "day 32");
  await userEvent.click(dialog.getByRole("button", { name: "Give credits" }));
  await dialog.findByText("Enter a whole number from 0 to 1,000,000,000,000, in digits alone");
  dialog.getByText("Enter a whole number from 1 to 1,000,000,000,000, in digits alone");
  dialog.getByText("Write a length from 15m to 366d, such as 1h or 7d, or a day from day 1 to day 31");
  expect(made).toEqual([]);
  await userEvent.type(dialog.getByLabelText("Credits"), "500");
  await userEvent.type(dialog.getByLabelText("Refilled to"), "1,000");
  await userEvent.clear(dialog.getByLabelText("Each"));
  await userEvent.type(dialog.getByLabelText("Each"), "day 31");
  await userEvent.click(dialog.getByRole("button", { name: "Give credits" }));
  await screen.findByText("Credits were given");
  expect(made.filter(({ method }) => method !== "GET").map(({ path, body }) => [path, body])).toEqual([
    ["/api/dashboard/v1/api-keys/key_1", { credits: { remaining: 500, refill: { amount: 1_000, on: 31 } } }],
  ]);
});

it("gives no first credits to a key that was given some meanwhile, and says so", async () => {
  const made = answerCalls(() => ({
    status: 200,
    body: { data: listedKey(1, { credits: { remaining: 9, refill: null } }) },
  }));
  page(null);
  await userEvent.click(screen.getByRole("button", { name: "Give credits" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Credits of “Key 1”" }));
  await userEvent.type(dialog.getByLabelText("Credits"), "500");
  await userEvent.click(dialog.getByRole("button", { name: "Give credits" }));
  await dialog.findByText(/given credits elsewhere meanwhile, so nothing was saved/);
  expect(made.filter(({ method }) => method !== "GET")).toEqual([]);
});

it("offers no change to whom the key is not theirs, and no row where nothing is counted", () => {
  page({ remaining: 5, refill: null }, false);
  expect(screen.queryByRole("button")).toBeNull();
  page(null, false);
  expect(screen.getAllByText("Credits")).toHaveLength(1);
});
