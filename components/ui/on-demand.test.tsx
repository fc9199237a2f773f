import { screen } from "@testing-library/react";
import { type ComponentType, useLayoutEffect } from "react";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { OnDemand, type Part, partOf } from "./on-demand";

function Panel({ name }: { name: string }) {
  return <p>Panel {name}</p>;
}

/** Needs the same part, and has it before effects run. */
function Elsewhere({ part }: { part: Part<{ name: string }> }) {
  useLayoutEffect(() => void part.prepare(), [part]);
  return null;
}

it("a part is shown once its code is there", async () => {
  renderPage(<OnDemand part={partOf(async () => Panel)} name="one" />);
  expect(await screen.findByText("Panel one")).toBeInstanceOf(HTMLElement);
});

it("a part whose code came for somebody else, after it was drawn and before its effect, is shown all the same", async () => {
  let component: ComponentType<{ name: string }> | null = null;
  const part: Part<{ name: string }> = {
    prepare: async () => {
      component = Panel;
    },
    loaded: () => component,
  };
  renderPage(
    <>
      <OnDemand part={part} name="two" />
      <Elsewhere part={part} />
    </>,
  );
  expect(await screen.findByText("Panel two")).toBeInstanceOf(HTMLElement);
});
