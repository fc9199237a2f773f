import { useQuery } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { profileContract } from "@/lib/features/accounts/contract";
import { call, sendCallsAfter } from "@/lib/http/call";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { useSignOut } from "./use-sign-out";

// A page that was left is gone; here the next test has the same one.
afterEach(() => sendCallsAfter(Promise.resolve()));

function Part({ name }: { name: string }) {
  const read = useQuery({ queryKey: [name], queryFn: ({ signal }) => call(profileContract, {}, { signal }) });
  return (
    <p>
      {name} {read.isSuccess ? "is read" : "is not read"}
    </p>
  );
}

function Page() {
  const signOut = useSignOut();
  const [late, setLate] = useState(false);
  return (
    <>
      <button type="button" onClick={() => void signOut()}>
        Sign out
      </button>
      <button type="button" onClick={() => setLate(true)}>
        Show more
      </button>
      <Part name="Early" />
      {late && <Part name="Late" />}
    </>
  );
}

/** A page whose sign-out is under way, with a part that still waited for its answer, and one that came only then. */
async function leaving() {
  let answer: (given: Answer) => void = () => undefined;
  const answered = new Promise<Answer>((resolve) => {
    answer = resolve;
  });
  let isLeaving = false;
  const calls = answerCalls(({ path }) => {
    if (path === "/api/auth/csrf") return { status: 200, body: { csrfToken: "proof" } };
    if (path === "/api/auth/signout") return answered;
    return isLeaving ? { status: 200, body: {} } : new Promise<Answer>(() => undefined);
  });
  const left: string[] = [];
  vi.spyOn(window.location, "assign").mockImplementation((url) => void left.push(String(url)));
  renderPage(<Page />);
  const user = userEvent.setup();
  await waitFor(() => expect(calls).toHaveLength(1));
  isLeaving = true;
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  await waitFor(() => expect(calls.map(({ path }) => path)).toContain("/api/auth/signout"));
  await user.click(screen.getByRole("button", { name: "Show more" }));
  await screen.findByText("Late is not read");
  const asked = () => calls.map(({ path }) => path).filter((path) => !path.startsWith("/api/auth/"));
  return { answer, left, asked };
}

test("nothing is asked with the session that is being ended, also by what the page shows only then", async () => {
  const { answer, left, asked } = await leaving();
  answer({ status: 200, body: {} });
  await waitFor(() => expect(left).toEqual(["/sign-in"]));
  expect(asked()).toHaveLength(1);
});

test("a sign-out that failed says so, and the page goes on with what it wanted to ask", async () => {
  const { answer, left } = await leaving();
  answer({ status: 503 });
  await screen.findByText("You are still signed in");
  await screen.findByText("Early is read");
  await screen.findByText("Late is read");
  expect(left).toEqual([]);
});
