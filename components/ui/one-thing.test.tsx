import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HTTPAccessFallbackBoundary } from "next/dist/client/components/http-access-fallback/error-boundary";
import { expect, it } from "vitest";
import { CallError } from "@/lib/http/call-error";
import { renderPage } from "@/lib/testing/render-page";
import { OneThing } from "./one-thing";

const user = userEvent.setup();

function Plant({ read }: { read: () => Promise<string> }) {
  const query = useQuery({ queryKey: ["plant"], queryFn: read });
  return (
    <>
      <button type="button" onClick={() => void query.refetch()}>
        Read anew
      </button>
      <OneThing what="Plant" query={query}>
        {(name) => <h1>{name}</h1>}
      </OneThing>
    </>
  );
}

/** Answers in turn; what is left answers as the last one. */
function inTurn(...answers: (string | CallError)[]): () => Promise<string> {
  return async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof answer === "string") return answer;
    throw answer;
  };
}

const refused = new CallError("That is not for you", 403, "FORBIDDEN");

it("heads the page by what could not be read, says why, and shows it once one tries again", async () => {
  renderPage(<Plant read={inTurn(refused, "Birch")} />);
  expect((await screen.findByRole("alert")).textContent).toContain("That is not for you.");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Plant unavailable");
  await user.click(screen.getByRole("button", { name: "Retry" }));
  expect((await screen.findByRole("heading", { level: 1, name: "Birch" })).textContent).toBe("Birch");
  expect(screen.queryByRole("alert")).toBeNull();
});

it("leaves what is not there to the not-found page, which no retry could change", async () => {
  renderPage(
    <HTTPAccessFallbackBoundary notFound={<h1>There is no such plant</h1>}>
      <Plant read={inTurn(new CallError("There is no such plant", 404, "NOT_FOUND"))} />
    </HTTPAccessFallbackBoundary>,
  );
  expect(await screen.findByRole("heading", { level: 1, name: "There is no such plant" })).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
});

it("keeps what was read where it cannot be read anew", async () => {
  let fails = 0;
  const read = inTurn("Birch", refused);
  renderPage(
    <Plant
      read={() =>
        read().catch((error: unknown) => {
          fails += 1;
          throw error;
        })
      }
    />,
  );
  await screen.findByRole("heading", { level: 1, name: "Birch" });
  await user.click(screen.getByRole("button", { name: "Read anew" }));
  await expect.poll(() => fails).toBe(1);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Birch");
  expect(screen.queryByRole("alert")).toBeNull();
});
