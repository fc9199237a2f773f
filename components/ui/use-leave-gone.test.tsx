import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { CallError } from "@/lib/http/call-error";
import { renderPage } from "@/lib/testing/render-page";
import { useLeaveGone } from "./use-leave-gone";

function Birch({ status }: { status: number }) {
  const { data, error } = useQuery({
    queryKey: ["plant", status],
    queryFn: () => Promise.reject(new CallError("No", status, "ANY")),
    initialData: "Birch",
    initialDataUpdatedAt: 0,
    retry: false,
  });
  useLeaveGone(error);
  return <p>{error ? `${data} (not read anew)` : data}</p>;
}

it.each([
  [404, ["refresh"]],
  [403, []],
  [500, []],
])("a page whose thing answers %i when it is read again is drawn anew only where it is gone", async (status, drawn) => {
  const { visited } = renderPage(<Birch status={status} />);
  await screen.findByText("Birch (not read anew)");
  expect(visited).toEqual(drawn);
});
