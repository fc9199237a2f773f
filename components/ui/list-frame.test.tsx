import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useSearchParams } from "next/navigation";
import { Suspense, use } from "react";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
import { Page } from "@/lib/http/page";
import { type Answer, answerCalls, type MadeCall } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import type { Column } from "./column";
import { FilterBar } from "./filter-bar";
import { listOf } from "./list-source";
import { rowHeights } from "./row-density";
import { TableList } from "./table-list";
import { TableSkeleton } from "./table-skeleton";
import { useAddress } from "./use-address";
import { useList } from "./use-list";

const Plant = z.object({ id: z.string(), name: z.string(), height: z.number() });
const plantsContract = defineContract({
  method: "GET",
  path: "/api/dashboard/plants",
  product: "dashboard",
  summary: "Plants",
  allow: ["dashboard-session"],
  query: Page.extend({ q: z.string().optional(), kind: z.enum(["tree", "herb"]).optional() }),
  success: { status: 200, body: z.object({ data: z.array(Plant), next_cursor: z.string().nullable() }) },
});
const { q, kind } = plantsContract.query.shape;
const filters = { q, kind };
const kinds = [
  { value: "", label: "Every kind" },
  { value: "tree", label: "Trees" },
  { value: "herb", label: "Herbs" },
];
const columns: readonly Column<z.output<typeof Plant>, { onCut: (name: string) => void }>[] = [
  { label: "Plant", as: "title", sort: { by: "name", compared: ({ name }) => name }, cell: ({ name }) => name },
  {
    label: "Height",
    align: "right",
    from: "lg",
    // Of what is below the ground nothing is known.
    sort: { by: "height", first: "desc", compared: ({ height }) => (height < 0 ? null : height) },
    cell: ({ height }) => `${height} m`,
  },
  {
    label: "Actions",
    as: "button",
    cell: ({ name }, { onCut }) => (
      <button type="button" onClick={() => onCut(name)}>
        Cut {name}
      </button>
    ),
  },
];

function Plants({ onCut = () => {} }: { onCut?: (name: string) => void }) {
  const address = useAddress(filters);
  const list = useList(listOf("plants", plantsContract, { query: { ...address.values, limit: 2 } }));
  return (
    <TableList
      list={list}
      nouns={["plant", "plants"]}
      columns={columns}
      rowKey={({ id }) => id}
      context={{ onCut }}
      address={address}
      filters={
        <FilterBar
          address={address}
          controls={[
            { as: "search", name: "q", label: "Search plants", placeholder: "Name" },
            { as: "select", name: "kind", label: "Kind", options: kinds },
          ]}
        />
      }
      empty={{ title: "No plants yet", body: "Sow one." }}
    />
  );
}

/** Holds the router's transition to another address, as a busy page does. */
function SlowRoute({ arrival }: { arrival: Promise<void> }) {
  const search = useSearchParams();
  if (search.size === 0) return <p>At the beginning</p>;
  use(arrival);
  return <p>At ?{search.toString()}</p>;
}

const oak = { id: "1", name: "Oak", height: 20 };
const mint = { id: "2", name: "Mint", height: 0.5 };
const answer = (data: z.output<typeof Plant>[], next_cursor: string | null = null): Answer => ({
  status: 200,
  body: { data, next_cursor },
});
const queryOf = (call: MadeCall | undefined) => new URL(call?.path ?? "", "http://test.invalid").searchParams;
const refused: Answer = { status: 403, body: { error: { code: "FORBIDDEN", message: "Not for you" } } };

