import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { FirstCall } from "@/lib/features/first-call/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { adviceOf, FirstCallWatch } from "./first-call-watch";

const refused: FirstCall = { succeeded: false, endpoint: "GET /v1/reports", status: 403, elapsed_ms: 1.2 };
const succeeded: FirstCall = { succeeded: true, endpoint: "GET /v1/prompts", status: 200, elapsed_ms: 3.4 };

test("it waits, tells of a refusal what to do, and turns to the success with status and latency", async () => {
  let call: FirstCall | null = null;
  const calls = answerCalls(() => ({ status: 200, body: { call } }));
  renderPage(<FirstCallWatch keyId="key_1" />);
  await screen.findByText("Waiting for your first request…");
  call = refused;
  await screen.findByText(/refused \(403\)/, {}, { timeout: 10_000 });
  expect(screen.getByText(adviceOf(403))).toBeDefined();
  call = succeeded;
  await screen.findByText("Your first request has arrived", {}, { timeout: 10_000 });
  expect(screen.getByText("200 in 3.4 ms")).toBeDefined();
  expect(screen.queryByText(/Waiting/)).toBeNull();
  expect(calls.every(({ path }) => path === "/api/dashboard/first-call?key_id=key_1")).toBe(true);
});

test("a refusal where no endpoint answers names none", async () => {
  answerCalls(() => ({ status: 200, body: { call: { ...refused, endpoint: "unknown", status: 404 } } }));
  renderPage(<FirstCallWatch keyId="key_1" />);
  await screen.findByText(/refused \(404\)/);
  expect(screen.getByText(adviceOf(404))).toBeDefined();
  expect(screen.queryByText("unknown")).toBeNull();
});

test("each refusal of a first call has advice of its own", () => {
  const advice = [401, 403, 404, 429, null].map(adviceOf);
  expect(new Set(advice).size).toBe(advice.length);
});