describe("a list", () => {
  it("shows the shape of its table until the rows are there, then says how many they are", async () => {
    let release: (given: Answer) => void = () => {};
    const made = answerCalls(() => new Promise((resolve) => (release = resolve)));
    renderPage(<Plants />);
    expect(screen.getByText("Loading plants")).toBeDefined();
    expect(screen.queryByText("Oak")).toBeNull();
    await waitFor(() => expect(made).toHaveLength(1));
    release(answer([oak]));
    expect(await screen.findByText("1 plant shown")).toBeDefined();
    expect(within(screen.getByRole("table", { name: "Plants" })).getByText("Oak")).toBeDefined();
    expect(screen.queryByText("Loading plants")).toBeNull();
  });

  it("names its cells on phones by the columns' headings, except what names itself", async () => {
    answerCalls(() => answer([oak]));
    renderPage(<Plants />);
    const [title, height, action] = (await screen.findByText("Oak")).closest("tr")?.cells ?? [];
    expect(title?.textContent).toBe("Oak");
    expect(height?.textContent).toBe("Height20 m");
    expect(height?.className).toContain("sm:max-lg:hidden");
    expect(action?.textContent).toBe("Cut Oak");
    expect(screen.getAllByRole("columnheader", { hidden: true }).map(({ textContent }) => textContent)).toEqual([
      "Plant",
      "Height",
      "Actions",
    ]);
  });

  it("is sorted by its headings where all of it is there, by the address too, with what has no value last", async () => {
    answerCalls(() => answer([mint, { id: "3", name: "Root", height: -1 }, oak]));
    renderPage(<Plants />, "/dashboard/plants?sort=name");
    const names = () =>
      screen
        .getAllByRole("row")
        .slice(1)
        .map((row) => row.querySelector("td")?.textContent);
    await screen.findByText("Oak");
    expect(names()).toEqual(["Mint", "Oak", "Root"]);
    const height = screen.getByRole("columnheader", { name: "Height" });
    await userEvent.click(within(height).getByRole("button"));
    await waitFor(() => expect(names()).toEqual(["Oak", "Mint", "Root"]));
    expect([height.getAttribute("aria-sort"), window.location.search]).toEqual(["descending", "?sort=-height"]);
    await userEvent.click(within(height).getByRole("button"));
    await waitFor(() => expect(names()).toEqual(["Mint", "Oak", "Root"]));
    expect(screen.getByText("3 plants")).toBeDefined();
  });

  it("is not sorted while more of it is to come, and says so", async () => {
    answerCalls(() => answer([oak, mint], "more"));
    renderPage(<Plants />, "/dashboard/plants?sort=name");
    expect(await screen.findByText("2 plants so far")).toBeDefined();
    expect(screen.getAllByRole("row")[1]?.textContent).toContain("Oak");
    expect(within(screen.getByRole("table")).queryByRole("button", { name: "Height" })).toBeNull();
  });

  it("gives its rows as much room as was chosen, and remembers that", async () => {
    answerCalls(() => answer([oak]));
    renderPage(<Plants />);
    const toggle = await screen.findByRole("button", { name: "Compact rows" });
    expect(screen.getByRole("table").className).toContain(rowHeights.compact);
    await userEvent.click(toggle);
    expect(screen.getByRole("table").className).toContain(rowHeights.comfortable);
    expect(document.cookie).toContain("row-density=comfortable");
  });

  it("hands what can be done with a row to its cells", async () => {
    answerCalls(() => answer([oak, mint]));
    const cut: string[] = [];
    renderPage(<Plants onCut={(name) => cut.push(name)} />);
    await userEvent.click(await screen.findByRole("button", { name: "Cut Mint" }));
    expect(cut).toEqual(["Mint"]);
  });

  it("says what it is for where it holds nothing, without controls to narrow nothing", async () => {
    answerCalls(() => answer([]));
    renderPage(<Plants />);
    expect(await screen.findByText("No plants yet")).toBeDefined();
    expect(screen.queryByRole("search")).toBeNull();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("tells a filter that matches nothing from an empty list, and leads back to everything", async () => {
    answerCalls((call) => answer(queryOf(call).has("kind") ? [] : [oak]));
    renderPage(<Plants />, "/dashboard/plants?kind=herb&other=1");
    expect(await screen.findByText("No plant matches")).toBeDefined();
    await userEvent.click(screen.getAllByRole("button", { name: "Clear filters" })[0] ?? document.body);
    expect(await screen.findByText("Oak")).toBeDefined();
    expect(window.location.search).toBe("?other=1");
  });

  it("says that it failed and why, and shows the rows after a retry that works", async () => {
    const answers = [refused, answer([oak])];
    const made = answerCalls(() => answers.shift() ?? refused);
    renderPage(<Plants />);
    expect((await screen.findByRole("alert")).textContent).toContain("Plants unavailable");
    expect(screen.getByText("Not for you.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByText("Oak")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(made).toHaveLength(2);
  });

  it("loads the next page after the rows that are there, until there is none", async () => {
    const made = answerCalls((call) => (queryOf(call).get("cursor") === "c2" ? answer([mint]) : answer([oak], "c2")));
    renderPage(<Plants />);
    await userEvent.click(await screen.findByRole("button", { name: "Load more" }));
    expect(await screen.findByText("2 plants shown")).toBeDefined();
    expect(screen.getByText("Oak")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Load more" })).toBeNull();
    expect(queryOf(made[1]).get("limit")).toBe("2");
  });

  it("keeps the rows in view when a further page fails, and can be asked for it again", async () => {
    let failing = true;
    answerCalls((call) => {
      if (!queryOf(call).has("cursor")) return answer([oak], "c2");
      return failing ? refused : answer([mint]);
    });
    renderPage(<Plants />);
    await userEvent.click(await screen.findByRole("button", { name: "Load more" }));
    expect((await screen.findByRole("alert")).textContent).toBe("Not for you.");
    expect(screen.getByText("Oak")).toBeDefined();
    failing = false;
    await userEvent.click(screen.getByRole("button", { name: "Load more" }));
    expect(await screen.findByText("Mint")).toBeDefined();
  });
});

describe("its filters", () => {
  it("begin as the address says and ask for nothing that it does not", async () => {
    const made = answerCalls(() => answer([oak]));
    renderPage(<Plants />, "/dashboard/plants?kind=tree&q=o&limit=99&cursor=x");
    expect(await screen.findByText("Oak")).toBeDefined();
    expect(Object.fromEntries(queryOf(made[0]))).toEqual({ kind: "tree", q: "o", limit: "2" });
    expect(screen.getByRole("combobox", { name: "Kind" })).toHaveProperty("value", "tree");
    expect(screen.getByRole("searchbox", { name: "Search plants" })).toHaveProperty("value", "o");
  });

  it("show a choice at once, although the router hands the new address on later", async () => {
    answerCalls((call) => answer(queryOf(call).has("kind") ? [mint] : [oak]));
    let arrive: () => void = () => {};
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    renderPage(
      <Suspense>
        <Plants />
        <SlowRoute arrival={arrival} />
      </Suspense>,
    );
    await screen.findByText("Oak");
    const control = screen.getByRole("combobox", { name: "Kind" });
    await userEvent.selectOptions(control, "herb");
    expect(screen.getByText("At the beginning")).toBeDefined();
    expect(control).toHaveProperty("value", "herb");
    expect(await screen.findByText("Mint")).toBeDefined();
    await act(async () => arrive());
    expect(await screen.findByText("At ?kind=herb")).toBeDefined();
    expect(control).toHaveProperty("value", "herb");
  });

  it("keep the rows before in view until those of the choice are there", async () => {
    let release: (given: Answer) => void = () => {};
    answerCalls((call) =>
      queryOf(call).has("kind") ? new Promise((resolve) => (release = resolve)) : answer([oak, mint]),
    );
    renderPage(<Plants />);
    await screen.findByText("Oak");
    const control = screen.getByRole("combobox", { name: "Kind" });
    await userEvent.selectOptions(control, "herb");
    expect(control).toHaveProperty("value", "herb");
    expect(window.location.search).toBe("?kind=herb");
    expect(screen.getByText("Oak")).toBeDefined();
    release(answer([mint]));
    await waitFor(() => expect(screen.queryByText("Oak")).toBeNull());
    expect(control).toHaveProperty("value", "herb");
  });

  it("show that the rows of a choice are under way also after one that nothing matched", async () => {
    let release: (given: Answer) => void = () => {};
    answerCalls((call) =>
      queryOf(call).get("kind") === "herb" ? new Promise((resolve) => (release = resolve)) : answer([]),
    );
    renderPage(<Plants />, "/dashboard/plants?kind=tree");
    expect(await screen.findByText("No plant matches")).toBeDefined();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), "herb");
    expect(await screen.findByText("Loading plants")).toBeDefined();
    expect(screen.queryByText("No plant matches")).toBeNull();
    release(answer([mint]));
    expect(await screen.findByText("Mint")).toBeDefined();
    expect(screen.queryByText("Loading plants")).toBeNull();
  });

  it("search when the typing pauses, and follow an address that changes otherwise", async () => {
    const made = answerCalls((call) => answer(queryOf(call).get("q") === "mi" ? [mint] : [oak]));
    renderPage(<Plants />);
    await screen.findByText("Oak");
    const box = screen.getByRole("searchbox", { name: "Search plants" });
    await userEvent.type(box, "mi");
    expect(await screen.findByText("Mint")).toBeDefined();
    expect(made.map((call) => queryOf(call).get("q"))).toEqual([null, "mi"]);
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    await waitFor(() => expect(box).toHaveProperty("value", ""));
    expect(window.location.search).toBe("");
  });
});

it("a table's skeleton has the headings and the phones' labels of its columns", () => {
  renderPage(<TableSkeleton columns={columns} what="plants" />);
  expect(screen.getAllByRole("columnheader", { hidden: true }).map(({ textContent }) => textContent)).toEqual([
    "Plant",
    "Height",
    "Actions",
  ]);
  expect(screen.getAllByText("Height", { selector: "td span" })).toHaveLength(5);
});
